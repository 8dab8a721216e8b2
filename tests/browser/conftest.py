"""The browser harness: a real server, Chromium, pages that notice what goes wrong in them.

A test asks for `page` (signed out, 1280 wide) or for `open_page` when it needs several people or other sizes.
Errors in the console, scripts that fail and requests to other hosts fail the test; see `tests/browser/watch.py`.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.profiles import Profiles
from tests.browser.sign_in_steps import a_place, person_with_password
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer, serve
from tools import chromium

SCREENSHOTS = Path(__file__).resolve().parents[2] / "screenshots"
# Without a graphics card everything is drawn on the processor: what only helps a card costs the tests a seventh more.
_FLAGS = (
    "--disable-gpu", "--disable-gpu-compositing", "--disable-accelerated-2d-canvas", "--disable-partial-raster",
    "--disable-lcd-text", "--renderer-process-limit=1", "--disable-background-networking",
)  # fmt: skip
_PATIENCE_MS = 10_000
expect.set_options(timeout=_PATIENCE_MS)

OpenPage = Callable[..., Page]
Look = Callable[[Page, str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that nobody has to remember it."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server with an empty data folder, shared by the browser tests of a worker; make your own people in it."""
    with serve(tmp_path_factory.mktemp("live") / "data") as live:
        yield live


@pytest.fixture(scope="package")
def base_url(server: LiveServer) -> str:
    """The address of the shared server."""
    return server.base_url


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, kept only while browser tests run: its event loop would stop asynchronous tests from running."""
    program = chromium.find()
    assert program, "The browser tests need Chromium: install it, or name it in BIZHUB_CHROMIUM."
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=[*_FLAGS, *sandbox])
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def profiles(browser: Browser) -> Profiles:
    """The profiles in which the pages of the tests are opened."""
    return Profiles(browser)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What went wrong in the pages of this test; a test that provokes errors clears `watch.problems`."""
    seen = Watch()
    yield seen
    assert seen.problems == []


@pytest.fixture
def own(tmp_path: Path, watch: Watch) -> Iterator[LiveServer]:
    """A server that this test may kill."""
    with serve(tmp_path / "data") as live:
        yield live
        watch.let_server_be_gone()  # its pages are closed after it


@pytest.fixture
def open_page(profiles: Profiles, request: pytest.FixtureRequest, watch: Watch) -> Iterator[OpenPage]:
    """Opens a page in a browser profile of its own: `open_page(width=360, dark=True, base_url=…)`."""
    taken = []

    def open_one(*, width: int = 1280, height: int = 800, dark: bool = False, base_url: str = "", **more: Any) -> Page:
        headers = more.pop("extra_http_headers", {})
        profile = profiles.take(
            base_url=base_url or request.getfixturevalue("base_url"),
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale=more.pop("locale", "en-GB"),
            **more,
        )
        profile.context.set_default_timeout(_PATIENCE_MS)
        profile.context.set_extra_http_headers(headers)
        taken.append(profile)
        page = profile.context.new_page()
        watch.follow(page)
        return page

    yield open_one
    for profile in taken:
        profiles.give_back(profile)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page at 1280 × 800 in light mode."""
    return open_page()


@pytest.fixture
def look() -> Look:
    """Takes four pictures of a page into screenshots/: `look(page, "team")` at 1280 and 360 px, light and dark.

    Only when `BIZHUB_PICTURES=1` asks for them, because most runs are not for looking.
    """
    return take_pictures if os.environ.get("BIZHUB_PICTURES") == "1" else lambda _page, _name: None


def take_pictures(page: Page, name: str) -> None:
    """Save NAME-WIDTH-SCHEME.png for both widths and both schemes, then restore the page."""
    before = page.viewport_size
    SCREENSHOTS.mkdir(exist_ok=True)
    for width, height in ((1280, 800), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_timeout(150)
            page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
    if before:
        page.set_viewport_size(before)


@pytest.fixture(scope="package")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server for tests of signing in: the limits of others must not stop them, nor theirs the others."""
    with serve(tmp_path_factory.mktemp("door") / "data", trusted_proxy_hops=1) as live:
        yield live


@pytest.fixture
def open_door(open_page: OpenPage, door: LiveServer) -> Callable[[], Page]:
    """Opens a browser at that server, at a place of its own."""
    return lambda: open_page(base_url=door.base_url, extra_http_headers=a_place())


@pytest.fixture
def ada(door: LiveServer) -> MadeUser:
    """Somebody at that server with a password and a center."""
    return person_with_password(door)
