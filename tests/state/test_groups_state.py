"""Asset groups as they travel to the browser."""

from typing import Any

import pytest

from bizhub.domain.policy import AdAccountLevel
from bizhub.state.group import GroupState
from bizhub.state.group_add import GroupAddState
from bizhub.state.group_content import GroupContentState
from bizhub.state.groups import GroupsState
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import Answer, Tab


@pytest.fixture
def linden(world: World, ada: MadeUser) -> str:
    return world.center(ada, "Linden")


@pytest.fixture
def shop(world: World, ada: MadeUser, linden: str) -> str:
    return world.ad_account(linden, ada, "Shop DE")


@pytest.fixture
def summer(world: World, ada: MadeUser, linden: str, shop: str) -> str:
    return world.asset_group(linden, ada, "Summer sale", AdAccountLevel.OPERATOR, [shop])


async def loaded(tab: Tab, path: str, state: Any) -> Answer:
    tab.path = path
    await tab.send(SessionState.load)
    return await tab.send(state.load)


def led_to(answer: Answer) -> list[str]:
    return [event.payload["path"] for event in answer.events if event.name == "_redirect"]


async def test_the_list_is_searched_and_paged_in_its_address(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, summer: str
) -> None:
    for number in range(60):
        world.asset_group(linden, ada, f"Group {number:02}", AdAccountLevel.ANALYST)
    answer = await loaded(adas_tab, "/team/groups?page=2", GroupsState)
    assert [row.name for row in answer.value("rows")][-1] == "Summer sale"
    assert (answer.value("paging", GroupsState).first, answer.value("paging", GroupsState).total) == ("51", "61")
    answer = await loaded(adas_tab, "/team/groups?q=SUMMER", GroupsState)
    [row] = answer.value("rows")
    assert (row.name, row.level, row.members, row.ad_accounts) == ("Summer sale", "OPERATOR", "1", "1")


async def test_a_name_that_exists_is_said_beside_its_field(adas_tab: Tab, summer: str) -> None:
    await loaded(adas_tab, "/team/groups", GroupsState)
    await adas_tab.send(GroupsState.set_creating, opened=True)
    answer = await adas_tab.send(GroupsState.create, form_data={"name": "summer SALE", "level": "ADMIN"})
    assert answer.value("errors") == {"name": "There is already an asset group summer SALE."}
    assert (await adas_tab.state(GroupsState)).creating


async def test_deleting_says_what_ends(adas_tab: Tab, summer: str) -> None:
    answer = await loaded(adas_tab, f"/team/groups/{summer}", GroupState)
    assert answer.value("deletion") == (
        "1 member loses the level Operator that it gives on 1 ad account, at once. What they hold in other ways stays."
    )
    assert led_to(await adas_tab.send(GroupState.delete)) == ["/team/groups"]


async def test_who_was_overtaken_is_told(adas_tab: Tab, ada: MadeUser, summer: str) -> None:
    path = f"/team/groups/{summer}"
    other = adas_tab.driver.tab(ada.token, path=path)
    for tab in (adas_tab, other):
        await loaded(tab, path, GroupState)
        await tab.send(GroupState.start_editing)
    await other.send(GroupState.save, form_data={"name": "By the other", "level": "OPERATOR"})
    answer = await adas_tab.send(GroupState.save, form_data={"name": "Mine", "level": "OPERATOR"})
    assert answer.value("errors")["name"].startswith("Ada changed this to “By the other” in the meantime.")
    decided = await adas_tab.send(GroupState.save, form_data={"name": "Mine", "level": "OPERATOR"})
    assert decided.value("name") == "Mine"


async def test_both_lists_are_searched_and_paged_in_the_address(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str
) -> None:
    accounts = [world.ad_account(linden, ada, f"Shop {number:02}", external_id=f"e{number}") for number in range(60)]
    group = world.asset_group(linden, ada, "Many", AdAccountLevel.ANALYST, accounts)
    path = f"/team/groups/{group}"
    answer = await loaded(adas_tab, f"{path}?accounts=2", GroupContentState)
    assert [line.name for line in answer.value("ad_accounts")] == [f"Shop {number}" for number in range(50, 60)]
    assert [line.name for line in answer.value("members")] == ["Ada"]
    assert led_to(await adas_tab.send(GroupContentState.turn, kind="members", way="on")) == [
        f"{path}?members=2&accounts=2"
    ]
    assert led_to(await adas_tab.send(GroupContentState.turn, kind="ad_accounts", way="back")) == [path]
    answer = await loaded(adas_tab, f"{path}?q=shop+07", GroupContentState)
    assert [line.name for line in answer.value("ad_accounts")] == ["Shop 07"]
    assert answer.value("members") == []


async def test_what_is_selected_is_on_the_page_and_taken_out(adas_tab: Tab, shop: str, summer: str) -> None:
    await loaded(adas_tab, f"/team/groups/{summer}", GroupContentState)
    await adas_tab.send(GroupContentState.toggle, kind="ad_accounts", row_id="7300000000000000001")
    assert (await adas_tab.state(GroupContentState)).selected_ad_accounts == []
    await adas_tab.send(GroupContentState.toggle, kind="ad_accounts", row_id=shop)
    answer = await adas_tab.send(GroupContentState.remove_selected, kind="ad_accounts")
    assert (answer.value("ad_accounts"), answer.value("selected_ad_accounts")) == ([], [])
    assert [line.name for line in answer.value("members")] == ["Ada"]


async def test_a_day_that_is_over_keeps_who_was_chosen(adas_tab: Tab, world: World, linden: str, summer: str) -> None:
    max_ = world.user("Max")
    world.member(linden, max_)
    await loaded(adas_tab, f"/team/groups/{summer}", GroupContentState)
    await adas_tab.send(GroupAddState.suggest_members, query="max")
    await adas_tab.send(GroupAddState.choose_member, row_id=max_.id)
    answer = await adas_tab.send(GroupAddState.add_member, form_data={"until": "2020-01-01"})
    assert answer.value("errors") == {"until": "This day is over. Choose today or a later day."}
    assert (await adas_tab.state(GroupAddState)).chosen_member == "Max"
    await adas_tab.send(GroupAddState.add_member, form_data={"until": "2999-01-01"})
    answer = await adas_tab.send(GroupContentState.refresh)
    assert [(line.name, line.until) for line in answer.value("members")] == [("Ada", ""), ("Max", "Jan 1, 2999")]


async def test_who_was_chosen_for_one_group_is_not_put_into_another(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, summer: str
) -> None:
    other = world.asset_group(linden, ada, "Winter sale", AdAccountLevel.ANALYST)
    await loaded(adas_tab, f"/team/groups/{summer}", GroupContentState)
    await adas_tab.send(GroupAddState.suggest_members, query="ada")
    await adas_tab.send(GroupAddState.choose_member, row_id=ada.id)
    await loaded(adas_tab, f"/team/groups/{other}", GroupContentState)
    assert (await adas_tab.state(GroupAddState)).chosen_member == ""


async def test_a_group_that_one_is_not_in_is_not_found(adas_tab: Tab, world: World, linden: str, summer: str) -> None:
    max_ = world.user("Max")
    world.member(linden, max_)
    tab = adas_tab.driver.tab(max_.token, path="/team/groups")
    assert (await loaded(tab, "/team/groups", GroupsState)).value("rows") == []
    for state in (GroupState, GroupContentState):
        answer = await loaded(tab, f"/team/groups/{summer}", state)
        assert answer.value("problem") == "Not found."
        assert "Summer" not in answer.text
