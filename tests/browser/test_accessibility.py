"""The search for barriers finds those that are there: in each scheme, at each width."""

import pytest

from tests.browser.accessibility import EVERY_LOOK, IN_TURN, Look, looks_at, violations
from tests.browser.conftest import OpenPage

_PAGE = """<!doctype html><html lang="en"><head><title>t</title><style>
  body { background: white; color: black } p { %s }
  @media (prefers-color-scheme: dark) { body { background: black; color: white } }
</style></head><body><main><h1>Pages</h1><p>Words</p>%s</main></body></html>"""
_PALE = "color: #777 !important; background: #666"
_BOTH = ("color-contrast: ['p']", "image-alt: ['img']")
_PALE_ON_A_PHONE = f"@media (width < 400px) {{ {_PALE} }}"


@pytest.mark.parametrize(
    ("style", "more", "found"),
    [
        ("", "", []),
        ("", "<img src='data:,'>", ["1280 light image-alt: ['img']", "360 light image-alt: ['img']"]),
        (
            _PALE,
            "",
            [f"{width} {scheme} color-contrast: ['p']" for width in (1280, 360) for scheme in ("light", "dark")],
        ),
        ("width: 500px", "", ["360: the page is 508 wide"]),
        (_PALE_ON_A_PHONE, "", [f"360 {scheme} color-contrast: ['p']" for scheme in ("light", "dark")]),
    ],
    ids=["none", "a picture without words", "pale words", "too wide", "pale words on a phone"],
)
def test_barriers_are_found(open_page: OpenPage, style: str, more: str, found: list[str]) -> None:
    page = open_page(base_url="http://localhost:9")
    page.set_content(_PAGE % (style, more))
    assert violations(page, EVERY_LOOK) == found


@pytest.mark.parametrize("looks", IN_TURN, ids=str)
def test_barriers_of_colour_are_found_in_the_looks_of_a_turn(open_page: OpenPage, looks: tuple[Look, ...]) -> None:
    page = open_page(base_url="http://localhost:9")
    page.set_content(_PAGE % (_PALE, "<img src='data:,'>"))
    expected = [f"{width} {scheme} {rule}" for width, scheme in looks for rule in _BOTH]
    assert violations(page, looks) == expected


def test_pages_take_turns_and_long_runs_take_every_look(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = [f"http://localhost:9{path}" for path in ("/team", "/accounts/7", "/accounts", "/insights", "/profile")]
    assert {looks_at(address) for address in addresses} == set(IN_TURN)
    assert looks_at("http://localhost:9/accounts/7?a=1") == looks_at("http://localhost:1/accounts/8")
    assert {look for turn in IN_TURN for look in turn} == set(EVERY_LOOK)
    monkeypatch.setenv("BIZHUB_LOOKS", "all")
    assert {looks_at(address) for address in addresses} == {EVERY_LOOK}
