"""Levels that people get on ad accounts: given, changed in place, with an end, never above the giver's own."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bizhub.domain.errors import InvalidInput, NotFound, Overtaken, PermissionDenied
from bizhub.domain.levels import LevelForm
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import ad_account_people, asset_groups, signals
from bizhub.services.runtime import Runtime
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import MovableClock

NOTHING = {"level": "", "until": ""}


@pytest.fixture
def team(runtime: Runtime, center: str) -> Team:
    return Team(runtime, center)


@pytest.fixture
def account(world: World, team: Team, olga: MadeUser) -> str:
    return world.ad_account(team.center, olga)


@pytest.fixture
def ada(world: World, team: Team, account: str) -> MadeUser:
    """A member who holds Admin on the ad account, until the end of 2026."""
    ada = world.user("Ada")
    world.member(team.center, ada)
    end = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    world.grant(team.center, account, ada, AdAccountLevel.ADMIN, valid_until=end)
    return ada


def give(team: Team, by: MadeUser, account: str, to: MadeUser, level: str, **more: Any) -> None:
    values = {"seen": NOTHING, **more}
    team.act(by, ad_account_people.set_level, ad_account_id=account, user_id=to.id, level=level, **values)


def test_a_level_goes_up_and_down_and_away_in_place(team: Team, olga: MadeUser, max_: MadeUser, account: str) -> None:
    steps = ["ANALYST", "ADMIN", "OPERATOR", ""]
    held, seen = [], ""
    for level in steps:
        give(team, olga, account, max_, level, seen={"level": seen, "until": ""}, reason="Summer sale")
        held.append(team.level(max_, account))
        seen = level
    assert held == steps
    assert team.rows("SELECT level, reason FROM access_grant ORDER BY id") == [
        (level, "Summer sale") for level in steps[:3]
    ]
    person = f'"user":"Max","user_id":"{max_.id}"'
    assert [entry[2:] for entry in team.entries()] == [
        ("", f'{{"level":"ANALYST","reason":"Summer sale",{person},"via":"direct"}}'),
        (f'{{"level":"ANALYST",{person}}}', f'{{"level":"ADMIN","reason":"Summer sale",{person},"via":"direct"}}'),
        (f'{{"level":"ADMIN",{person}}}', f'{{"level":"OPERATOR","reason":"Summer sale",{person},"via":"direct"}}'),
        (f'{{"level":"OPERATOR",{person}}}', f'{{"reason":"Summer sale",{person},"via":"direct"}}'),
    ]


def test_a_level_ends_with_its_day_and_can_be_extended(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    give(team, olga, account, max_, "ANALYST", until=date(2026, 11, 24))
    moved_clock.moment = datetime(2026, 11, 24, 22, 59, 59, tzinfo=UTC)
    assert team.level(max_, account) == "ANALYST"
    give(
        team, olga, account, max_, "ANALYST", until=date(2026, 11, 25), seen={"level": "ANALYST", "until": "2026-11-24"}
    )
    moved_clock.move(seconds=1)
    assert team.level(max_, account) == "ANALYST"
    moved_clock.move(days=1, seconds=-1)
    assert team.level(max_, account) == "ANALYST"
    moved_clock.move(seconds=1)
    assert team.level(max_, account) == ""
    assert team.events() == ["ad_account:grant", "ad_account:grant"]


def test_the_highest_chain_counts_and_the_direct_one_is_changed(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str
) -> None:
    world.grant(team.center, account, max_, AdAccountLevel.ANALYST, via="import")
    world.grant(team.center, account, max_, AdAccountLevel.OPERATOR)
    give(team, olga, account, max_, "ADMIN", seen={"level": "OPERATOR", "until": ""})
    assert team.level(max_, account) == "ADMIN"
    assert team.rows("SELECT count(*) FROM access_grant WHERE revoked_at IS NULL") == [(1,)]


def test_who_holds_admin_gives_others_what_they_hold_themselves(
    team: Team, ada: MadeUser, max_: MadeUser, account: str
) -> None:
    give(team, ada, account, max_, "ADMIN", until=date(2026, 12, 31))
    assert team.level(max_, account) == "ADMIN"


@pytest.mark.parametrize("until", [None, date(2027, 1, 1)])
def test_nobody_gives_for_longer_than_they_hold(
    team: Team, ada: MadeUser, max_: MadeUser, account: str, until: date | None
) -> None:
    with pytest.raises(InvalidInput, match="Your own level ends with 2026-12-31") as caught:
        give(team, ada, account, max_, "ANALYST", until=until)
    assert (caught.value.field, team.level(max_, account), team.events()) == ("until", "", [])


def test_nobody_gives_for_longer_than_they_are_a_member(team: Team, world: World, max_: MadeUser, account: str) -> None:
    cy = world.user("Cy")
    world.member(team.center, cy, valid_until=datetime(2098, 12, 31, 23, tzinfo=UTC))
    world.grant(team.center, account, cy, AdAccountLevel.ADMIN)
    with pytest.raises(InvalidInput, match="Your own level ends with 2098-12-31"):
        give(team, cy, account, max_, "ANALYST")
    give(team, cy, account, max_, "ANALYST", until=date(2098, 12, 31))


@pytest.mark.parametrize("level", ["ANALYST", "OPERATOR"])
def test_below_admin_nobody_gives_anything(team: Team, world: World, max_: MadeUser, account: str, level: str) -> None:
    cy = world.user("Cy")
    world.member(team.center, cy)
    world.grant(team.center, account, cy, AdAccountLevel(level))
    with pytest.raises(PermissionDenied, match="Admin on Shop DE"):
        give(team, cy, account, max_, "ANALYST")


def test_what_has_ended_gives_no_right_to_give(team: Team, world: World, max_: MadeUser, account: str) -> None:
    cy = world.user("Cy")
    world.member(team.center, cy)
    world.grant(team.center, account, cy, AdAccountLevel.ADMIN, valid_until=LONG_AGO)
    world.grant(team.center, account, cy, AdAccountLevel.ADMIN, valid_from=datetime(2100, 1, 1, tzinfo=UTC))
    with pytest.raises(PermissionDenied):
        give(team, cy, account, max_, "ANALYST")


def test_an_admin_gives_oneself_a_level_and_it_is_recorded(team: Team, olga: MadeUser, account: str) -> None:
    give(team, olga, account, olga, "OPERATOR")
    assert (team.level(olga, account), team.events()) == ("OPERATOR", ["ad_account:grant"])


def test_only_members_get_levels(team: Team, world: World, olga: MadeUser, account: str) -> None:
    stranger, former = world.user("Eve"), world.user("Former")
    world.member(team.center, former, CenterRole.ADMIN, ended_at=LONG_AGO)
    for user in (stranger, former):
        with pytest.raises(NotFound):
            give(team, olga, account, user, "ANALYST")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"level": "OWNER"}, "level"),
        ({"level": "ANALYST", "until": date(2020, 1, 1)}, "until"),
        ({"level": "ANALYST", "reason": "x" * 301}, "reason"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        give(team, olga, account, max_, **values)
    assert (caught.value.field, team.events()) == (field, [])


def test_a_stale_page_is_told_who_was_first(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str
) -> None:
    ida = world.user("Ida")
    world.member(team.center, ida, CenterRole.ADMIN)
    give(team, ida, account, max_, "ADMIN")
    give(team, olga, account, ida, "ANALYST")  # what happens to others on the same ad account names nobody
    with pytest.raises(Overtaken, match="Ida"):
        give(team, olga, account, max_, "ANALYST")
    assert team.level(max_, account) == "ADMIN"


@pytest.mark.parametrize(
    ("meanwhile", "meant"),
    [
        ({"level": "ADMIN", "until": date(2026, 12, 1)}, {"level": "OPERATOR", "until": None}),
        ({"level": "OPERATOR", "until": None}, {"level": "ADMIN", "until": date(2026, 12, 1)}),
    ],
)
def test_of_a_stale_page_only_what_was_meant_is_changed(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock, meanwhile: Any, meant: Any
) -> None:
    """Both pages show Admin without an end: one sets the end, the other the level, in either order."""
    shown = {"level": "ADMIN", "until": ""}
    give(team, olga, account, max_, "ADMIN")
    for typed in (meanwhile, meant):
        give(team, olga, account, max_, seen=shown, **typed)
    form = team.act(olga, ad_account_people.view_level, ad_account_id=account, user_id=max_.id)
    assert (form.level, form.until) == (AdAccountLevel.OPERATOR, date(2026, 12, 1))


def test_a_stale_page_gives_nothing_back_that_was_ended(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    shown = {"level": "ADMIN", "until": ""}
    give(team, olga, account, max_, "ADMIN")
    give(team, olga, account, max_, "", seen=shown)
    with pytest.raises(Overtaken, match="Olga emptied this"):
        give(team, olga, account, max_, "ADMIN", until=date(2026, 12, 31), seen=shown)
    assert team.level(max_, account) == ""


def test_the_form_shows_what_is_held_directly_and_the_groups(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    group = team.act(olga, asset_groups.create_group, name="Summer", level="ADMIN")
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=[account])
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id])
    shown = team.act(olga, ad_account_people.view_level, ad_account_id=account, user_id=max_.id)
    assert shown == LevelForm("Max", "Shop DE", None, None, ("Summer",))
    give(team, olga, account, max_, "ANALYST", until=date(2026, 12, 1))
    shown = team.act(olga, ad_account_people.view_level, ad_account_id=account, user_id=max_.id)
    assert shown == LevelForm("Max", "Shop DE", AdAccountLevel.ANALYST, date(2026, 12, 1), ("Summer",))


def test_a_level_is_extended_by_thirty_days(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    extend = {"ad_account_id": account, "user_id": max_.id}
    assert team.act(olga, ad_account_people.extend_level, **extend) is None
    give(team, olga, account, max_, "OPERATOR", until=date(2026, 12, 1))
    assert team.act(olga, ad_account_people.extend_level, **extend) == date(2026, 12, 31)
    shown = team.act(olga, ad_account_people.view_level, **extend)
    assert (shown.level, shown.until) == (AdAccountLevel.OPERATOR, date(2026, 12, 31))


def test_the_open_pages_of_whoever_gets_or_loses_a_level_hear_of_it(
    team: Team, olga: MadeUser, max_: MadeUser, account: str
) -> None:
    heard: list[signals.Signal] = []
    stop = signals.listen(heard.append)
    told = []
    group = team.act(olga, asset_groups.create_group, name="Summer", level="ADMIN")
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=[account])
    steps = [
        lambda: give(team, olga, account, max_, "ANALYST"),
        lambda: team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id]),
        lambda: team.act(olga, asset_groups.delete_group, group_id=group),
    ]
    for step in steps:
        heard.clear()
        step()
        told.append([signal for signal in heard if isinstance(signal, signals.UserChanged)])
    stop()
    assert told == [[signals.UserChanged(max_.id)]] * 3
