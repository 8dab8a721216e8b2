"""axe on a page as people see it: wide and narrow, light and dark."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_SIZES = ((1280, 800), (360, 740))


def violations(page: Page) -> list[str]:
    """What axe finds at both widths in both schemes, one line each; the page is as before afterwards."""
    before = page.viewport_size
    found: list[str] = []
    for width, height in _SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_timeout(200)
            for violation in Axe().run(page).response["violations"]:
                where = "; ".join(str(node["target"]) for node in violation["nodes"])
                found.append(f"{width} {scheme} {violation['id']}: {where}")
    if before:
        page.set_viewport_size(before)
    return found
