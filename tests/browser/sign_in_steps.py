"""Signing in through the form of a real page: people with passwords, browsers with places of their own."""

import re
import time
from itertools import count

from playwright.sync_api import Page

from bizhub.adapters.passwords import Passwords
from bizhub.settings import Settings
from tests.browser.people import world_of
from tests.factories import MadeUser
from tests.live import LiveServer

PASSWORD = "seven green tractors"
NEW = "eleven blue ladders"

_places = count(1)
_LABELS = {
    "name": "Your name",
    "address": "E-mail or phone number",
    "password": "Password",
    "new": "New password",
    "current": "Current password",
    "code": "Code",
}


def a_place() -> dict[str, str]:
    """The header by which one trusted proxy says where a browser is; a new place each time."""
    return {"X-Forwarded-For": f"10.2.0.{next(_places)}"}


def person_with_password(server: LiveServer, name: str = "Ada Lovelace") -> MadeUser:
    """Somebody with the usual password and a center."""
    passwords = Passwords(Settings(data_dir=server.data_dir))
    hashed = passwords.hash(PASSWORD)
    passwords.close()
    with world_of(server) as world:
        user = world.user(name, email=f"person{next(_places)}@example.org", password_hash=hashed)
        world.center(user)
    return user


def address_of(server: LiveServer, user: MadeUser) -> str:
    """The e-mail address of a person."""
    with world_of(server) as world, world.runtime.database.transaction(write=False) as connection:
        found = connection.exec_driver_sql("SELECT email FROM app_user WHERE id = ?", (int(user.id),))
        return str(found.scalar_one())


def code_for(server: LiveServer, address: str, *, message: int = 1) -> str:
    """The code of the nth message to an address, read from the outbox folder; files with a dot are unfinished."""
    deadline = time.monotonic() + 15
    found: list[str] = []
    while len(found) < message and time.monotonic() < deadline:
        time.sleep(0.1)
        texts = [file.read_text() for file in sorted(server.outbox.glob("[!.]*.eml"))]
        found = [code for text in texts if address in text for code in re.findall(r"code is (\d{6})", text)]
    return found[message - 1]


def fill(page: Page, **values: str) -> None:
    """Type into fields, named as in _LABELS."""
    for field, value in values.items():
        page.get_by_label(_LABELS[field], exact=True).fill(value)


def sign_in_by_form(page: Page, address: str, password: str = PASSWORD, path: str = "/sign-in") -> None:
    """Type address and password, and press Enter."""
    page.goto(path)
    fill(page, address=address, password=password)
    page.keyboard.press("Enter")


def on(path: str) -> re.Pattern[str]:
    """The address of a page, whatever its query."""
    return re.compile(rf"//[^/]+{path}/?(\?.*)?$")
