"""Changing one's own password."""

import pytest

from bizhub.domain.errors import Conflict, InvalidInput, SignedOut, TooManyTries
from bizhub.services.password_change import change_password
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.sign_in_steps import (
    PASSWORD,
    MovableClock,
    events,
    messages_to,
    sign_in_as,
    sign_up_and_confirm,
)

ADA = "ada@example.org"
NEW = "eleven blue ladders"


def is_open(runtime: Runtime, token: str) -> bool:
    with begin(runtime, Caller(session_token=token), write=False) as work:
        return work.user is not None


def test_the_new_password_ends_the_others_and_renews_this_session(runtime: Runtime) -> None:
    here, there = sign_up_and_confirm(runtime, ADA), sign_in_as(runtime, ADA)
    renewed = change_password(runtime, Caller(session_token=here.token), current=PASSWORD, password=NEW)
    tokens = [renewed, here.token, there.token]
    assert [is_open(runtime, token) for token in tokens] == [True, False, False]
    assert sign_in_as(runtime, ADA, password=NEW).token
    with pytest.raises(InvalidInput):
        sign_in_as(runtime, ADA, password=PASSWORD)


def test_the_change_is_recorded_and_told(runtime: Runtime) -> None:
    here = sign_up_and_confirm(runtime, ADA)
    sign_in_as(runtime, ADA)
    change_password(runtime, Caller(session_token=here.token), current=PASSWORD, password=NEW)
    assert events(runtime)[-2:] == ["user:session_end", "user:password_change"]
    assert "was just changed" in messages_to(runtime, ADA)[-1]


@pytest.mark.parametrize(
    ("current", "password", "field"),
    [("wrong", NEW, "current"), (PASSWORD, "short", "password"), (PASSWORD, "iloveyou1", "password")],
)
def test_what_is_wrong_is_named_and_nothing_changes(runtime: Runtime, current: str, password: str, field: str) -> None:
    here = sign_up_and_confirm(runtime, ADA)
    with pytest.raises(InvalidInput) as refusal:
        change_password(runtime, Caller(session_token=here.token), current=current, password=password)
    assert refusal.value.field == field
    assert is_open(runtime, here.token)
    assert sign_in_as(runtime, ADA).token


def test_a_stolen_session_has_ten_guesses(runtime: Runtime, moved_clock: MovableClock) -> None:
    here = Caller(session_token=sign_up_and_confirm(runtime, ADA).token)
    for _ in range(10):
        with pytest.raises(InvalidInput):
            change_password(runtime, here, current="wrong", password=NEW)
    with pytest.raises(TooManyTries):
        change_password(runtime, here, current=PASSWORD, password=NEW)
    moved_clock.move(minutes=5, seconds=1)
    assert change_password(runtime, here, current=PASSWORD, password=NEW)


def test_a_stranger_changes_nothing(runtime: Runtime) -> None:
    with pytest.raises(SignedOut):
        change_password(runtime, Caller(session_token="gone"), current=PASSWORD, password=NEW)


def test_of_two_changes_at_once_one_is_refused(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Caller(session_token=sign_up_and_confirm(runtime, ADA).token)
    there = Caller(session_token=sign_in_as(runtime, ADA).token)
    hash_it = runtime.passwords.hash

    def other_first(password: str) -> str:
        monkeypatch.setattr(runtime.passwords, "hash", hash_it)
        change_password(runtime, here, current=PASSWORD, password="the other was first")
        return hash_it(password)

    monkeypatch.setattr(runtime.passwords, "hash", other_first)
    with pytest.raises((Conflict, SignedOut)):
        change_password(runtime, there, current=PASSWORD, password=NEW)
    assert sign_in_as(runtime, ADA, password="the other was first").token
