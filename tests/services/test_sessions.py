"""A person's devices: seen, ended one by one or all."""

import pytest

from bizhub.domain.errors import NotFound, SignedOut
from bizhub.services import sessions, signals
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin, token_hash
from tests.factories import World
from tests.sign_in_steps import MovableClock, events, sign_in_as, sign_up_and_confirm

ADA = "ada@example.org"


def listed(runtime: Runtime, token: str) -> tuple[sessions.SessionRow, ...]:
    with begin(runtime, Caller(session_token=token), write=False) as work:
        return sessions.list_sessions(work)


def is_open(runtime: Runtime, token: str) -> bool:
    with begin(runtime, Caller(session_token=token), write=False) as work:
        return work.user is not None


def test_sessions_are_listed_with_device_and_place(runtime: Runtime, moved_clock: MovableClock) -> None:
    sign_up_and_confirm(runtime, ADA)
    moved_clock.move(hours=1)
    here = sign_in_as(runtime, ADA, come_from="198.51.100.8")
    moved_clock.move(hours=1)
    sign_in_as(runtime, ADA)
    rows = listed(runtime, here.token)
    assert [(row.is_this_device, row.address, row.device) for row in rows] == [
        (True, "198.51.100.8", "Chrome on Linux"),
        (False, "203.0.113.7", "Chrome on Linux"),
        (False, "203.0.113.7", "Chrome on Linux"),
    ]
    assert [row.signed_in_at.hour for row in rows] == [10, 11, 9]


def test_being_used_moves_the_last_seen_moment(runtime: Runtime, moved_clock: MovableClock) -> None:
    here = sign_up_and_confirm(runtime, ADA)
    moved_clock.move(minutes=6)
    listed(runtime, here.token)
    (row,) = listed(runtime, here.token)
    assert (row.last_seen_at - row.signed_in_at).total_seconds() == 360


def test_one_session_is_ended_and_its_pages_told(runtime: Runtime) -> None:
    here, there = sign_up_and_confirm(runtime, ADA), sign_in_as(runtime, ADA)
    heard: list[signals.Signal] = []
    stop = signals.listen(heard.append)
    other = next(row for row in listed(runtime, here.token) if not row.is_this_device)
    with begin(runtime, Caller(session_token=here.token), write=True) as work:
        sessions.end_session(work, session_id=other.id)
        assert heard == []
    stop()
    assert heard == [signals.SessionEnded(token_hash(there.token))]
    assert (is_open(runtime, here.token), is_open(runtime, there.token)) == (True, False)
    assert events(runtime)[-1] == "user:session_end"


def test_all_others_are_ended(runtime: Runtime) -> None:
    here = sign_up_and_confirm(runtime, ADA)
    others = [sign_in_as(runtime, ADA).token for _ in range(3)]
    with begin(runtime, Caller(session_token=here.token), write=True) as work:
        assert sessions.end_other_sessions(work) == 3
    assert [is_open(runtime, token) for token in [here.token, *others]] == [True, False, False, False]


def test_signing_out_ends_this_session_only(runtime: Runtime) -> None:
    here, there = sign_up_and_confirm(runtime, ADA), sign_in_as(runtime, ADA)
    with begin(runtime, Caller(session_token=here.token), write=True) as work:
        sessions.sign_out(work)
    assert (is_open(runtime, here.token), is_open(runtime, there.token)) == (False, True)
    assert events(runtime)[-1] == "user:sign_out"


def test_signing_out_without_a_session_does_nothing(runtime: Runtime) -> None:
    with begin(runtime, Caller(session_token="gone"), write=True) as work:
        sessions.sign_out(work)
    assert events(runtime) == []


@pytest.mark.parametrize("kind", ["foreign", "ended", "unknown", "no number"])
def test_a_session_that_is_not_ones_own_is_not_found(runtime: Runtime, world: World, kind: str) -> None:
    foreign = sign_up_and_confirm(runtime, "bob@example.org", name="Bob")
    here, ended = sign_up_and_confirm(runtime, ADA), sign_in_as(runtime, ADA)
    ids = {
        "foreign": listed(runtime, foreign.token)[0].id,
        "ended": next(row.id for row in listed(runtime, here.token) if not row.is_this_device),
        "unknown": "7300000000000000001",
        "no number": "' OR 1=1",
    }
    with begin(runtime, Caller(session_token=ended.token), write=True) as work:
        sessions.sign_out(work)
    with begin(runtime, Caller(session_token=here.token), write=True) as work, pytest.raises(NotFound):
        sessions.end_session(work, session_id=ids[kind])
    assert is_open(runtime, foreign.token)


@pytest.mark.parametrize("use_case", [sessions.list_sessions, sessions.end_other_sessions])
def test_a_stranger_has_no_sessions(runtime: Runtime, use_case: object) -> None:
    assert callable(use_case)
    with begin(runtime, Caller(), write=True) as work, pytest.raises(SignedOut):
        use_case(work)
