"""What assets/kept_forms.js keeps of a form, for whom, and what it tells the page."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.components.conftest import Shown

STORED = "sessionStorage.getItem('bizhub_kept_words')"
BRIDGE = '<script>const heard = [];</script><input id="bh-bridge-kept" oninput="heard.push(JSON.parse(this.value))">'
MARKER = '<span data-bh-kept-of="{of}" data-bh-kept-ends="0"></span>'
FORM = """
<form data-bh-kept="" data-bh-seen='{"name": "Shop", "note": "", "kind": "a", "secret": "", "fixed": "Old"}'>
<p data-bh-kept-note hidden>back</p>
<input name="name" value="Shop"><textarea name="note"></textarea>
<select name="kind"><option value="a">A</option><option value="b">B</option></select>
<input name="secret" type="password"><input name="unseen"><input name="fixed" value="Old">
</form>"""

OLGAS, MAXS = "1/7/ad_account/9", "2/7/ad_account/9"


def body(of: str = OLGAS, form: str = FORM) -> str:
    """A page with a form of somebody; without it, the form is closed."""
    return BRIDGE + MARKER.format(of=of) + form


def kept(page: Page) -> Any:
    """The words that are kept, by field."""
    found = page.evaluate(STORED)
    return json.loads(found)["words"] if found else None


def redraw(page: Page, of: str = OLGAS, form: str = FORM) -> None:
    """What React does when the state was read anew."""
    page.evaluate("document.body.innerHTML = ''")
    page.evaluate("(html) => { document.body.innerHTML = html }", MARKER.format(of=of) + BRIDGE + form)


@pytest.fixture
def page(show: Shown) -> Page:
    """Olga has typed into every field."""
    page = show(body())
    page.fill("[name=name]", "Shop 2")
    page.fill("[name=note]", 'Two\nlines and a "quote".')
    page.select_option("[name=kind]", "b")
    page.fill("[name=secret]", "seven green tractors")
    page.fill("[name=unseen]", "x")
    page.fill("[name=fixed]", "New")
    return page


def test_only_fields_that_were_seen_are_kept_and_no_password(page: Page) -> None:
    assert kept(page) == {
        "name": {"typed": "Shop 2", "seen": "Shop"},
        "note": {"typed": 'Two\nlines and a "quote".', "seen": ""},
        "kind": {"typed": "b", "seen": "a"},
        "fixed": {"typed": "New", "seen": "Old"},
    }
    assert "tractors" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_words_go_back_into_a_form_that_is_drawn_anew(page: Page) -> None:
    redraw(page, form=FORM.replace('<input name="fixed"', '<input disabled name="fixed"'))
    expect(page.locator("[name=name]")).to_have_value("Shop 2")
    expect(page.locator("[name=note]")).to_have_value('Two\nlines and a "quote".')
    expect(page.locator("[name=kind]")).to_have_value("b")
    expect(page.locator("[name=secret]")).to_have_value("")
    expect(page.locator("[name=fixed]")).to_have_value("Old")
    expect(page.get_by_text("back")).to_be_visible()


def test_they_go_back_after_the_page_was_loaded_again(page: Page) -> None:
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("Shop 2")
    assert page.evaluate("heard") == [
        {"of": "ad_account/9", "seen": {"name": "Shop", "note": "", "kind": "a", "fixed": "Old"}, "n": 1}
    ]


def test_a_form_that_is_closed_after_a_restart_is_asked_for(page: Page) -> None:
    redraw(page, form="")
    page.wait_for_function("document.getElementById('bh-bridge-kept').value !== ''")
    asked = json.loads(page.input_value("#bh-bridge-kept"))
    assert asked["of"] == "ad_account/9"
    page.evaluate("(html) => document.body.insertAdjacentHTML('beforeend', html)", FORM)
    expect(page.locator("[name=name]")).to_have_value("Shop 2")


def test_a_form_that_the_person_closes_is_not_asked_for_again(page: Page) -> None:
    page.evaluate("document.querySelector('form').remove(); document.querySelector('span').dataset.bhKeptEnds = '1'")
    page.wait_for_function(f"{STORED} === null")
    assert page.input_value("#bh-bridge-kept") == ""


def test_what_was_saved_is_forgotten_while_the_form_stays(page: Page) -> None:
    redraw(page)
    expect(page.get_by_text("back")).to_be_visible()
    page.evaluate("document.querySelector('span').dataset.bhKeptEnds = '1'")
    expect(page.get_by_text("back")).to_be_hidden()
    assert kept(page) is None


def test_what_is_stored_by_now_needs_not_be_kept(page: Page) -> None:
    stored = FORM.replace('"Shop"', '"Shop 2"').replace('"kind": "a"', '"kind": "b"')
    redraw(page, form=stored.replace('"note": ""', '"note": "Two\\nlines and a \\"quote\\"."'))
    expect(page.locator("[name=fixed]")).to_have_value("New")
    assert kept(page) == {"fixed": {"typed": "New", "seen": "Old"}}


def test_who_types_the_old_words_again_has_nothing_to_keep(show: Shown) -> None:
    page = show(body())
    page.fill("[name=name]", "Shop 2")
    page.fill("[name=name]", "Shop")
    assert kept(page) is None


@pytest.mark.parametrize("of", [MAXS, "1/8/ad_account/9", "1/7/ad_account/10", "1//ad_account/9"])
def test_another_person_center_or_object_gets_nothing_and_ends_it(page: Page, of: str) -> None:
    redraw(page, of=of)
    page.wait_for_function(f"{STORED} === null")
    expect(page.locator("[name=name]")).to_have_value("Shop")
    redraw(page)
    expect(page.locator("[name=name]")).to_have_value("Shop")
    assert page.input_value("#bh-bridge-kept") == ""


def test_a_page_that_does_not_know_its_person_yet_waits(page: Page) -> None:
    redraw(page, of="", form="")
    redraw(page)
    expect(page.locator("[name=name]")).to_have_value("Shop 2")


def test_leaving_the_page_ends_it(page: Page) -> None:
    page.evaluate("history.pushState(null, '', '/accounts'); document.body.innerHTML = ''")
    page.wait_for_function(f"{STORED} === null")
    page.evaluate("history.back()")
    page.wait_for_url("**/")
    redraw(page)
    expect(page.locator("[name=name]")).to_have_value("Shop")


@pytest.mark.parametrize("text", ["", "x", "null", "[]", '{"path": ""}', '{"path": "/other", "words": {}}'])
def test_what_others_have_stored_breaks_nothing(show: Shown, text: str) -> None:
    page = show(body())
    page.evaluate("(text) => sessionStorage.setItem('bizhub_kept_words', text)", text)
    page.reload()
    assert page.evaluate(STORED) is None
    page.fill("[name=name]", "Shop 2")
    assert kept(page) == {"name": {"typed": "Shop 2", "seen": "Shop"}}
