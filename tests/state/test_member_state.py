"""The page of a member, the people of an ad account and the drawer of a level, as they travel to the browser."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import center_rules
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from bizhub.state.account_people import AccountPeopleState
from bizhub.state.level import LevelState
from bizhub.state.member import MemberState
from bizhub.state.member_access import MemberAccessState
from bizhub.state.session import SessionState
from tests.factories import LONG_AGO, MadeUser, World
from tests.hostile.driver import Answer, Tab

FORM = {"level": "OPERATOR", "last_day": "", "reason": ""}


@pytest.fixture
def linden(world: World, ada: MadeUser) -> str:
    return world.center(ada, "Linden")


@pytest.fixture
def max_(world: World, linden: str) -> MadeUser:
    max_ = world.user("Max")
    world.member(linden, max_)
    return max_


@pytest.fixture
def shop(world: World, ada: MadeUser, linden: str) -> str:
    return world.ad_account(linden, ada, "Shop DE")


async def loaded(tab: Tab, path: str, state: Any) -> Answer:
    tab.path = path
    await tab.send(SessionState.load)
    return await tab.send(state.load)


def led_to(answer: Answer) -> list[str]:
    return [event.payload["path"] for event in answer.events if event.name == "_redirect"]


async def test_every_way_to_a_level_is_told(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, max_: MadeUser, shop: str
) -> None:
    soon = datetime.now(UTC) + timedelta(days=14)
    world.grant(linden, shop, max_, AdAccountLevel.OPERATOR, valid_until=soon, granted_by=int(ada.id), reason="Sale")
    world.grant(linden, shop, max_, AdAccountLevel.ANALYST, via="import")
    answer = await loaded(adas_tab, f"/team/{max_.id}", MemberAccessState)
    [line] = answer.value("lines")
    told = [(chain.level, chain.way, chain.reason, chain.ends_soon, chain.may_extend) for chain in line.chains]
    assert (line.name, line.level, answer.value("page").total) == ("Shop DE", "OPERATOR", "1")
    assert told == [("Operator", "directly", "Sale", True, True), ("Analyst", "by an import", "", False, False)]
    assert line.chains[0].words.startswith("since Jan 1, 2020, until ")
    assert line.chains[0].words.endswith(", given by Ada")


async def test_what_ends_soon_is_not_told_of_the_past(
    adas_tab: Tab, world: World, linden: str, max_: MadeUser, shop: str
) -> None:
    over = datetime(2026, 1, 10, tzinfo=UTC)
    world.grant(linden, shop, max_, AdAccountLevel.OPERATOR, valid_until=over)
    answer = await loaded(adas_tab, f"/accounts/{shop}?on=2026-01-09", AccountPeopleState)
    [line] = answer.value("lines")
    assert [(chain.ends_soon, chain.may_extend) for chain in line.chains] == [(False, False)]
    assert (answer.value("day"), answer.value("may_change")) == ("Jan 9, 2026", False)


@pytest.mark.parametrize(
    ("handler", "payload", "query"),
    [
        (MemberAccessState.search_for, {"text": " Möbel & Co "}, "?q=M%C3%B6bel+%26+Co&on=2026-01-09"),
        (MemberAccessState.look_at, {"day": "2026-05-01"}, "?q=shop&on=2026-05-01"),
        (MemberAccessState.look_at, {"day": "0002-05-01"}, "?q=shop"),
        (MemberAccessState.look_at_now, {}, "?q=shop"),
        (MemberAccessState.turn_on, {}, "?q=shop&on=2026-01-09&page=3"),
        (MemberAccessState.turn_back, {}, "?q=shop&on=2026-01-09"),
    ],
)
async def test_what_is_looked_at_becomes_an_address(
    adas_tab: Tab, max_: MadeUser, handler: Any, payload: dict[str, str], query: str
) -> None:
    await loaded(adas_tab, f"/team/{max_.id}?q=shop&on=2026-01-09&page=2", MemberAccessState)
    assert led_to(await adas_tab.send(handler, **payload)) == [f"/team/{max_.id}{query}"]


async def test_fields_are_drawn_anew_for_a_link_and_never_while_typing(adas_tab: Tab, max_: MadeUser) -> None:
    path = f"/team/{max_.id}"
    await loaded(adas_tab, path, MemberAccessState)
    await adas_tab.send(MemberAccessState.search_for, text="shop")
    await loaded(adas_tab, f"{path}?q=shop", MemberAccessState)
    assert (await adas_tab.state(MemberAccessState)).visits == 0
    await loaded(adas_tab, f"{path}?q=brand", MemberAccessState)
    assert (await adas_tab.state(MemberAccessState)).visits == 1


async def test_of_somebody_who_has_left_the_past_is_told(adas_tab: Tab, world: World, linden: str, shop: str) -> None:
    fritz = world.user("Fritz")
    world.member(linden, fritz, ended_at=datetime(2026, 3, 1, tzinfo=UTC))
    world.grant(linden, shop, fritz, AdAccountLevel.ADMIN, revoked_at=datetime(2026, 3, 1, tzinfo=UTC))
    answer = await loaded(adas_tab, f"/team/{fritz.id}?on=2026-02-01", MemberState)
    assert (answer.value("name"), answer.value("is_member"), answer.value("problem")) == ("Fritz", False, "")
    answer = await adas_tab.send(MemberAccessState.load)
    assert [line.name for line in answer.value("lines")] == ["Shop DE"]


async def test_the_last_admin_is_told_beside_the_role_and_the_form_stays(
    adas_tab: Tab, ada: MadeUser, linden: str
) -> None:
    await loaded(adas_tab, f"/team/{ada.id}", MemberState)
    await adas_tab.send(MemberState.start_editing)
    form = {"role": "STANDARD", "finance_role": "", "until": ""}
    answer = await adas_tab.send(MemberState.save, form_data=form)
    assert answer.value("errors")["role"].startswith("Linden would be left without an admin.")
    assert (await adas_tab.state(MemberState)).editing


async def test_who_was_overtaken_is_told_and_may_insist(adas_tab: Tab, ada: MadeUser, max_: MadeUser) -> None:
    path = f"/team/{max_.id}"
    await loaded(adas_tab, path, MemberState)
    await adas_tab.send(MemberState.start_editing)
    other = adas_tab.driver.tab(ada.token, path=path)
    await loaded(other, path, MemberState)
    await other.send(MemberState.start_editing)
    form = {"role": "STANDARD", "finance_role": "ANALYST", "until": ""}
    await other.send(MemberState.save, form_data=form)
    answer = await adas_tab.send(MemberState.save, form_data={**form, "finance_role": "MANAGER"})
    assert answer.value("errors")["finance_role"].startswith("Ada changed this to “ANALYST” in the meantime.")
    decided = await adas_tab.send(MemberState.save, form_data={**form, "finance_role": "MANAGER"})
    assert decided.value("finance_role") == "MANAGER"


async def test_removing_says_what_ends(adas_tab: Tab, world: World, linden: str, max_: MadeUser, shop: str) -> None:
    world.grant(linden, shop, max_, AdAccountLevel.ADMIN)
    world.grant(linden, shop, max_, AdAccountLevel.ANALYST)
    answer = await loaded(adas_tab, f"/team/{max_.id}", MemberState)
    assert answer.value("removal") == (
        "Max leaves Linden at once. 2 levels on 1 ad account and every place in an asset group end. "
        "What they did stays in the activity."
    )


async def test_a_level_that_is_refused_stays_typed(adas_tab: Tab, max_: MadeUser, shop: str) -> None:
    await loaded(adas_tab, f"/team/{max_.id}", MemberState)
    await adas_tab.send(LevelState.open_for, user_id=max_.id, ad_account_id=shop)
    answer = await adas_tab.send(LevelState.save, form_data={**FORM, "last_day": "2020-01-01"})
    assert answer.value("errors") == {"until": "This day is over. Choose today or a later day."}
    answer = await adas_tab.send(LevelState.save, form_data={**FORM, "last_day": "some day"})
    assert answer.value("errors") == {"until": "Choose a day of the calendar."}
    state = await adas_tab.state(LevelState)
    assert (state.opened, state.form_version) == (True, 1)
    answer = await adas_tab.send(LevelState.save, form_data=FORM)
    assert answer.value("opened") is False
    assert "Max holds Operator on Shop DE." in answer.functions[0]


async def test_who_holds_a_level_already_is_shown_with_it(
    adas_tab: Tab, world: World, linden: str, max_: MadeUser, shop: str
) -> None:
    world.grant(linden, shop, max_, AdAccountLevel.ADMIN, valid_until=datetime(2999, 1, 1, tzinfo=UTC))
    await loaded(adas_tab, f"/accounts/{shop}", AccountPeopleState)
    await adas_tab.send(LevelState.open_for, user_id="", ad_account_id=shop)
    await adas_tab.send(LevelState.suggest, query="ma")
    answer = await adas_tab.send(LevelState.choose, row_id=max_.id)
    assert (answer.value("level"), answer.value("until"), answer.value("chosen")) == ("ADMIN", "2999-01-01", "Max")
    answer = await adas_tab.send(LevelState.choose, row_id="")
    assert (answer.value("is_ready"), answer.value("chosen")) == (False, "")


async def test_where_extending_is_refused_the_drawer_says_why(
    adas_tab: Tab, world: World, linden: str, max_: MadeUser, shop: str
) -> None:
    petra, end = world.user("Petra"), datetime.now(UTC) + timedelta(days=5)
    world.member(linden, petra)
    for person in (petra, max_):
        world.grant(linden, shop, person, AdAccountLevel.ADMIN, valid_until=end)
    tab = adas_tab.driver.tab(petra.token, path=f"/accounts/{shop}")
    await loaded(tab, f"/accounts/{shop}", AccountPeopleState)
    answer = await tab.send(LevelState.extend, user_id=max_.id, ad_account_id=shop)
    assert answer.value("opened") is True
    assert answer.value("errors")["until"].startswith("Your own level ends with ")


async def test_somebody_else_s_page_tells_nothing(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, max_: MadeUser, shop: str
) -> None:
    world.member(linden, world.user("Ida"), CenterRole.ADMIN, valid_from=LONG_AGO)
    tab = adas_tab.driver.tab(max_.token, path=f"/team/{ada.id}")
    for state in (MemberState, MemberAccessState):
        answer = await loaded(tab, f"/team/{ada.id}", state)
        assert answer.value("problem").startswith("You need the center role Admin for this.")
        assert ada.email not in answer.text


async def test_why_somebody_cannot_come_back_is_said(
    adas_tab: Tab, runtime: Runtime, world: World, linden: str, ada: MadeUser
) -> None:
    """No field of the page could say it: who has left has no form."""
    bo = world.user("Bo", email="bo@else.example")
    world.member(linden, bo, ended_at=LONG_AGO)
    with begin(runtime, ada.caller(linden), write=True) as work:
        center_rules.edit_rules(work, domains="linden.example", allowlist_for="ALL", seen={})
    await loaded(adas_tab, f"/team/{bo.id}", MemberState)
    answer = await adas_tab.send(MemberState.restore)
    assert "Members of this center have an e-mail address of linden.example." in str(answer.functions)
