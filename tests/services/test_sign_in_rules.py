"""A center's rules about signing in: set by admins, told in time, enforced for everything in the center."""

from datetime import UTC, datetime, timedelta

import pytest

from bizhub.domain.audit import Through
from bizhub.domain.errors import CenterBarred, InvalidInput, Overtaken
from bizhub.domain.policy import Bar, CenterRole, Permission
from bizhub.services import (
    center_rules,
    centers,
    invitation_answers,
    member_list,
    members,
    notification_list,
    profile,
    session_view,
    sign_in_rules,
    two_step,
)
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin, begin_job
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.two_step_people import guard
from tests.sign_in_steps import MovableClock


@pytest.fixture
def team(runtime: Runtime, center: str, world: World, olga: MadeUser, moved_clock: MovableClock) -> Team:
    guard(world, moved_clock, olga)
    return Team(runtime, center)


def ask(
    team: Team, admin: MadeUser, two_step_for: str = "ALL", days: str = "14", hours: str = "0", **seen: str
) -> None:
    team.act(
        admin,
        sign_in_rules.edit_sign_in_rules,
        two_step_for=two_step_for,
        two_step_days=days,
        session_hours=hours,
        seen=seen,
    )


def bar(team: Team, user: MadeUser) -> Bar | None:
    """What keeps somebody out, as the first line of any use case says it."""
    try:
        team.act(user, lambda work: work.require(Permission.CENTER_VIEW))
    except CenterBarred as barred:
        return barred.bar
    return None


def test_it_is_told_from_which_day_and_enforced_from_then_on(
    team: Team, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    ask(team, olga)
    view = team.act(max_, session_view.view_center, wanted_account="", current_account="")
    # The clock of the tests began on 23 November 2026; the center is in Berlin, an hour before UTC.
    assert view.center.two_step_from == datetime(2026, 12, 6, 23, 0, tzinfo=UTC)
    moved_clock.moment = datetime(2026, 12, 6, 22, 59, 59, tzinfo=UTC)
    assert bar(team, max_) is None
    moved_clock.moment += timedelta(seconds=1)
    assert (bar(team, max_), bar(team, olga)) == (Bar.TWO_STEP, None)
    assert team.events() == ["center:edit_rules"]


def test_turning_it_on_opens_the_center_and_off_closes_it(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    ask(team, olga, days="0")
    assert bar(team, max_) is Bar.TWO_STEP
    guard(world, moved_clock, max_)
    assert bar(team, max_) is None
    with begin(team.runtime, max_.caller(), write=True) as work:
        two_step.remove(work, work.signed_in())
    assert bar(team, max_) is Bar.TWO_STEP


def test_admins_alone_may_be_asked(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    ida = world.user("Ida")
    world.member(team.center, ida, CenterRole.ADMIN)
    ask(team, olga, "ADMINS", "0")
    assert (bar(team, ida), bar(team, max_)) == (Bar.TWO_STEP, None)
    assert len(team.act(olga, lambda work: members.last_admin.lasting_admins(work, work.center_id))) == 2


def test_who_is_kept_out_does_what_is_private_and_may_leave(
    team: Team, world: World, olga: MadeUser, max_: MadeUser
) -> None:
    elsewhere = world.center(max_, "Elsewhere")
    ask(team, olga, days="0")
    team.act(max_, profile.edit_profile, name="Maximilian", locale="", seen={})
    team.act(max_, two_step.begin_setup)
    assert bar(Team(team.runtime, elsewhere), max_) is None
    third = world.center(olga, "Third")
    offer = world.invitation(third, olga, max_.email)
    assert team.act(max_, invitation_answers.accept_invitation, invitation_id=offer) == third
    with pytest.raises(CenterBarred):
        team.act(max_, centers.view_center_details)
    team.act(max_, members.leave_center)
    assert "Maximilian" not in team.roles()


def test_what_was_told_of_a_center_is_hidden_while_it_keeps_somebody_out(
    team: Team, world: World, olga: MadeUser, max_: MadeUser
) -> None:
    elsewhere = world.center(world.user("Ida"), "Elsewhere")
    for center in (team.center, elsewhere):
        world.told(center, max_, "access_ended", ad_accounts="Shop DE", by="Olga")
    ask(team, olga, days="0")
    bell = team.act(max_, notification_list.view_bell)
    assert (bell.unread, [row.center_id for row in bell.newest]) == (1, [elsewhere])
    page = team.act(max_, notification_list.list_notifications)
    assert (page.total, [row.center_id for row in page.rows]) == (1, [elsewhere])
    team.act(max_, notification_list.mark_all_read)
    ask(team, olga, "")
    assert team.act(max_, notification_list.view_bell).unread == 1


def test_a_job_of_somebody_who_is_kept_out_does_nothing_there(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    ask(team, olga, days="0", hours="8")
    for user, barred in ((max_, True), (olga, False)):
        with begin_job(
            team.runtime, user_id=user.id, center_id=team.center, through=Through.IMPORT, write=False
        ) as work:
            assert (work.center is None) is barred


def test_an_admin_without_it_cannot_ask_for_it(team: Team, world: World, olga: MadeUser) -> None:
    ida = world.user("Ida")
    world.member(team.center, ida, CenterRole.ADMIN)
    with pytest.raises(InvalidInput, match="yourself first") as caught:
        ask(team, ida)
    assert caught.value.field == "two_step_for"
    ask(team, ida, "", hours="24")


@pytest.mark.parametrize(("hours", "open_for"), [("8", 8), ("24", 24), ("168", 168)])
def test_a_session_opens_the_center_for_so_long(
    team: Team, world: World, olga: MadeUser, moved_clock: MovableClock, hours: str, open_for: int
) -> None:
    ask(team, olga, "", hours=hours)
    with begin(team.runtime, olga.caller(), write=False) as work:
        began = work.session_began
    assert began is not None
    moved_clock.moment = began + timedelta(hours=open_for, seconds=-1)
    assert bar(team, olga) is None
    moved_clock.move(seconds=1)
    assert bar(team, olga) is Bar.SESSION
    with begin(team.runtime, olga.caller(), write=False) as work:
        assert work.signed_in()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"two_step_for": "SOME"}, "two_step_for"),
        ({"days": "31"}, "two_step_days"),
        ({"days": "-1"}, "two_step_days"),
        ({"days": "soon"}, "two_step_days"),
        ({"hours": "9"}, "session_hours"),
        ({"hours": ""}, "session_hours"),
    ],
)
def test_bad_input_is_refused_at_its_field(team: Team, olga: MadeUser, changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ask(team, olga, **changes)
    assert (caught.value.field, team.events()) == (field, [])


def test_a_stale_page_is_told_and_other_rules_stay(team: Team, world: World, olga: MadeUser) -> None:
    team.act(olga, center_rules.edit_rules, domains="example.org", allowlist_for="ADMINS", seen={})
    ask(team, olga, hours="24", session_hours="0")
    with pytest.raises(Overtaken, match="Olga"):
        ask(team, olga, hours="8", session_hours="0", two_step_for="ALL")
    team.act(olga, center_rules.edit_rules, domains="example.net", allowlist_for="ADMINS", seen={})
    assert team.rows("SELECT domains, two_step_for, session_hours FROM center_rules") == [("example.net", "ALL", 24)]


def test_the_number_the_guard_compares_changes_when_a_center_closes(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    before = team.act(max_, session_view.count_ended_rights)
    ask(team, olga, days="0")
    assert team.act(max_, session_view.count_ended_rights) != before


def test_admins_see_how_many_would_be_kept_out(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    view = team.act(olga, sign_in_rules.view_sign_in_rules)
    assert (view.members_without, view.admins_without, view.has_own) == (1, 0, True)
    assert team.act(max_, sign_in_rules.view_sign_in_rules).members_without == 0
    rows = {row.name: row.has_two_step for row in team.act(olga, member_list.list_members).rows}
    assert rows == {"Olga": True, "Max": False}
    assert [row.has_two_step for row in team.act(max_, member_list.list_members).rows] == [False]
