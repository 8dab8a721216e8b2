"""One's own name, password and devices, in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Look
from tests.browser.people import sign_in
from tests.browser.sign_in_steps import NEW, PASSWORD, address_of, fill, on, person_with_password, sign_in_by_form
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer

OpenDoor = Callable[[], Page]


def test_a_session_that_is_ended_leaves_its_page_within_five_seconds(
    door: LiveServer, open_door: OpenDoor, ada: MadeUser, look: Look
) -> None:
    here, there = open_door(), open_door()
    sign_in(here, door, ada)
    sign_in_by_form(there, address_of(door, ada), path="/sign-in?next=/profile")
    expect(there.get_by_label("Your name")).to_be_visible()
    here.goto("/profile/sessions")
    expect(here.get_by_text("This device")).to_have_count(1)
    look(here, "devices")
    here.get_by_role("button", name="End the session").click()
    expect(here.get_by_text("That session has ended.")).to_be_visible()
    expect(there).to_have_url(on("/sign-in"), timeout=5_000)
    expect(here.get_by_role("button", name="End the session")).to_have_count(0)


def test_all_other_devices_are_signed_out_at_once(door: LiveServer, open_door: OpenDoor, ada: MadeUser) -> None:
    here, others = open_door(), [open_door(), open_door()]
    sign_in(here, door, ada)
    for other in others:
        sign_in_by_form(other, address_of(door, ada), path="/sign-in?next=/profile")
        expect(other.get_by_label("Your name")).to_be_visible()
    here.goto("/profile/sessions")
    here.get_by_role("button", name="End all other sessions").click()
    here.get_by_role("button", name="End them").click()
    for other in others:
        expect(other).to_have_url(on("/sign-in"), timeout=5_000)
    expect(here.get_by_text("2 other sessions have ended.")).to_be_visible()


def test_a_changed_password_keeps_this_page_and_ends_the_others(
    door: LiveServer, open_door: OpenDoor, ada: MadeUser, watch: Watch
) -> None:
    here, there = open_door(), open_door()
    for page in (here, there):
        sign_in_by_form(page, address_of(door, ada), path="/sign-in?next=/profile")
        expect(page.get_by_label("Your name")).to_be_visible()
    fill(here, current="wrong", new=NEW)
    here.get_by_role("button", name="Change the password").click()
    expect(here.get_by_text("This is not your current password.")).to_be_visible()
    watch.problems.clear()
    fill(here, current=PASSWORD)
    here.keyboard.press("Enter")
    expect(here.get_by_text("Your password was changed")).to_be_visible()
    expect(there).to_have_url(on("/sign-in"), timeout=5_000)
    sign_in_by_form(there, address_of(door, ada), NEW)
    expect(there).to_have_url(on("/overview"))


def test_name_and_locale_are_changed(door: LiveServer, open_door: OpenDoor, ada: MadeUser) -> None:
    page = open_door()
    sign_in(page, door, ada)
    page.goto("/profile")
    fill(page, name="Augusta King")
    page.get_by_label("Language of numbers and dates").select_option("de-DE")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("button", name="Your menu").click()
    expect(page.get_by_role("menu")).to_contain_text("Augusta King")
    page.reload()
    expect(page.get_by_label("Language of numbers and dates")).to_have_value("de-DE")


def test_who_signs_in_next_in_the_same_tab_sees_nothing_of_the_one_before(
    door: LiveServer, open_door: OpenDoor, ada: MadeUser
) -> None:
    page = open_door()
    sign_in_by_form(page, address_of(door, ada), path="/sign-in?next=/profile")
    expect(page.get_by_label("Your name")).to_have_value("Ada Lovelace")
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page).to_have_url(on("/sign-in"))
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    bob = person_with_password(door, "Bob Babbage")
    sign_in_by_form(page, address_of(door, bob), path="/sign-in?next=/profile")
    expect(page.get_by_label("Your name")).to_have_value("Bob Babbage")
    assert frames
    assert [frame for frame in frames if "Lovelace" in frame or address_of(door, ada) in frame] == []
