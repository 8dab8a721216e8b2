"""What the keys of a suggesting field do in the browser, on the markup that the component draws."""

import pytest
from playwright.sync_api import Page, expect

from tests.components.conftest import Shown

NAMES = ("Shop Deutschland", "Shop Denmark", "Brand global")


def _rows(*names: str) -> str:
    return "".join(
        f'<div role="option" class="bh-suggest-row" id="row-{place}" aria-selected="false" data-name="{name}" '
        f"onclick=\"log('chose {name}')\">{name}</div>"
        for place, name in enumerate(names)
    )


def _body(chosen: str = "") -> str:
    return f"""
<script>
const done = []; const log = (what) => done.push(what);
const taken = (name) => {{ document.getElementById('field').dataset.bhChosen = name; }};  // what React does
</script>
<button id="before">before</button>
<div class="bh-search bh-suggest" id="field" data-bh-chosen="{chosen}">
  <input role="combobox" aria-expanded="false" value="{chosen}" oninput="log('typed ' + this.value)">
  <button id="clear" data-bh-suggest-clear onclick="log('cleared'); taken('')">x</button>
  <div class="bh-suggest-popup"><div role="listbox" data-answered="">{_rows(*NAMES)}</div></div>
</div>
<button id="after">after</button>"""


@pytest.fixture
def page(show: Shown) -> Page:
    """A field without a choice, with the focus in it."""
    shown = show(_body())
    shown.focus("input")
    return shown


@pytest.fixture
def filled(show: Shown) -> Page:
    """A field that shows what is chosen, with the focus in it."""
    shown = show(_body("Shop Japan"))
    shown.focus("input")
    return shown


def _done(page: Page) -> list[str]:
    return [what for what in page.evaluate("done") if not what.startswith("typed")]


def _answer(page: Page, query: str, *names: str) -> None:
    """What React does when the server's answer arrives."""
    page.evaluate(
        "([query, rows]) => { const list = document.querySelector('[role=listbox]');"
        " list.innerHTML = rows; list.dataset.answered = query; }",
        [query, _rows(*names)],
    )


def _choose(page: Page, name: str) -> None:
    page.evaluate("(name) => taken(name)", name)


def _marked(page: Page) -> list[str]:
    return page.locator('[aria-selected="true"]').all_text_contents()


def _is_open(page: Page) -> bool:
    said = page.locator("input").get_attribute("aria-expanded") == "true"
    assert said == page.evaluate("'open' in document.getElementById('field').dataset")
    return said


def test_the_focus_alone_opens_nothing(page: Page) -> None:
    assert not _is_open(page)


@pytest.mark.parametrize("key", ["ArrowDown", "ArrowUp", "s"])
def test_arrows_and_letters_open_it(page: Page, key: str) -> None:
    page.keyboard.press(key)
    assert _is_open(page)


def test_a_click_opens_it(page: Page) -> None:
    page.click("input")
    assert _is_open(page)


@pytest.mark.parametrize(
    ("keys", "marked"),
    [
        (["ArrowDown"], []),
        (["ArrowDown"] * 2, ["Shop Deutschland"]),
        (["ArrowDown"] * 4, ["Brand global"]),
        (["ArrowDown"] * 5, ["Shop Deutschland"]),
        (["ArrowDown", "ArrowUp"], ["Brand global"]),
        (["ArrowDown", "ArrowUp", "ArrowDown"], ["Shop Deutschland"]),
    ],
)
def test_arrows_mark_one_row(page: Page, keys: list[str], marked: list[str]) -> None:
    for key in keys:
        page.keyboard.press(key)
    assert _marked(page) == marked


def test_screen_readers_are_told_the_marked_row(page: Page) -> None:
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator("input")).to_have_attribute("aria-activedescendant", "row-2")


def test_typed_text_marks_its_best_answer_and_enter_takes_it(page: Page) -> None:
    page.keyboard.type("den")
    assert _marked(page) == []
    _answer(page, "den", "Shop Denmark", "Denim")
    expect(page.locator('[aria-selected="true"]')).to_have_text("Shop Denmark")
    page.keyboard.press("Enter")
    assert _done(page) == ["chose Shop Denmark"]
    assert not _is_open(page)
    expect(page.locator("input")).to_have_value("Shop Denmark")
    expect(page.locator("input")).to_be_focused()


def test_enter_before_the_answer_chooses_from_the_answer(page: Page) -> None:
    page.keyboard.type("jap")
    page.keyboard.press("Enter")
    assert _done(page) == []
    _answer(page, "ja", "Jade")
    _answer(page, "jap", "Shop Japan")
    page.wait_for_function("done.includes('chose Shop Japan')")
    assert _done(page) == ["chose Shop Japan"]


def test_typing_on_after_enter_takes_the_choice_back(page: Page) -> None:
    page.keyboard.type("ja")
    page.keyboard.press("Enter")
    page.keyboard.type("p")
    _answer(page, "jap", "Shop Japan")
    expect(page.locator('[aria-selected="true"]')).to_have_text("Shop Japan")
    assert _done(page) == []


def test_enter_in_an_untouched_field_chooses_nothing(filled: Page) -> None:
    filled.keyboard.press("Enter")
    filled.keyboard.press("ArrowDown")
    filled.keyboard.press("Enter")
    assert _done(filled) == []


def test_a_click_chooses_and_the_focus_stays(page: Page) -> None:
    page.click("input")
    page.click("text=Brand global")
    assert _done(page) == ["chose Brand global"]
    expect(page.locator("input")).to_be_focused()
    assert not _is_open(page)


@pytest.mark.parametrize("chosen", ["", "Shop Japan"])
def test_escape_takes_back_what_was_typed(show: Shown, chosen: str) -> None:
    page = show(_body(chosen))
    page.focus("input")
    page.keyboard.type("den")
    page.keyboard.press("Escape")
    expect(page.locator("input")).to_have_value(chosen)
    assert (_is_open(page), _done(page)) == (False, [])


def test_a_field_that_is_left_half_typed_shows_what_is_chosen(filled: Page) -> None:
    filled.keyboard.type(" and more")
    filled.click("#after")
    expect(filled.locator("input")).to_have_value("Shop Japan")
    assert (_is_open(filled), _done(filled)) == (False, [])


@pytest.mark.parametrize("leaving", ["Enter", "Tab"])
def test_an_emptied_field_takes_none(filled: Page, leaving: str) -> None:
    filled.fill("input", "")
    filled.keyboard.press(leaving)
    filled.focus("#before")
    expect(filled.locator("#before")).to_be_focused()
    assert _done(filled) == ["cleared"]


def test_the_button_empties_the_field_and_gives_it_the_focus(filled: Page) -> None:
    filled.click("#clear")
    assert _done(filled) == ["cleared"]
    expect(filled.locator("input")).to_have_value("")
    expect(filled.locator("input")).to_be_focused()


def test_a_choice_made_elsewhere_is_shown(page: Page) -> None:
    _choose(page, "Shop Japan")
    expect(page.locator("input")).to_have_value("Shop Japan")
    page.keyboard.type("!")
    _choose(page, "Shop Denmark")
    expect(page.locator("input")).to_have_value("Shop Japan!")
