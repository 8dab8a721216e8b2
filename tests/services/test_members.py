"""The members of a center: the list, roles, end dates, removing and leaving."""

from datetime import UTC, date, datetime

import pytest

from bizhub.domain.errors import InvalidInput, NotFound, Overtaken, PermissionDenied
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole
from bizhub.domain.team import LastAdmin, MembersPage
from bizhub.services import member_list, members
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import MovableClock

STANDARD = {"role": "STANDARD", "finance_role": ""}
ADMIN = {"role": "ADMIN", "finance_role": ""}


@pytest.fixture
def team(runtime: Runtime, center: str) -> Team:
    return Team(runtime, center)


@pytest.fixture
def ida(world: World, center: str) -> MadeUser:
    """A second admin."""
    ida = world.user("Ida")
    world.member(center, ida, CenterRole.ADMIN)
    return ida


def names(page: MembersPage) -> list[str]:
    return [row.name for row in page.rows]


def test_an_admin_sees_everybody_with_what_they_hold(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    for name, level in (("A", AdAccountLevel.ANALYST), ("B", AdAccountLevel.ANALYST), ("C", AdAccountLevel.ADMIN)):
        world.grant(team.center, world.ad_account(team.center, olga, name), max_, level)
    twice = world.ad_account(team.center, olga, "D")
    world.grant(team.center, twice, max_, AdAccountLevel.ANALYST)
    world.grant(team.center, twice, max_, AdAccountLevel.OPERATOR)
    world.grant(team.center, twice, max_, AdAccountLevel.ADMIN, revoked_at=LONG_AGO)
    page = team.act(olga, member_list.list_members)
    assert (names(page), page.total, page.lasting_admins) == (["Max", "Olga"], 2, 1)
    assert page.rows[0].levels == (
        (AdAccountLevel.ADMIN, 1), (AdAccountLevel.OPERATOR, 1), (AdAccountLevel.ANALYST, 2),
    )  # fmt: skip
    assert (page.rows[0].address, page.rows[1].role, page.rows[1].levels) == (max_.email, CenterRole.ADMIN, ())


def test_a_standard_member_sees_who_the_admins_are_and_no_more(team: Team, max_: MadeUser, ida: MadeUser) -> None:
    page = team.act(max_, member_list.list_members)
    assert [(row.name, row.address, row.added_by, row.levels) for row in page.rows] == [
        ("Ida", "", "", ()), ("Olga", "", "", ()),
    ]  # fmt: skip


def test_the_list_is_searched_filtered_and_paged(team: Team, world: World, olga: MadeUser) -> None:
    for number in range(60):
        world.member(team.center, world.user(f"Bo{number:02}"))
    assert names(team.act(olga, member_list.list_members, search="bo1")) == [f"Bo1{digit}" for digit in range(10)]
    assert names(team.act(olga, member_list.list_members, search=olga.email)) == ["Olga"]
    assert names(team.act(olga, member_list.list_members, role="ADMIN")) == ["Olga"]
    second = team.act(olga, member_list.list_members, page=2)
    assert (names(second)[-1], len(second.rows), second.total) == ("Olga", 12, 62)


def test_whose_membership_is_over_is_no_member(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    world.member(team.center, world.user("Old"), valid_until=LONG_AGO)
    assert names(team.act(olga, member_list.list_members)) == ["Max", "Olga"]


def test_a_role_changes_and_the_levels_stay(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    account = world.ad_account(team.center, olga)
    world.grant(team.center, account, max_, AdAccountLevel.OPERATOR)
    team.act(olga, members.change_role, user_id=max_.id, seen=STANDARD, role="ADMIN", finance_role="MANAGER")
    row = team.act(olga, member_list.list_members).rows[0]
    assert (row.role, row.finance_role, row.since) == (CenterRole.ADMIN, FinanceRole.MANAGER, LONG_AGO)
    assert team.level(max_, account) == "OPERATOR"
    assert team.entries() == [
        (
            "member:edit", "Max", '{"finance_role":"","role":"STANDARD"}', '{"finance_role":"MANAGER","role":"ADMIN"}'
        )
    ]  # fmt: skip


def test_what_is_the_same_changes_nothing(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    team.act(olga, members.change_role, user_id=max_.id, seen=STANDARD, **STANDARD)
    team.act(olga, members.set_member_end, user_id=max_.id, seen={"until": ""}, until=None)
    assert team.events() == []


def test_a_stale_page_is_told_who_was_first(team: Team, olga: MadeUser, max_: MadeUser, ida: MadeUser) -> None:
    team.act(ida, members.change_role, user_id=max_.id, seen=STANDARD, role="STANDARD", finance_role="ANALYST")
    with pytest.raises(Overtaken, match="Ida"):
        team.act(olga, members.change_role, user_id=max_.id, seen=STANDARD, role="STANDARD", finance_role="MANAGER")
    assert team.events() == ["member:edit"]


@pytest.mark.parametrize("values", [{"role": "OWNER"}, {"role": ""}, {"finance_role": "ADMIN"}])
def test_an_unknown_role_is_refused_at_its_field(
    team: Team, olga: MadeUser, max_: MadeUser, values: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        team.act(olga, members.change_role, user_id=max_.id, seen=STANDARD, **{**STANDARD, **values})
    assert [caught.value.field] == list(values)


def test_the_last_admin_stays_whatever_is_tried(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    ends, disabled = world.user("Ends"), world.user("Disabled", disabled_at=LONG_AGO)
    world.member(team.center, ends, CenterRole.ADMIN, valid_until=datetime(2100, 1, 1, tzinfo=UTC))
    world.member(team.center, disabled, CenterRole.ADMIN)
    tries = (
        (olga, members.leave_center, {}),
        (ends, members.remove_member, {"user_id": olga.id}),
        (ends, members.change_role, {"user_id": olga.id, "seen": ADMIN, **STANDARD}),
        (olga, members.set_member_end, {"user_id": olga.id, "seen": {"until": ""}, "until": date(2090, 1, 1)}),
    )
    refused = []
    for user, use_case, arguments in tries:
        with pytest.raises(LastAdmin, match="Linden & Co would be left without an admin") as caught:
            team.act(user, use_case, **arguments)
        refused.append(caught.type)
    assert (len(refused), team.events(), team.roles()["Olga"]) == (4, [], "ADMIN")


def test_an_admin_goes_when_another_one_stays(team: Team, olga: MadeUser, ida: MadeUser) -> None:
    team.act(ida, members.change_role, user_id=olga.id, seen=ADMIN, **STANDARD)
    with pytest.raises(PermissionDenied):
        team.act(olga, members.remove_member, user_id=ida.id)
    with pytest.raises(LastAdmin):
        team.act(ida, members.leave_center)
    assert team.roles() == {"Olga": "STANDARD", "Ida": "ADMIN", "Max": "STANDARD"}


def test_a_membership_ends_with_its_day(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    """The center is in Berlin: the day ends there at 23:00 UTC in winter."""
    account = world.ad_account(team.center, olga)
    world.grant(team.center, account, max_, AdAccountLevel.ANALYST)
    team.act(olga, members.set_member_end, user_id=max_.id, seen={"until": ""}, until=date(2026, 11, 25))
    assert team.entries()[0][3] == '{"valid_until":"2026-11-26T00:00:00+01:00"}'
    moved_clock.moment = datetime(2026, 11, 25, 22, 59, 59, tzinfo=UTC)
    assert names(team.act(max_, member_list.list_members)) == ["Olga"]
    moved_clock.move(seconds=1)
    with pytest.raises(NotFound):
        team.act(max_, member_list.list_members)
    assert names(team.act(olga, member_list.list_members)) == ["Olga"]


def test_an_end_is_moved_and_taken_away(team: Team, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock) -> None:
    until = {"until": "2026-11-25"}
    team.act(olga, members.set_member_end, user_id=max_.id, seen={"until": ""}, until=date(2026, 11, 25))
    team.act(olga, members.set_member_end, user_id=max_.id, seen=until, until=None)
    with pytest.raises(Overtaken):
        team.act(olga, members.set_member_end, user_id=max_.id, seen=until, until=date(2026, 12, 1))
    moved_clock.move(days=400)
    assert team.rows("SELECT count(*) FROM membership WHERE ended_at IS NULL") == [(2,)]
    assert team.events() == ["member:edit", "member:edit"]


def test_a_day_that_is_over_is_refused(team: Team, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock) -> None:
    with pytest.raises(InvalidInput, match="This day is over") as caught:
        team.act(olga, members.set_member_end, user_id=max_.id, seen={"until": ""}, until=date(2026, 11, 22))
    assert caught.value.field == "until"


def test_whoever_is_removed_holds_nothing_from_then_on(
    team: Team, world: World, olga: MadeUser, max_: MadeUser
) -> None:
    account, other = world.ad_account(team.center, olga), world.center(max_, "Own")
    own_account = world.ad_account(other, max_)
    world.grant(team.center, account, max_, AdAccountLevel.ADMIN)
    world.grant(other, own_account, max_, AdAccountLevel.ADMIN)
    team.act(olga, members.remove_member, user_id=max_.id)
    with pytest.raises(NotFound):
        team.act(max_, member_list.list_members)
    assert team.rows("SELECT count(*) FROM access_grant WHERE revoked_at IS NULL") == [(1,)]
    assert team.entries() == [("member:remove", "Max", '{"levels":1,"role":"STANDARD"}', "")]


def test_a_member_leaves(team: Team, max_: MadeUser) -> None:
    team.act(max_, members.leave_center)
    assert (team.roles(), team.events()) == ({"Olga": "ADMIN"}, ["member:leave"])


def test_a_center_has_a_most_of_admins(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    bo = world.user("Bo")
    for each in (bo, *(world.user(f"Bo{number}") for number in range(18))):
        world.member(team.center, each, CenterRole.ADMIN)
    with pytest.raises(InvalidInput, match="at most 20 admins"):
        team.act(olga, members.change_role, user_id=max_.id, seen=STANDARD, **ADMIN)
    team.rows_changed("UPDATE membership SET valid_until = '2021-01-01 00:00:00+00' WHERE user_id = :bo", bo=int(bo.id))
    team.act(olga, members.change_role, user_id=max_.id, seen=STANDARD, **ADMIN)


def test_a_person_of_another_center_is_as_unknown_as_nobody(team: Team, world: World, olga: MadeUser) -> None:
    foreign = world.user("Eve")
    world.center(foreign, "Theirs")
    for user_id in (foreign.id, "1", "x", ""):
        with pytest.raises(NotFound) as caught:
            team.act(olga, members.remove_member, user_id=user_id)
        assert str(caught.value) == "Not found."


def test_a_change_of_somebody_reaches_their_open_work_at_once(
    runtime: Runtime, team: Team, olga: MadeUser, max_: MadeUser, ida: MadeUser
) -> None:
    team.act(olga, members.change_role, user_id=ida.id, seen=ADMIN, **STANDARD)
    with begin(runtime, ida.caller(team.center), write=False) as work:
        assert work.role is CenterRole.STANDARD
