"""Two admins agree on who is an admin: asked, answered once by somebody else, and checked again when it is done."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from bizhub.domain.approvals import Answered, ApprovalState, Waiting
from bizhub.domain.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from bizhub.domain.policy import CenterRole
from bizhub.domain.team import LastAdmin
from bizhub.services import (
    approval_answers,
    approval_rule,
    approvals,
    center_rules,
    members,
    offboarding,
)
from bizhub.services.runtime import Runtime
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.services.two_admins import ADMIN, STANDARD, approve, demote, promote, states
from tests.sign_in_steps import MovableClock, messages_to


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    return Team(runtime, center)


def test_without_the_rule_everything_is_done_at_once(team: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser) -> None:
    assert promote(team, olga, max_) is None
    assert team.roles() == {"Olga": "ADMIN", "Bo": "ADMIN", "Max": "ADMIN"}


def test_with_one_admin_the_rule_rests(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    team.act(olga, approval_rule.set_two_admin_approval, is_on=True)
    assert team.act(olga, approval_rule.rests)
    assert promote(team, olga, max_) is None
    assert not team.act(olga, approval_rule.rests)
    assert team.act(olga, approval_rule.set_two_admin_approval, is_on=False) is not None


def test_a_new_admin_waits_for_another_admin(ruled: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser) -> None:
    waits = promote(ruled, olga, max_)
    assert (waits.words, waits.is_notice) == ("make Max an admin", False)
    assert ruled.roles()["Max"] == "STANDARD"
    assert "Olga wants to make Max an admin." in messages_to(ruled.runtime, bo.email)[-1]
    assert approve(ruled, bo, waits) == Answered("make Max an admin")
    assert ruled.roles()["Max"] == "ADMIN"
    assert ruled.events() == ["center:edit_rules", "approval:ask", "approval:approve", "member:edit"]
    query = "SELECT user_name, approval FROM activity WHERE event = 'member:edit'"
    assert ruled.rows(query) == [("Bo", "asked by Olga")]
    assert "Bo has approved: it is done." in messages_to(ruled.runtime, olga.email)[-1]


def test_nobody_answers_what_they_asked_for_or_what_is_about_them(
    ruled: Team, world: World, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    cy = world.user("Cy")
    world.member(ruled.center, cy, CenterRole.ADMIN)
    waits = demote(ruled, olga, bo)
    for person in (olga, bo):
        with pytest.raises(Conflict, match="Another admin answers this"):
            approve(ruled, person, waits)
        with pytest.raises(Conflict, match="Another admin answers this"):
            ruled.act(person, approval_answers.decline, approval_id=waits.id)
    with pytest.raises(PermissionDenied):
        approve(ruled, max_, waits)
    with pytest.raises(NotFound):
        ruled.act(bo, approval_answers.object_to, approval_id="1")
    assert approve(ruled, cy, waits).problem == ""
    assert ruled.roles()["Bo"] == "STANDARD"


def test_declined_or_withdrawn_is_over_and_changes_nothing(
    ruled: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    waits = promote(ruled, olga, max_)
    ruled.act(bo, approval_answers.decline, approval_id=waits.id, reason="Too early")
    assert "Too early" in messages_to(ruled.runtime, olga.email)[-1]
    again = promote(ruled, olga, max_)
    with pytest.raises(NotFound):
        ruled.act(bo, approval_answers.withdraw, approval_id=again.id)
    ruled.act(olga, approval_answers.withdraw, approval_id=again.id)
    for over in (waits, again):
        with pytest.raises(Conflict, match="in the meantime"):
            approve(ruled, bo, over)
    assert (states(ruled), ruled.roles()["Max"]) == (["DECLINED", "WITHDRAWN"], "STANDARD")
    assert ruled.events()[1:] == ["approval:ask", "approval:decline", "approval:ask", "approval:withdraw"]


def test_after_twenty_days_it_has_lapsed(
    ruled: Team, moved_clock: MovableClock, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    waits = promote(ruled, olga, max_)
    moved_clock.move(days=20, microseconds=-1)
    with pytest.raises(Conflict, match="You have asked to make Max an admin already"):
        promote(ruled, olga, max_)
    with pytest.raises(Conflict, match="Olga has asked to make Max an admin already"):
        promote(ruled, bo, max_)
    moved_clock.move(microseconds=1)
    with pytest.raises(Conflict, match="its time is over"):
        approve(ruled, bo, waits)
    [past] = ruled.act(bo, approvals.list_approvals).past
    assert past.state is ApprovalState.LAPSED
    assert promote(ruled, olga, max_).until == moved_clock.moment + timedelta(days=20)
    assert states(ruled) == ["LAPSED", "OPEN"]


def test_what_could_not_be_done_is_not_asked_for(ruled: Team, world: World, olga: MadeUser, bo: MadeUser) -> None:
    ruled.act(bo, members.set_member_end, user_id=bo.id, until=date(2030, 1, 1), seen={"until": ""})
    [[waiting]] = ruled.rows("SELECT id FROM approval")
    approve(ruled, olga, Waiting(str(waiting), "", "", LONG_AGO, is_notice=False))
    with pytest.raises(LastAdmin):
        demote(ruled, olga, olga)
    with pytest.raises(InvalidInput):
        ruled.act(olga, members.change_role, user_id=bo.id, seen=ADMIN, role="KING", finance_role="")
    assert states(ruled) == ["APPROVED"]


def broken_by_requester(team: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser) -> str:
    team.rows_changed("UPDATE membership SET role = 'STANDARD' WHERE user_id = :id", id=int(olga.id))
    return "Olga, who asked for this, is not an admin of the center any more."


def broken_by_subject(team: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser) -> str:
    team.act(bo, members.change_role, user_id=max_.id, seen=STANDARD, role="STANDARD", finance_role="ANALYST")
    return "Max has another role or last day than when this was asked for."


def broken_by_leaving(team: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser) -> str:
    team.act(max_, members.leave_center)
    return "Max is not a member of the center any more."


@pytest.mark.parametrize("broken", [broken_by_requester, broken_by_subject, broken_by_leaving])
def test_what_does_not_hold_any_more_fails_and_says_why(
    ruled: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser, broken: Callable[..., str]
) -> None:
    waits = promote(ruled, olga, max_)
    problem = broken(ruled, olga, max_, bo)
    before = ruled.roles()
    assert approve(ruled, bo, waits) == Answered("make Max an admin", problem)
    assert (ruled.roles(), states(ruled)) == (before, ["FAILED"])
    assert ruled.events()[-1] == "approval:fail"
    assert problem in messages_to(ruled.runtime, olga.email)[-1]


def test_what_makes_no_admin_and_ends_none_does_not_wait(
    ruled: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    assert ruled.act(
        olga, members.change_role, user_id=bo.id, seen=ADMIN, role="ADMIN", finance_role="ANALYST"
    ) is None  # fmt: skip
    assert ruled.act(olga, offboarding.offboard_member, user_id=max_.id) is None
    assert ruled.act(bo, members.leave_center) is None


def test_a_stale_form_promotes_nobody_unasked(ruled: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser) -> None:
    approve(ruled, bo, promote(ruled, olga, max_))
    stale = {"user_id": max_.id, "seen": STANDARD, "role": "STANDARD", "finance_role": "ANALYST"}
    assert ruled.act(olga, members.change_role, **stale) is None
    assert ruled.roles()["Max"] == "ADMIN"


def test_somebody_of_another_center_finds_nothing(ruled: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    waits, eve = promote(ruled, olga, max_), world.user("Eve")
    elsewhere = Team(ruled.runtime, world.center(eve))
    for act in (approval_answers.approve, approval_answers.decline, approval_answers.withdraw):
        with pytest.raises(NotFound):
            elsewhere.act(eve, act, approval_id=waits.id)
        with pytest.raises(NotFound):
            elsewhere.act(eve, act, approval_id="7298441093355120011")


def test_who_is_no_admin_sees_what_is_about_them_only(
    ruled: Team, world: World, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    promote(ruled, olga, max_)
    ida = world.user("Ida")
    world.member(ruled.center, ida)
    see = partial(ruled.act, use_case=approvals.list_approvals)
    assert len(see(max_).waiting) == len(see(bo).to_answer) == len(see(olga).waiting) == 1
    assert see(ida).waiting == see(ida).to_answer == ()
    waiting = ruled.act(max_, approvals.view_waiting, user_id=max_.id)
    assert waiting is not None
    assert waiting.words == "make Max an admin"
    with pytest.raises(PermissionDenied):
        ruled.act(ida, approvals.view_waiting, user_id=max_.id)


def test_the_other_rules_stay_as_they_are(ruled: Team, olga: MadeUser) -> None:
    seen = {"domains": "", "allowlist_for": ""}
    rules = ruled.act(olga, center_rules.edit_rules, domains="a.example", allowlist_for="ADMINS", seen=seen)
    assert (rules.domains, rules.two_admin_approval) == (("a.example",), True)
