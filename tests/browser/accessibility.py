"""axe on a page as people see it: wide and narrow, light and dark, and under the pointer."""

import os
import re
import zlib
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

HEIGHTS = {1280: 800, 360: 740}
Scheme = Literal["dark", "light"]
Look = tuple[int, Scheme]
EVERY_LOOK: tuple[Look, ...] = ((1280, "light"), (1280, "dark"), (360, "light"), (360, "dark"))
IN_TURN: tuple[tuple[Look, ...], ...] = (((1280, "light"), (360, "dark")), ((1280, "dark"), (360, "light")))
_CONTRAST: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
_RUN = "async (options) => (await axe.run({ ...options, resultTypes: ['violations'] })).violations"
"""Asks for nothing else: what passes is many times as long, and would travel here with the HTML of every element."""
_WITHOUT_LOOKS = """() => [...document.querySelectorAll("body *")].map(one => one.tagName + [...one.attributes]
    .filter(({ name }) => name !== "class" && name !== "style").map(({ name, value }) => ` ${name}=${value}`).join(""))
    .join("\\n")"""
"""Everything on a page that a rule other than those of colours could look at."""


def looks_at(url: str) -> tuple[Look, ...]:
    """How a page is looked at: in every run once wide and once narrow, once light and once dark; in long runs all ways.

    Pages take turns which of the two is dark, by their address without numbers.
    """
    if os.environ.get("BIZHUB_LOOKS") == "all":
        return EVERY_LOOK
    return IN_TURN[zlib.crc32(re.sub(r"\d+", "", urlsplit(url).path).encode()) % 2]


def violations(page: Page, looks: Sequence[Look] = ()) -> list[str]:
    """What axe finds at both widths, one line each; the page is as before afterwards.

    Also whether the page is wider than the screen.
    """
    before = page.viewport_size
    found: list[str] = []
    seen: set[int] = set()
    for width, scheme in looks or looks_at(page.url):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        # A scheme changes colours and nothing else (see `content`): all rules once, then those of colours.
        found += [f"{width} {scheme} {line}" for line in _found(page, scheme, _CONTRAST if width in seen else None)]
        needed = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width}: the page is {needed} wide"] if needed > width and width not in seen else []
        seen.add(width)
    if before:
        page.set_viewport_size(before)
    return found


def content(page: Page, scheme: Scheme) -> str:
    """All of the page that is no look."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_timeout(100)
    found: str = page.evaluate(_WITHOUT_LOOKS)
    return found


def hovered_violations(page: Page) -> list[str]:
    """Buttons whose words are too pale while the pointer is on them, in both schemes."""
    found: list[str] = []
    for button in page.locator(".rt-Button:visible:not([disabled])").all():
        button.hover()
        for scheme in ("dark", "light"):
            found += [f"{scheme} {line}" for line in _found(page, scheme, _CONTRAST)]
    return found


def _found(page: Page, scheme: Scheme, options: dict[str, Any] | None = None) -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_timeout(100)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    lines: list[str] = []
    for violation in page.evaluate(_RUN, options):
        where = "; ".join(str(node["target"]) for node in violation["nodes"])
        lines.append(f"{violation['id']}: {where}")
    return lines
