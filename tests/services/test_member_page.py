"""The page of one member, and members for a field that takes one."""

from datetime import UTC, date, datetime

import pytest

from bizhub.domain.errors import NotFound, Overtaken, PermissionDenied
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole
from bizhub.domain.team import LastAdmin
from bizhub.services import asset_groups, member_choice, member_page
from bizhub.services.runtime import Runtime
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import MovableClock

SEEN = {"role": "STANDARD", "finance_role": "", "until": ""}


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    return Team(runtime, center)


def suggested(team: Team, by: MadeUser, query: str) -> list[tuple[str, str]]:
    return [(row.name, row.detail) for row in team.act(by, member_choice.suggest_members, query=query).rows]


def test_a_member_is_shown_to_admins_and_to_themselves(
    team: Team, world: World, olga: MadeUser, max_: MadeUser
) -> None:
    account = world.ad_account(team.center, olga)
    world.grant(team.center, account, max_, AdAccountLevel.ANALYST)
    world.grant(team.center, account, max_, AdAccountLevel.ADMIN, revoked_at=LONG_AGO)
    group = team.act(olga, asset_groups.create_group, name="Summer", level="OPERATOR")
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=[account])
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id])
    for by, may_change in ((olga, True), (max_, False)):
        found = team.act(by, member_page.view_member, user_id=max_.id)
        assert (found.row.name, found.row.address, found.row.role) == ("Max", max_.email, CenterRole.STANDARD)
        assert (found.row.since, found.row.until, found.row.added_by) == (LONG_AGO, None, "")
        assert (found.held_levels, found.held_ad_accounts, found.may_change) == (2, 1, may_change)


def test_nobody_else_looks_at_a_member(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    with pytest.raises(PermissionDenied):
        team.act(max_, member_page.view_member, user_id=olga.id)
    former, eve = world.user("Fritz"), world.user("Eve")
    world.member(team.center, former, ended_at=LONG_AGO)
    world.member(team.center, eve, valid_until=LONG_AGO)
    for nobody in (former.id, eve.id, world.user("Otto").id, "1", "x"):
        with pytest.raises(NotFound):
            team.act(olga, member_page.view_member, user_id=nobody)


def test_role_and_end_change_together_or_not_at_all(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    typed = {"role": "ADMIN", "finance_role": "ANALYST"}
    team.act(olga, member_page.edit_member, user_id=max_.id, until=date(2026, 12, 1), seen=SEEN, **typed)
    row = team.act(olga, member_page.view_member, user_id=max_.id).row
    assert (row.role, row.finance_role) == (CenterRole.ADMIN, FinanceRole.ANALYST)
    assert row.until == datetime(2026, 12, 1, 23, tzinfo=UTC)
    before = team.events()
    with pytest.raises(Overtaken):
        team.act(
            olga, member_page.edit_member, user_id=max_.id, role="ADMIN", finance_role="MANAGER",
            until=date(2026, 12, 24), seen={**SEEN, "until": "2026-12-01"},
        )  # fmt: skip
    assert (team.events(), team.act(olga, member_page.view_member, user_id=max_.id).row) == (before, row)


def test_the_last_admin_cannot_be_changed_into_none(team: Team, olga: MadeUser) -> None:
    seen = {**SEEN, "role": "ADMIN"}
    for changes in ({"role": "STANDARD", "until": None}, {"role": "ADMIN", "until": date(2026, 12, 1)}):
        with pytest.raises(LastAdmin):
            team.act(olga, member_page.edit_member, user_id=olga.id, finance_role="", seen=seen, **changes)


def test_members_are_found_by_name_and_by_admins_by_address(
    team: Team, world: World, olga: MadeUser, max_: MadeUser
) -> None:
    for name in ("Maxi Bo", "Bo Max"):
        world.member(team.center, world.user(name, email=f"{name.split()[-1].lower()}@bo.example"))
    world.member(team.center, world.user("Max Gone"), valid_until=LONG_AGO)
    world.member(team.center, world.user("Max Off", disabled_at=LONG_AGO))
    assert [name for name, _ in suggested(team, olga, " max ")] == ["Max", "Maxi Bo", "Bo Max"]
    assert suggested(team, olga, "max@bo") == [("Bo Max", "max@bo.example")]
    assert len(suggested(team, olga, "")) == 4


def test_who_says_who_works_on_an_ad_account_learns_names_only(
    team: Team, world: World, olga: MadeUser, max_: MadeUser
) -> None:
    account = world.ad_account(team.center, olga)
    world.grant(team.center, account, max_, AdAccountLevel.OPERATOR)
    with pytest.raises(PermissionDenied):
        suggested(team, max_, "")
    world.grant(team.center, account, max_, AdAccountLevel.ADMIN)
    assert suggested(team, max_, "ol") == [("Olga", "")]
    assert suggested(team, max_, olga.email) == []


def test_at_most_six_are_suggested(team: Team, world: World, olga: MadeUser) -> None:
    for number in range(9):
        world.member(team.center, world.user(f"Bo{number}"))
    assert [name for name, _ in suggested(team, olga, "bo")] == [f"Bo{number}" for number in range(6)]
