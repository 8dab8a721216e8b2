"""What the bell says of approvals and notices."""

from datetime import timedelta
from typing import Any

import pytest

from bizhub.services import approval_answers, approval_jobs, offboarding
from bizhub.services.notification_messages import writer_for
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser
from tests.services.team import Team
from tests.services.told import links, words
from tests.services.two_admins import approve, carry_out, promote, states
from tests.sign_in_steps import MovableClock, messages_to


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    return Team(runtime, center)


def test_what_waits_for_another_admin_is_told_to_them_and_answered_to_who_asked(
    ruled: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    waits = promote(ruled, olga, max_)
    assert words(ruled, bo) == ["In Linden & Co, Olga wants to make Max an admin and needs your approval"]
    assert words(ruled, max_) == words(ruled, olga) == []  # it was rehearsed, and has not happened
    approve(ruled, bo, waits)
    done = "Bo has approved: it is done"
    assert words(ruled, olga) == [f"In Linden & Co, you asked to make Max an admin. {done}"]
    assert words(ruled, max_) == ["Bo changed your membership of Linden & Co: you are now an admin"]
    assert links(ruled, olga) == [f"/team/approvals?center={ruled.center}"]
    [asked], [told] = (messages_to(ruled.runtime, person.email) for person in (bo, olga))
    assert f"/team/approvals?center={ruled.center}\n" in asked
    assert f"/team/approvals?center={ruled.center}\n" in told


def test_a_notice_is_told_and_so_is_what_becomes_of_it(
    ruled: Team, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    waits = ruled.act(olga, offboarding.offboard_member, user_id=bo.id)
    day = writer_for("en").day((moved_clock.moment + timedelta(days=7)).date())
    [notice] = words(ruled, bo)
    assert notice == f"In Linden & Co, Olga wants to {waits.words}: it is carried out on {day} unless you object"
    moved_clock.move(days=7)
    assert carry_out(ruled, moved_clock) == 1
    assert words(ruled, olga) == [f"In Linden & Co, you asked to {waits.words}. It was carried out"]


LAPSED = (
    "In Linden & Co, you asked to make Max an admin. Nobody has answered within 20 days: it has lapsed, and nothing "
    "was changed"
)


def lapse(team: Team, clock: MovableClock) -> int:
    return approval_jobs.lapse_due(team.runtime, clock.moment)


def test_what_nobody_answered_in_time_is_told_to_who_asked_and_once(
    ruled: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    ruled.keep_sessions()
    promote(ruled, olga, max_)
    before, told_to_bo = ruled.events(), words(ruled, bo)
    moved_clock.move(days=20, microseconds=-1)
    assert (lapse(ruled, moved_clock), words(ruled, olga)) == (0, [])
    moved_clock.move(microseconds=1)
    assert [lapse(ruled, moved_clock) for _ in range(3)] == [1, 0, 0]
    assert words(ruled, olga) == [LAPSED]
    assert links(ruled, olga) == [f"/team/approvals?center={ruled.center}"]
    [message] = messages_to(ruled.runtime, olga.email)
    assert "Nobody has answered within 20 days" in message
    assert (states(ruled), ruled.events(), words(ruled, bo)) == (["LAPSED"], before, told_to_bo)


def test_asking_for_the_same_tells_who_asked_before_and_the_clock_does_not_again(
    ruled: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    ruled.keep_sessions()
    promote(ruled, olga, max_)
    moved_clock.move(days=20)
    assert promote(ruled, bo, max_) is not None
    assert lapse(ruled, moved_clock) == 0
    assert (states(ruled), words(ruled, olga).count(LAPSED)) == (["LAPSED", "OPEN"], 1)


@pytest.mark.parametrize("answer", [approval_answers.approve, approval_answers.decline])
def test_what_was_answered_does_not_lapse(
    ruled: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser, moved_clock: MovableClock, answer: Any
) -> None:
    ruled.act(bo, answer, approval_id=promote(ruled, olga, max_).id)
    moved_clock.move(days=30)
    assert lapse(ruled, moved_clock) == 0


def test_in_a_center_that_is_gone_nobody_is_told(
    ruled: Team, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    promote(ruled, olga, max_)
    moved_clock.move(days=20)
    ruled.rows_changed("UPDATE center SET ends_at = '2026-11-25 00:00:00+00'")
    assert (lapse(ruled, moved_clock), states(ruled)) == (0, ["OPEN"])
