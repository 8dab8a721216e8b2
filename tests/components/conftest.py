"""A page in Chromium with the scripts of assets/ and the markup they work on, without a server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import browser  # noqa: F401 (the fixture)

ORIGIN = "http://localhost:9"
ASSETS = Path(__file__).parents[2] / "assets"
_SCRIPTS = ("bizhub.js", "palette.js", "upload.js", "suggest.js", "downloads.js", "kept_forms.js")

Shown = Callable[[str], Page]


@pytest.fixture
def show(browser: Browser) -> Iterator[Shown]:  # noqa: F811
    """Opens a page with the given body; its requests go to routes of the test, else nowhere."""
    context = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin")
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ORIGIN)
    problems: list[str] = []

    def open_body(body: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        scripts = "".join(f'<script src="/{name}" defer></script>' for name in _SCRIPTS)
        html = f"<!doctype html><html lang='en'><head><title>t</title>{scripts}</head><body>{body}</body></html>"
        page.route(f"{ORIGIN}/", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.route(f"{ORIGIN}/*.js", _serve_asset)
        page.goto(f"{ORIGIN}/")
        return page

    yield open_body
    context.close()
    assert problems == []


def _serve_asset(route: Route) -> None:
    name = route.request.url.rsplit("/", 1)[1]
    route.fulfill(body=(ASSETS / name).read_text("utf-8"), content_type="text/javascript")
