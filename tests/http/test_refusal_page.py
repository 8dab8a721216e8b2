"""Whoever sends a form and is refused reads a sentence, not JSON."""

import pytest

from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.http.browser import Browser, OpenBrowser

NAVIGATION = {"sec-fetch-mode": "navigate", "host": "localhost:8000"}
EXPORT = "/insights/export"


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def browser(open_browser: OpenBrowser, olga: MadeUser) -> Browser:
    opened = open_browser(**NAVIGATION)
    opened.cookies.set("bizhub", olga.token)
    return opened


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://localhost:8000/insights?by=ad&search=%22x", "/insights?by=ad&amp;search=%22x"),
        ("http://localhost:8000/activity", "/activity"),
        ("https://evil.example/insights", "/overview"),
        ("http://localhost:8000//evil.example/", "/overview"),
        ("", "/overview"),
    ],
)
def test_a_page_says_why_and_leads_back(
    runtime: Runtime, world: World, olga: MadeUser, browser: Browser, came_from: str, back: str
) -> None:
    center = world.center(olga)
    answer = browser.post(EXPORT, params={"center": center, "format": "exe"}, headers={"referer": came_from})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<p>Choose CSV or XLSX.</p>" in answer.text
    assert f'<a href="{back}">' in answer.text


def test_what_is_said_cannot_be_markup(runtime: Runtime, world: World, olga: MadeUser, browser: Browser) -> None:
    owner = world.user("<b>Otto")
    center = world.center(owner)
    world.member(center, olga)
    account = world.ad_account(center, owner, "<script>alert(1)</script>")
    answer = browser.post(EXPORT, params={"center": center, "account": account, "format": "csv"})
    assert answer.status_code == 403
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "<script" not in answer.text
