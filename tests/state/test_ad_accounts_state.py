"""The list and the page of ad accounts, as they travel to the browser."""

from typing import Any

import pytest

from bizhub.domain.policy import AdAccountLevel
from bizhub.state.ad_account import AdAccountState
from bizhub.state.ad_accounts import AdAccountsState
from bizhub.state.labels import LabelsState
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import Answer, Tab


@pytest.fixture
def linden(world: World, ada: MadeUser) -> str:
    return world.center(ada, "Linden")


@pytest.fixture
def shop(world: World, ada: MadeUser, linden: str) -> str:
    account = world.ad_account(linden, ada, "Shop DE")
    world.grant(linden, account, ada, AdAccountLevel.ADMIN)
    return account


async def loaded(tab: Tab, path: str) -> Answer:
    tab.path = path
    await tab.send(SessionState.load)
    state = AdAccountState if path.startswith("/accounts/") else AdAccountsState
    return await tab.send(state.load)


def led_to(answer: Answer) -> list[str]:
    return [event.payload["path"] for event in answer.events if event.name == "_redirect"]


async def test_the_address_decides_what_is_listed(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str
) -> None:
    world.ad_account(linden, ada, "Brand", currency="JPY")
    answer = await loaded(adas_tab, "/accounts?currency=JPY")
    assert [row.name for row in answer.value("rows")] == ["Brand"]
    assert (answer.value("currency"), answer.value("total")) == ("JPY", "1")


@pytest.mark.parametrize(
    ("handler", "payload", "path"),
    [
        (AdAccountsState.search_for, {"text": " Möbel & Co "}, "/accounts?q=M%C3%B6bel+%26+Co&currency=EUR"),
        (AdAccountsState.filter_by, {"name": "status", "value": "STATUS_DISABLE"},
         "/accounts?status=STATUS_DISABLE&currency=EUR"),
        (AdAccountsState.sort_by, {"key": "created"}, "/accounts?currency=EUR&sort=created"),
        (AdAccountsState.clear_filters, {}, "/accounts"),
        (AdAccountsState.turn_on, {}, "/accounts?currency=EUR&page=2"),
    ],
    ids=["search", "filter", "sort", "clear", "page"],
)  # fmt: skip
async def test_every_choice_becomes_an_address(
    adas_tab: Tab, shop: str, handler: Any, payload: dict[str, str], path: str
) -> None:
    await loaded(adas_tab, "/accounts?currency=EUR")
    assert led_to(await adas_tab.send(handler, **payload)) == [path]


async def test_what_is_selected_is_on_the_page(adas_tab: Tab, shop: str) -> None:
    await loaded(adas_tab, "/accounts")
    await adas_tab.send(AdAccountsState.toggle, row_id="7300000000000000001")
    assert (await adas_tab.state(AdAccountsState)).selected == []
    answer = await adas_tab.send(AdAccountsState.toggle, row_id=shop)
    assert answer.value("selected") == [shop]


async def test_a_conflict_keeps_the_form_and_the_next_save_is_a_decision(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str
) -> None:
    await loaded(adas_tab, f"/accounts/{shop}")
    await adas_tab.send(AdAccountState.start_editing)
    other = adas_tab.driver.tab(ada.token, path=f"/accounts/{shop}")
    await loaded(other, f"/accounts/{shop}")
    form = {"name": "By the other", "industry": "", "note": ""}
    await other.send(AdAccountState.save, form_data=form)
    answer = await adas_tab.send(AdAccountState.save, form_data={**form, "name": "Mine"})
    assert answer.value("errors")["name"].startswith("Ada changed this to “By the other” in the meantime.")
    assert (await adas_tab.state(AdAccountState)).editing
    decided = await adas_tab.send(AdAccountState.save, form_data={**form, "name": "Mine"})
    assert decided.value("account").name == "Mine"


async def test_a_foreign_account_is_not_found(adas_tab: Tab, world: World, linden: str, shop: str) -> None:
    otto = world.user("Otto")
    foreign = world.ad_account(world.center(otto), otto, "Secret")
    await loaded(adas_tab, f"/accounts/{shop}")
    answer = await loaded(adas_tab, f"/accounts/{foreign}")
    assert answer.value("problem") == "Not found."
    assert (await adas_tab.state(AdAccountState)).account is None
    assert "Secret" not in answer.text


async def test_a_label_that_exists_is_said_beside_its_field(adas_tab: Tab, shop: str) -> None:
    await loaded(adas_tab, "/accounts")
    await adas_tab.send(LabelsState.open_for, ad_account_ids=[shop])
    await adas_tab.send(LabelsState.create, form_data={"label": "Agency"})
    answer = await adas_tab.send(LabelsState.create, form_data={"label": "agency"})
    assert answer.value("errors") == {"label": "There is already a label agency."}
    state = await adas_tab.state(LabelsState)
    assert [(line.name, line.on, line.accounts) for line in state.lines] == [("Agency", "all", "1 ad account")]


async def test_a_label_that_is_too_long_is_said_beside_its_field(adas_tab: Tab, shop: str) -> None:
    await loaded(adas_tab, "/accounts")
    await adas_tab.send(LabelsState.open_for, ad_account_ids=[shop])
    answer = await adas_tab.send(LabelsState.create, form_data={"label": "x" * 165})
    assert answer.value("errors") == {"label": "A label has 1 to 40 characters."}
