"""The bell counts in every tab, at once, and only what its own person was told."""

from functools import partial

from bizhub.domain.policy import CenterRole
from bizhub.domain.team import Wish
from bizhub.services import ad_account_people, invitations, notification_list
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from bizhub.state.bell import BellState
from bizhub.state.invitation import OffersState
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


async def test_a_page_that_is_not_there_shows_the_first(driver: Driver, world: World, ada: MadeUser) -> None:
    world.told(world.center(ada), ada, "member_removed", by="Olga")
    answer = await driver.tab(ada.token, path="/notifications?page=7").send(NotificationsState.load)
    assert (len(answer.value("rows")), answer.value("paging").first) == (1, "1")


async def test_an_open_first_page_hears_of_a_new_invitation(
    pushing: Driver, world: World, runtime: Runtime, ada: MadeUser
) -> None:
    bo, linden = world.user("Bo"), world.center(ada, "Linden")
    tab = pushing.tab(bo.token, path="/welcome").connect()
    await tab.send(SessionState.load)
    assert not (await tab.send(OffersState.load)).value("offers")

    def invite() -> None:
        with begin(runtime, ada.caller(linden), write=True) as work:
            invitations.invite(work, addresses=bo.email, wish=Wish(CenterRole.STANDARD))

    await from_a_thread(invite)
    await eventually(lambda: [offer.center for offer in tab.received.value("offers") or ()] == ["Linden"])
