"""The access explorer: every chain of a person or an ad account, now and at any moment of the past."""

from datetime import UTC, date, datetime

import pytest

from bizhub.domain.errors import NotFound, PermissionDenied
from bizhub.domain.explanation import ChainLine
from bizhub.domain.levels import Via
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import access_explorer, ad_account_people, asset_groups, members
from bizhub.services.runtime import Runtime
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import MovableClock

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    return Team(runtime, center)


@pytest.fixture
def account(world: World, team: Team, olga: MadeUser) -> str:
    return world.ad_account(team.center, olga, external_id="7001")


def give(team: Team, by: MadeUser, account: str, to: MadeUser, level: str, before: str = "") -> None:
    seen = {"level": before, "until": ""}
    team.act(
        by, ad_account_people.set_level, ad_account_id=account, user_id=to.id, level=level, seen=seen, reason="Sale"
    )


def test_every_chain_of_a_person_is_told_the_one_that_counts_first(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    give(team, olga, account, max_, "ANALYST")
    moved_clock.move(hours=1)
    group = team.act(olga, asset_groups.create_group, name="Summer", level="OPERATOR")
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=[account])
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id], until=date(2026, 11, 30))
    found = team.act(max_, access_explorer.explain_person, user_id=max_.id)
    assert (found.name, found.role, found.total) == ("Max", CenterRole.STANDARD, 1)
    [held] = found.rows
    assert (held.name, held.external_id, held.level) == ("Shop DE", "7001", AdAccountLevel.OPERATOR)
    assert held.chains == (
        ChainLine(
            AdAccountLevel.OPERATOR, Via.GROUP, group, "Summer", datetime(2026, 11, 23, 10, tzinfo=UTC),
            datetime(2026, 11, 30, 23, tzinfo=UTC), "Olga", "",
        ),
        ChainLine(AdAccountLevel.ANALYST, Via.DIRECT, "", "", NINE, None, "Olga", "Sale"),
    )  # fmt: skip


def test_a_moment_of_the_past_is_told_as_it_was(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    give(team, olga, account, max_, "ADMIN")
    moved_clock.move(hours=1)
    give(team, olga, account, max_, "ANALYST", before="ADMIN")
    moved_clock.move(hours=1)
    team.act(olga, members.remove_member, user_id=max_.id)
    moved_clock.move(hours=1)
    told = []
    for hour in (8, 9, 10, 11):
        at = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)
        person = team.act(olga, access_explorer.explain_person, user_id=max_.id, at=at)
        people = team.act(olga, access_explorer.explain_ad_account, ad_account_id=account, at=at).people
        told.append((person.role, [row.level for row in person.rows], [row.level for row in people]))
    member = CenterRole.STANDARD
    assert told == [
        (member, [], []),
        (member, [AdAccountLevel.ADMIN], [AdAccountLevel.ADMIN]),
        (member, [AdAccountLevel.ANALYST], [AdAccountLevel.ANALYST]),
        (None, [], []),
    ]


def test_a_level_ends_with_the_membership_and_is_told_so(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    give(team, olga, account, max_, "ADMIN")
    team.act(olga, members.set_member_end, user_id=max_.id, until=date(2026, 11, 24), seen={"until": ""})
    [held] = team.act(olga, access_explorer.explain_person, user_id=max_.id).rows
    assert held.chains[0].until == datetime(2026, 11, 24, 23, tzinfo=UTC)
    moved_clock.move(days=3)
    assert team.act(olga, access_explorer.explain_person, user_id=max_.id).rows == ()
    assert team.act(olga, access_explorer.explain_ad_account, ad_account_id=account).people == ()


def test_an_ad_account_tells_its_people_and_the_admins(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str
) -> None:
    disabled = world.user("Disabled", disabled_at=LONG_AGO)
    world.member(team.center, disabled, CenterRole.ADMIN)
    world.grant(team.center, account, disabled, AdAccountLevel.ADMIN)
    give(team, olga, account, max_, "ANALYST")
    found = team.act(max_, access_explorer.explain_ad_account, ad_account_id=account)
    assert [(row.name, row.role, row.level) for row in found.people] == [
        ("Max", CenterRole.STANDARD, AdAccountLevel.ANALYST)
    ]
    assert (found.name, found.admins) == ("Shop DE", ("Olga",))


def test_a_person_of_many_ad_accounts_is_searched_and_paged(
    team: Team, world: World, olga: MadeUser, max_: MadeUser
) -> None:
    for number in range(60):
        held = world.ad_account(team.center, olga, f"Shop {number:02}", external_id=f"ext{number}")
        world.grant(team.center, held, max_, AdAccountLevel.ANALYST)
        world.grant(team.center, held, max_, AdAccountLevel.ADMIN, via="import")
    second = team.act(olga, access_explorer.explain_person, user_id=max_.id, page=2)
    assert (second.total, [row.name for row in second.rows]) == (60, [f"Shop {number}" for number in range(50, 60)])
    found = team.act(olga, access_explorer.explain_person, user_id=max_.id, search="EXT7")
    assert [(row.name, row.level, len(row.chains)) for row in found.rows] == [("Shop 07", AdAccountLevel.ADMIN, 2)]


def test_about_others_only_admins_may_ask(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    eve = world.user("Eve")
    world.center(eve, "Theirs")
    with pytest.raises(PermissionDenied):
        team.act(max_, access_explorer.explain_person, user_id=olga.id)
    for nobody in (eve.id, "1", "x"):
        with pytest.raises(NotFound):
            team.act(olga, access_explorer.explain_person, user_id=nobody)


def test_a_day_is_looked_at_from_its_end_in_the_centers_time_zone(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    give(team, olga, account, max_, "ADMIN")  # 10:00 of 23 November in Berlin
    seen = {"level": "ADMIN", "until": ""}
    team.act(
        olga, ad_account_people.set_level, ad_account_id=account, user_id=max_.id, level="ADMIN",
        until=date(2026, 11, 30), seen=seen,
    )  # fmt: skip
    moved_clock.move(hours=1)
    told = {}
    for day in (22, 23, 24, 30):
        on = date(2026, 11, day)
        person = team.act(max_, access_explorer.explain_person, user_id=max_.id, on=on)
        people = team.act(max_, access_explorer.explain_ad_account, ad_account_id=account, on=on)
        told[day] = (person.at, person.is_now, len(person.rows), people.is_now, len(people.people))
    after = team.act(max_, access_explorer.explain_person, user_id=max_.id, on=date(2026, 12, 1))
    assert told == {
        22: (datetime(2026, 11, 22, 22, 59, 59, 999999, UTC), False, 0, False, 0),
        23: (datetime(2026, 11, 23, 10, tzinfo=UTC), True, 1, True, 1),
        24: (datetime(2026, 11, 24, 22, 59, 59, 999999, UTC), False, 1, False, 1),
        30: (datetime(2026, 11, 30, 22, 59, 59, 999999, UTC), False, 1, False, 1),
    }
    assert after.rows == ()


def test_whether_one_may_change_the_people_is_told(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str
) -> None:
    ida = world.user("Ida")
    world.member(team.center, ida)
    give(team, olga, account, max_, "ADMIN")
    give(team, olga, account, ida, "OPERATOR")
    told = [
        team.act(by, access_explorer.explain_ad_account, ad_account_id=account).may_change for by in (olga, max_, ida)
    ]
    assert told == [True, True, False]
