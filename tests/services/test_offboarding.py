"""Somebody leaves the center and hands over; somebody returns and has what they had."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bizhub.domain.errors import Conflict, InvalidInput, NotFound
from bizhub.domain.offboarding import RestorePlan
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole
from bizhub.domain.team import LastAdmin
from bizhub.services import ad_account_people, asset_groups, member_list, members, offboarding
from bizhub.services.runtime import Runtime
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import MovableClock


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    return Team(runtime, center)


@pytest.fixture
def ida(world: World, team: Team) -> MadeUser:
    ida = world.user("Ida")
    world.member(team.center, ida)
    return ida


@pytest.fixture
def accounts(world: World, team: Team, olga: MadeUser) -> list[str]:
    return [world.ad_account(team.center, olga, name) for name in ("A", "B", "C", "D")]


def give(team: Team, by: MadeUser, account: str, to: MadeUser, level: str, until: date | None = None) -> None:
    seen = {"level": "", "until": ""}
    team.act(by, ad_account_people.set_level, ad_account_id=account, user_id=to.id, level=level, until=until, seen=seen)


def test_what_only_they_hold_is_named_and_handed_over(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, ida: MadeUser, accounts: list[str]
) -> None:
    for account, level in zip(accounts, ("ADMIN", "ANALYST", "OPERATOR", "ADMIN"), strict=True):
        give(team, olga, account, max_, level)
    former, disabled = world.user("Fritz"), world.user("Dora", disabled_at=LONG_AGO)
    world.member(team.center, former, ended_at=LONG_AGO)
    world.member(team.center, disabled)
    for nobody in (former, disabled):  # what they hold helps nobody
        world.grant(team.center, accounts[0], nobody, AdAccountLevel.ADMIN)
    give(team, olga, accounts[3], ida, "ANALYST")
    plan = team.act(olga, offboarding.plan_removal, user_id=max_.id)
    assert (plan.left_behind, plan.heirs) == (("A", "B", "C"), ((ida.id, "Ida"), (olga.id, "Olga")))
    team.act(olga, offboarding.offboard_member, user_id=max_.id, hand_over_to=ida.id)
    assert [team.level(ida, account) for account in accounts] == ["ADMIN", "ANALYST", "OPERATOR", "ANALYST"]
    assert [team.level(max_, account) for account in accounts] == [""] * 4
    assert team.events()[-4:] == ["ad_account:grant"] * 3 + ["member:remove"]
    reasons = team.rows("SELECT DISTINCT reason FROM access_grant WHERE user_id = :ida", ida=int(ida.id))
    assert sorted(reasons) == [("",), ("Taken over from Max",)]


def test_what_is_handed_over_ends_when_it_would_have_ended(
    team: Team, olga: MadeUser, max_: MadeUser, ida: MadeUser, accounts: list[str]
) -> None:
    give(team, olga, accounts[0], max_, "ADMIN", date(2026, 12, 24))
    team.act(olga, offboarding.offboard_member, user_id=max_.id, hand_over_to=ida.id)
    ends = datetime(2026, 12, 24, 23, tzinfo=UTC)
    assert [team.level(ida, accounts[0], at) for at in (ends - timedelta(seconds=1), ends)] == ["ADMIN", ""]


def test_without_an_heir_nothing_is_handed_over(
    team: Team, olga: MadeUser, max_: MadeUser, ida: MadeUser, accounts: list[str]
) -> None:
    give(team, olga, accounts[0], max_, "ADMIN")
    team.act(olga, offboarding.offboard_member, user_id=max_.id)
    assert team.rows("SELECT count(*) FROM access_grant WHERE revoked_at IS NULL") == [(0,)]


def test_an_heir_is_another_member(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    eve = world.user("Eve")
    with pytest.raises(NotFound):
        team.act(olga, offboarding.offboard_member, user_id=max_.id, hand_over_to=eve.id)
    with pytest.raises(InvalidInput):
        team.act(olga, offboarding.offboard_member, user_id=max_.id, hand_over_to=max_.id)
    assert (team.roles()["Max"], team.events()) == ("STANDARD", [])


def test_nothing_is_handed_over_to_who_cannot_sign_in(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, accounts: list[str]
) -> None:
    dora = world.user("Dora", disabled_at=LONG_AGO)
    world.member(team.center, dora)
    world.grant(team.center, accounts[0], max_, AdAccountLevel.ADMIN)
    with pytest.raises(InvalidInput, match=r"^Choose somebody else: Dora cannot sign in\.$"):
        team.act(olga, offboarding.offboard_member, user_id=max_.id, hand_over_to=dora.id)
    assert (team.level(max_, accounts[0]), team.events()) == ("ADMIN", [])


def test_the_last_admin_hands_nothing_over(team: Team, olga: MadeUser, max_: MadeUser, accounts: list[str]) -> None:
    give(team, olga, accounts[0], olga, "ADMIN")
    with pytest.raises(LastAdmin):
        team.act(olga, offboarding.offboard_member, user_id=olga.id, hand_over_to=max_.id)
    assert (team.level(max_, accounts[0]), team.level(olga, accounts[0])) == ("", "ADMIN")


def test_who_returns_has_what_they_had(
    team: Team, world: World, olga: MadeUser, accounts: list[str], moved_clock: MovableClock
) -> None:
    bo = world.user("Bo")
    world.member(team.center, bo, CenterRole.ADMIN, FinanceRole.ANALYST)
    give(team, olga, accounts[0], bo, "ADMIN", date(2027, 1, 31))
    give(team, olga, accounts[1], bo, "ANALYST", date(2026, 11, 24))
    world.grant(team.center, accounts[2], bo, AdAccountLevel.ADMIN, revoked_at=LONG_AGO)
    group = team.act(olga, asset_groups.create_group, name="Summer", level="OPERATOR")
    gone = team.act(olga, asset_groups.create_group, name="Winter", level="ADMIN")
    for one in (group, gone):
        team.act(olga, asset_groups.change_members, group_id=one, add=[bo.id])
        team.act(olga, asset_groups.change_ad_accounts, group_id=one, add=[accounts[3]])
    moved_clock.move(hours=1)
    team.act(olga, members.remove_member, user_id=bo.id)
    team.act(olga, asset_groups.delete_group, group_id=gone)
    moved_clock.move(days=3)
    plan = team.act(olga, offboarding.plan_restore, user_id=bo.id)
    assert plan == RestorePlan("Bo", CenterRole.ADMIN, levels=1, groups=1)
    team.act(olga, offboarding.restore_member, user_id=bo.id)
    assert [team.level(bo, account) for account in accounts] == ["ADMIN", "", "", "OPERATOR"]
    [row] = team.act(olga, member_list.list_members, search="bo").rows
    assert (row.role, row.finance_role, row.since, row.added_by) == (
        CenterRole.ADMIN, FinanceRole.ANALYST, moved_clock.moment, "Olga",
    )  # fmt: skip
    ends = datetime(2027, 1, 31, 23, tzinfo=UTC)
    assert [team.level(bo, accounts[0], at) for at in (ends - timedelta(seconds=1), ends)] == ["ADMIN", ""]
    assert team.events()[-2:] == ["member:restore", "ad_account:grant"]


def test_whose_membership_was_over_has_it_again(
    team: Team, olga: MadeUser, max_: MadeUser, accounts: list[str], moved_clock: MovableClock
) -> None:
    give(team, olga, accounts[0], max_, "OPERATOR")
    team.act(olga, members.set_member_end, user_id=max_.id, until=date(2026, 11, 24), seen={"until": ""})
    group = team.act(olga, asset_groups.create_group, name="Summer", level="ADMIN")
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id])
    moved_clock.move(days=5)
    plan = team.act(olga, offboarding.plan_restore, user_id=max_.id)
    assert plan == RestorePlan("Max", CenterRole.STANDARD, levels=1, groups=1)
    team.act(olga, offboarding.restore_member, user_id=max_.id)
    assert (team.roles()["Max"], team.level(max_, accounts[0])) == ("STANDARD", "OPERATOR")


def test_only_who_has_left_is_restored(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    with pytest.raises(Conflict, match="Max is a member"):
        team.act(olga, offboarding.restore_member, user_id=max_.id)
    for nobody in (world.user("Eve").id, "1", "x"):
        with pytest.raises(NotFound):
            team.act(olga, offboarding.restore_member, user_id=nobody)


def test_no_admin_too_many_comes_back(team: Team, world: World, olga: MadeUser) -> None:
    former = world.user("Fritz")
    world.member(team.center, former, CenterRole.ADMIN, ended_at=LONG_AGO)
    for number in range(19):
        world.member(team.center, world.user(f"Bo{number}"), CenterRole.ADMIN)
    with pytest.raises(Conflict, match="at most 20 admins"):
        team.act(olga, offboarding.restore_member, user_id=former.id)
