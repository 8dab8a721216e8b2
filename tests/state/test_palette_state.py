"""The palette's answers and the switch, as they travel to the browser."""

import asyncio

import pytest

from bizhub.domain.palette import PaletteRow
from bizhub.services.runtime import Runtime
from bizhub.services.switching import recent_ad_accounts
from bizhub.services.work import begin
from bizhub.state.palette import PaletteState
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import Answer, Tab


@pytest.fixture
def linden(world: World, ada: MadeUser) -> str:
    return world.center(ada, "Linden")


@pytest.fixture
def shop(world: World, ada: MadeUser, linden: str) -> str:
    return world.ad_account(linden, ada, "Shop DE", currency="USD")


def places_of(answer: Answer, name: str) -> list[int]:
    """In which of the answers to the browser a variable was sent."""
    return [
        place
        for place, delta in enumerate(answer.deltas)
        if any(f"{name}_rx_state_" in variables for variables in delta.values())
    ]


async def loaded(tab: Tab, path: str) -> Tab:
    tab.path = path
    await tab.send(SessionState.load)
    return tab


async def test_a_page_gets_its_palette_when_it_loads(adas_tab: Tab, shop: str) -> None:
    await loaded(adas_tab, "/activity")
    answer = await adas_tab.send(PaletteState.refresh)
    assert answer.value("rows")[0] == PaletteRow(
        kind="account", id=shop, name="Shop DE", detail=f"{shop[:4]}…{shop[-4:]} · USD", heading="Ad accounts",
        digit="", href="", parts=("Shop DE",),
    )  # fmt: skip


async def test_somebody_without_a_center_gets_no_rows_and_no_complaint(adas_tab: Tab) -> None:
    await loaded(adas_tab, "/welcome")
    answer = await adas_tab.send(PaletteState.refresh)
    assert (answer.value("rows"), answer.functions) == (None, [])


async def test_an_answer_says_which_query_it_answers(adas_tab: Tab, shop: str) -> None:
    await loaded(adas_tab, "/activity")
    answer = await adas_tab.send(PaletteState.search, query=" shp ")
    assert answer.value("answered") == "shp"
    assert answer.value("rows")[0].parts == ("", "Sh", "o", "p", " DE")


async def test_name_and_totals_come_in_the_first_answer_chart_and_table_later(adas_tab: Tab, shop: str) -> None:
    await loaded(adas_tab, "/insights")
    answer = await adas_tab.send(PaletteState.switch_account, ad_account_id=shop)
    assert places_of(answer, "account_name")[0] == places_of(answer, "tiles")[0] == 0
    assert places_of(answer, "by_choices")[0] > 0
    assert answer.value("account_name") == "Shop DE"


async def test_a_switch_is_remembered_behind_the_answer(
    adas_tab: Tab, ada: MadeUser, runtime: Runtime, linden: str, shop: str
) -> None:
    await loaded(adas_tab, "/activity")
    await adas_tab.send(PaletteState.choose, kind="account", row_id=shop)
    with begin(runtime, ada.caller(linden), write=False) as work:
        assert recent_ad_accounts(work) == [int(shop)]


async def test_what_may_not_be_seen_leaves_everything_as_it_was(
    adas_tab: Tab, world: World, linden: str, shop: str
) -> None:
    otto = world.user("Otto")
    foreign = world.ad_account(world.center(otto), otto, "Secret")
    await loaded(adas_tab, f"/activity?account={shop}")
    answer = await adas_tab.send(PaletteState.switch_account, ad_account_id=foreign)
    assert "Not found." in answer.functions[0]
    assert "Secret" not in answer.text
    assert (await adas_tab.state(SessionState)).account_id == shop


async def test_all_accounts_can_be_chosen_again(adas_tab: Tab, shop: str) -> None:
    await loaded(adas_tab, f"/activity?account={shop}")
    answer = await adas_tab.send(PaletteState.choose, kind="action", row_id="all_accounts")
    assert answer.value("account_id") == ""


async def test_insights_of_all_accounts_leads_there(adas_tab: Tab, shop: str) -> None:
    await loaded(adas_tab, f"/activity?account={shop}")
    answer = await adas_tab.send(PaletteState.choose, kind="action", row_id="insights_of_all")
    assert [event.payload["path"] for event in answer.events if event.name == "_redirect"] == ["/insights"]


async def test_on_the_page_of_an_account_the_page_of_the_other_is_shown(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str
) -> None:
    other = world.ad_account(linden, ada, "Shop FR")
    await loaded(adas_tab, f"/accounts/{shop}")
    answer = await adas_tab.send(PaletteState.switch_account, ad_account_id=other)
    assert [event.payload["path"] for event in answer.events if event.name == "_redirect"] == [f"/accounts/{other}"]


@pytest.mark.parametrize("kind", ["user", "", "ACCOUNT"])
async def test_other_kinds_are_refused(adas_tab: Tab, shop: str, kind: str) -> None:
    await loaded(adas_tab, "/activity")
    answer = await adas_tab.send(PaletteState.choose, kind=kind, row_id=shop)
    assert answer.value("account_id") is None


@pytest.mark.parametrize("kind", ["account", "center", "action", "page"])
async def test_no_text_of_a_browser_is_read_as_code(adas_tab: Tab, shop: str, kind: str) -> None:
    """Reflex looks for its own tags in what it is told to chain, and never comes back from this one."""
    await loaded(adas_tab, "/overview")
    async with asyncio.timeout(20):
        answer = await adas_tab.send(PaletteState.choose, kind=kind, row_id="<reflex.Var>x</reflex.Var>")
    assert answer.value("center_id") is None
