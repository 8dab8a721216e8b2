"""Signing up, in and out, new passwords, the profile and the devices, in a real browser."""

import re
import time
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from bizhub.adapters.passwords import Passwords
from bizhub.settings import Settings
from tests.browser.accessibility import violations
from tests.browser.conftest import Look, OpenPage
from tests.browser.people import sign_in, world_of
from tests.browser.watch import Watch
from tests.factories import MadeUser
from tests.live import LiveServer, serve

PASSWORD = "seven green tractors"
NEW = "eleven blue ladders"

_places = count(1)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of these tests' own: the limits of others must not stop them, nor theirs the others."""
    with serve(tmp_path_factory.mktemp("door") / "data", trusted_proxy_hops=1) as live:
        yield live


@pytest.fixture
def open_door(open_page: OpenPage, door: LiveServer) -> Callable[..., Page]:
    """Opens a browser that comes from a place of its own."""

    def open_one(**more: object) -> Page:
        number = next(_places)
        return open_page(base_url=door.base_url, extra_http_headers={"X-Forwarded-For": f"10.2.0.{number}"}, **more)

    return open_one


@pytest.fixture(scope="module")
def hashed(door: LiveServer) -> str:
    """The usual password as the server stores it."""
    passwords = Passwords(Settings(data_dir=door.data_dir))
    stored = passwords.hash(PASSWORD)
    passwords.close()
    return stored


@pytest.fixture
def ada(door: LiveServer, hashed: str) -> MadeUser:
    """Somebody with a password and a center."""
    with world_of(door) as world:
        user = world.user("Ada Lovelace", email=f"ada{next(_places)}@example.org", password_hash=hashed)
        world.center(user)
    return user


def address_of(door: LiveServer, user: MadeUser) -> str:
    with world_of(door) as world, world.runtime.database.transaction(write=False) as connection:
        found = connection.exec_driver_sql("SELECT email FROM app_user WHERE id = ?", (int(user.id),))
        return str(found.scalar_one())


def code_for(door: LiveServer, address: str, *, message: int = 1) -> str:
    """The code of the nth message to an address, read from the outbox folder; files with a dot are unfinished."""
    deadline = time.monotonic() + 15
    found: list[str] = []
    while len(found) < message and time.monotonic() < deadline:
        time.sleep(0.1)
        texts = [file.read_text() for file in sorted(door.outbox.glob("[!.]*.eml"))]
        found = [code for text in texts if address in text for code in re.findall(r"code is (\d{6})", text)]
    return found[message - 1]


def fill(page: Page, **values: str) -> None:
    labels = {
        "name": "Your name",
        "address": "E-mail or phone number",
        "password": "Password",
        "new": "New password",
        "current": "Current password",
        "code": "Code",
    }
    for field, value in values.items():
        page.get_by_label(labels[field], exact=True).fill(value)


def sign_in_by_form(page: Page, address: str, password: str = PASSWORD, path: str = "/sign-in") -> None:
    page.goto(path)
    fill(page, address=address, password=password)
    page.keyboard.press("Enter")


def on(path: str) -> re.Pattern[str]:
    return re.compile(rf"//[^/]+{path}/?(\?.*)?$")


def test_from_signing_up_to_signing_out(door: LiveServer, open_door: Callable[..., Page], look: Look) -> None:
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


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    open_door: Callable[..., Page], watch: Watch
) -> None:
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
    door: LiveServer, open_door: Callable[..., Page]
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
    door: LiveServer, open_door: Callable[..., Page], ada: MadeUser, look: Look, watch: Watch
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
def test_no_link_leads_away_from_signing_in(
    door: LiveServer, open_door: Callable[..., Page], ada: MadeUser, wanted: str
) -> None:
    page = open_door()
    sign_in_by_form(page, address_of(door, ada), path=f"/sign-in?next={wanted}")
    expect(page).to_have_url(on("/overview"))


def test_a_session_that_is_ended_leaves_its_page_within_five_seconds(
    door: LiveServer, open_door: Callable[..., Page], ada: MadeUser, look: Look
) -> None:
    here, there = open_door(), open_door()
    sign_in(here, door, ada)
    sign_in_by_form(there, address_of(door, ada), path="/sign-in?next=/profile")
    expect(there.get_by_label("Your name")).to_be_visible()
    here.goto("/profile/sessions")
    expect(here.get_by_text("This device")).to_have_count(1)
    look(here, "devices")
    here.get_by_role("button", name="End").click()
    expect(here.get_by_text("That device is signed out.")).to_be_visible()
    expect(there).to_have_url(on("/sign-in"), timeout=5_000)
    expect(here.get_by_role("button", name="End")).to_have_count(0)


def test_all_other_devices_are_signed_out_at_once(
    door: LiveServer, open_door: Callable[..., Page], ada: MadeUser
) -> None:
    here, others = open_door(), [open_door(), open_door()]
    sign_in(here, door, ada)
    for other in others:
        sign_in_by_form(other, address_of(door, ada), path="/sign-in?next=/profile")
        expect(other.get_by_label("Your name")).to_be_visible()
    here.goto("/profile/sessions")
    here.get_by_role("button", name="Sign out all other devices").click()
    here.get_by_role("button", name="Sign them out").click()
    for other in others:
        expect(other).to_have_url(on("/sign-in"), timeout=5_000)
    expect(here.get_by_text("2 other devices are signed out.")).to_be_visible()


def test_a_changed_password_keeps_this_page_and_ends_the_others(
    door: LiveServer, open_door: Callable[..., Page], ada: MadeUser, watch: Watch
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


def test_a_forgotten_password_is_replaced_by_code(
    door: LiveServer, open_door: Callable[..., Page], ada: MadeUser, look: Look, watch: Watch
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
    expect(page.get_by_text("of the most common passwords")).to_have_count(2)
    expect(page.get_by_label("Code")).to_have_value(code)
    look(page, "reset")
    watch.problems.clear()
    fill(page, new=NEW)
    page.keyboard.press("Enter")
    expect(page).to_have_url(on("/overview"))


def test_an_unknown_address_sees_the_same_page(open_door: Callable[..., Page], watch: Watch) -> None:
    page = open_door()
    page.goto("/reset")
    fill(page, address="nobody@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is known here, a message with a code is on its way.")).to_be_visible()
    page.get_by_role("button", name="Use another address").click()
    expect(page.get_by_label("E-mail or phone number")).to_be_focused()


def test_name_and_locale_are_changed(door: LiveServer, open_door: Callable[..., Page], ada: MadeUser) -> None:
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


def test_who_sits_at_the_machine_is_told_where_messages_are(door: LiveServer, open_page: OpenPage) -> None:
    page = open_page(base_url=door.base_url, extra_http_headers={"X-Forwarded-For": "127.0.0.1"})
    page.goto("/reset")
    fill(page, address="nobody@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Messages are written to files in {door.outbox}")).to_be_visible()


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/reset", "/confirm"])
def test_pages_for_strangers_are_accessible(open_door: Callable[..., Page], path: str) -> None:
    page = open_door()
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


def test_errors_are_accessible(open_door: Callable[..., Page], watch: Watch) -> None:
    page = open_door()
    page.goto("/sign-up")
    fill(page, name="Grace", address="grace@", password="password")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is not an e-mail address.")).to_be_visible()
    assert violations(page) == []
    watch.problems.clear()


@pytest.mark.parametrize("path", ["/profile", "/profile/sessions"])
def test_pages_about_oneself_are_accessible(
    door: LiveServer, open_door: Callable[..., Page], ada: MadeUser, path: str, look: Look
) -> None:
    page = open_door()
    sign_in(page, door, ada)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    look(page, path.strip("/").replace("/", "-"))
    assert violations(page) == []
