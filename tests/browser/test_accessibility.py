"""The search for barriers finds those that are there: in each scheme, at each width."""

import pytest

from tests.browser.accessibility import violations
from tests.browser.conftest import OpenPage

_PAGE = """<!doctype html><html lang="en"><head><title>t</title><style>
  body { background: white; color: black } p { %s }
  @media (prefers-color-scheme: dark) { body { background: black; color: white } }
</style></head><body><main><h1>Pages</h1><p>Words</p>%s</main></body></html>"""
_PALE = "color: #777 !important; background: #666"
_PALE_ON_A_PHONE = f"@media (width < 400px) {{ {_PALE} }}"


@pytest.mark.parametrize(
    ("style", "more", "found"),
    [
        ("", "", []),
        ("", "<img src='data:,'>", ["1280 light image-alt: ['img']", "360 light image-alt: ['img']"]),
        (
            _PALE,
            "",
            [f"{width} {scheme} color-contrast: ['p']" for width in (1280, 360) for scheme in ("dark", "light")],
        ),
        ("width: 500px", "", ["360: the page is 508 wide"]),
        (_PALE_ON_A_PHONE, "", [f"360 {scheme} color-contrast: ['p']" for scheme in ("dark", "light")]),
    ],
    ids=["none", "a picture without words", "pale words", "too wide", "pale words on a phone"],
)
def test_barriers_are_found(open_page: OpenPage, style: str, more: str, found: list[str]) -> None:
    page = open_page(base_url="http://localhost:9")
    page.set_content(_PAGE % (style, more))
    assert violations(page) == found
