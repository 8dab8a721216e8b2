"""Signing in: who gets in, who does not, and what is kept of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bizhub.adapters.passwords import Passwords
from bizhub.domain.errors import InvalidInput, SignedOut
from bizhub.domain.sessions import NewSession
from bizhub.services import signals
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in import WRONG, sign_in
from bizhub.services.work import Caller, begin, token_hash
from bizhub.settings import Settings
from tests.factories import LONG_AGO, World
from tests.sign_in_steps import PASSWORD, STRANGER, MovableClock, count, events, sign_in_as, sign_up_and_confirm

ADA = "ada@example.org"


def refusal_of(runtime: Runtime, address: str, **changes: str) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as refusal:
        sign_in_as(runtime, address, **changes)
    return refusal.value.message, refusal.value.field


def person_behind(runtime: Runtime, token: str) -> str:
    with begin(runtime, Caller(session_token=token), write=False) as work:
        return work.signed_in().name


@pytest.mark.parametrize("typed", ["ada@example.org", " ADA@example.org ", "+49 170 1234567", "0049-170-1234567"])
def test_either_address_signs_in(runtime: Runtime, world: World, typed: str) -> None:
    world.user("Ada", email=ADA, phone="+491701234567", password_hash=runtime.passwords.hash(PASSWORD))
    assert person_behind(runtime, sign_in_as(runtime, typed).token) == "Ada"


@pytest.mark.parametrize(
    ("address", "password"),
    [
        (ADA, "seven green tractor"),
        (ADA, PASSWORD.upper()),
        (ADA, f"{PASSWORD} "),
        (ADA, ""),
        (ADA, PASSWORD + "x" * 5000),
        (ADA, "\ud800"),
        ("nobody@example.org", PASSWORD),
        ("+491701234567", PASSWORD),
        ("gone@example.org", PASSWORD),
    ],
    ids=["wrong", "capitals", "blank", "empty", "endless", "no text", "unknown", "unknown phone", "disabled"],
)
def test_every_refusal_is_the_same(runtime: Runtime, world: World, address: str, password: str) -> None:
    hashed = runtime.passwords.hash(PASSWORD)
    world.user("Ada", email=ADA, password_hash=hashed)
    world.user("Gone", email="gone@example.org", password_hash=hashed, disabled_at=LONG_AGO)
    assert refusal_of(runtime, address, password=password) == (WRONG, "password")
    assert count(runtime, "user_session WHERE device <> 'test'") == 0


def test_each_sign_in_has_a_new_token_and_ends_the_browsers_last_session(runtime: Runtime) -> None:
    first = sign_up_and_confirm(runtime, ADA)
    caller = Caller(session_token=first.token, address=STRANGER.address)
    second = sign_in(runtime, caller, address=ADA, password=PASSWORD)
    assert isinstance(second, NewSession)
    assert first.token != second.token
    with begin(runtime, caller, write=False) as work, pytest.raises(SignedOut):
        work.signed_in()


def test_a_token_is_long_random_and_stored_as_a_hash(runtime: Runtime) -> None:
    session = sign_up_and_confirm(runtime, ADA)
    with runtime.database.transaction(write=False) as connection:
        row = connection.execute(text("SELECT * FROM user_session")).one()
    assert len(session.token) == 43
    assert row.token_hash == token_hash(session.token)
    assert row.device_mark == token_hash(session.device_mark)
    assert session.token not in str(row)
    assert session.device_mark not in str(row)
    assert session.token not in repr(session)


def test_a_session_ends_by_itself(runtime: Runtime, moved_clock: MovableClock) -> None:
    session = sign_up_and_confirm(runtime, ADA)
    moved_clock.move(days=runtime.settings.session_days)
    with begin(runtime, Caller(session_token=session.token), write=False) as work, pytest.raises(SignedOut):
        work.signed_in()


def test_signing_in_is_recorded_with_the_device(runtime: Runtime) -> None:
    sign_up_and_confirm(runtime, ADA)
    sign_in_as(runtime, ADA)
    with runtime.database.transaction(write=False) as connection:
        row = connection.execute(text("SELECT * FROM activity WHERE event = 'user:sign_in'")).one()
    assert (row.user_name, row.object_name, row.address) == ("Ada", "Chrome on Linux", STRANGER.address)


def test_a_refused_sign_in_changes_and_records_nothing(runtime: Runtime) -> None:
    sign_up_and_confirm(runtime, ADA)
    before = events(runtime)
    refusal_of(runtime, ADA, password="wrong")
    assert events(runtime) == before


def test_an_old_hash_is_renewed_when_it_is_right(runtime: Runtime, world: World) -> None:
    weaker = Passwords(Settings(data_dir=runtime.settings.data_dir, argon2_memory_kib=32, argon2_rounds=1))
    world.user("Ada", email=ADA, password_hash=weaker.hash(PASSWORD))
    weaker.close()
    sign_in_as(runtime, ADA)
    with runtime.database.transaction(write=False) as connection:
        stored = connection.execute(text("SELECT password_hash FROM app_user")).scalar_one()
    assert "m=64,t=1" in stored
    assert sign_in_as(runtime, ADA).token


def test_no_database_transaction_is_open_while_a_password_is_checked(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_up_and_confirm(runtime, ADA)
    open_transactions = []
    check = runtime.passwords.check

    def watched(password: str, stored: str | None) -> object:
        open_transactions.append(runtime.database.engine.pool.checkedout())  # type: ignore[attr-defined]
        return check(password, stored)

    monkeypatch.setattr(runtime.passwords, "check", watched)
    sign_in_as(runtime, ADA)
    assert open_transactions == [0]


def test_a_password_changed_during_the_check_opens_nothing(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_up_and_confirm(runtime, ADA)
    check = runtime.passwords.check

    def changed_meanwhile(password: str, stored: str | None) -> object:
        with runtime.database.transaction(write=True) as connection:
            connection.execute(text("UPDATE app_user SET password_hash = 'another'"))
        return check(password, stored)

    monkeypatch.setattr(runtime.passwords, "check", changed_meanwhile)
    assert refusal_of(runtime, ADA) == (WRONG, "password")


def test_many_sign_ins_at_once_all_get_in(runtime: Runtime) -> None:
    sign_up_and_confirm(runtime, ADA)
    with ThreadPoolExecutor(8) as threads:
        sessions = list(threads.map(lambda _: sign_in_as(runtime, ADA), range(8)))
    assert len({session.token for session in sessions}) == 8


def test_the_browsers_last_session_is_pushed_as_ended(runtime: Runtime) -> None:
    first = sign_up_and_confirm(runtime, ADA)
    heard: list[signals.Signal] = []
    stop = signals.listen(heard.append)
    sign_in(runtime, Caller(session_token=first.token), address=ADA, password=PASSWORD)
    stop()
    assert heard == [signals.SessionEnded(token_hash(first.token))]
