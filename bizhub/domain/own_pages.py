"""Pages of BizHub that somebody may be sent to; whatever else a link asks for is ignored."""

import re

_SECTIONS = frozenset({"overview", "insights", "accounts", "import", "activity", "settings", "profile", "welcome"})
_PATH = re.compile(r"/([a-z-]+)((?:/[A-Za-z0-9_~%-]+)*)/?(?:\?[A-Za-z0-9_.~%&=+,:@-]*)?")
_LONGEST = 500


def own_page(text: str) -> str:
    """The relative address if it leads to a page of BizHub, else empty: no scheme, no other host, no way upwards."""
    if len(text) > _LONGEST:
        return ""
    found = _PATH.fullmatch(text)
    return text if found is not None and found[1] in _SECTIONS else ""
