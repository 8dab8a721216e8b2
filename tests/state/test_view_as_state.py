"""A view reaches all tabs of its session at once, begun and stopped, and is over at its second for events too."""

from datetime import UTC, datetime, timedelta

from bizhub.adapters import clock
from bizhub.domain.policy import CenterRole
from bizhub.services.runtime import Runtime
from bizhub.state.ad_accounts import AdAccountsState
from bizhub.state.session import SessionState
from bizhub.state.two_step import TwoStepState
from bizhub.state.view_as import ViewAsState
from tests.factories import MadeUser, World
from tests.hostile.driver import Driver
from tests.sign_in_steps import MovableClock
from tests.state.test_push import pushing
from tests.state.test_tab_ownership import eventually

__all__ = ["pushing"]


async def test_all_tabs_of_the_session_show_it_and_leave_it(
    pushing: Driver, world: World, runtime: Runtime, ada: MadeUser
) -> None:
    center, max_ = world.center(ada), world.user("Max")
    world.member(center, max_)
    tabs = [pushing.tab(ada.token).connect() for _ in range(2)]
    theirs = pushing.tab(max_.token).connect()
    for tab in (*tabs, theirs):
        await tab.send(SessionState.load)
    begun = await tabs[0].send(ViewAsState.begin, user_id=max_.id)
    assert begun.left_for == "/overview"
    await eventually(lambda: tabs[1].received.left_for == "/overview")
    shown = await tabs[1].send(SessionState.load)
    assert (shown.value("viewing_name"), shown.value("viewer_id"), shown.value("role")) == ("Max", ada.id, "STANDARD")
    refused = await tabs[1].send(ViewAsState.begin, user_id=max_.id)
    assert any("nothing can be changed" in script for script in refused.functions)
    assert theirs.received.left_for == ""
    assert (await tabs[1].send(ViewAsState.stop)).left_for == "/overview"
    assert (await tabs[0].send(SessionState.load)).value("viewing_name") == ""


async def test_at_its_second_the_next_event_is_the_viewers_own(
    driver: Driver, world: World, ada: MadeUser, moved_clock: MovableClock
) -> None:
    moved_clock.moment = datetime.now(UTC)
    center, max_ = world.center(ada), world.user("Max")
    world.member(center, max_)
    world.ad_account(center, ada, "Shop DE")
    tab = driver.tab(ada.token, path="/accounts")
    await tab.send(SessionState.load)
    await tab.send(ViewAsState.begin, user_id=max_.id)
    await tab.send(SessionState.load)
    assert (await tab.send(AdAccountsState.load)).value("rows") == []
    moved_clock.moment = clock.now() + timedelta(minutes=15)
    assert [row.name for row in (await tab.send(AdAccountsState.load)).value("rows")] == ["Shop DE"]
    assert (await tab.send(SessionState.refresh)).left_for == "/overview"


async def test_a_page_that_still_shows_a_view_changes_nothing_when_it_is_over(
    driver: Driver, world: World, runtime: Runtime, ada: MadeUser, moved_clock: MovableClock
) -> None:
    moved_clock.moment = datetime.now(UTC)
    center, max_ = world.center(ada), world.user("Max")
    world.member(center, max_)
    world.member(center, world.user("Ida"), CenterRole.ADMIN)
    tab = driver.tab(ada.token)
    await tab.send(SessionState.load)
    await tab.send(ViewAsState.begin, user_id=max_.id)
    await tab.hydrate()
    await tab.send(SessionState.load)
    moved_clock.moment = clock.now() + timedelta(minutes=15)
    answer = await tab.send(TwoStepState.leave)
    assert any("ended: nothing was changed" in script for script in answer.functions)
    assert (await tab.send(ViewAsState.stop)).left_for == "/overview"
    await tab.hydrate()
    shown = await tab.send(SessionState.load)
    assert (shown.value("viewing_name"), shown.value("role", SessionState)) == ("", "ADMIN")
    left = await tab.send(TwoStepState.leave)
    assert any("You have left" in script for script in left.functions)
