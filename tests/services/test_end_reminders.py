"""Reminders of what ends: who is told, once and in one message, when, and never of what is not in force."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import ad_account_people, asset_groups, members
from bizhub.services.runtime import Runtime
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.reminding import EIGHT, LAST_DAY, UNTIL, WHEN, give, reminders, sweep
from tests.services.team import Team
from tests.services.told import links
from tests.sign_in_steps import MovableClock, messages_to

ANALYST, ADMIN = AdAccountLevel.ANALYST, AdAccountLevel.ADMIN
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    team = Team(runtime, center)
    team.keep_sessions()
    return team


@pytest.fixture
def shop(team: Team, world: World, olga: MadeUser) -> str:
    return world.ad_account(team.center, olga)


def test_a_week_before_its_last_day_both_sides_are_told_and_once(
    team: Team, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock
) -> None:
    give(team, olga, max_, shop, LAST_DAY)
    sent = len(messages_to(team.runtime, max_.email))
    moved_clock.moment = EIGHT - INSTANT
    assert sweep(team) == 0
    moved_clock.moment = EIGHT
    assert [sweep(team) for _ in range(3)] == [1, 0, 0]
    about = f"level Analyst on Shop DE in Linden & Co ends with {WHEN}"
    assert reminders(team, max_) == [f"Your {about}"]
    assert reminders(team, olga) == [f"Max’s {about}"]
    for who in (max_, olga):
        assert links(team, who)[0] == f"/team/ends-soon?center={team.center}"
        assert f"/team/ends-soon?center={team.center}" in messages_to(team.runtime, who.email)[-1]
    assert len(messages_to(team.runtime, max_.email)) == sent + 1
    for _ in range(32):
        moved_clock.move(hours=6)
        assert sweep(team) == 0
    assert team.events()[-1] == "ad_account:grant"  # nothing was changed


def test_a_membership_and_a_place_in_a_group_are_told_of_too(
    team: Team, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock
) -> None:
    team.act(olga, members.set_member_end, user_id=max_.id, until=LAST_DAY, seen={})
    moved_clock.moment = EIGHT
    assert sweep(team) == 1
    assert reminders(team, max_) == [f"Your membership of Linden & Co ends with {WHEN}"]
    assert reminders(team, olga) == [f"Max’s membership of Linden & Co ends with {WHEN}"]
    group = team.act(olga, asset_groups.create_group, name="Summer", level="ANALYST")
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=[shop])
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id], until=LAST_DAY)
    moved_clock.move(days=1)
    assert sweep(team) == 1  # the place, not each level that it gives
    assert reminders(team, max_)[0] == f"Your place in the asset group Summer of Linden & Co ends with {WHEN}"


def test_many_ends_are_one_message(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    ada = world.user("Ada")
    world.member(team.center, ada, valid_until=UNTIL)
    for number in range(30):
        account = world.ad_account(team.center, olga, f"Shop {number:02}")
        world.grant(team.center, account, max_, ANALYST, valid_until=UNTIL)
        world.grant(team.center, account, ada, ANALYST, valid_until=UNTIL)
    moved_clock.moment = EIGHT
    assert sweep(team) == 61
    first = f"ends soon, the first of it with {WHEN}"
    own = f"Your access in Linden & Co {first}"
    assert reminders(team, max_) == [f"{own}: Shop 00, Shop 01, Shop 02 and 27 more"]
    assert reminders(team, ada) == [f"{own}: your membership, Shop 00, Shop 01 and 28 more"]
    assert reminders(team, olga) == [f"Access in Linden & Co {first}: Ada, Max"]
    assert [len(messages_to(team.runtime, who.email)) for who in (max_, ada, olga)] == [1, 1, 1]


@pytest.mark.parametrize(("people", "rest"), [(3, ""), (4, " and 1 more person"), (5, " and 2 more people")])
def test_who_else_is_counted(
    team: Team, world: World, olga: MadeUser, moved_clock: MovableClock, people: int, rest: str
) -> None:
    for name in ("Ada", "Ben", "Cem", "Dora", "Emil")[:people]:
        world.member(team.center, world.user(name), valid_until=UNTIL)
    moved_clock.moment = EIGHT
    assert sweep(team) == people
    first = f"ends soon, the first of it with {WHEN}"
    assert reminders(team, olga) == [f"Access in Linden & Co {first}: Ada, Ben, Cem{rest}"]


def test_an_admin_whose_own_access_ends_is_told_all_in_one(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock
) -> None:
    for who in (olga, max_):
        world.grant(team.center, shop, who, ANALYST, valid_until=UNTIL)
    moved_clock.moment = EIGHT
    sweep(team)
    about = f"level Analyst on Shop DE in Linden & Co ends with {WHEN}"
    assert reminders(team, olga) == [f"Your {about}; also, Max’s {about}"]


@pytest.mark.parametrize(
    ("level", "is_told"), [(AdAccountLevel.ADMIN, True), (AdAccountLevel.OPERATOR, False), (None, False)]
)
def test_who_gave_it_is_told_while_they_still_may_extend_it(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock,
    level: AdAccountLevel | None, is_told: bool,
) -> None:  # fmt: skip
    ada, cy = world.user("Ada"), world.user("Cy")
    for person in (ada, cy):
        world.member(team.center, person)
        world.grant(team.center, shop, person, ADMIN)
    give(team, ada, max_, shop, LAST_DAY)
    team.act(
        olga, ad_account_people.set_level, ad_account_id=shop, user_id=ada.id, level=level.value if level else "",
        seen={},
    )  # fmt: skip
    moved_clock.moment = EIGHT
    assert sweep(team) == 1
    assert bool(reminders(team, ada)) is is_told
    assert reminders(team, cy) == []  # leads the ad account, and did not give it
    assert len(reminders(team, olga)) == 1


def test_extended_and_near_its_end_again_it_is_told_again(
    team: Team, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock
) -> None:
    give(team, olga, max_, shop, LAST_DAY)
    moved_clock.moment = EIGHT
    assert sweep(team) == 1
    team.act(olga, ad_account_people.extend_level, ad_account_id=shop, user_id=max_.id)
    moved_clock.move(days=30, microseconds=-1)
    assert sweep(team) == 0
    moved_clock.moment += INSTANT
    assert [sweep(team), sweep(team)] == [1, 0]
    assert reminders(team, max_)[0].endswith("ends with Jan 6, 2027")


def test_a_row_that_is_replaced_with_the_same_end_is_not_told_again(
    team: Team, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock
) -> None:
    give(team, olga, max_, shop, LAST_DAY)
    team.act(olga, members.set_member_end, user_id=max_.id, until=LAST_DAY, seen={})
    moved_clock.moment = EIGHT
    assert sweep(team) == 2
    seen = {"role": "STANDARD", "finance_role": ""}
    team.act(olga, members.change_role, user_id=max_.id, role="STANDARD", finance_role="ANALYST", seen=seen)
    team.act(
        olga, ad_account_people.set_level, ad_account_id=shop, user_id=max_.id, level="OPERATOR", until=LAST_DAY,
        seen={},
    )  # fmt: skip
    moved_clock.move(days=2)
    assert sweep(team) == 0


STATEMENTS = {
    "taken back": "UPDATE access_grant SET revoked_at = '2026-11-25 00:00:00.000000'",
    "membership over": "UPDATE membership SET ended_at = '2026-11-25 00:00:00.000000' WHERE role = 'STANDARD'",
    "disabled": "UPDATE app_user SET disabled_at = '2026-11-25 00:00:00.000000' WHERE name = 'Max'",
    "center deleted": "UPDATE center SET ends_at = '2026-11-25 00:00:00.000000'",
}


@pytest.mark.parametrize("what", STATEMENTS)
def test_of_what_is_not_in_force_nobody_is_told(
    team: Team, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock, what: str
) -> None:
    give(team, olga, max_, shop, LAST_DAY)
    team.rows_changed(STATEMENTS[what])
    moved_clock.moment = EIGHT
    assert sweep(team) == 0
    assert team.rows("SELECT kind FROM notification WHERE kind = 'ends_soon'") == []


@pytest.mark.parametrize(("late", "told"), [(timedelta(days=7, hours=15, microseconds=999_999), 1), (timedelta(8), 0)])
def test_a_server_that_was_off_tells_late_and_of_nothing_that_is_over(
    team: Team, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock, late: timedelta, told: int
) -> None:
    give(team, olga, max_, shop, LAST_DAY)
    moved_clock.moment = EIGHT + late
    assert sweep(team) == told
    assert len(reminders(team, max_)) == told


def test_what_was_given_today_is_told_tomorrow(
    team: Team, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock
) -> None:
    give(team, olga, max_, shop, date(2026, 11, 26))
    moved_clock.moment = datetime(2026, 11, 24, 7, tzinfo=UTC) - INSTANT
    assert sweep(team) == 0
    moved_clock.moment += INSTANT
    assert sweep(team) == 1


def test_a_center_is_told_once_on_a_day(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock
) -> None:
    """Somebody who was disabled comes back at noon, and what ends of theirs is due at once."""
    ada = world.user("Ada", disabled_at=LONG_AGO)
    world.member(team.center, ada)
    for who in (max_, ada):
        world.grant(team.center, shop, who, ANALYST, valid_until=UNTIL)
    moved_clock.moment = EIGHT
    assert sweep(team) == 1
    moved_clock.move(hours=4)
    team.rows_changed("UPDATE app_user SET disabled_at = NULL")
    assert sweep(team) == 0
    moved_clock.move(hours=20)
    assert sweep(team) == 1
    assert len(reminders(team, max_)) == 1
    assert len(reminders(team, ada)) == 1


def test_each_center_has_its_morning(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    tokyo = world.center(olga, "Sakura", time_zone="Asia/Tokyo")
    world.member(tokyo, max_, valid_until=datetime(2026, 12, 7, 15, tzinfo=UTC))
    world.grant(team.center, world.ad_account(team.center, olga), max_, ANALYST, valid_until=UNTIL)
    moved_clock.moment = datetime(2026, 11, 29, 23, tzinfo=UTC) - INSTANT
    assert sweep(team) == 0
    moved_clock.moment += INSTANT
    assert sweep(team) == 1
    assert reminders(team, max_) == [f"Your membership of Sakura ends with {WHEN}"]
    moved_clock.moment = EIGHT
    assert sweep(team) == 1


def test_who_has_only_a_phone_gets_a_text_message(
    team: Team, world: World, olga: MadeUser, shop: str, moved_clock: MovableClock
) -> None:
    ada = world.user("Ada", email=None, phone="+491701234567")
    world.member(team.center, ada, CenterRole.STANDARD, valid_until=UNTIL)
    moved_clock.moment = EIGHT
    sweep(team)
    [message] = messages_to(team.runtime, "+491701234567")
    assert message.startswith(f"Your membership of Linden & Co ends with {WHEN}. http")


def test_what_is_over_is_forgotten(
    team: Team, world: World, max_: MadeUser, shop: str, moved_clock: MovableClock
) -> None:
    world.grant(team.center, shop, max_, ANALYST, valid_until=UNTIL)
    moved_clock.moment = EIGHT
    sweep(team)
    world.grant(team.center, shop, max_, ADMIN, valid_until=UNTIL + timedelta(days=9))
    moved_clock.move(days=9)
    assert sweep(team) == 1
    assert len(team.rows("SELECT id FROM end_reminder")) == 1
