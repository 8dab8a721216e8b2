"""Pages of BizHub that somebody may be sent to; whatever else a link asks for is ignored."""

import re
from urllib.parse import unquote

from bizhub.domain.report_layout import LONGEST_KEY

LONGEST_ADDRESS = 3 * 12 * LONGEST_KEY + 2_000
"""Path and query of any page. The longest are those of insights: a campaign, an ad group and what is searched for, each
character up to 12 once it is encoded."""

_PAGES = frozenset({
    "/overview", "/insights", "/accounts", "/accounts/new", "/import", "/activity", "/settings", "/settings/rules",
    "/settings/delete", "/tickets", "/profile", "/desk", "/desk/case",
    "/profile/delete", "/profile/sessions", "/profile/two-step", "/welcome",
    "/team", "/team/groups", "/team/requests", "/team/approvals",
    "/team/second-admin", "/team/bulk", "/team/ends-soon", "/invitation", "/notifications",
    "/recovery", "/desk/recovery", "/my",
    "/verification",
})  # fmt: skip
_OF_ONE = re.compile(r"/(?:accounts|team|team/groups|tickets)/[0-9]{1,19}")
_QUERY = re.compile(r"(?:[A-Za-z0-9_.~&=+,:@-]|%[0-9A-Fa-f]{2})*")


def own_page(text: str) -> str:
    """The relative address if it leads to a page of BizHub, else empty.

    The path is one of a list and has no second spelling; the query is text, encoded or not.
    """
    path, _, query = text.partition("?")
    known = path.removesuffix("/") in _PAGES or _OF_ONE.fullmatch(path) is not None
    return text if known and len(text) <= LONGEST_ADDRESS and _is_text(query) else ""


def _is_text(query: str) -> bool:
    try:
        return _QUERY.fullmatch(query) is not None and unquote(query, errors="strict").isprintable()
    except UnicodeDecodeError:
        return False
