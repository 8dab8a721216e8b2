"""What the tests of signing in do again and again: read a message, take its code, have a user with a password."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from bizhub.domain.sessions import NewSession
from bizhub.services import code_messages, sign_in, sign_up
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller

PASSWORD = "seven green tractors"
STRANGER = Caller(address="203.0.113.7", device="Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36")


@dataclass
class MovableClock:
    """A clock that stands still until it is moved."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


def a_clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


def messages_to(runtime: Runtime, recipient: str) -> list[str]:
    """What was written to an address, oldest first."""
    code_messages.send_waiting_codes(runtime)
    statement = text("SELECT body_text FROM outbox_message WHERE recipient = :to ORDER BY id")
    with runtime.database.transaction(write=False) as connection:
        return list(connection.execute(statement, {"to": recipient}).scalars())


def code_to(runtime: Runtime, recipient: str) -> str:
    """The six digits of the last message to an address."""
    found = re.findall(r"\b\d{6}\b", messages_to(runtime, recipient)[-1])
    assert len(found) == 1
    return str(found[0])


def other_than(code: str) -> str:
    """Another code of six digits."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def sign_up_and_confirm(runtime: Runtime, address: str, *, name: str = "Ada", caller: Caller = STRANGER) -> NewSession:
    """A new user who is signed in."""
    request = sign_up.sign_up(runtime, caller, name=name, address=address, password=PASSWORD)
    return sign_up.confirm(runtime, caller, request=request, code=code_to(runtime, address))


def sign_in_as(runtime: Runtime, address: str, *, password: str = PASSWORD, **changes: str) -> NewSession:
    """Sign in, by default from the stranger's place and with the usual password."""
    caller = Caller(address=changes.pop("come_from", STRANGER.address), device=STRANGER.device)
    session = sign_in.sign_in(runtime, caller, address=address, password=password, **changes)
    assert isinstance(session, NewSession)
    return session


def count(runtime: Runtime, table: str) -> int:
    """Rows of a table."""
    with runtime.database.transaction(write=False) as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def events(runtime: Runtime) -> list[str]:
    """Recorded events of the system's chain, oldest first."""
    statement = text("SELECT event FROM activity WHERE center_id = 0 ORDER BY sequence")
    with runtime.database.transaction(write=False) as connection:
        return list(connection.execute(statement).scalars())
