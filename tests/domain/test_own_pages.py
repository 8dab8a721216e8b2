"""Where a link may send somebody after signing in."""

import re
from urllib.parse import urlencode

import pytest
from reflex_base.registry import RegistrationContext

import bizhub.pages  # noqa: F401  # importing them registers them
from bizhub.domain.own_pages import own_page

LONGEST = urlencode(dict.fromkeys(["campaign", "ad_group", "search"], "👟" * 512))
"""Three names as long as imports take them, in the script that needs most room in an address."""

BEFORE_SIGNING_IN = {"/", "/sign-in", "/sign-up", "/confirm", "/reset", "/second-step", "404"}


@pytest.mark.parametrize(
    "text",
    [
        "/overview",
        "/accounts",
        "/accounts/",
        "/accounts/1234567890123456789",
        "/profile/sessions",
        "/team/1234567890123456789?on=2026-05-01",
        "/accounts?search=M%C3%BCller+%26+Co&status=STATUS_ENABLE&page=2",
        "/insights?from=2026-01-01&to=2026-01-31&columns=spend,ctr&campaign=7",
        "/overview?center=1&account=2",
        "/welcome?made=1&center=1",
        f"/insights?by=ad&{LONGEST}",
        "/settings?",
        "/team?q=Bo&role=ADMIN",
        "/team/1234567890123456789",
        "/invitation?key=jM0_x-4",
    ],
)
def test_pages_are_kept_as_they_are(text: str) -> None:
    assert own_page(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "/", "overview", " /overview", "/overview ", "/overview\n", "\t/overview", "/over\x00view",
        "//evil.example", "///evil.example", "/\\evil.example", "\\evil.example", "//overview",
        "/Overview", "/overview//evil.example",
        "https://evil.example", "https:evil.example", "javascript:alert(1)", "/javascript:alert(1)", "data:text/html,x",
        "/%2e%2e/evil", "/overview/%2e%2e/evil", "/overview/%2E%2E", "/overview/..", "/overview/../evil", "/overview/.",
        "/overview%2f%2fevil.example", "/overview/%2f", "/overview%5c", "/overview/%5cevil.example", "/%6fverview",
        "/accounts/%31", "/accounts/%252e%252e", "/accounts/abc", "/accounts/1/2", "/accounts/" + "1" * 20,
        "/team/groups/x", "/team/1/2",
        "/accounts/\u0661", "/accounts/-1", "/overview/1", "/profile/other", "/sign-in", "/auth/sign-out", "/_event",
        "/ping", "/overview;evil", "/overview#evil", "/overview@evil.example", "/overview:8000", "/overview?a=b#evil",
        "/overview?a=%00", "/overview?a=%0d%0aSet-Cookie:x", "/overview?a=%C2%85", "/overview?a=%E2%80%AE",
        "/overview?a=%", "/overview?a=%zz", "/overview?a=%ff", "/overview?a=<script>", "/overview?a='", '/overview?a="',
        "/overview?a=b\\c", "/overview?a=b c", "/overview?a=\u202e", "/overview?next=//evil.example",
        "/overview?" + "a" * 25_000,
    ],
)  # fmt: skip
def test_everything_else_is_ignored(text: str) -> None:
    assert own_page(text) == ""


def test_every_page_behind_the_sign_in_can_be_returned_to() -> None:
    routes = {facts["route"] for _, facts in RegistrationContext.get().decorated_pages}
    wanted = {re.sub(r"\[\w+\]", "1", route) for route in routes - BEFORE_SIGNING_IN}
    assert len(wanted) >= 10
    assert {route for route in wanted if not own_page(route)} == set()
