"""Undoing entries of the activity: it is as it was, unless somebody changed it since or the right is missing."""

from datetime import date
from typing import Any

import pytest

from bizhub.domain.errors import Conflict, NotFound, Overtaken, PermissionDenied
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.domain.team import LastAdmin
from bizhub.services import (
    ad_account_people,
    asset_group_list,
    asset_groups,
    centers,
    labels,
    member_list,
    members,
    undo,
)
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import MovableClock


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    return Team(runtime, center)


@pytest.fixture
def account(world: World, team: Team, olga: MadeUser) -> str:
    return world.ad_account(team.center, olga)


def give(team: Team, by: MadeUser, account: str, to: MadeUser, level: str, **more: Any) -> None:
    values = {"seen": {"level": "", "until": ""}, **more}
    team.act(by, ad_account_people.set_level, ad_account_id=account, user_id=to.id, level=level, **values)


def undo_last(team: Team, by: MadeUser, back: int = 0) -> None:
    """Undo the last entry of the center, or one before it."""
    [(newest,)] = team.rows("SELECT max(sequence) FROM activity WHERE center_id = :center", center=int(team.center))
    team.act(by, undo.undo_entry, sequence=newest - back)


def test_a_level_is_as_it_was_with_its_end(team: Team, olga: MadeUser, max_: MadeUser, account: str) -> None:
    give(team, olga, account, max_, "ANALYST", until=date(2026, 12, 24))
    give(team, olga, account, max_, "ADMIN", seen={"level": "ANALYST", "until": "2026-12-24"})
    undo_last(team, olga)
    shown = team.act(olga, ad_account_people.view_level, ad_account_id=account, user_id=max_.id)
    assert (shown.level, shown.until) == (AdAccountLevel.ANALYST, date(2026, 12, 24))
    undo_last(team, olga, back=2)
    assert team.level(max_, account) == ""
    assert team.events() == ["ad_account:grant"] * 4


def test_what_was_ended_is_given_again(team: Team, olga: MadeUser, max_: MadeUser, account: str) -> None:
    give(team, olga, account, max_, "OPERATOR")
    give(team, olga, account, max_, "", seen={"level": "OPERATOR", "until": ""})
    undo_last(team, olga)
    assert team.level(max_, account) == "OPERATOR"


def test_what_was_changed_since_stays(team: Team, olga: MadeUser, max_: MadeUser, account: str) -> None:
    give(team, olga, account, max_, "ANALYST")
    give(team, olga, account, max_, "ADMIN", seen={"level": "ANALYST", "until": ""})
    with pytest.raises(Overtaken):
        undo_last(team, olga, back=1)
    assert team.level(max_, account) == "ADMIN"


def test_roles_and_ends_are_as_they_were(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    seen = {"role": "STANDARD", "finance_role": ""}
    team.act(olga, members.change_role, user_id=max_.id, role="ADMIN", finance_role="MANAGER", seen=seen)
    team.act(olga, members.set_member_end, user_id=max_.id, until=date(2026, 12, 1), seen={"until": ""})
    undo_last(team, olga)
    undo_last(team, olga, back=2)
    [row] = team.act(olga, member_list.list_members, search="max").rows
    assert (row.role, row.finance_role, row.until) == (CenterRole.STANDARD, None, None)


def test_an_undo_leaves_an_admin_too(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    seen = {"role": "STANDARD", "finance_role": ""}
    team.act(olga, members.change_role, user_id=max_.id, role="ADMIN", finance_role="", seen=seen)
    team.act(max_, members.remove_member, user_id=olga.id)
    with pytest.raises(LastAdmin):
        undo_last(team, max_, back=1)
    assert team.roles() == {"Max": "ADMIN"}


def test_groups_are_as_they_were(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    other = world.ad_account(team.center, olga, "Shop FR")
    group = team.act(olga, asset_groups.create_group, name="Summer", level="OPERATOR")
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id], until=date(2026, 12, 1))
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=[account])
    moved_clock.move(hours=1)
    seen = {"name": "Summer", "level": "OPERATOR"}
    team.act(olga, asset_groups.edit_group, group_id=group, name="Winter", level="ADMIN", seen=seen)
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=[other], remove=[account])
    team.act(olga, asset_groups.change_members, group_id=group, add=[olga.id], remove=[max_.id])
    moved_clock.move(hours=1)
    for back in (0, 3, 5):  # each undo adds entries: two for the people, one for the ad accounts
        undo_last(team, olga, back=back)
    found = team.act(olga, asset_group_list.view_group, group_id=group)
    assert (found.row.name, found.row.level) == ("Summer", AdAccountLevel.OPERATOR)
    assert [row.name for row in found.ad_accounts] == ["Shop DE"]
    assert [(row.name, str(row.until)[:10]) for row in found.members] == [("Max", "2026-12-01")]
    assert (team.level(max_, account), team.level(max_, other), team.level(olga, account)) == ("OPERATOR", "", "")


def ends_in(team: Team, by: MadeUser, group: str) -> dict[str, str]:
    """The last day of each member of a group, empty for none."""
    found = team.act(by, asset_group_list.view_group, group_id=group)
    return {row.name: str(row.until or "")[:10] for row in found.members}


def test_who_stays_longer_in_a_group_has_their_former_end_again(
    team: Team, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    group = team.act(olga, asset_groups.create_group, name="Summer", level="OPERATOR")
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id], until=date(2026, 12, 1))
    moved_clock.move(hours=1)
    team.act(olga, asset_groups.extend_place, group_id=group, user_id=max_.id)
    moved_clock.move(hours=1)
    assert ends_in(team, olga, group) == {"Max": "2026-12-31"}
    undo_last(team, olga)
    assert ends_in(team, olga, group) == {"Max": "2026-12-01"}


def test_of_an_undo_with_two_entries_one_is_undone(
    team: Team, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    group = team.act(olga, asset_groups.create_group, name="Summer", level="OPERATOR")
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id])
    moved_clock.move(hours=1)
    team.act(olga, asset_groups.change_members, group_id=group, add=[olga.id], remove=[max_.id])
    moved_clock.move(hours=1)
    undo_last(team, olga)
    undo_last(team, olga)
    assert ends_in(team, olga, group) == {}


@pytest.mark.parametrize("back", [1, 2])
def test_who_was_put_into_a_group_anew_since_stays_as_they_are(
    team: Team, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock, back: int
) -> None:
    group = team.act(olga, asset_groups.create_group, name="Summer", level="OPERATOR")
    for change in ({"add": [max_.id]}, {"remove": [max_.id]}, {"add": [max_.id], "until": date(2026, 12, 1)}):
        team.act(olga, asset_groups.change_members, group_id=group, **change)
        moved_clock.move(hours=1)
    with pytest.raises(Conflict, match="Max was changed in this group since"):
        undo_last(team, olga, back=back)
    assert ends_in(team, olga, group) == {"Max": "2026-12-01"}


def test_labels_are_as_they_were(team: Team, world: World, olga: MadeUser, account: str) -> None:
    world.grant(team.center, account, olga, AdAccountLevel.ADMIN)
    summer, de = (team.act(olga, labels.create_label, name=name, color="gray") for name in ("Summer", "DE"))
    team.act(olga, labels.change_labels, ad_account_ids=[account], add=[summer])
    team.act(olga, labels.change_labels, ad_account_ids=[account], add=[de], remove=[summer])
    undo_last(team, olga)
    carried = {row.name: row.ad_accounts for row in team.act(olga, labels.list_labels)}
    assert carried == {"Summer": 1, "DE": 0}
    team.act(olga, labels.delete_label, label_id=de)
    with pytest.raises(Conflict, match="There is no label DE any more"):
        undo_last(team, olga, back=1)


def test_other_entries_are_not_undone(team: Team, olga: MadeUser) -> None:
    team.act(olga, centers.edit_center, name="Other", seen={"name": "Linden & Co"})
    with pytest.raises(Conflict, match="cannot be undone"):
        undo_last(team, olga)


def test_the_same_rights_are_needed(team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str) -> None:
    ada = world.user("Ada")
    world.member(team.center, ada)
    give(team, olga, account, max_, "ANALYST")
    with pytest.raises(NotFound):
        undo_last(team, ada)
    with pytest.raises(PermissionDenied):
        undo_last(team, max_)
    world.grant(team.center, account, ada, AdAccountLevel.ADMIN)
    undo_last(team, ada)
    assert team.level(max_, account) == ""


@pytest.mark.parametrize("sequence", [0, -1, 99, 2**63 - 1])
def test_an_entry_that_is_not_there_is_not_found(team: Team, olga: MadeUser, max_: MadeUser, sequence: int) -> None:
    team.act(max_, members.leave_center)
    with pytest.raises(NotFound):
        team.act(olga, undo.undo_entry, sequence=sequence)
