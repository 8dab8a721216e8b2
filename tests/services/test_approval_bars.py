"""What waits for a second admin when the center meanwhile keeps out who asked, and when names are as long as can be."""

import pytest

from bizhub.domain.approvals import Answered
from bizhub.domain.policy import CenterRole
from bizhub.domain.team import Wish
from bizhub.services import approval_answers, approval_rule, invitations, offboarding, sign_in_rules
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.two_admins import approve, carry_out, promote, states
from tests.services.two_step_people import guard
from tests.sign_in_steps import MovableClock, messages_to

_KEPT_OUT = "Olga, who asked for this, has no 2-step verification, which the center asks for."


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    return Team(runtime, center)


def keep_out_who_has_none(team: Team, clock: MovableClock, admin: MadeUser, world: World) -> None:
    """From now on the center asks its admins for 2-step verification; of them only this one has it."""
    guard(world, clock, admin)
    wanted = {"two_step_for": "ADMINS", "two_step_days": "0", "session_hours": "0"}
    team.act(admin, sign_in_rules.edit_sign_in_rules, **wanted, seen={})


def test_a_notice_of_somebody_who_is_kept_out_is_not_carried_out(
    ruled: Team, world: World, moved_clock: MovableClock, olga: MadeUser, bo: MadeUser
) -> None:
    ruled.act(olga, offboarding.offboard_member, user_id=bo.id)
    keep_out_who_has_none(ruled, moved_clock, bo, world)
    moved_clock.move(days=8)
    assert carry_out(ruled, moved_clock) == 1
    assert (states(ruled), ruled.roles()["Bo"]) == (["FAILED"], "ADMIN")
    assert _KEPT_OUT in messages_to(ruled.runtime, olga.email)[-1]


def test_what_somebody_asked_for_who_is_kept_out_is_not_done_when_it_is_approved(
    ruled: Team, world: World, moved_clock: MovableClock, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    waits = promote(ruled, olga, max_)
    keep_out_who_has_none(ruled, moved_clock, bo, world)
    assert approve(ruled, bo, waits) == Answered("make Max an admin", _KEPT_OUT)
    assert ruled.roles()["Max"] == "STANDARD"


def test_the_longest_names_and_addresses_hold_nothing_up(runtime: Runtime, world: World) -> None:
    first, second = world.user("A" * 100), world.user("B" * 100)
    center = world.center(first, "C" * 100)
    world.member(center, second, CenterRole.ADMIN)
    team = Team(runtime, center)
    team.act(first, approval_rule.set_two_admin_approval, is_on=True)
    address = f"{'x' * 60}@{'.'.join(['y' * 60] * 3)}.org"
    [sent] = team.act(first, invitations.invite, addresses=address, wish=Wish(role=CenterRole.ADMIN))
    assert (bool(sent.waits), sent.problem) == (True, "")
    [[waiting]] = team.rows("SELECT id FROM approval")
    assert team.act(second, approval_answers.approve, approval_id=str(waiting)).problem == ""
    assert team.act(first, offboarding.offboard_member, user_id=second.id).is_notice
