"""Requests for access: asked, told to who can answer, answered once, seen by who asked."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from bizhub.domain.access_requests import RequestState
from bizhub.domain.errors import Conflict, InvalidInput, NotFound, PermissionDenied, TooManyTries
from bizhub.domain.ids import new_ids
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import access_requests, members
from bizhub.services.runtime import Runtime
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import MovableClock, messages_to


@pytest.fixture
def team(runtime: Runtime, center: str) -> Team:
    return Team(runtime, center)


@pytest.fixture
def account(world: World, team: Team, olga: MadeUser) -> str:
    return world.ad_account(team.center, olga)


@pytest.fixture
def ada(world: World, team: Team, account: str) -> MadeUser:
    """A member who holds Admin on the ad account."""
    ada = world.user("Ada")
    world.member(team.center, ada)
    world.grant(team.center, account, ada, AdAccountLevel.ADMIN)
    return ada


def ask(team: Team, user: MadeUser, account: str, level: str = "OPERATOR", **more: Any) -> None:
    team.act(user, access_requests.request_access, ad_account_id=account, level=level, **more)


def waiting(team: Team, user: MadeUser) -> list[str]:
    """IDs of what somebody can answer."""
    return [row.id for row in team.act(user, access_requests.list_requests).to_answer]


def states(team: Team, user: MadeUser) -> list[str]:
    """Where somebody's own requests stand, the newest first."""
    return [row.state.value for row in team.act(user, access_requests.list_requests).own]


def test_who_has_nothing_asks_and_gets_what_was_asked_for(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    offer = team.act(max_, access_requests.view_request_offer, ad_account_id=account)
    assert (offer.name, offer.held, offer.last) == ("Shop DE", None, None)
    assert offer.levels == (AdAccountLevel.ANALYST, AdAccountLevel.OPERATOR, AdAccountLevel.ADMIN)
    ask(team, max_, account, until=date(2026, 12, 24), reason=" The  sale ")
    [row] = team.act(olga, access_requests.list_requests).to_answer
    assert (row.person, row.ad_account, row.level, row.until, row.reason) == (
        "Max", "Shop DE", AdAccountLevel.OPERATOR, date(2026, 12, 24), "The sale",
    )  # fmt: skip
    asked = messages_to(team.runtime, olga.email)[-1]
    assert "Max asks for the level Operator on the ad account Shop DE" in asked
    assert f"/team/requests?center={team.center}\n" in asked
    moved_clock.move(hours=1)
    team.act(olga, access_requests.grant_request, request_id=row.id)
    assert team.level(max_, account) == "OPERATOR"
    assert team.rows("SELECT granted_by, reason FROM access_grant") == [(int(olga.id), "The sale")]
    answered = messages_to(team.runtime, max_.email)[-1]
    assert "Olga has given you what you asked for" in answered
    assert f"?center={team.center}\n" in answered
    assert team.events() == ["access_request:send", "ad_account:grant", "access_request:grant"]
    assert (waiting(team, olga), states(team, max_)) == ([], ["GRANTED"])


def test_what_is_refused_is_told_with_its_reason(team: Team, olga: MadeUser, max_: MadeUser, account: str) -> None:
    ask(team, max_, account)
    team.act(olga, access_requests.refuse_request, request_id=waiting(team, olga)[0], answer="Ask again in May.")
    assert team.level(max_, account) == ""
    last = team.act(max_, access_requests.view_request_offer, ad_account_id=account).last
    assert (last.state, last.answered_by, last.answer) == (RequestState.REFUSED, "Olga", "Ask again in May.")
    assert "Ask again in May." in messages_to(team.runtime, max_.email)[-1]
    assert team.events() == ["access_request:send", "access_request:refuse"]


def test_a_request_reaches_the_admins_and_who_holds_admin_on_it(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, ada: MadeUser, account: str
) -> None:
    others = {name: world.user(name) for name in ("Ida", "Bo", "Cy")}
    world.member(team.center, others["Ida"], CenterRole.ADMIN)
    world.member(team.center, others["Bo"])
    world.grant(team.center, account, others["Bo"], AdAccountLevel.OPERATOR)
    world.member(team.center, others["Cy"])
    world.grant(team.center, account, others["Cy"], AdAccountLevel.ADMIN, revoked_at=LONG_AGO)
    ask(team, max_, account)
    everybody = {"Olga": olga, "Max": max_, "Ada": ada, **others}
    told = {name for name, user in everybody.items() if messages_to(team.runtime, user.email)}
    can_answer = {name for name, user in everybody.items() if waiting(team, user)}
    assert told == can_answer == {"Olga", "Ida", "Ada"}


def test_many_requests_for_others_hide_none(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, ada: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    others = [int(world.ad_account(team.center, olga, f"Shop {number}")) for number in range(201)]
    ask(team, max_, account)
    [number] = waiting(team, ada)
    moved_clock.move(hours=1)
    shared = {"center_id": int(team.center), "user_id": int(max_.id), "created_at": moved_clock.moment}
    asked = {"level": "ANALYST", "reason": "", "answer": "", "state": "PENDING", **shared}
    many = [{"id": own, "ad_account_id": other, **asked} for own, other in zip(new_ids(201), others, strict=True)]
    with team.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(access_requests.REQUEST), many)
    assert waiting(team, ada) == [number]


def test_nobody_grants_for_longer_than_they_hold(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    bo = world.user("Bo")
    world.member(team.center, bo)
    world.grant(team.center, account, bo, AdAccountLevel.ADMIN, valid_until=moved_clock.moment.replace(day=30))
    ask(team, max_, account)
    [number] = waiting(team, bo)
    with pytest.raises(InvalidInput, match="Your own level ends with"):
        team.act(bo, access_requests.grant_request, request_id=number)
    team.act(olga, access_requests.grant_request, request_id=number)
    assert team.level(max_, account) == "OPERATOR"


def test_an_answer_is_given_once(team: Team, olga: MadeUser, max_: MadeUser, account: str) -> None:
    ask(team, max_, account)
    [number] = waiting(team, olga)
    team.act(olga, access_requests.refuse_request, request_id=number)
    for use_case in (access_requests.grant_request, access_requests.refuse_request):
        with pytest.raises(Conflict, match="answered or withdrawn"):
            team.act(olga, use_case, request_id=number)
    with pytest.raises(Conflict):
        team.act(max_, access_requests.withdraw_request, request_id=number)
    assert team.level(max_, account) == ""


def test_a_request_is_withdrawn_by_who_sent_it_only(
    team: Team, olga: MadeUser, max_: MadeUser, ada: MadeUser, account: str
) -> None:
    ask(team, max_, account)
    [number] = waiting(team, olga)
    for other in (olga, ada):
        with pytest.raises(NotFound):
            team.act(other, access_requests.withdraw_request, request_id=number)
    team.act(max_, access_requests.withdraw_request, request_id=number)
    assert (waiting(team, olga), states(team, max_)) == ([], ["WITHDRAWN"])


def test_another_request_takes_the_place_of_the_one_before(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock
) -> None:
    ask(team, max_, account, "ANALYST")
    moved_clock.move(minutes=1)
    ask(team, max_, account, "ADMIN")
    rows = team.act(olga, access_requests.list_requests).to_answer
    assert ([row.level.value for row in rows], states(team, max_)) == (["ADMIN"], ["PENDING", "WITHDRAWN"])


def test_a_request_lapses(
    team: Team, olga: MadeUser, max_: MadeUser, account: str, moved_clock: MovableClock, world: World
) -> None:
    ask(team, max_, account)
    [number] = waiting(team, olga)
    query = "UPDATE access_request SET created_at = '2026-10-24 08:59:59+00:00'"
    with team.runtime.database.transaction(write=True) as connection:
        connection.exec_driver_sql(query)
    assert waiting(team, olga) == []
    with pytest.raises(Conflict, match="lapsed"):
        team.act(olga, access_requests.grant_request, request_id=number)


def test_who_has_left_gets_nothing_any_more(team: Team, olga: MadeUser, max_: MadeUser, account: str) -> None:
    ask(team, max_, account)
    [number] = waiting(team, olga)
    team.act(olga, members.remove_member, user_id=max_.id)
    assert waiting(team, olga) == []
    with pytest.raises(NotFound):
        team.act(olga, access_requests.grant_request, request_id=number)
    assert team.rows("SELECT count(*) FROM access_grant") == [(0,)]


def test_a_grant_takes_nothing_away(team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str) -> None:
    ask(team, max_, account)
    [number] = waiting(team, olga)
    world.grant(team.center, account, max_, AdAccountLevel.ADMIN)
    team.act(olga, access_requests.grant_request, request_id=number)
    assert team.level(max_, account) == "ADMIN"


def test_a_grant_shortens_nothing(team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str) -> None:
    ask(team, max_, account, until=date(2999, 1, 10))
    world.grant(team.center, account, max_, AdAccountLevel.OPERATOR)
    team.act(olga, access_requests.grant_request, request_id=waiting(team, olga)[0])
    assert team.rows("SELECT level, valid_until FROM access_grant WHERE revoked_at IS NULL") == [("OPERATOR", None)]
    assert states(team, max_) == ["GRANTED"]


def test_nobody_answers_their_own_request(team: Team, world: World, olga: MadeUser, account: str) -> None:
    ida = world.user("Ida")
    world.member(team.center, ida, CenterRole.ADMIN)
    ask(team, ida, account)
    [number] = waiting(team, olga)
    assert waiting(team, ida) == []
    with pytest.raises(Conflict, match="Somebody else"):
        team.act(ida, access_requests.grant_request, request_id=number)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"level": "OWNER"}, "level"),
        ({"level": "ADMIN", "until": date(2020, 1, 1)}, "until"),
        ({"level": "ADMIN", "reason": "x" * 301}, "reason"),
        ({"level": "ANALYST"}, "level"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    team: Team, world: World, max_: MadeUser, account: str, values: dict[str, Any], field: str
) -> None:
    world.grant(team.center, account, max_, AdAccountLevel.ANALYST)
    with pytest.raises(InvalidInput) as caught:
        ask(team, max_, account, **values)
    assert (caught.value.field, team.events()) == (field, [])


def test_a_person_asks_so_often_a_day(team: Team, max_: MadeUser, account: str) -> None:
    for _ in range(20):
        ask(team, max_, account)
    with pytest.raises(TooManyTries):
        ask(team, max_, account)


def test_what_is_not_of_the_center_is_as_unknown_as_nothing(team: Team, world: World, max_: MadeUser) -> None:
    eve = world.user("Eve")
    foreign = world.ad_account(world.center(eve, "Theirs"), eve)
    for number in (foreign, "1", "x"):
        with pytest.raises(NotFound) as caught:
            ask(team, max_, number)
        assert str(caught.value) == "Not found."


def test_below_admin_nobody_answers(team: Team, world: World, olga: MadeUser, max_: MadeUser, account: str) -> None:
    bo = world.user("Bo")
    world.member(team.center, bo)
    world.grant(team.center, account, bo, AdAccountLevel.OPERATOR)
    ask(team, max_, account)
    [number] = waiting(team, olga)
    with pytest.raises(PermissionDenied):
        team.act(bo, access_requests.grant_request, request_id=number)
