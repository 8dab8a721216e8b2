"""The switch as people see it: from the click to the painted frame in Chromium, against an empty event."""

import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.measure import Line
from bench.person import EMPTY, PATH
from bench.world import World
from tests.live import LiveServer, serve
from tools import chromium

ROUNDS = 80
_WARM_UP = 5
_ACCOUNTS = 40
_PAUSE_MS = 150
_SCRIPT = Path(__file__).with_suffix(".js")
# Frames as soon as there is something to paint: else each time is rounded up to the next sixtieth of a second.
_FLAGS = ("--disable-gpu", "--disable-background-networking", "--disable-gpu-vsync", "--disable-frame-rate-limit")


def lines(filled: World) -> Iterator[Line]:
    """Clicks on rows of the palette."""
    empty: list[float] = []
    first: list[float] = []
    whole: list[float] = []
    with serve(filled.data_dir) as server, _overview(server, filled) as page:
        for number in range(-_WARM_UP, ROUNDS):
            nothing = page.evaluate("([name, path]) => Bench.empty(name, path)", [EMPTY, PATH])
            page.wait_for_timeout(_PAUSE_MS)
            name, everything = _switch(page, filled.accounts(_ACCOUNTS)[number % _ACCOUNTS][1])
            if number >= 0:
                empty.append(nothing)
                first.append(name)
                whole.append(everything)
    floor = statistics.median(empty)
    yield Line("switch painted: name and totals", statistics.median(first), floor, 5)
    yield Line("switch painted: chart and table too", statistics.median(whole), floor, 10)
    yield Line("switch painted: chart and table too, 95 of 100", statistics.quantiles(whole, n=20)[-1], None, 50)


def _switch(page: Page, name: str) -> tuple[float, float]:
    """Search the palette for an ad account and click on it."""
    page.keyboard.press("Control+k")
    page.fill("#bh-palette-input", name)
    page.wait_for_function("name => document.getElementById('bh-palette-list').dataset.answered === name", arg=name)
    page.wait_for_timeout(_PAUSE_MS)
    first, whole = page.evaluate("() => Bench.choose()")
    page.wait_for_timeout(_PAUSE_MS)
    return first, whole


@contextmanager
def _overview(server: LiveServer, filled: World) -> Iterator[Page]:
    program = chromium.find()
    if not program:
        raise RuntimeError("The bench needs Chromium: install it, or name it in BIZHUB_CHROMIUM.")
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*_FLAGS, *sandbox])
        context = browser.new_context(base_url=server.base_url, viewport={"width": 1280, "height": 800}, locale="en-GB")
        context.add_cookies([{"name": "bizhub", "value": filled.sign_in(), "url": server.base_url}])
        page = context.new_page()
        page.add_init_script(path=_SCRIPT)
        page.goto(PATH)
        page.wait_for_selector("main table tbody tr")
        page.wait_for_selector("#bh-palette-list [role=option]", state="attached")
        yield page
        browser.close()
