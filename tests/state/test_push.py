"""Open pages hear of what happened elsewhere, each with its own session and rights."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest

from bizhub.domain.policy import CenterRole
from bizhub.services import signals
from bizhub.services.runtime import Runtime
from bizhub.services.signals import CenterChanged, ImportMoved, SessionEnded, UserChanged
from bizhub.services.work import begin, token_hash
from bizhub.state import push
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import HYDRATE, Driver
from tests.state import probe
from tests.state.probe import CANARY, ProbeState
from tests.state.test_tab_ownership import end_session, eventually

push.refresh_on("probe", ProbeState.ask, path="/probe")


@pytest.fixture
async def pushing(driver: Driver) -> AsyncIterator[Driver]:
    """The driver with pushes delivered."""
    app: Any = driver
    async with push.lifespan(app):
        yield driver


async def from_a_thread(action: Any) -> None:
    """Do something where a committed use case does it: in a worker thread."""
    await asyncio.to_thread(action)


async def settled() -> None:
    """Give what was pushed the time to arrive."""
    await asyncio.sleep(0.1)


async def test_an_ended_session_leaves_all_its_pages_within_five_seconds(
    pushing: Driver, runtime: Runtime, ada: MadeUser
) -> None:
    tabs = [pushing.tab(ada.token).connect(), pushing.tab(ada.token).connect()]
    answers = [await tab.send(ProbeState.fill) for tab in tabs]
    assert all(CANARY in answer.text for answer in answers)
    end_session(runtime, ada)
    async with asyncio.timeout(5):
        await from_a_thread(partial(signals.send, SessionEnded(token_hash(ada.token))))
        await eventually(lambda: [tab.received.left_for for tab in tabs] == ["/sign-in"] * 2)
    await settled()
    assert [(await tab.state(ProbeState)).secret for tab in tabs] == ["", ""]
    probe.entered.clear()
    assert [(await tab.send(ProbeState.fill)).left_for for tab in tabs] == ["/sign-in"] * 2
    assert probe.entered == []


async def test_a_tab_that_is_away_is_emptied_too(pushing: Driver, runtime: Runtime, ada: MadeUser) -> None:
    away = pushing.tab(ada.token)
    await away.send(ProbeState.fill)
    end_session(runtime, ada)
    await from_a_thread(partial(signals.send, SessionEnded(token_hash(ada.token))))
    await settled()
    assert (await away.state(ProbeState))._hidden == ""


async def test_other_sessions_of_the_person_go_on(pushing: Driver, world: World, ada: MadeUser) -> None:
    other = pushing.tab(world.user("Eve").token).connect()
    await other.send(ProbeState.fill)
    signals.send(SessionEnded(token_hash(ada.token)))
    await settled()
    assert other.received.events == []
    assert (await other.state(ProbeState)).secret == CANARY


async def test_a_change_reaches_the_tabs_of_its_center_on_that_page(
    pushing: Driver, world: World, ada: MadeUser
) -> None:
    linden = world.center(ada, "Linden")
    here = pushing.tab(ada.token, path="/probe").connect()
    elsewhere = pushing.tab(ada.token, path="/other").connect()
    stranger = pushing.tab(world.user("Eve").token, path="/probe").connect()
    for tab in (here, elsewhere, stranger):
        await tab.send(SessionState.load)
    await from_a_thread(partial(signals.send, CenterChanged(linden, "probe")))
    await eventually(lambda: here.received.value("note") == "Ada")
    await settled()
    assert [elsewhere.received.deltas, stranger.received.deltas] == [[], []]


async def test_an_import_that_moves_reaches_the_import_pages_of_its_person(
    pushing: Driver, world: World, ada: MadeUser
) -> None:
    linden = world.center(ada, "Linden")
    world.member(linden, eve := world.user("Eve"), CenterRole.ADMIN)
    here, other = (pushing.tab(user.token, path="/import").connect() for user in (ada, eve))
    elsewhere = pushing.tab(ada.token, path="/insights").connect()
    for tab in (here, other, elsewhere):
        await tab.send(SessionState.load)
    await from_a_thread(partial(signals.send, ImportMoved(ada.id)))
    await eventually(lambda: here.received.value("loaded") is True)
    await settled()
    assert [elsewhere.received.deltas, other.received.deltas] == [[], []]


@pytest.mark.parametrize("path", ["/overview", "/insights"])
async def test_figures_in_place_reach_every_page_that_shows_them(
    pushing: Driver, world: World, ada: MadeUser, path: str
) -> None:
    linden = world.center(ada, "Linden")
    tab = pushing.tab(ada.token, path=path).connect()
    await tab.send(SessionState.load)
    await from_a_thread(partial(signals.send, CenterChanged(linden, "figures")))
    await eventually(lambda: tab.received.value("loaded") is True)


async def test_a_change_of_a_person_reloads_their_tabs(pushing: Driver, world: World, ada: MadeUser) -> None:
    tab = pushing.tab(ada.token).connect()
    await tab.send(SessionState.load)
    linden = world.center(ada, "Linden")
    await from_a_thread(partial(signals.send, UserChanged(ada.id)))
    await eventually(lambda: tab.received.value("center_id") == linden)


async def test_a_push_from_inside_another_persons_event_runs_as_the_tabs_own_person(
    pushing: Driver, world: World, ada: MadeUser, runtime: Runtime
) -> None:
    eve = world.user("Eve")
    tab = pushing.tab(ada.token).connect()
    await tab.send(ProbeState.greet, name="x")
    with begin(runtime, eve.caller(), write=True) as work:
        work.after_commit(partial(push.to_session, token_hash(ada.token), ProbeState.ask))
    await eventually(lambda: tab.received.value("note") == "Ada")


async def test_a_push_to_an_ended_session_shows_nothing(pushing: Driver, runtime: Runtime, ada: MadeUser) -> None:
    tab = pushing.tab(ada.token).connect()
    await tab.send(ProbeState.greet, name="x")
    end_session(runtime, ada)
    push.to_session(token_hash(ada.token), ProbeState.ask)
    await eventually(lambda: tab.received.left_for == "/sign-in")
    assert tab.received.value("note") is None


async def test_a_push_to_a_tab_that_a_thief_has_touched_runs_for_nobody(
    pushing: Driver, world: World, ada: MadeUser
) -> None:
    tab = pushing.tab(ada.token).connect()
    await tab.send(ProbeState.greet, name="x")
    thief = tab.reconnected(cookie=f"bizhub={world.user('Eve').token}")
    await thief.send(ProbeState.greet, name="y")  # refused; but Reflex now holds the thief's headers
    push.to_session(token_hash(ada.token), ProbeState.fill)
    await settled()
    assert tab.received.deltas == []
    assert probe.entered == [("greet", "x")]


async def test_an_unmarked_handler_cannot_be_pushed(pushing: Driver, ada: MadeUser) -> None:
    tab = pushing.tab(ada.token).connect()
    await tab.send(ProbeState.greet, name="x")
    push.to_session(token_hash(ada.token), ProbeState.event_handlers["only_rx_event"])
    await settled()
    assert probe.entered == [("greet", "x")]


async def test_nothing_is_pushed_when_nothing_runs(ada: MadeUser) -> None:
    push.to_user(ada.id, ProbeState.fill)
    push.end_session(token_hash(ada.token))
    signals.send(UserChanged(ada.id))
    assert probe.entered == []


async def test_the_next_person_in_the_tab_gets_no_push_of_the_one_before(
    pushing: Driver, world: World, ada: MadeUser
) -> None:
    tab = pushing.tab(ada.token).connect()
    await tab.send(SessionState.load)
    second = tab.reconnected(cookie=f"bizhub={world.user('Eve').token}").connect()
    await second.send(HYDRATE)
    push.to_user(ada.id, ProbeState.ask)
    await settled()
    assert second.received.deltas == []


def test_a_failing_listener_harms_nobody() -> None:
    heard: list[object] = []

    def fail(_: object) -> None:
        raise ZeroDivisionError

    stops = [signals.listen(fail), signals.listen(heard.append)]
    signals.send(UserChanged("1"))
    for stop in stops:
        stop()
    signals.send(UserChanged("2"))
    assert heard == [UserChanged("1")]
