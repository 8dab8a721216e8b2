"""What ends soon: the list of a center as each may see it, and how each of it is made to last longer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from bizhub.domain.ends_soon import EndRow, EndsPage
from bizhub.domain.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import access_requests, ad_account_people, asset_groups, ends_soon, members
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.told import words
from tests.sign_in_steps import MovableClock, messages_to

ANALYST, OPERATOR, ADMIN = AdAccountLevel.ANALYST, AdAccountLevel.OPERATOR, AdAccountLevel.ADMIN
INSTANT = timedelta(microseconds=1)
DAY_BEFORE, IN_A_WEEK = date(2026, 11, 29), date(2026, 11, 30)
"""Days of Berlin, where the clock of the tests stands still on the morning of 23 November 2026."""


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    team = Team(runtime, center)
    team.keep_sessions()
    return team


@dataclass(frozen=True)
class Ends:
    """Olga's center with three people: Max with all kinds of ends, Ada who leads Shop DE, Cy who holds nothing."""

    team: Team
    world: World
    olga: MadeUser
    max: MadeUser
    ada: MadeUser
    cy: MadeUser
    shop: str
    cafe: str
    group: str


@pytest.fixture
def ends(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> Ends:
    ada, cy = world.user("Ada"), world.user("Cy")
    for person in (ada, cy):
        world.member(team.center, person)
    shop, cafe = (world.ad_account(team.center, olga, name) for name in ("Shop DE", "Café FR"))
    world.grant(team.center, shop, ada, ADMIN)
    team.act(olga, members.set_member_end, user_id=max_.id, until=date(2026, 12, 2), seen={})
    for account, until in ((shop, date(2026, 12, 1)), (cafe, IN_A_WEEK)):
        set_level(team, olga, max_, account, until)
    group = team.act(olga, asset_groups.create_group, name="Summer", level="OPERATOR")
    team.act(olga, asset_groups.change_ad_accounts, group_id=group, add=[shop, cafe])
    team.act(olga, asset_groups.change_members, group_id=group, add=[max_.id], until=DAY_BEFORE)
    return Ends(team, world, olga, max_, ada, cy, shop, cafe, group)


def set_level(team: Team, by: MadeUser, whom: MadeUser, account: str, until: date | None, level: str = "") -> None:
    team.act(
        by, ad_account_people.set_level, ad_account_id=account, user_id=whom.id, level=level or "ANALYST", until=until,
        seen={},
    )  # fmt: skip


def look(team: Team, who: MadeUser, **filters: Any) -> EndsPage:
    with begin(team.runtime, who.caller(team.center), write=False) as work:
        found = ends_soon.list_ends_soon(work, **filters)
        assert filters or found.total == ends_soon.count_ends_soon(work)
        return found


def shown(team: Team, who: MadeUser, **filters: Any) -> list[tuple[str, str, str]]:
    return [(row.kind.value, row.person, row.name) for row in look(team, who, **filters).rows]


MINE = [("place", "Max", "Summer"), ("level", "Max", "Café FR"), ("level", "Max", "Shop DE"), ("membership", "Max", "")]
ON_SHOP = [MINE[0], MINE[2]]


def test_everything_that_ends_is_there_once_and_the_first_end_first(ends: Ends) -> None:
    found = look(ends.team, ends.olga)
    assert shown(ends.team, ends.olga) == MINE
    assert [row.gives for row in found.rows] == ["OPERATOR", "ANALYST", "ANALYST", "STANDARD"]
    assert [row.of for row in found.rows] == [ends.group, ends.cafe, ends.shop, ""]
    assert [row.given_by for row in found.rows] == ["Olga", "Olga", "Olga", ""]  # Max brought himself
    assert [(row.until + timedelta(hours=1)).isoformat() for row in found.rows] == [
        "2026-11-30T00:00:00+00:00", "2026-12-01T00:00:00+00:00", "2026-12-02T00:00:00+00:00",
        "2026-12-03T00:00:00+00:00",
    ]  # fmt: skip


def test_each_sees_what_they_may(ends: Ends, world: World) -> None:
    assert shown(ends.team, ends.max) == MINE
    assert shown(ends.team, ends.ada) == ON_SHOP
    assert shown(ends.team, ends.cy) == []
    stranger = world.user("Eve")
    elsewhere = Team(ends.team.runtime, world.center(stranger, "Birch"))
    assert shown(elsewhere, stranger) == []
    with pytest.raises(NotFound):
        look(ends.team, stranger)


def use_case_of(row: EndRow) -> tuple[Callable[..., Any], dict[str, str]]:
    return {
        "level": (ad_account_people.extend_level, {"ad_account_id": row.of, "user_id": row.user_id}),
        "place": (asset_groups.extend_place, {"group_id": row.of, "user_id": row.user_id}),
        "membership": (members.extend_member, {"user_id": row.user_id}),
    }[row.kind.value]


def is_refused(team: Team, who: MadeUser, row: EndRow) -> bool:
    use_case, arguments = use_case_of(row)
    try:
        team.act(who, use_case, **arguments)
    except PermissionDenied:
        return True
    return False


@pytest.mark.parametrize("name", ["olga", "max", "ada"])
def test_what_is_offered_is_what_is_allowed(ends: Ends, name: str) -> None:
    who: MadeUser = getattr(ends, name)
    rows = look(ends.team, who).rows
    assert rows
    assert [row.may_extend for row in rows] == [not is_refused(ends.team, who, row) for row in rows]


def test_who_leads_an_ad_account_asks_for_their_own(ends: Ends) -> None:
    set_level(ends.team, ends.olga, ends.ada, ends.shop, IN_A_WEEK, "ADMIN")
    [own] = [row for row in look(ends.team, ends.ada).rows if row.person == "Ada"]
    assert (own.may_extend, own.may_ask) == (False, True)
    with pytest.raises(InvalidInput, match="Your own level ends"):
        ends.team.act(ends.ada, ad_account_people.extend_level, ad_account_id=ends.shop, user_id=ends.ada.id)


@pytest.mark.parametrize("place", range(4))
def test_what_is_extended_goes_on_for_thirty_days_and_is_off_the_list(ends: Ends, place: int) -> None:
    row = look(ends.team, ends.olga).rows[place]
    use_case, arguments = use_case_of(row)
    answer = ends.team.act(ends.olga, use_case, **arguments)
    last = (row.until - INSTANT + timedelta(hours=1)).date() + timedelta(days=30)
    assert getattr(answer, "until", answer) == last
    assert shown(ends.team, ends.olga) == [one for one in MINE if one != MINE[place]]
    recorded = ["asset_group:members", "ad_account:grant", "ad_account:grant", "member:edit"]
    assert ends.team.events()[-1] == recorded[place]
    before = ends.team.events()
    again = ends.team.act(ends.olga, use_case, **arguments)
    assert (getattr(again, "until", again), ends.team.events()) == (last, before)  # two clicks extend it once


def test_extending_what_has_no_end_changes_nothing(ends: Ends) -> None:
    team, before = ends.team, ends.team.events()
    assert team.act(ends.olga, members.extend_member, user_id=ends.cy.id).until is None
    assert team.act(ends.olga, asset_groups.extend_place, group_id=ends.group, user_id=ends.cy.id) is None
    with pytest.raises(NotFound):
        team.act(ends.olga, asset_groups.extend_place, group_id="7", user_id=ends.cy.id)
    assert team.events() == before


def test_an_admin_whose_membership_ends_is_extended_with_another_admin(
    ends: Ends, ruled: Team, world: World, olga: MadeUser, bo: MadeUser
) -> None:
    temporary, until = world.user("Temporary"), look(ends.team, olga).rows[-1].until
    world.member(ruled.center, temporary, CenterRole.ADMIN, valid_until=until)
    longer = ruled.act(olga, members.extend_member, user_id=temporary.id)
    assert longer.waits is not None
    assert longer.waits.words == "let the membership of Temporary end with a day"
    assert ("membership", "Temporary", "") in shown(ruled, bo)
    with pytest.raises(Conflict, match="asked to let the membership of Temporary"):
        ruled.act(bo, members.extend_member, user_id=temporary.id)


def test_a_level_of_ones_own_is_asked_for_longer_and_given(ends: Ends) -> None:
    team = ends.team
    assert team.act(ends.max, access_requests.ask_longer, ad_account_id=ends.cafe) == date(2026, 12, 29)
    before = team.events()
    assert team.act(ends.max, access_requests.ask_longer, ad_account_id=ends.cafe) == date(2026, 12, 29)
    assert team.events() == before  # asked twice it is the same request
    mail = messages_to(team.runtime, ends.olga.email)[-1]
    assert "asks for the level Operator on the ad account Café FR of Linden & Co, until Dec 29, 2026." in mail
    told = words(team, ends.olga)[0]
    assert told == "Max asks for the level Operator on Café FR in Linden & Co, until Dec 29, 2026"
    # The group gives Operator until the day before: that is the level held, and asked for.
    [asked] = team.act(ends.olga, access_requests.list_requests).to_answer
    assert (asked.person, asked.ad_account, asked.level, asked.until) == (
        "Max",
        "Café FR",
        OPERATOR,
        date(2026, 12, 29),
    )
    assert [(row.may_ask, row.is_asked) for row in look(team, ends.max, kind="level").rows] == [
        (False, True), (True, False),
    ]  # fmt: skip
    team.act(ends.olga, access_requests.grant_request, request_id=asked.id)
    assert shown(team, ends.max) == [one for one in MINE if one[2] != "Café FR"]


@pytest.mark.parametrize(
    ("level", "until"), [("OPERATOR", DAY_BEFORE), ("ANALYST", None), ("ANALYST", date(2027, 1, 1))]
)
def test_what_is_held_as_long_is_not_asked_for(ends: Ends, level: str, until: date | None) -> None:
    with pytest.raises(InvalidInput, match="You hold this level already"):
        ends.team.act(ends.max, access_requests.request_access, ad_account_id=ends.cafe, level=level, until=until)


def test_what_has_no_end_is_not_asked_for_longer(ends: Ends) -> None:
    for who in (ends.ada, ends.cy):
        with pytest.raises(Conflict, match="no level here that ends"):
            ends.team.act(who, access_requests.ask_longer, ad_account_id=ends.shop)


def test_the_span_is_a_fortnight_to_the_instant(team: Team, world: World, olga: MadeUser, max_: MadeUser,
                                                moved_clock: MovableClock) -> None:  # fmt: skip
    now, fortnight = moved_clock.moment, timedelta(days=14)
    ends = {"over": now, "first": now + INSTANT, "last": now + fortnight, "later": now + fortnight + INSTANT}
    for name, until in ends.items():
        world.grant(team.center, world.ad_account(team.center, olga, name), max_, ANALYST, valid_until=until)
    assert [row.name for row in look(team, olga).rows] == ["first", "last"]


STATEMENTS = {
    "the levels are taken back": "UPDATE access_grant SET revoked_at = :now WHERE asset_group_id IS NULL",
    "the levels have not begun": "UPDATE access_grant SET valid_from = :later WHERE asset_group_id IS NULL",
    "the place is given up": "UPDATE asset_group_member SET ended_at = :now",
    "the group is deleted": "UPDATE asset_group SET ended_at = :now",
    "the membership ends": "UPDATE membership SET ended_at = :now WHERE valid_until IS NOT NULL",
    "the membership is over": "UPDATE membership SET valid_until = :now WHERE valid_until IS NOT NULL",
    "they are disabled": "UPDATE app_user SET disabled_at = :now WHERE name = 'Max'",
}
LEFT = {
    "the levels are taken back": ["place", "membership"],
    "the levels have not begun": ["place", "membership"],
    "the place is given up": ["level", "level", "membership"],
    "the group is deleted": ["level", "level", "membership"],
}


@pytest.mark.parametrize("what", STATEMENTS)
def test_what_is_not_in_force_is_not_there(ends: Ends, moved_clock: MovableClock, what: str) -> None:
    values = {"now": moved_clock.moment, "later": moved_clock.moment + timedelta(hours=1)}
    used = {name: str(value) for name, value in values.items() if f":{name}" in STATEMENTS[what]}
    ends.team.rows_changed(STATEMENTS[what], **used)
    assert [kind for kind, _, _ in shown(ends.team, ends.olga)] == LEFT.get(what, [])


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ({"search": "MAX"}, [0, 1, 2, 3]), ({"search": "cafe"}, [1]), ({"search": "max shop"}, [2]),
        ({"search": "summ"}, [0]), ({"search": "olga"}, []), ({"search": "%"}, []), ({"kind": "level"}, [1, 2]),
        ({"kind": "membership"}, [3]), ({"kind": "place", "search": "shop"}, []), ({"kind": "nonsense"}, [0, 1, 2, 3]),
    ],
)  # fmt: skip
def test_it_is_searched_and_filtered(ends: Ends, filters: dict[str, str], places: list[int]) -> None:
    assert shown(ends.team, ends.olga, **filters) == [MINE[place] for place in places]


def test_it_comes_in_pages(team: Team, world: World, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock) -> None:
    for number in range(51):
        account = world.ad_account(team.center, olga, f"Shop {number:02}")
        until = moved_clock.moment + timedelta(hours=number + 1)
        world.grant(team.center, account, max_, ANALYST, valid_until=until)
    first, second, beyond = (look(team, olga, page=page) for page in (1, 2, 3))
    assert [(len(found.rows), found.total, found.page) for found in (first, second, beyond)] == [
        (50, 51, 1), (1, 51, 2), (50, 51, 1),
    ]  # fmt: skip
    assert [row.name for row in second.rows] == ["Shop 50"]
