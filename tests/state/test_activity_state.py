"""The check of the record runs beside the page; addresses that nobody wrote harm nothing."""

import asyncio
from typing import Any

import pytest

from bizhub.domain.audit import AuditEvent
from bizhub.domain.chain import ChainReport
from bizhub.domain.errors import Conflict
from bizhub.services import chain_check
from bizhub.services.chain_check import Progress
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from bizhub.state import activity as activity_state
from bizhub.state.activity import ActivityState
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import Answer, Tab
from tests.state.test_tab_ownership import eventually

INTACT = "The activity is intact: 1 entry checked, none altered, removed or inserted."


@pytest.fixture(autouse=True)
def nothing_is_checked() -> None:
    """What other tests of this process have left running is not a check of these tabs."""
    activity_state._running.clear()


@pytest.fixture
async def tab(runtime: Runtime, world: World, adas_tab: Tab, ada: MadeUser) -> Tab:
    """Ada's activity page, in a center with one entry."""
    center = world.center(ada, "Linden")
    with begin(runtime, ada.caller(center), write=True) as work:
        work.audit(AuditEvent.LABEL_CREATE, object_type="label", object_id="1", object_name="Summer")
    adas_tab.path = "/activity"
    await adas_tab.send(SessionState.load)
    await adas_tab.send(ActivityState.load)
    return adas_tab


def check_until_stopped(_runtime: Runtime, _connection: Any, _center: int, progress: Progress) -> ChainReport:
    progress.entries = 12_345
    progress.stop.wait(10)
    raise Conflict("The check was stopped. Nothing was changed.")


async def test_the_result_is_said_and_recorded(tab: Tab) -> None:
    answer = await tab.send(ActivityState.check_record)
    assert (answer.value("check_tone"), answer.value("check_words")) == ("good", INTACT)
    assert (await tab.state(ActivityState)).is_checking is False
    shown = await tab.send(ActivityState.load)
    assert [part.text for part in shown.value("lines")[0].parts] == ["Ada", " checked the activity"]


async def test_a_check_says_how_far_it_has_come_and_can_be_stopped(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_check, "check", check_until_stopped)
    monkeypatch.setattr(activity_state, "_PROGRESS_EVERY_S", 0.05)
    checking = asyncio.create_task(tab.send(ActivityState.check_record))
    await eventually(lambda: bool(activity_state._running))
    await asyncio.sleep(0.3)
    assert (await tab.state(ActivityState)).check_words == "Checking… 12,345 entries so far."
    await tab.send(ActivityState.stop_check)
    answer = await checking
    assert "The check was stopped. Nothing was changed." in answer.functions[0]
    state = await tab.state(ActivityState)
    assert (state.is_checking, state.check_words) == (False, "")
    assert activity_state._running == {}


async def test_a_tab_checks_once_at_a_time(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_check, "check", check_until_stopped)
    checking = asyncio.create_task(tab.send(ActivityState.check_record))
    await eventually(lambda: bool(activity_state._running))
    second = await tab.send(ActivityState.check_record)
    assert second.deltas == []
    await tab.send(ActivityState.stop_check)
    await checking


async def test_a_result_is_not_shown_in_another_center(
    tab: Tab, world: World, ada: MadeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, gate = chain_check.check, asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(*arguments: Any) -> ChainReport:
        asyncio.run_coroutine_threadsafe(gate.wait(), loop).result(5)
        return real(*arguments)

    monkeypatch.setattr(chain_check, "check", slow)
    checking = asyncio.create_task(tab.send(ActivityState.check_record))
    await eventually(lambda: bool(activity_state._running))
    await tab.send(SessionState.switch_center, center_id=world.center(ada, "Elsewhere"))
    gate.set()
    await checking
    assert (await tab.state(ActivityState)).check_tone != "good"


@pytest.mark.parametrize(
    "query",
    [
        "before=abc&after=-1", "before=99999999999999999999999", "from=yesterday&to=2026-13-01", "person=%00x",
        "kind='; DROP TABLE activity; --", "asset=../../etc", "zone=Mars/Olympus", "search=%25%5F%22",
    ],
)  # fmt: skip
async def test_an_address_that_nobody_wrote_shows_a_page(tab: Tab, query: str) -> None:
    tab.path = f"/activity?{query}"
    answer = await tab.send(ActivityState.load)
    assert answer.functions == []
    assert (await tab.state(ActivityState)).is_loaded


async def test_a_filter_that_does_not_exist_is_left_out(tab: Tab) -> None:
    await tab.send(ActivityState.filter_by, name="center", value="1")
    assert "center" not in (await tab.state(ActivityState)).chosen


async def test_the_address_holds_the_filters(tab: Tab) -> None:
    await tab.send(ActivityState.filter_by, name="search", value=" a&b ")
    answer = await tab.send(ActivityState.filter_by, name="kind", value="label")
    assert answer.value("address") == "?search=a%26b&kind=label"


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        (ActivityState.load, {}),
        (ActivityState.filter_by, {"name": "kind", "value": "label"}),
        (ActivityState.clear_filters, {}),
    ],
    ids=["load", "filter_by", "clear_filters"],
)
async def test_a_page_says_that_it_is_on_its_way(tab: Tab, handler: Any, payload: dict[str, str]) -> None:
    answer = await tab.send(handler, **payload)
    told = [Answer([delta]) for delta in answer.deltas]
    assert [one.value("loading") for one in told] == [True, False]
    assert [one.value("lines") is None for one in told] == [True, False]


async def test_a_page_that_cannot_be_read_is_no_longer_on_its_way(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise Conflict("Not now.")

    monkeypatch.setattr(activity_state.activity, "list_activity", broken)
    answer = await tab.send(ActivityState.load)
    assert "Not now." in answer.functions[0]
    assert (await tab.state(ActivityState)).loading is False


async def test_an_ad_account_is_found_and_filtered_by(tab: Tab, world: World, ada: MadeUser) -> None:
    center = (await tab.state(SessionState)).center_id
    shop = world.ad_account(center, ada, "Shop DE")
    world.ad_account(center, ada, "Brand global")
    found = await tab.send(ActivityState.suggest_assets, query="shp")
    assert ([row.name for row in found.value("asset_rows")], found.value("asset_answered")) == (["Shop DE"], "shp")
    answer = await tab.send(ActivityState.filter_by, name="asset", value=shop)
    assert (answer.value("asset_name"), answer.value("address")) == ("Shop DE", f"?asset={shop}")
    assert answer.value("lines") == []
    cleared = await tab.send(ActivityState.filter_by, name="asset", value="")
    assert (cleared.value("asset_name"), cleared.value("address")) == ("", "")
    assert len(cleared.value("lines")) == 1


async def test_an_asset_without_a_name_is_shown_by_its_id(tab: Tab) -> None:
    tab.path = "/activity?asset=1234567890123456789"
    answer = await tab.send(ActivityState.load)
    assert answer.value("asset_name") == "1234567890123456789"
    assert (await tab.send(ActivityState.clear_filters)).value("asset_name") == ""
