"""A tab's state belongs to one session: nobody else sees it, whatever they know and whenever they come."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import SESSION
from bizhub.services.work import token_hash
from bizhub.state.open_sessions import OpenSessions
from bizhub.state.visitor import NO_SESSION, visitor_of
from tests.factories import MadeUser, World
from tests.hostile import driver as drivers
from tests.hostile.driver import HYDRATE, HYDRATE_AND_LOAD, Driver, Tab
from tests.state import probe
from tests.state.probe import CANARY, ProbeState

HYDRATIONS = pytest.mark.parametrize("hydration", [HYDRATE, HYDRATE_AND_LOAD])


def end_session(runtime: Runtime, person: MadeUser) -> None:
    """End a person's session as another process would: nobody here is told."""
    with runtime.database.transaction(write=True) as connection:
        ended = update(SESSION).where(SESSION.c.token_hash == token_hash(person.token))
        connection.execute(ended.values(ended_at=datetime.now(UTC)))


@pytest.fixture
async def filled(adas_tab: Tab) -> Tab:
    """Ada's tab with something private in its state."""
    assert CANARY in (await adas_tab.send(ProbeState.fill)).text
    return adas_tab


@HYDRATIONS
async def test_the_owner_gets_the_state_back_on_a_reconnect(filled: Tab, ada: MadeUser, hydration: str) -> None:
    again = filled.reconnected(cookie=f"bizhub={ada.token}")
    assert CANARY in (await again.send(hydration)).text


@HYDRATIONS
@pytest.mark.parametrize("kind", ["nobody", "made up", "another person"])
async def test_a_stolen_client_token_shows_nothing(filled: Tab, world: World, hydration: str, kind: str) -> None:
    cookies = {"nobody": "", "made up": "bizhub=" + "x" * 43, "another person": f"bizhub={world.user('Eve').token}"}
    thief = filled.reconnected(cookie=cookies[kind])
    answers = [await thief.send(hydration), await thief.send(ProbeState.greet, name="x"), await thief.hydrate()]
    assert all("cnry" not in answer.text for answer in answers)


async def test_a_thief_without_a_page_load_is_sent_away(filled: Tab, world: World) -> None:
    thief = filled.reconnected(cookie=f"bizhub={world.user('Eve').token}", path="/insights")
    probe.entered.clear()
    answers = [await thief.send(ProbeState.greet, name="x"), await thief.send(ProbeState.ask)]
    assert probe.entered == []
    assert [answer.left_for for answer in answers] == ["/sign-in?next=%2Finsights"] * 2
    assert all("cnry" not in answer.text for answer in answers)


async def test_the_state_of_the_owner_survives_a_refused_thief(filled: Tab, world: World, ada: MadeUser) -> None:
    await filled.reconnected(cookie=f"bizhub={world.user('Eve').token}").send(ProbeState.greet, name="x")
    assert CANARY in (await filled.reconnected(cookie=f"bizhub={ada.token}").hydrate()).text


async def test_two_people_in_one_tab_never_mix(filled: Tab, world: World) -> None:
    second = filled.reconnected(cookie=f"bizhub={world.user('Eve').token}")
    assert CANARY not in (await second.hydrate()).text
    assert (await second.send(ProbeState.ask)).value("note") == "Eve"
    assert (await second.state(ProbeState))._hidden == ""


@HYDRATIONS
async def test_a_page_load_after_the_session_ended_shows_nothing(
    filled: Tab, runtime: Runtime, ada: MadeUser, hydration: str
) -> None:
    end_session(runtime, ada)
    assert "cnry" not in (await filled.send(hydration)).text
    assert (await filled.send(ProbeState.ask)).left_for == "/sign-in"


async def test_data_is_refused_at_the_next_event_after_the_session_ended(
    filled: Tab, runtime: Runtime, ada: MadeUser
) -> None:
    end_session(runtime, ada)
    answer = await filled.send(ProbeState.ask)
    assert answer.left_for == "/sign-in"
    assert answer.value("note") is None


async def test_nothing_at_all_runs_once_the_guard_looks_again(runtime: Runtime, ada: MadeUser) -> None:
    now = [0.0]
    sessions = OpenSessions(clock=lambda: now[0])
    async with drivers.running(sessions=sessions) as driver:
        tab = driver.tab(ada.token)
        await tab.hydrate()
        end_session(runtime, ada)
        now[0] = 5.0
        probe.entered.clear()
        assert (await tab.send(ProbeState.fill)).left_for == "/sign-in"
    assert probe.entered == []


async def test_the_first_event_on_a_fresh_tab_binds_it(driver: Driver, ada: MadeUser, world: World) -> None:
    tab = driver.tab(ada.token)
    assert CANARY in (await tab.send(ProbeState.fill)).text
    thief = tab.reconnected(cookie=f"bizhub={world.user('Eve').token}")
    assert "cnry" not in (await thief.send(ProbeState.greet, name="x")).text


async def test_a_background_task_never_writes_for_the_next_person(filled: Tab, world: World) -> None:
    gate = asyncio.Event()
    probe.gates.append(gate)
    slow = asyncio.create_task(filled.send(ProbeState.slowly))
    await eventually(lambda: ("slowly", None) in probe.entered)
    second = filled.reconnected(cookie=f"bizhub={world.user('Eve').token}")
    await second.send(HYDRATE)
    gate.set()
    await slow
    assert (await second.state(ProbeState)).secret == ""
    assert "cnry" not in (await second.hydrate()).text


async def test_a_session_has_three_background_tasks_at_most(adas_tab: Tab) -> None:
    gate = asyncio.Event()
    probe.gates.append(gate)
    tasks = [asyncio.create_task(adas_tab.send(ProbeState.slowly)) for _ in range(5)]
    await eventually(lambda: sum(task.done() for task in tasks) == 2)
    gate.set()
    await asyncio.gather(*tasks)
    assert probe.entered == [("slowly", None)] * 3


async def test_forged_router_data_changes_nobody(filled: Tab, ada: MadeUser) -> None:
    """The socket overwrites headers, address and token; what remains to forge is the page."""
    forged = {**filled.router_data, "pathname": "/desk", "asPath": "/desk?center=1", "query": {"id": "../../etc"}}
    answer = await filled.send_as(forged, ProbeState.greet, name="x")
    assert answer.value("note") == "Hello x"
    assert visitor_of(forged, "bizhub").digest == token_hash(ada.token)


@pytest.mark.parametrize(
    ("header", "digest_of"),
    [
        ("bizhub=abc", "abc"),
        ("a=1; bizhub=abc; b=2", "abc"),
        ("bizhub=first; bizhub=second", "second"),
        ("xbizhub=abc", None),
        ("bizhub=", None),
        ("bizhub", None),
        ("__Host-bizhub=abc", None),
        ('bizhub="abc"', '"abc"'),
        ("", None),
    ],
)
def test_only_the_own_cookie_counts(header: str, digest_of: str | None) -> None:
    expected = NO_SESSION if digest_of is None else token_hash(digest_of)
    assert visitor_of({"headers": {"cookie": header}}, "bizhub").digest == expected


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("198.51.100.7:4711", "198.51.100.7"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("unknown\r\nX: y", ""),
        ("", ""),
    ],
)
def test_addresses_are_addresses(given: str, address: str) -> None:
    assert visitor_of({"ip": given}, "bizhub").address == address


def test_a_visitor_never_prints_the_cookie() -> None:
    assert "abc" not in repr(visitor_of({"headers": {"cookie": "bizhub=abc"}}, "bizhub"))


async def eventually(condition: Any) -> None:
    """Wait up to five seconds for something that other tasks bring about."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  # the condition is looked at, nothing announces it
            await asyncio.sleep(0.005)
