"""Choosing a new password with a code."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bizhub.domain.errors import BizHubError, Conflict, InvalidInput, SignedOut, TooManyTries
from bizhub.domain.sessions import NewSession
from bizhub.services import reset, sign_up
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import LONG_AGO, World
from tests.sign_in_steps import (
    PASSWORD,
    STRANGER,
    MovableClock,
    code_to,
    count,
    events,
    messages_to,
    other_than,
    sign_in_as,
    sign_up_and_confirm,
)

ADA = "ada@example.org"
NEW = "eleven blue ladders"


def ask(runtime: Runtime, address: str = ADA, *, come_from: str = STRANGER.address, **changes: str) -> str:
    return reset.ask_for_reset(runtime, Caller(address=come_from), address=address, **changes)


def choose(runtime: Runtime, request: str, code: str, password: str = NEW, **changes: str) -> str:
    """The new session's token."""
    caller = Caller(address=changes.pop("come_from", STRANGER.address))
    session = reset.choose_password(runtime, caller, request=request, code=code, password=password, **changes)
    assert isinstance(session, NewSession)
    return session.token


def refusal_of(runtime: Runtime, request: str, code: str, **changes: str) -> BizHubError:
    with pytest.raises(BizHubError) as refusal:
        choose(runtime, request, code, **changes)
    return refusal.value


@pytest.mark.parametrize("address", [ADA, "+491701234567"])
def test_a_code_to_the_address_on_file_lets_one_choose_a_password(runtime: Runtime, world: World, address: str) -> None:
    world.user("Ada", email=ADA, phone="+491701234567", password_hash=runtime.passwords.hash(PASSWORD))
    request = ask(runtime, address)
    choose(runtime, request, code_to(runtime, address))
    assert sign_in_as(runtime, ADA, password=NEW).token
    with pytest.raises(InvalidInput):
        sign_in_as(runtime, ADA, password=PASSWORD)


def test_every_session_ends_and_one_begins(runtime: Runtime) -> None:
    old = sign_up_and_confirm(runtime, ADA)
    request = ask(runtime)
    token = choose(runtime, request, code_to(runtime, ADA))
    with begin(runtime, Caller(session_token=old.token), write=False) as work, pytest.raises(SignedOut):
        work.signed_in()
    with begin(runtime, Caller(session_token=token), write=False) as work:
        assert work.signed_in().name == "Ada"


def test_the_owner_is_told_and_it_is_recorded(runtime: Runtime) -> None:
    sign_up_and_confirm(runtime, ADA)
    request = ask(runtime)
    choose(runtime, request, code_to(runtime, ADA))
    assert "was just changed" in messages_to(runtime, ADA)[-1]
    assert events(runtime)[2:] == ["user:session_end", "user:password_reset"]


@pytest.mark.parametrize("address", ["nobody@example.org", "+491701234567", "gone@example.org"])
def test_nobody_gets_a_code_for_an_address_that_cannot_sign_in(runtime: Runtime, world: World, address: str) -> None:
    world.user("Gone", email="gone@example.org", disabled_at=LONG_AGO)
    request = ask(runtime, address)
    assert messages_to(runtime, address) == []
    assert "not the code" in refusal_of(runtime, request, "000000").message


def test_a_refused_password_does_not_use_the_code_up(runtime: Runtime) -> None:
    sign_up_and_confirm(runtime, ADA)
    request = ask(runtime)
    code = code_to(runtime, ADA)
    refused = [refusal_of(runtime, request, code, password=weak) for weak in ("short", "password1", ADA)]
    assert [error.field for error in refused if isinstance(error, InvalidInput)] == ["password"] * 3
    assert choose(runtime, request, code)


def test_a_right_code_works_once_however_many_use_it_at_once(runtime: Runtime) -> None:
    sign_up_and_confirm(runtime, ADA)
    request = ask(runtime)
    code = code_to(runtime, ADA)

    def attempt(_: int) -> str:
        try:
            choose(runtime, request, code)
        except Conflict:
            return "refused"
        return "done"

    with ThreadPoolExecutor(4) as threads:
        outcomes = sorted(threads.map(attempt, range(4)))
    assert outcomes == ["done", "refused", "refused", "refused"]
    assert events(runtime).count("user:password_reset") == 1


def test_a_sign_up_code_is_no_reset_code(runtime: Runtime) -> None:
    request = sign_up.sign_up(runtime, STRANGER, name="Ada", address=ADA, password=PASSWORD)
    assert isinstance(refusal_of(runtime, request, code_to(runtime, ADA)), Conflict)


def test_a_person_disabled_meanwhile_cannot_choose(runtime: Runtime) -> None:
    sign_up_and_confirm(runtime, ADA)
    request = ask(runtime)
    code = code_to(runtime, ADA)
    with runtime.database.transaction(write=True) as connection:
        connection.execute(text("UPDATE app_user SET disabled_at = '2026-01-01 00:00:00+00'"))
    assert isinstance(refusal_of(runtime, request, code), Conflict)


@pytest.mark.parametrize("address", [ADA, "nobody@example.org"])
def test_an_address_takes_five_resets_a_day(runtime: Runtime, moved_clock: MovableClock, address: str) -> None:
    sign_up_and_confirm(runtime, ADA)
    for number in range(5):
        ask(runtime, address, come_from=f"198.51.100.{number}")
        moved_clock.move(hours=4)
    with pytest.raises(TooManyTries):
        ask(runtime, address)
    moved_clock.move(hours=4, seconds=1)
    assert ask(runtime, address)


def test_strangers_do_not_use_up_the_owners_resets(runtime: Runtime) -> None:
    own = sign_up_and_confirm(runtime, ADA)
    for number in range(5):
        ask(runtime, come_from=f"198.51.100.{number}")
    with pytest.raises(TooManyTries):
        ask(runtime, come_from="198.51.100.9")
    assert ask(runtime, device_mark=own.device_mark)


@pytest.mark.parametrize("known", [True, False])
def test_codes_take_five_guesses_in_five_minutes_over_all_requests(
    runtime: Runtime, world: World, moved_clock: MovableClock, known: bool
) -> None:
    world.user("Ada", email=ADA if known else "other@example.org")
    requests = [ask(runtime, come_from=f"198.51.100.{number}") for number in range(3)]
    messages_to(runtime, ADA)
    refused = [
        refusal_of(runtime, requests[number % 3], "000000", come_from=f"192.0.2.{number}") for number in range(7)
    ]
    assert [type(error) for error in refused] == [InvalidInput] * 5 + [TooManyTries] * 2


def test_codes_take_twenty_guesses_an_hour(runtime: Runtime, moved_clock: MovableClock) -> None:
    sign_up_and_confirm(runtime, ADA)
    kinds = []
    for number in range(5):
        request = ask(runtime, come_from=f"198.51.100.{number}")
        wrong = other_than(code_to(runtime, ADA))
        kinds += [type(refusal_of(runtime, request, wrong, come_from=f"192.0.2.{number}")) for _ in range(5)]
        moved_clock.move(minutes=6)
    assert kinds == [InvalidInput] * 20 + [TooManyTries] * 5


def test_strangers_do_not_use_up_the_owners_guesses(runtime: Runtime) -> None:
    own = sign_up_and_confirm(runtime, ADA)
    strange = ask(runtime, come_from="198.51.100.1")
    for number in range(5):
        refusal_of(runtime, strange, "000000", come_from=f"192.0.2.{number}")
    request = ask(runtime, device_mark=own.device_mark)
    assert choose(runtime, request, code_to(runtime, ADA), device_mark=own.device_mark)


def test_nothing_is_stored_for_what_is_no_address(runtime: Runtime) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(runtime, "ada")
    assert refusal.value.field == "address"
    assert (count(runtime, "code"), count(runtime, "counted_try")) == (0, 0)
