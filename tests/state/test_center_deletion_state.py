"""Deleting a center as it travels to the browser: the page, the banner, and where people go whose center has ended."""

from datetime import datetime

import pytest

from bizhub.services.runtime import Runtime
from bizhub.state.center_deletion import CenterDeletionState
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import Answer, Driver, Tab
from tests.sign_in_steps import MovableClock

PAGE = "/settings/delete"


@pytest.fixture
def linden(world: World, ada: MadeUser, moved_clock: MovableClock, runtime: Runtime) -> str:
    center = world.center(ada, "Linden", time_zone="Asia/Tokyo")
    with runtime.database.transaction(write=True) as connection:
        connection.exec_driver_sql("UPDATE user_session SET expires_at = '2099-01-01 00:00:00'")
    moved_clock.moment = datetime.fromisoformat("2026-11-24T23:30:00+00:00")  # the 25th in Tokyo
    return center


async def opened(tab: Tab) -> Answer:
    tab.path = PAGE
    await tab.send(SessionState.load)
    return await tab.send(CenterDeletionState.load)


async def test_the_name_is_typed_and_the_banner_says_the_day(adas_tab: Tab, linden: str) -> None:
    answer = await opened(adas_tab)
    assert answer.value("ends")[:2] == [["1", "member"], ["0", "ad accounts with their figures"]]
    refused = await adas_tab.send(CenterDeletionState.delete, form={"name": "Birch"})
    assert refused.value("errors") == {"name": "Type the name exactly as it is written: Linden"}
    deleted = await adas_tab.send(CenterDeletionState.delete, form={"name": "Linden"})
    assert "This center is being deleted." in deleted.functions[0]
    assert (await adas_tab.send(SessionState.refresh)).value("ending") == "Dec 25, 2026"
    again = await adas_tab.send(CenterDeletionState.load)
    assert (again.value("by"), again.value("ends_at")) == ("Ada", "Dec 25, 2026, 8:30\u202fAM (Asia/Tokyo)")
    kept = await adas_tab.send(CenterDeletionState.keep)
    assert "This center is kept." in kept.functions[0]
    assert (await adas_tab.send(SessionState.refresh)).value("ending") == ""
    assert (await adas_tab.send(CenterDeletionState.load)).value("ends_at") == ""


async def test_a_standard_member_sees_the_banner_and_nothing_of_the_page(
    driver: Driver, world: World, ada: MadeUser, adas_tab: Tab, linden: str
) -> None:
    max_ = world.user("Max")
    world.member(linden, max_)
    await opened(adas_tab)
    await adas_tab.send(CenterDeletionState.delete, form={"name": "Linden"})
    his = driver.tab(max_.token, path=PAGE)
    assert (await his.send(SessionState.load)).value("ending") == "Dec 25, 2026"
    answer = await his.send(CenterDeletionState.load)
    assert "You need the center role Admin for this. Ada can give it to you." in answer.value("problem")
    assert not answer.value("ends")


async def test_whose_only_center_has_ended_is_led_to_the_wizard(
    adas_tab: Tab, linden: str, moved_clock: MovableClock
) -> None:
    await opened(adas_tab)
    await adas_tab.send(CenterDeletionState.delete, form={"name": "Linden"})
    moved_clock.move(days=30)
    adas_tab.path = "/overview"
    answer = await adas_tab.send(SessionState.load)
    assert [event.payload["path"] for event in answer.events if event.name == "_redirect"] == ["/welcome"]
    state = await adas_tab.state(SessionState)
    assert (state.center_id, state.center_name, state.ending, state.centers) == ("", "", "", [])
