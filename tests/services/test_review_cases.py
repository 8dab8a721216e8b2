"""Cases of the desk: who may hold one, for how long, and that one decision stands."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, update

from bizhub.domain.desk import CaseKind, DeskNeedsTwoStep
from bizhub.domain.errors import Conflict, NotFound, SignedOut
from bizhub.domain.ids import new_id
from bizhub.services import review_cases
from bizhub.services.desk_gate import DESK_PERSON, is_at_desk, require_desk
from bizhub.services.review_cases import CASE
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import TWO_STEP
from bizhub.services.work import Caller, Work, begin
from tests.factories import MadeUser, World
from tests.sign_in_steps import MovableClock

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def write(world: World, statement: Any) -> None:
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(statement)


def reviewer(world: World, name: str, *, has_second_step: bool = True) -> MadeUser:
    user = world.user(name)
    write(world, insert(DESK_PERSON).values(id=new_id(), user_id=int(user.id), added_at=LONG_AGO))
    if not has_second_step:
        return user
    secret = {"user_id": int(user.id), "secret": "x", "last_step": 0, "begun_at": LONG_AGO, "confirmed_at": LONG_AGO}
    write(world, insert(TWO_STEP).values(secret))
    return user


def at_desk(world: World, user: MadeUser, use_case: Callable[..., Any], *arguments: Any) -> Any:
    with begin(world.runtime, user.caller(), write=True) as work:
        return use_case(work, *arguments)


def waiting(world: World, admin: MadeUser, center: str, subject: int = 1) -> str:
    asked = {"kind": CaseKind.TICKET, "subject_id": subject, "title": "Linden"}
    with begin(world.runtime, admin.caller(center), write=True) as work:
        return str(review_cases.open_case(work, **asked))


def claim(world: World, case: str, user: MadeUser, at: datetime) -> None:
    held = {"claimed_by": int(user.id), "claimed_at": at, "touched_at": at}
    write(world, update(CASE).where(CASE.c.id == int(case)).values(held))


def decide(work: Work, case: str, decision: str = "APPROVED") -> bool:
    held = review_cases.hold_claimed(work, case)
    stands = review_cases.settles(work, held, decision)
    if stands:
        review_cases.close_case(work, held, decision)
    return stands


@pytest.fixture
def dora(world: World) -> MadeUser:
    return reviewer(world, "Dora")


@pytest.fixture
def case(world: World, olga: MadeUser, center: str) -> str:
    return waiting(world, olga, center)


def test_there_is_no_desk_for_an_admin(world: World, olga: MadeUser, center: str, case: str) -> None:
    with pytest.raises(NotFound) as known, begin(world.runtime, olga.caller(center), write=True) as work:
        review_cases.hold_case(work, case)
    with pytest.raises(NotFound) as unknown, begin(world.runtime, olga.caller(center), write=True) as work:
        review_cases.hold_case(work, "1234")
    assert known.value.message == unknown.value.message


def test_there_is_no_desk_without_a_session(world: World, case: str) -> None:
    with pytest.raises(SignedOut), begin(world.runtime, Caller(), write=True) as work:
        review_cases.hold_case(work, case)


def test_the_desk_asks_for_a_second_step(world: World, dora: MadeUser) -> None:
    write(world, TWO_STEP.delete())
    with pytest.raises(DeskNeedsTwoStep):
        at_desk(world, dora, require_desk)
    assert at_desk(world, dora, is_at_desk)
    world.runtime.settings.desk_two_step = False
    assert at_desk(world, dora, require_desk).name == "Dora"


def test_who_was_taken_away_from_the_desk_is_a_stranger(world: World, dora: MadeUser, case: str) -> None:
    write(world, update(DESK_PERSON).values(ended_at=LONG_AGO))
    with pytest.raises(NotFound):
        at_desk(world, dora, review_cases.hold_case, case)
    assert not at_desk(world, dora, is_at_desk)


def test_a_case_is_decided_by_who_has_claimed_it(
    world: World, dora: MadeUser, case: str, moved_clock: MovableClock
) -> None:
    with pytest.raises(Conflict, match="Claim it first"):
        at_desk(world, dora, decide, case)
    claim(world, case, reviewer(world, "Emil"), moved_clock.now())
    with pytest.raises(Conflict, match="Emil reviews this case"):
        at_desk(world, dora, decide, case)


def test_a_claim_lasts_half_an_hour_from_the_last_step(
    world: World, dora: MadeUser, case: str, moved_clock: MovableClock
) -> None:
    claim(world, case, dora, moved_clock.now())
    moved_clock.move(minutes=29, seconds=59)
    assert at_desk(world, dora, review_cases.hold_claimed, case).title == "Linden"
    moved_clock.move(minutes=30)
    with pytest.raises(Conflict, match="Claim it first"):
        at_desk(world, dora, review_cases.hold_claimed, case)


def test_a_decided_case_says_who_decided(world: World, dora: MadeUser, case: str, moved_clock: MovableClock) -> None:
    claim(world, case, dora, moved_clock.now())
    assert at_desk(world, dora, decide, case)
    with pytest.raises(Conflict, match="Dora has decided on this case already"):
        at_desk(world, dora, decide, case)


def test_what_was_taken_back_is_not_decided(
    world: World, dora: MadeUser, olga: MadeUser, center: str, case: str, moved_clock: MovableClock
) -> None:
    claim(world, case, dora, moved_clock.now())
    with begin(world.runtime, olga.caller(center), write=True) as work:
        review_cases.withdraw_case(work, kind=CaseKind.TICKET, subject_id=1)
    with pytest.raises(Conflict, match="Olga has taken this back"):
        at_desk(world, dora, decide, case)
    with pytest.raises(Conflict, match="has decided"), begin(world.runtime, olga.caller(center), write=True) as work:
        review_cases.withdraw_case(work, kind=CaseKind.TICKET, subject_id=1)


def test_the_place_in_the_queue_counts_what_waits_before(world: World, olga: MadeUser, center: str) -> None:
    for subject in (5, 6, 7):
        waiting(world, olga, center, subject)
    with begin(world.runtime, olga.caller(center), write=True) as work:
        place = partial(review_cases.queue_place, work, kind=CaseKind.TICKET)
        assert [place(subject_id=subject) for subject in (5, 6, 7, 8)] == [1, 2, 3, None]
        review_cases.withdraw_case(work, kind=CaseKind.TICKET, subject_id=5)
        assert [place(subject_id=subject) for subject in (5, 6, 7)] == [None, 1, 2]


def test_of_two_reviewers_the_second_agrees(world: World, dora: MadeUser, case: str, moved_clock: MovableClock) -> None:
    world.runtime.settings.desk_two_reviewers = True
    emil = reviewer(world, "Emil")
    claim(world, case, dora, moved_clock.now())
    assert not at_desk(world, dora, decide, case, "APPROVED")
    claim(world, case, dora, moved_clock.now())
    with pytest.raises(Conflict, match="You have decided"):
        at_desk(world, dora, decide, case, "APPROVED")
    claim(world, case, emil, moved_clock.now())
    assert not at_desk(world, emil, decide, case, "REJECTED")
    claim(world, case, dora, moved_clock.now())
    assert at_desk(world, dora, decide, case, "REJECTED")


@pytest.mark.parametrize("rounds", [10])
def test_a_case_is_decided_once(
    world: World, runtime: Runtime, dora: MadeUser, olga: MadeUser, center: str, moved_clock: MovableClock, rounds: int
) -> None:
    decided = []
    for subject in range(100, 100 + rounds):
        case = waiting(world, olga, center, subject)
        claim(world, case, dora, moved_clock.now())
        decided.append(sum(_at_once([partial(at_desk, world, dora, decide, case)] * 3)))
    assert decided == [1] * rounds


def _at_once(actions: list[Callable[[], bool]]) -> list[bool]:
    """What came of each; a refusal is no decision."""
    outcomes: list[bool] = []
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], bool]) -> None:
        start.wait()
        try:
            outcomes.append(action())
        except Conflict:
            outcomes.append(False)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
