"""What the palette's keys do in the browser, on the markup that the component draws."""

import pytest
from playwright.sync_api import Page, expect

from tests.components.conftest import Shown

ROWS = (("Shop Deutschland", ""), ("Shop Denmark", ""), ("Brand global", "1"), ("Shop Japan", "2"))


def _row(place: int, name: str, digit: str) -> str:
    return (
        f'<div role="option" class="bh-palette-row" id="bh-palette-row-{place}" aria-selected="false" '
        f'data-digit="{digit}" onclick="log(\'chose {name}\')">{name}</div>'
    )


def _rows(rows: tuple[tuple[str, str], ...]) -> str:
    return "".join(_row(place, name, digit) for place, (name, digit) in enumerate(rows))


BODY = f"""
<script>const done = []; const log = (what) => done.push(what);</script>
<button id="switcher" data-bh-open="bh-palette">Switch</button>
<dialog id="bh-palette">
  <input id="bh-palette-input" role="combobox" oninput="log('typed ' + this.value)">
  <div id="bh-palette-list" role="listbox" data-answered="">{_rows(ROWS)}</div>
</dialog>"""


@pytest.fixture
def page(show: Shown) -> Page:
    return show(BODY)


@pytest.fixture
def opened(page: Page) -> Page:
    page.keyboard.press("Control+k")
    return page


def _done(page: Page) -> list[str]:
    return page.evaluate("done")


def _answer(page: Page, query: str, *names: str) -> None:
    """What React does when the server's answer arrives."""
    rows = _rows(tuple((name, "") for name in names))
    page.evaluate(
        "([query, rows]) => { const list = document.getElementById('bh-palette-list');"
        " list.innerHTML = rows; list.dataset.answered = query; }",
        [query, rows],
    )


def _marked(page: Page) -> list[str]:
    return page.locator('[aria-selected="true"]').all_text_contents()


@pytest.mark.parametrize("keys", ["Control+k", "Meta+k"])
def test_the_shortcut_opens_with_the_input_in_focus(page: Page, keys: str) -> None:
    page.keyboard.press(keys)
    expect(page.locator("#bh-palette-input")).to_be_focused()


@pytest.mark.parametrize("keys", ["k", "Control+Shift+k", "Alt+k"])
def test_other_keys_do_not_open_it(page: Page, keys: str) -> None:
    page.keyboard.press(keys)
    expect(page.locator("#bh-palette")).to_be_hidden()


def test_the_switcher_opens_it(page: Page) -> None:
    page.click("#switcher")
    expect(page.locator("#bh-palette-input")).to_be_focused()


@pytest.mark.parametrize("keys", ["Escape", "Control+k"])
def test_it_closes_and_gives_the_focus_back(page: Page, keys: str) -> None:
    page.click("#switcher")
    page.keyboard.press(keys)
    expect(page.locator("#bh-palette")).to_be_hidden()
    expect(page.locator("#switcher")).to_be_focused()


def test_a_click_beside_it_closes_it(opened: Page) -> None:
    opened.mouse.click(2, 2)
    expect(opened.locator("#bh-palette")).to_be_hidden()


@pytest.mark.parametrize(
    ("keys", "marked"),
    [
        ([], "Shop Deutschland"),
        (["ArrowDown"], "Shop Denmark"),
        (["ArrowDown", "ArrowUp"], "Shop Deutschland"),
        (["ArrowUp"], "Shop Japan"),
        (["ArrowDown"] * 4, "Shop Deutschland"),
        (["PageDown"], "Shop Japan"),
        (["End"], "Shop Japan"),
        (["End", "Home"], "Shop Deutschland"),
    ],
)
def test_arrows_mark_one_row(opened: Page, keys: list[str], marked: str) -> None:
    for key in keys:
        opened.keyboard.press(key)
    assert _marked(opened) == [marked]


def test_screen_readers_are_told_the_marked_row(opened: Page) -> None:
    opened.keyboard.press("ArrowDown")
    expect(opened.locator("#bh-palette-input")).to_have_attribute("aria-activedescendant", "bh-palette-row-1")


def test_enter_chooses_the_marked_row_and_closes(opened: Page) -> None:
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("Enter")
    assert _done(opened) == ["chose Shop Denmark"]
    expect(opened.locator("#bh-palette")).to_be_hidden()


def test_enter_before_the_answer_chooses_from_the_answer(opened: Page) -> None:
    opened.keyboard.type("jap")
    opened.keyboard.press("Enter")
    assert [what for what in _done(opened) if what.startswith("chose")] == []
    _answer(opened, "jap", "Japan North", "Shop Japan")
    expect(opened.locator("#bh-palette")).to_be_hidden()
    assert "chose Japan North" in _done(opened)


def test_an_older_answer_is_not_chosen(opened: Page) -> None:
    opened.keyboard.type("jap")
    opened.keyboard.press("Enter")
    _answer(opened, "ja", "Jade")
    opened.wait_for_timeout(50)
    assert [what for what in _done(opened) if what.startswith("chose")] == []


def test_typing_on_after_enter_takes_the_choice_back(opened: Page) -> None:
    opened.keyboard.type("ja")
    opened.keyboard.press("Enter")
    opened.keyboard.type("p")
    _answer(opened, "jap", "Shop Japan")
    opened.wait_for_timeout(50)
    assert [what for what in _done(opened) if what.startswith("chose")] == []


def test_a_new_answer_marks_its_first_row(opened: Page) -> None:
    opened.keyboard.press("ArrowDown")
    opened.keyboard.type("d")
    _answer(opened, "d", "Denmark", "Depot")
    expect(opened.locator('[aria-selected="true"]')).to_have_text("Denmark")


def test_an_answer_without_rows_leaves_nothing_marked(opened: Page) -> None:
    opened.keyboard.type("q")
    _answer(opened, "q")
    opened.wait_for_timeout(50)
    opened.keyboard.press("Enter")
    assert _marked(opened) == []
    assert opened.locator("#bh-palette-input").get_attribute("aria-activedescendant") is None


def test_a_digit_chooses_its_pin(opened: Page) -> None:
    opened.keyboard.press("2")
    assert _done(opened) == ["chose Shop Japan"]


@pytest.mark.parametrize("typed", ["7", "#2", "a2"])
def test_other_digits_are_text(opened: Page, typed: str) -> None:
    opened.keyboard.type(typed)
    expect(opened.locator("#bh-palette-input")).to_have_value(typed)


def test_the_next_opening_starts_empty(opened: Page) -> None:
    opened.keyboard.type("x")
    opened.keyboard.press("Escape")
    opened.keyboard.press("Control+k")
    expect(opened.locator("#bh-palette-input")).to_have_value("")
    assert _done(opened) == ["typed x", "typed "]


def test_the_pointer_marks_and_chooses(opened: Page) -> None:
    opened.hover("text=Brand global")
    assert _marked(opened) == ["Brand global"]
    opened.click("text=Brand global")
    assert _done(opened) == ["chose Brand global"]
    expect(opened.locator("#bh-palette")).to_be_hidden()


def test_what_was_typed_before_the_page_listened_is_said_again(opened: Page) -> None:
    opened.keyboard.type("sh")
    _answer(opened, "", "Recent shop")
    expect(opened.locator("#bh-palette-input")).to_have_value("sh")
    opened.wait_for_function("done.filter((what) => what === 'typed sh').length === 2")
