"""Signing up: a name, an address, a password, then a code proves the address."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from bizhub.domain.errors import BizHubError, Conflict, InvalidInput, TooManyTries
from bizhub.services import codes, sign_up
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import World
from tests.sign_in_steps import (
    PASSWORD,
    STRANGER,
    MovableClock,
    code_to,
    count,
    events,
    messages_to,
    other_than,
    sign_up_and_confirm,
)

ADDRESS = "ada@example.org"


def ask(runtime: Runtime, address: str = ADDRESS, caller: Caller = STRANGER, **changes: str) -> str:
    values = {"name": "Ada", "address": address, "password": PASSWORD, **changes}
    return sign_up.sign_up(runtime, caller, **values)


def try_code(runtime: Runtime, request: str, code: str, caller: Caller = STRANGER) -> BizHubError | None:
    try:
        sign_up.confirm(runtime, caller, request=request, code=code)
    except BizHubError as refusal:
        return refusal
    return None


@pytest.mark.parametrize("address", ["ada@example.org", "+491701234567"])
def test_a_code_makes_the_user_and_signs_them_in(runtime: Runtime, address: str) -> None:
    session = sign_up_and_confirm(runtime, address)
    with begin(runtime, Caller(session_token=session.token), write=False) as work:
        person = work.signed_in()
    assert (person.name, person.email + person.phone) == ("Ada", address)
    assert not session.has_center


def test_nothing_comes_into_being_before_the_code(runtime: Runtime) -> None:
    ask(runtime)
    code_to(runtime, ADDRESS)
    assert count(runtime, "app_user") == 0


def test_signing_up_is_recorded(runtime: Runtime) -> None:
    sign_up_and_confirm(runtime, ADDRESS)
    assert events(runtime) == ["user:sign_up", "user:confirm"]


@pytest.mark.parametrize("typed", [" Ada@Example.ORG ", "ａｄａ@example.org", "𝒶da@example.org"])
def test_the_address_is_written_in_one_form(runtime: Runtime, typed: str) -> None:
    request = ask(runtime, typed)
    sign_up.confirm(runtime, STRANGER, request=request, code=code_to(runtime, ADDRESS))
    assert count(runtime, "app_user WHERE email = 'ada@example.org'") == 1


@pytest.mark.parametrize("typed", [" {0}{1} ", "{0} {1}", "{0}-{1}", "{0}\u00a0{1}\n"])
def test_a_code_may_be_pasted_with_blanks(runtime: Runtime, typed: str) -> None:
    request = ask(runtime)
    code = code_to(runtime, ADDRESS)
    assert try_code(runtime, request, typed.format(code[:3], code[3:])) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345x"])
def test_what_is_no_code_does_not_count(runtime: Runtime, typed: str) -> None:
    request = ask(runtime)
    code = code_to(runtime, ADDRESS)
    refusals = [try_code(runtime, request, typed) for _ in range(6)]
    assert {str(refusal) for refusal in refusals} == {"The code has 6 digits."}
    assert try_code(runtime, request, code) is None


def test_five_wrong_codes_use_the_code_up(runtime: Runtime, moved_clock: MovableClock) -> None:
    request = ask(runtime)
    code = code_to(runtime, ADDRESS)
    wrong = [str(try_code(runtime, request, other_than(code))) for _ in range(5)]
    moved_clock.move(minutes=6)
    assert "run out" not in "".join(wrong[:4])
    assert "run out" in wrong[4]
    assert "run out" in str(try_code(runtime, request, code))
    assert count(runtime, "app_user") == 0


def test_a_code_runs_out_after_ten_minutes(runtime: Runtime, moved_clock: MovableClock) -> None:
    request = ask(runtime)
    code = code_to(runtime, ADDRESS)
    moved_clock.move(minutes=10)
    assert "run out" in str(try_code(runtime, request, code))


def test_a_code_works_to_the_end_of_its_ten_minutes(runtime: Runtime, moved_clock: MovableClock) -> None:
    request = ask(runtime)
    code = code_to(runtime, ADDRESS)
    moved_clock.move(minutes=9, seconds=59)
    assert try_code(runtime, request, code) is None


def test_a_code_works_once(runtime: Runtime) -> None:
    request = ask(runtime)
    code = code_to(runtime, ADDRESS)
    assert try_code(runtime, request, code) is None
    assert isinstance(try_code(runtime, request, code), Conflict)


def test_a_code_of_another_browser_does_not_work(runtime: Runtime) -> None:
    ask(runtime)
    code = code_to(runtime, ADDRESS)
    assert isinstance(try_code(runtime, "another", code), Conflict)


def test_a_code_sent_again_replaces_the_first(runtime: Runtime) -> None:
    request = ask(runtime)
    first = code_to(runtime, ADDRESS)
    with begin(runtime, STRANGER, write=True) as work:
        codes.send_again(work, request=request)
    second = code_to(runtime, ADDRESS)
    assert len(messages_to(runtime, ADDRESS)) == 2
    assert str(try_code(runtime, request, other_than(second))) != "None"
    assert first == second or isinstance(try_code(runtime, request, first), InvalidInput)
    assert try_code(runtime, request, second) is None


def test_codes_are_not_sent_without_end(runtime: Runtime) -> None:
    request = ask(runtime)

    def send() -> None:
        with begin(runtime, STRANGER, write=True) as work:
            codes.send_again(work, request=request)

    for _ in range(4):
        send()
    pytest.raises(TooManyTries, send)


def test_a_known_address_is_answered_alike_and_its_owner_told(runtime: Runtime, world: World) -> None:
    world.user("Ada", email=ADDRESS)
    request = ask(runtime, name="Mallory")
    told = messages_to(runtime, ADDRESS)
    assert "sign in instead" in told[0]
    assert "Mallory" not in told[0]
    assert not [word for word in told[0].split() if word.strip(".").isdigit()]
    with begin(runtime, STRANGER, write=False) as work:
        assert codes.pending_code(work, request=request) is not None
    assert "not the code" in str(try_code(runtime, request, "000000"))
    assert count(runtime, "app_user") == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"address": "ada"}, "address"),
        ({"address": "0170 1234567"}, "address"),
        ({"address": "ada@"}, "address"),
        ({"password": "seven77"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"password": "Password1"}, "password"),
        ({"password": "Ada@example.org"}, "password"),
    ],
)
def test_bad_input_names_its_field_and_stores_nothing(runtime: Runtime, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(runtime, **changes)
    assert refusal.value.field == field
    assert count(runtime, "code") == 0


def test_the_same_address_signed_up_twice_at_once_is_one_user(runtime: Runtime) -> None:
    callers = [Caller(address=f"198.51.100.{number}") for number in range(4)]
    requests = [ask(runtime, caller=caller) for caller in callers]
    sent = messages_to(runtime, ADDRESS)
    found = [text_.split("code is ")[1][:6] for text_ in sent]
    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(partial(try_code, runtime), requests, found, callers))
    assert outcomes.count(None) == 1
    assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
    assert count(runtime, "app_user") == 1
    assert events(runtime) == ["user:sign_up", "user:confirm"]


def test_one_code_used_by_many_at_once_works_once(runtime: Runtime) -> None:
    request = ask(runtime)
    code = code_to(runtime, ADDRESS)
    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(partial(try_code, runtime, request), [code] * 4))
    assert outcomes.count(None) == 1
    assert (count(runtime, "app_user"), count(runtime, "user_session")) == (1, 1)


def test_what_nobody_confirmed_is_forgotten_after_a_day(runtime: Runtime, moved_clock: MovableClock) -> None:
    ask(runtime)
    moved_clock.move(hours=25)
    assert messages_to(runtime, ADDRESS) == []
    assert count(runtime, "code") == 0


def test_neither_codes_nor_secrets_are_stored_readably(runtime: Runtime) -> None:
    request = ask(runtime)
    code = code_to(runtime, ADDRESS)
    with runtime.database.transaction(write=False) as connection:
        stored = str(connection.execute(text("SELECT * FROM code")).all())
    assert [secret for secret in (request, code, PASSWORD) if secret in stored] == []
