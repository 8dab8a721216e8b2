"""The bell counts in every tab, at once, and only what its own person was told."""

from functools import partial

from bizhub.services import ad_account_people, notification_list
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from bizhub.state.bell import BellState
from bizhub.state.notifications import NotificationsState
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import Driver
from tests.state.test_push import from_a_thread, pushing
from tests.state.test_tab_ownership import eventually

__all__ = ["pushing"]


def give(runtime: Runtime, by: MadeUser, to: MadeUser, center: str, account: str, level: str) -> None:
    with begin(runtime, by.caller(center), write=True) as work:
        ad_account_people.set_level(work, ad_account_id=account, user_id=to.id, level=level, seen={})


async def test_what_somebody_is_told_is_in_their_tabs_at_once(
    pushing: Driver, world: World, runtime: Runtime, ada: MadeUser
) -> None:
    olga = world.user("Olga")
    center = world.center(olga)
    world.member(center, ada)
    account = world.ad_account(center, olga)
    tabs = [pushing.tab(ada.token, path=path).connect() for path in ("/overview", "/notifications")]
    others = pushing.tab(olga.token).connect()
    for tab in (*tabs, others):
        await tab.send(SessionState.load)
        await tab.send(BellState.load)
    await tabs[1].send(NotificationsState.load)
    await from_a_thread(partial(give, runtime, olga, ada, center, account, "OPERATOR"))
    await eventually(lambda: [tab.received.value("count") for tab in tabs] == ["1", "1"])
    await eventually(lambda: tabs[1].received.value("rows") is not None)
    assert others.received.value("count") is None
    opened = await tabs[0].send(BellState.set_opened, opened=True)
    [row] = opened.value("rows")
    assert row.words == "Olga gave you the level Operator on Shop DE in Linden & Co"
    assert (row.href, row.is_read) == (f"/accounts/{account}?center={center}", False)
    await tabs[0].send(BellState.read, notification_id=row.id)
    await eventually(lambda: tabs[1].received.value("count") == "")


async def test_more_than_nine_are_nine_and_more(driver: Driver, world: World, runtime: Runtime, ada: MadeUser) -> None:
    center = world.center(ada)
    for _ in range(10):
        world.told(center, ada, "member_removed", by="Olga")
    tab = driver.tab(ada.token)
    answer = await tab.send(BellState.load)
    assert (answer.value("count"), answer.value("spoken")) == ("9+", "10 unread notifications")
    assert (await tab.send(BellState.read_all)).value("count") == ""
    with begin(runtime, ada.caller(center), write=False) as work:
        assert notification_list.view_bell(work).unread == 0
