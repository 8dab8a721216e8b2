"""What the guard in front of the socket takes, sends and forgets."""

import asyncio
from typing import Any

import pytest

from bizhub.state import socket_guard
from bizhub.state.seats import Seats
from bizhub.state.socket_guard import SocketGuard, is_well_formed
from bizhub.state.visitor import visitor_of
from tests.factories import MadeUser
from tests.hostile.driver import HYDRATE, Answer, Driver
from tests.state.probe import ProbeState

FILL = f"{ProbeState.get_full_name()}.fill"
PAGE = {"pathname": "/", "asPath": "/?a=1", "query": {"a": "1", "list": ["x", "y"]}}


@pytest.mark.parametrize(
    "data",
    [
        {"name": FILL},
        {"name": FILL, "payload": {}, "router_data": PAGE},
        {"name": HYDRATE, "payload": {}, "router_data": {}},
    ],
)
def test_what_pages_send_is_taken(data: object) -> None:
    assert is_well_formed(data)


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        [],
        {},
        {"name": None},
        {"name": "nothing.like.this"},
        {"name": f"{ProbeState.get_full_name()}.setvar"},
        {"name": f"{ProbeState.get_full_name()}.grant_admin"},
        {"name": FILL, "payload": []},
        {"name": FILL, "router_data": []},
        {"name": FILL, "router_data": {"pathname": 1}},
        {"name": FILL, "router_data": {"asPath": "/" * 50_000}},
        {"name": FILL, "router_data": {"asPath": "[]"}},
        {"name": FILL, "router_data": {"asPath": ""}},
        {"name": FILL, "router_data": {"asPath": "/activity?search=\ud800"}},
        {"name": FILL, "router_data": {"query": {"search": "a\x00b"}}},
        {"name": FILL, "router_data": {"pathname": "evil.example/"}},
        {"name": FILL, "router_data": {"query": []}},
        {"name": FILL, "router_data": {"query": {"a": {"b": 1}}}},
        {"name": FILL, "router_data": {"query": {str(number): "x" for number in range(51)}}},
    ],
)
def test_what_no_page_sends_is_dropped(data: object) -> None:
    assert not is_well_formed(data)


async def test_a_stranger_is_forgotten_soon_and_a_person_is_not(
    driver: Driver, ada: MadeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_guard, "_FORGOTTEN_AFTER_S", 0.01)
    guard, seats = guarded(driver)
    stranger, liar, silent, back = (driver.tab(cookie).connect() for cookie in ("", "made-up", "", ""))
    person = driver.tab(ada.token).connect()
    tabs = (stranger, liar, silent, back, person)
    for tab in tabs:
        await tab.hydrate()
    for tab in (stranger, liar, back, person):
        seats.note(tab.token, visitor_of(tab.router_data, "bizhub").digest, "/")
    for tab in tabs:
        guard.on_disconnect(tab.sid)
    driver.event_namespace.token_to_sid = {back.token: "another socket"}
    await asyncio.sleep(0.1)
    assert driver.state_manager.states.keys() == {back.token, person.token}
    assert seats.digest(stranger.token) is None


async def test_of_a_session_the_last_closed_tabs_are_kept(
    driver: Driver, ada: MadeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_guard, "_MOST_AWAY", 2)
    guard, seats = guarded(driver)
    tabs = [driver.tab(ada.token).connect() for _ in range(5)]
    for tab in tabs:
        await tab.hydrate()
        seats.note(tab.token, visitor_of(tab.router_data, "bizhub").digest, "/")
    open_again, others = tabs[0], tabs[1:]
    guard.on_disconnect(open_again.sid)
    driver.event_namespace.token_to_sid[open_again.token] = "another socket"
    for tab in others:
        guard.on_disconnect(tab.sid)
    kept = {open_again.token, others[-2].token, others[-1].token}
    assert driver.state_manager.states.keys() == kept
    assert {tab.token for tab in tabs if seats.digest(tab.token)} == kept


async def test_nothing_is_sent_into_other_hands(driver: Driver, ada: MadeUser) -> None:
    guard, seats = guarded(driver)
    tab = driver.tab(ada.token).connect()
    driver.event_namespace._static_router_data[tab.sid] = tab.router_data
    seats.note(tab.token, "somebody else", "/")
    update: Any = Answer()
    await guard.emit_update(update, tab.token)
    assert driver.event_namespace.sent == {}


def guarded(driver: Driver) -> tuple[SocketGuard, Seats]:
    """A guard in front of the driver's socket, with seats of its own."""
    seats = Seats()
    app: Any = driver
    return SocketGuard(app, app.event_namespace, seats), seats
