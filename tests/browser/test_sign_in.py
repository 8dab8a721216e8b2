"""Signing up, in and out, and forgotten passwords, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.sign_in_steps import NEW, PASSWORD, address_of, code_for, fill, on, sign_in_by_form
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer

OpenDoor = Callable[[], Page]


def test_from_signing_up_to_signing_out(door: LiveServer, open_door: OpenDoor, look: Look) -> None:
    page = open_door()
    page.goto("/sign-up")
    expect(page.get_by_label("Your name")).to_be_focused()
    fill(page, name="Grace Hopper", address="grace@example.org", password=PASSWORD)
    expect(page.get_by_text("Strong", exact=True)).to_be_visible()
    look(page, "sign-up")
    page.keyboard.press("Enter")
    expect(page).to_have_url(on("/confirm"))
    expect(page.get_by_text("grace@example.org")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_focused()
    look(page, "confirm")
    code = code_for(door, "grace@example.org")
    page.reload()
    page.get_by_label("Code").press_sequentially(f" {code[:3]} {code[3:]} ")
    page.keyboard.press("Enter")
    expect(page).to_have_url(on("/welcome"))
    page.goto("/profile")
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page).to_have_url(on("/sign-in"))
    page.go_back()
    expect(page).to_have_url(on("/sign-in"))
    expect(page.get_by_text("Grace")).to_have_count(0)


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(open_door: OpenDoor, watch: Watch) -> None:
    page = open_door()
    page.goto("/sign-up")
    fill(page, name="Grace", address="grace@", password="password")
    expect(page.get_by_text("Number 2 of the most common passwords")).to_be_visible()
    page.get_by_role("button", name="Sign up").click()
    field = page.get_by_label("E-mail or phone number")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(page.get_by_text("This is not an e-mail address.")).to_be_visible()
    expect(field).to_have_value("grace@")
    expect(page.get_by_label("Password", exact=True)).to_have_value("password")
    field.press("End")
    field.press_sequentially("example.org")
    expect(field).to_have_attribute("aria-invalid", "false")
    watch.problems.clear()  # Chromium calls every refusal an error


def test_a_password_can_be_shown_pasted_and_never_travels_over_the_socket(
    door: LiveServer, open_door: OpenDoor
) -> None:
    page = open_door()
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(str(frame))))
    page.goto("/sign-up")
    fill(page, name="Paste", address="paste@example.org")
    password = page.get_by_label("Password", exact=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", PASSWORD)
    password.press("Control+v")
    expect(password).to_have_value(PASSWORD)
    expect(page.get_by_text("Strong", exact=True)).to_be_visible()
    page.get_by_role("button", name="Show password").click()
    expect(password).to_have_attribute("type", "text")
    page.keyboard.press("Enter")
    expect(page).to_have_url(on("/confirm"))
    assert frames
    assert [frame for frame in frames if "tractors" in frame] == []


def test_signing_in_goes_on_to_the_page_that_was_wanted(
    door: LiveServer, open_door: OpenDoor, ada: MadeUser, look: Look, watch: Watch
) -> None:
    page = open_door()
    page.goto("/profile")
    expect(page).to_have_url(on("/sign-in"))
    look(page, "sign-in")
    fill(page, address=address_of(door, ada), password="wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The address or the password is not right.")).to_be_visible()
    watch.problems.clear()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(on("/profile"))
    expect(page.get_by_label("Your name")).to_have_value("Ada Lovelace")
    page.goto("/sign-in")
    expect(page).to_have_url(on("/overview"))


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_no_link_leads_away_from_signing_in(door: LiveServer, open_door: OpenDoor, ada: MadeUser, wanted: str) -> None:
    page = open_door()
    sign_in_by_form(page, address_of(door, ada), path=f"/sign-in?next={wanted}")
    expect(page).to_have_url(on("/overview"))


def test_a_forgotten_password_is_replaced_by_code(
    door: LiveServer, open_door: OpenDoor, ada: MadeUser, look: Look, watch: Watch
) -> None:
    page, address = open_door(), address_of(door, ada)
    page.goto("/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_text("Another admin of your center can invite you with a new address")).to_be_visible()
    fill(page, address=address)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    code_for(door, address)
    page.get_by_role("button", name="have a new code sent").click()
    expect(page.get_by_text("A new message is on its way.")).to_be_visible()
    code = code_for(door, address, message=2)
    fill(page, code=code, new="password1")
    page.get_by_role("button", name="Set the new password").click()
    expect(page.get_by_label("New password")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("of the most common passwords")).to_have_count(1)
    expect(page.get_by_label("Code")).to_have_value(code)
    look(page, "reset")
    watch.problems.clear()
    fill(page, new=NEW)
    page.keyboard.press("Enter")
    expect(page).to_have_url(on("/overview"))


def test_an_unknown_address_sees_the_same_page(open_door: OpenDoor, watch: Watch) -> None:
    page = open_door()
    page.goto("/reset")
    fill(page, address="nobody@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is known here, a message with a code is on its way.")).to_be_visible()
    page.get_by_role("button", name="Use another address").click()
    expect(page.get_by_label("E-mail or phone number")).to_be_focused()


def test_who_sits_at_the_machine_is_told_where_messages_are(door: LiveServer, open_page: OpenPage) -> None:
    page = open_page(base_url=door.base_url, extra_http_headers={"X-Forwarded-For": "127.0.0.1"})
    page.goto("/reset")
    fill(page, address="nobody@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Messages are written to files in {door.outbox}")).to_be_visible()


def test_errors_are_accessible(open_door: OpenDoor, watch: Watch) -> None:
    page = open_door()
    page.goto("/sign-up")
    fill(page, name="Grace", address="grace@", password="password")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is not an e-mail address.")).to_be_visible()
    assert violations(page) == []
    watch.problems.clear()
