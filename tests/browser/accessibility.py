"""axe on a page as people see it: wide and narrow, light and dark, and under the pointer."""

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_SIZES = ((1280, 800), (360, 740))
_CONTRAST: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
_RUN = "async (options) => (await axe.run({ ...options, resultTypes: ['violations'] })).violations"
"""Asks for nothing else: what passes is many times as long, and would travel here with the HTML of every element."""
_WITHOUT_LOOKS = """() => [...document.querySelectorAll("body *")].map(one => one.tagName + [...one.attributes]
    .filter(({ name }) => name !== "class" && name !== "style").map(({ name, value }) => ` ${name}=${value}`).join(""))
    .join("\\n")"""
"""Everything on a page that a rule other than those of colours could look at."""


def violations(page: Page) -> list[str]:
    """What axe finds at both widths in both schemes, one line each; the page is as before afterwards.

    Also whether the page is wider than the screen.
    """
    before = page.viewport_size
    found: list[str] = []
    for width, height in _SIZES:
        page.set_viewport_size({"width": width, "height": height})
        # A scheme changes colours and nothing else (see `content`): all rules once, those of colours twice.
        found += [f"{width} dark {line}" for line in _found(page, "dark", _CONTRAST)]
        found += [f"{width} light {line}" for line in _found(page, "light")]
        needed = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width}: the page is {needed} wide"] if needed > width else []
    if before:
        page.set_viewport_size(before)
    return found


def content(page: Page, scheme: Literal["dark", "light"]) -> str:
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


def _found(page: Page, scheme: Literal["dark", "light"], options: dict[str, Any] | None = None) -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_timeout(100)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    lines: list[str] = []
    for violation in page.evaluate(_RUN, options):
        where = "; ".join(str(node["target"]) for node in violation["nodes"])
        lines.append(f"{violation['id']}: {where}")
    return lines
