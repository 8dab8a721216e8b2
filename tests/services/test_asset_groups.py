"""Asset groups: what they give, and that it ends with them."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bizhub.domain import asset_groups as rules
from bizhub.domain.errors import InvalidInput, NotFound, Overtaken
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import asset_group_list, asset_groups, group_grants, members
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import MovableClock


@pytest.fixture
def team(runtime: Runtime, center: str) -> Team:
    return Team(runtime, center)


@pytest.fixture
def accounts(world: World, team: Team, olga: MadeUser) -> list[str]:
    return [world.ad_account(team.center, olga, name) for name in ("A", "B", "C")]


@pytest.fixture
def group(team: Team, olga: MadeUser, max_: MadeUser, accounts: list[str]) -> str:
    """Max and the first two ad accounts, OPERATOR."""
    group: str = team.act(olga, asset_groups.create_group, name="Summer", level="OPERATOR")
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id])
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=accounts[:2])
    return group


def levels(team: Team, user: MadeUser, accounts: list[str]) -> list[str]:
    return [team.level(user, account) for account in accounts]


def test_a_group_gives_each_member_its_level_on_each_of_its_ad_accounts(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, accounts: list[str], group: str
) -> None:
    ada = world.user("Ada")
    world.member(team.center, ada)
    assert levels(team, max_, accounts) == ["OPERATOR", "OPERATOR", ""]
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=accounts[2:], remove=accounts[:1])
    team.act(olga, asset_groups.change_members, group_id=group, add=[ada.id])
    assert [levels(team, user, accounts) for user in (max_, ada)] == [["", "OPERATOR", "OPERATOR"]] * 2
    team.act(olga, asset_groups.change_members, group_id=group, remove=[max_.id])
    assert levels(team, max_, accounts) == ["", "", ""]
    assert team.events() == [
        "asset_group:create", "asset_group:members", "asset_group:ad_accounts", "asset_group:ad_accounts",
        "asset_group:members", "asset_group:members",
    ]  # fmt: skip
    assert team.entries()[3][3] == (
        f'{{"added":["C"],"added_ids":["{accounts[2]}"],"removed":["A"],"removed_ids":["{accounts[0]}"]}}'
    )


def test_another_level_of_the_group_is_everybodys(
    team: Team, olga: MadeUser, max_: MadeUser, accounts: list[str], group: str
) -> None:
    seen = {"name": "Summer", "level": "OPERATOR"}
    team.act(olga, asset_groups.edit_group, group_id=group, name="Summer", level="ANALYST", seen=seen)
    assert levels(team, max_, accounts) == ["ANALYST", "ANALYST", ""]
    with pytest.raises(Overtaken, match="Olga"):
        team.act(olga, asset_groups.edit_group, group_id=group, name="Summer", level="ADMIN", seen=seen)
    team.act(
        olga, asset_groups.edit_group, group_id=group, name="Winter", level="ANALYST",
        seen={"name": "Summer", "level": "ANALYST"},
    )  # fmt: skip
    assert team.act(olga, asset_group_list.list_groups)[0].name == "Winter"
    assert team.rows("SELECT count(*) FROM access_grant") == [(4,)]


def test_the_highest_chain_counts(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, accounts: list[str], group: str
) -> None:
    world.grant(team.center, accounts[0], max_, AdAccountLevel.ADMIN)
    world.grant(team.center, accounts[1], max_, AdAccountLevel.ANALYST)
    assert levels(team, max_, accounts) == ["ADMIN", "OPERATOR", ""]
    team.act(olga, asset_groups.delete_group, group_id=group)
    assert levels(team, max_, accounts) == ["ADMIN", "ANALYST", ""]


def test_what_a_group_gave_ends_with_it(
    team: Team, olga: MadeUser, max_: MadeUser, accounts: list[str], group: str
) -> None:
    team.act(olga, asset_groups.delete_group, group_id=group)
    assert levels(team, max_, accounts) == ["", "", ""]
    assert team.act(olga, asset_group_list.list_groups) == ()
    for use_case in (asset_groups.delete_group, asset_group_list.view_group):
        with pytest.raises(NotFound):
            team.act(olga, use_case, group_id=group)
    assert team.act(olga, asset_groups.create_group, name="Summer", level="ANALYST")


def test_somebody_is_in_a_group_until_a_day(
    team: Team, olga: MadeUser, max_: MadeUser, accounts: list[str], group: str, moved_clock: MovableClock
) -> None:
    until = date(2026, 11, 24)
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id], until=until)
    moved_clock.moment = datetime(2026, 11, 24, 22, 59, 59, tzinfo=UTC)
    assert levels(team, max_, accounts[:1]) == ["OPERATOR"]
    [member] = team.act(olga, asset_group_list.view_group, group_id=group).members
    assert (member.name, member.until) == ("Max", datetime(2026, 11, 24, 23, tzinfo=UTC))
    moved_clock.move(seconds=1)
    assert levels(team, max_, accounts[:1]) == [""]
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=accounts[2:])
    assert levels(team, max_, accounts) == ["", "", ""]
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id])
    assert levels(team, max_, accounts) == ["OPERATOR"] * 3


def test_whoever_is_removed_from_the_center_is_out_of_its_groups(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, accounts: list[str], group: str
) -> None:
    team.act(olga, members.remove_member, user_id=max_.id)
    world.member(team.center, max_)
    assert levels(team, max_, accounts) == ["", "", ""]
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=accounts[2:])
    assert levels(team, max_, accounts) == ["", "", ""]


def test_a_standard_member_sees_the_own_groups_and_changes_none(
    team: Team, max_: MadeUser, olga: MadeUser, group: str
) -> None:
    other = team.act(olga, asset_groups.create_group, name="Autumn", level="ADMIN")
    assert [row.id for row in team.act(max_, asset_group_list.list_groups)] == [group]
    assert team.act(max_, asset_group_list.view_group, group_id=group).may_change is False
    with pytest.raises(NotFound):
        team.act(max_, asset_group_list.view_group, group_id=other)


def test_the_list_counts_who_and_what_is_in_a_group(team: Team, olga: MadeUser, group: str) -> None:
    team.act(olga, asset_groups.create_group, name="autumn", level="ADMIN")
    rows = team.act(olga, asset_group_list.list_groups)
    assert [(row.name, row.level, row.members, row.ad_accounts) for row in rows] == [
        ("autumn", AdAccountLevel.ADMIN, 0, 0), ("Summer", AdAccountLevel.OPERATOR, 1, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "sUMMER"}, "name"),
        ({"level": "OWNER"}, "level"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    team: Team, olga: MadeUser, group: str, values: dict[str, str], field: str
) -> None:
    before = team.events()
    with pytest.raises(InvalidInput) as caught:
        team.act(olga, asset_groups.create_group, **{"name": "New", "level": "ADMIN", **values})
    assert (caught.value.field, team.events()) == (field, before)


def test_what_is_not_of_the_center_is_as_unknown_as_nothing(
    team: Team, world: World, olga: MadeUser, group: str
) -> None:
    eve = world.user("Eve")
    elsewhere = Team(team.runtime, world.center(eve, "Theirs"))
    foreign_account = world.ad_account(elsewhere.center, eve)
    foreign_group = elsewhere.act(eve, asset_groups.create_group, name="Theirs", level="ADMIN")
    tries: tuple[tuple[Any, dict[str, Any]], ...] = (
        (asset_groups.change_members, {"group_id": group, "add": [eve.id]}),
        (asset_groups.change_members, {"group_id": group, "add": ["x"]}),
        (asset_groups.change_ad_accounts, {"group_id": group, "add": [foreign_account]}),
        (asset_groups.change_ad_accounts, {"group_id": group, "add": ["1"]}),
        (asset_groups.change_ad_accounts, {"group_id": foreign_group}),
        (asset_groups.delete_group, {"group_id": foreign_group}),
        (asset_group_list.view_group, {"group_id": foreign_group}),
    )
    for use_case, arguments in tries:
        with pytest.raises(NotFound) as caught:
            team.act(olga, use_case, **arguments)
        assert str(caught.value) == "Not found."


def test_taking_out_what_is_not_in_it_changes_nothing(team: Team, olga: MadeUser, group: str) -> None:
    before = team.events()
    team.act(olga, asset_groups.change_members, group_id=group, remove=[olga.id, "x", "1"])
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, remove=["x", "1"])
    assert team.events() == before


def test_a_group_that_would_give_too_much_is_refused(
    team: Team, world: World, olga: MadeUser, accounts: list[str], group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_grants, "MOST_PAIRS", 2)
    assert rules.MOST_PAIRS == 50_000
    with pytest.raises(InvalidInput, match="at most 2 pairs of a member and an ad account; this would be 3"):
        team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=accounts[2:])
    assert team.rows("SELECT count(*) FROM asset_group_ad_account WHERE ended_at IS NULL") == [(2,)]


def test_hundreds_come_into_a_group_and_go_again(team: Team, world: World, olga: MadeUser, group: str) -> None:
    """More than one chunk of a question in SQL."""
    many = [world.ad_account(team.center, olga, f"N{number}") for number in range(620)]
    max_and_olga = [row[0] for row in team.rows("SELECT user_id FROM membership")]
    assert len(max_and_olga) == 2
    team.act(olga, asset_groups.change_members, group_id=group, add=[olga.id])
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=many)
    assert team.rows("SELECT count(*) FROM access_grant WHERE revoked_at IS NULL") == [(2 * 622,)]
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, remove=many)
    assert team.rows("SELECT count(*) FROM access_grant WHERE revoked_at IS NULL") == [(4,)]


def test_an_admin_of_the_center_may_be_in_a_group_too(
    team: Team, world: World, olga: MadeUser, accounts: list[str], group: str
) -> None:
    ida = world.user("Ida")
    world.member(team.center, ida, CenterRole.ADMIN)
    team.act(olga, asset_groups.change_members, group_id=group, add=list(itertools.islice([ida.id], 1)))
    assert levels(team, ida, accounts) == ["OPERATOR", "OPERATOR", ""]
