"""Where only the person concerned could approve: they get notice, may object, and it is carried out without anybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bizhub.domain.errors import NotFound
from bizhub.services import (
    approval_answers,
    approvals,
    members,
    offboarding,
)
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser
from tests.services.team import Team
from tests.services.two_admins import carry_out, states
from tests.sign_in_steps import MovableClock, messages_to


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    return Team(runtime, center)


def test_the_only_other_admin_gets_notice_and_it_is_carried_out(
    ruled: Team, moved_clock: MovableClock, olga: MadeUser, bo: MadeUser
) -> None:
    waits = ruled.act(olga, offboarding.offboard_member, user_id=bo.id)
    assert (waits.is_notice, waits.name, waits.until) == (True, "Bo", moved_clock.moment + timedelta(days=7))
    assert "unless you object before" in messages_to(ruled.runtime, bo.email)[-1]
    [shown] = ruled.act(bo, approvals.list_approvals).to_answer
    assert (shown.may_object, shown.may_answer) == (True, False)
    moved_clock.move(days=7, microseconds=-1)
    assert carry_out(ruled, moved_clock) == 0
    moved_clock.move(microseconds=1)
    assert carry_out(ruled, moved_clock) == 1
    assert carry_out(ruled, moved_clock) == 0
    assert ruled.roles() == {"Olga": "ADMIN", "Max": "STANDARD"}
    entries = ruled.rows(
        "SELECT event, user_name, through, approval FROM activity WHERE center_id > 0 ORDER BY sequence"
    )
    assert entries[-2:] == [
        ("approval:carry_out", "Olga", "system", ""), ("member:remove", "Olga", "system", "no objection by Bo"),
    ]  # fmt: skip


def test_an_objection_ends_it(ruled: Team, moved_clock: MovableClock, olga: MadeUser, bo: MadeUser) -> None:
    waits = ruled.act(olga, offboarding.offboard_member, user_id=bo.id)
    with pytest.raises(NotFound):
        ruled.act(olga, approval_answers.object_to, approval_id=waits.id)
    ruled.act(bo, approval_answers.object_to, approval_id=waits.id, reason="I am still here")
    assert "I am still here" in messages_to(ruled.runtime, olga.email)[-1]
    moved_clock.move(days=30)
    assert carry_out(ruled, moved_clock) == 0
    assert (states(ruled), ruled.roles()["Bo"]) == (["OBJECTED"], "ADMIN")


def left(team: Team, olga: MadeUser, bo: MadeUser) -> None:
    """Olga, who gave notice, has left: Bo is the last admin."""
    team.act(olga, members.leave_center)


def ending(team: Team, olga: MadeUser, bo: MadeUser) -> None:
    """Olga got an end date: Bo is the last admin who counts."""
    team.rows_changed(
        "UPDATE membership SET valid_until = '2099-01-01 00:00:00+00' WHERE user_id = :id", id=int(olga.id)
    )


@pytest.mark.parametrize("happens", [left, ending])
def test_a_notice_carried_out_late_leaves_the_last_admin(
    ruled: Team, moved_clock: MovableClock, olga: MadeUser, bo: MadeUser, happens: Callable[..., None]
) -> None:
    ruled.act(olga, offboarding.offboard_member, user_id=bo.id)
    happens(ruled, olga, bo)
    moved_clock.move(days=60)
    assert carry_out(ruled, moved_clock) == 1
    assert (states(ruled), ruled.roles()["Bo"]) == (["FAILED"], "ADMIN")
    assert ruled.events()[-1] == "approval:fail"
