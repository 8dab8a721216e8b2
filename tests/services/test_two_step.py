"""2-step verification: turning it on, the second step of signing in, replay, limits, recovery codes, turning it off."""

import re
import threading
from collections import Counter

import pytest
from pyotp.totp import TOTP
from sqlalchemy import text

from bizhub.domain.errors import BizHubError, Conflict, InvalidInput, SignedOut, TooManyTries
from bizhub.domain.sessions import NewSession, WaitingSignIn
from bizhub.services import codes, password_change, reset, second_step, sign_up, two_step, two_step_off
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import World
from tests.services.two_step_people import Guarded, guard, guarded_user
from tests.sign_in_steps import (
    PASSWORD,
    STRANGER,
    MovableClock,
    code_to,
    count,
    events,
    messages_to,
    sign_in_as,
)

NEW = "eleven blue ladders"


@pytest.fixture
def gerda(world: World, moved_clock: MovableClock) -> Guarded:
    return guarded_user(world, moved_clock)


def refused(gerda: Guarded, request: str, code: str) -> BizHubError:
    with pytest.raises(BizHubError) as caught:
        gerda.finish(request, code)
    return caught.value


def test_after_the_password_there_is_no_session_before_the_code(runtime: Runtime, gerda: Guarded) -> None:
    before = count(runtime, "user_session")
    request = gerda.password()
    assert count(runtime, "user_session") == before
    with begin(runtime, Caller(session_token=request), write=False) as work, pytest.raises(SignedOut):
        work.signed_in()
    session = gerda.finish(request, gerda.code())
    with begin(runtime, Caller(session_token=session.token), write=False) as work:
        assert work.signed_in().id == gerda.user.id
    assert events(runtime)[-1] == "user:sign_in"


def test_what_waits_is_good_for_nothing_else(runtime: Runtime, gerda: Guarded) -> None:
    request = gerda.password()
    with begin(runtime, STRANGER, write=False) as work:
        assert codes.pending_code(work, request=request) is None
    with pytest.raises(Conflict):
        sign_up.confirm(runtime, STRANGER, request=request, code="000000")
    with pytest.raises(Conflict):
        reset.choose_password(runtime, STRANGER, request=request, code="000000", password=NEW)
    asked = reset.ask_for_reset(runtime, STRANGER, address=gerda.user.email)
    assert isinstance(refused(gerda, asked, gerda.code()), Conflict)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_neighbouring_steps_are_taken(gerda: Guarded, steps: int) -> None:
    assert gerda.finish(gerda.password(), gerda.code(steps=steps)).token


@pytest.mark.parametrize("steps", [-2, 2])
def test_others_are_not(gerda: Guarded, steps: int) -> None:
    assert "not right" in refused(gerda, gerda.password(), gerda.code(steps=steps)).message


def test_a_code_is_taken_once_and_none_before_it(gerda: Guarded) -> None:
    first, second, third = gerda.password(), gerda.password(), gerda.password()
    code, earlier = gerda.code(), gerda.code(steps=-1)
    gerda.finish(first, code)
    assert "used already" in refused(gerda, second, code).message
    assert "used already" in refused(gerda, second, earlier).message
    gerda.clock.move(seconds=30)
    gerda.finish(third, gerda.code())


def test_the_code_that_turned_it_on_signs_nobody_in(world: World, moved_clock: MovableClock) -> None:
    gerda = guarded_user(world, moved_clock)
    moved_clock.move(minutes=-1)
    assert "used already" in refused(gerda, gerda.password(), gerda.code()).message


def test_a_waiting_sign_in_works_once_and_for_ten_minutes(gerda: Guarded) -> None:
    used, late = gerda.password(), gerda.password()
    gerda.finish(used, gerda.code())
    gerda.clock.move(seconds=30)
    assert isinstance(refused(gerda, used, gerda.code()), Conflict)
    gerda.clock.move(minutes=10)
    assert isinstance(refused(gerda, late, gerda.code()), Conflict)
    assert isinstance(refused(gerda, "made up", gerda.code()), Conflict)


def test_a_new_password_voids_what_waits(runtime: Runtime, gerda: Guarded) -> None:
    request = gerda.password()
    gerda.clock.move(seconds=1)
    password_change.change_password(runtime, gerda.user.caller(), current=PASSWORD, password=NEW)
    assert isinstance(refused(gerda, request, gerda.code()), Conflict)


def test_five_wrong_codes_in_five_minutes_and_twenty_an_hour(gerda: Guarded) -> None:
    answers: Counter[str] = Counter()
    for _ in range(8):
        request = gerda.password()
        for _ in range(9):  # every 50 seconds for an hour
            answers[type(refused(gerda, request, "abcde-fghjk")).__name__] += 1
            gerda.clock.move(seconds=50)
    assert answers == {"InvalidInput": 20, "TooManyTries": 52}


def test_the_limit_holds_for_the_right_code_and_after_a_restart(gerda: Guarded) -> None:
    for _ in range(5):
        refused(gerda, gerda.password(), "abcde-fghjk")
    runtimes.stop()
    gerda.runtime = runtimes.start(gerda.runtime.settings)
    request = gerda.password()
    assert isinstance(refused(gerda, request, gerda.code()), TooManyTries)
    gerda.clock.move(minutes=5, seconds=1)
    gerda.finish(request, gerda.code())


def test_what_is_no_code_is_not_counted(runtime: Runtime, gerda: Guarded) -> None:
    request = gerda.password()
    for typed in ("", "12345", "1234567", "abc", "١٢٣٤٥٦"):
        assert "six digits" in refused(gerda, request, typed).message
    assert count(runtime, "counted_try WHERE bucket LIKE 'two_step%'") == 0


def test_a_recovery_code_signs_in_once_and_is_told_of(runtime: Runtime, gerda: Guarded) -> None:
    code = gerda.recovery_codes[3]
    gerda.finish(gerda.password(), f" {code.upper()} ")
    assert "used already" in refused(gerda, gerda.password(), code).message
    gerda.finish(gerda.password(), gerda.recovery_codes[4])
    assert "Left: 6." in messages_to(runtime, gerda.user.email)[-1]
    assert events(runtime).count("user:recovery_code") == 2


def test_only_hashes_of_recovery_codes_and_a_sealed_secret_are_stored(runtime: Runtime, gerda: Guarded) -> None:
    assert len({*gerda.recovery_codes}) == 8
    with runtime.database.transaction(write=False) as connection:
        tables = ("two_step", "recovery_code", "second_step", "activity", "outbox_message", "code", "counted_try")
        stored = "".join(repr(row) for name in tables for row in connection.execute(text(f"SELECT * FROM {name}")))
    assert gerda.secret not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in gerda.recovery_codes)


def test_a_database_alone_opens_nothing(runtime: Runtime, gerda: Guarded) -> None:
    (runtime.settings.folder("secrets") / "two_step").write_bytes(b"another key, which is 32 bytes..")
    assert "not right" in refused(gerda, gerda.password(), gerda.code()).message


def test_a_new_password_is_no_second_step(runtime: Runtime, gerda: Guarded) -> None:
    asked = reset.ask_for_reset(runtime, STRANGER, address=gerda.user.email)
    code = code_to(runtime, gerda.user.email)
    before = count(runtime, "user_session")
    waiting = reset.choose_password(runtime, STRANGER, request=asked, code=code, password=NEW)
    assert isinstance(waiting, WaitingSignIn)
    assert count(runtime, "user_session") == before
    assert gerda.finish(waiting.request, gerda.code()).token


def test_turning_it_on_ends_no_session_and_is_told(runtime: Runtime, world: World, moved_clock: MovableClock) -> None:
    user = world.user("Gerda", email="gerda@example.org")
    other = world.signed_in("gerda@example.org")
    guard(world, moved_clock, user)
    with begin(runtime, user.caller(), write=False) as work:
        view = two_step.view_two_step(work)
    assert (view.is_on, view.codes_left, view.other_sessions) == (True, 8, 1)
    with begin(runtime, other.caller(), write=False) as work:
        assert work.signed_in()
    assert "is now on" in messages_to(runtime, "gerda@example.org")[-1]
    assert events(runtime)[-1] == "user:two_step_on"


def test_without_its_first_code_nothing_is_on(runtime: Runtime, world: World, moved_clock: MovableClock) -> None:
    user = world.user("Gerda", password_hash=runtime.passwords.hash(PASSWORD))
    with begin(runtime, user.caller(), write=True) as work:
        secret = two_step.begin_setup(work).secret.replace(" ", "")
    with begin(runtime, user.caller(), write=True) as work:
        wrong = two_step.confirm_setup(work, code=TOTP(secret).at(moved_clock.now(), counter_offset=5))
    assert isinstance(wrong.refusal, InvalidInput)
    assert isinstance(sign_in_as(runtime, user.email), NewSession)
    moved_clock.move(minutes=31)
    with begin(runtime, user.caller(), write=True) as work, pytest.raises(Conflict, match="begin again"):
        two_step.confirm_setup(work, code=TOTP(secret).at(moved_clock.now()))


def test_turning_it_off_takes_the_password_and_a_code(runtime: Runtime, gerda: Guarded) -> None:
    def refusal(password: str, code: str) -> str:
        with pytest.raises(InvalidInput) as caught:
            two_step_off.turn_off(runtime, gerda.user.caller(), password=password, code=code)
        return caught.value.field

    assert [refusal("wrong", gerda.code()), refusal(PASSWORD, gerda.code(steps=5))] == ["password", "code"]
    two_step_off.turn_off(runtime, gerda.user.caller(), password=PASSWORD, code=gerda.code())
    assert isinstance(sign_in_as(runtime, gerda.user.email), NewSession)
    assert (count(runtime, "two_step"), count(runtime, "recovery_code")) == (0, 0)
    assert "is now off" in messages_to(runtime, gerda.user.email)[-1]


def test_new_recovery_codes_take_the_place_of_those_before(runtime: Runtime, gerda: Guarded) -> None:
    with begin(runtime, gerda.user.caller(), write=True) as work:
        checked = two_step.renew_codes(work, code=gerda.code())
    assert not {*checked.recovery_codes} & {*gerda.recovery_codes}
    assert "not right" in refused(gerda, gerda.password(), gerda.recovery_codes[0]).message
    assert gerda.finish(gerda.password(), checked.recovery_codes[0])


@pytest.mark.parametrize("same_browser", [True, False])
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_two_with_the_same_code_exactly_one_wins(gerda: Guarded, kind: str, *, same_browser: bool) -> None:
    first = gerda.password()
    code = gerda.code() if kind == "app" else gerda.recovery_codes[0]
    outcomes: list[str] = []
    gate = threading.Barrier(2)

    def knock(request: str) -> None:
        gate.wait()
        try:
            gerda.finish(request, code)
            outcomes.append("in")
        except BizHubError as error:
            outcomes.append(type(error).__name__)

    requests = (first, first if same_browser else gerda.password())
    threads = [threading.Thread(target=knock, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Conflict" if same_browser else "InvalidInput", "in"]


def test_somebody_who_was_disabled_meanwhile_does_not_get_in(runtime: Runtime, gerda: Guarded) -> None:
    request = gerda.password()
    with runtime.database.transaction(write=True) as connection:
        connection.execute(
            text("UPDATE app_user SET disabled_at = created_at WHERE id = :id"), {"id": int(gerda.user.id)}
        )
    assert isinstance(refused(gerda, request, gerda.code()), Conflict)
    with begin(runtime, STRANGER, write=False) as work:
        assert not second_step.is_waiting(work, request=request)


def test_no_message_carries_a_secret(runtime: Runtime, gerda: Guarded) -> None:
    told = "".join(messages_to(runtime, gerda.user.email))
    assert gerda.secret not in told
    assert not re.search("|".join(gerda.recovery_codes), told)
