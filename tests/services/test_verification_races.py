"""Two reviewers decide on one verification at the same time: one decision."""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from bizhub.domain.errors import Conflict
from bizhub.domain.verification import SubmissionState
from bizhub.services import verification_review
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.services.verification_stage import NAME, Verifying, seated
from tests.sign_in_steps import MovableClock


@pytest.mark.parametrize("rounds", [50, pytest.param(1_000, marks=pytest.mark.soak)])
def test_of_two_reviewers_one_decides(
    verifying: Verifying, world: World, moved_clock: MovableClock, rounds: int
) -> None:
    """One has claimed the case; the claim runs out while they decide, and the other one takes it."""
    emil = seated(world, "Emil")
    verifying.team.keep_sessions()
    decided = [_race(verifying, emil, moved_clock) for _ in range(rounds)]
    assert decided == [(1, 1)] * rounds


def _race(verifying: Verifying, emil: MadeUser, moved_clock: MovableClock) -> tuple[int, int]:
    """How many decisions were taken, and how many are in the record, of one more submission."""
    moved_clock.move(seconds=1)
    sent = verifying.send()
    case, before = verifying.claim(), len(_decisions(verifying))
    approve = partial(_takes_and_decides, verifying, verifying.reviewer, case, verification_review.approve_verification)
    reject = partial(verification_review.reject_verification, problems=NAME)
    answers = _at_once([approve, partial(_takes_and_decides, verifying, emil, case, reject)])
    rows = verifying.team.rows("SELECT state FROM verification WHERE id = :id", id=int(sent))
    assert rows[0][0] in {SubmissionState.VERIFIED, SubmissionState.FAILED}
    return sum(answers), len(_decisions(verifying)) - before


def _takes_and_decides(verifying: Verifying, who: MadeUser, case: str, decide: Callable[..., bool]) -> bool:
    try:
        replace(verifying, reviewer=who).claim()
        with begin(verifying.runtime, who.caller(), write=True) as work:
            return decide(work, case_id=case)
    except Conflict:
        return False


def _decisions(verifying: Verifying) -> list[Any]:
    events = ("verification:approve", "verification:reject")
    return [event for event in verifying.team.events() if event in events]


def _at_once(actions: list[Callable[[], bool]]) -> list[bool]:
    answers: list[bool] = []
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], bool]) -> None:
        start.wait()
        answers.append(action())

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
