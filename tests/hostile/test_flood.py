"""Fifty people work while somebody floods BizHub in every way a socket allows: the long run."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import psutil
import pytest

from tests.factories import World
from tests.hostile import wire
from tests.hostile.conftest import Served
from tests.hostile.driver import HYDRATE_AND_LOAD
from tests.hostile.wire import Rejected, Wire, connected
from tests.state.probe import ProbeState

PROBE = ProbeState.get_full_name()
PEOPLE = 50
SECONDS = 20
BOOT = {"event": {"name": HYDRATE_AND_LOAD, "payload": {}, "router_data": {"pathname": "/", "asPath": "/"}}}

Record = Callable[[str, object], None]

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300)]


@dataclass(frozen=True)
class Measured:
    """What honest people noticed, in seconds, and what the server needed, in megabytes."""

    p95: float
    worst: float
    grown_mb: float


def memory_mb(served: Served) -> float:
    """Resident memory of the server and its worker."""
    server = psutil.Process(served.pid)
    return sum(process.memory_info().rss for process in [server, *server.children(recursive=True)]) / 1e6


@asynccontextmanager
async def people(served: Served, world: World) -> AsyncIterator[list[Wire]]:
    """Honest people with a page each."""
    async with AsyncExitStack() as stack:
        pages = []
        for number in range(PEOPLE):
            cookie = f"bizhub={world.user(f'P{number}').token}"
            socket = connected(served.base_url, token=f"honest-{number}", cookie=cookie, auth=BOOT)
            pages.append(await stack.enter_async_context(socket))
        yield pages


async def work(page: Wire, until: float) -> list[float]:
    """One event a second or so, as somebody who works; how long each answer took."""
    took = []
    number = 0
    while time.perf_counter() < until:
        number += 1
        before, started = len(page.updates), time.perf_counter()
        await page.event(f"{PROBE}.typed", {"n": number})
        await page.until(lambda before=before: len(page.updates) > before)
        took.append(time.perf_counter() - started)
        page.frames.clear()
        await asyncio.sleep(0.7)
    return took


async def measured(served: Served, world: World, attack: Callable[[float], Awaitable[None]]) -> Measured:
    """Run an attack beside honest people."""
    async with people(served, world) as pages:
        before = memory_mb(served)
        until = time.perf_counter() + SECONDS
        attacking = asyncio.ensure_future(attack(until))
        took = sorted(answer for one in await asyncio.gather(*(work(page, until) for page in pages)) for answer in one)
        await attacking
        return Measured(took[int(len(took) * 0.95)], took[-1], memory_mb(served) - before)


async def again_and_again(served: Served, until: float, name: str, payload: object) -> None:
    """Flood with one event, and come back as soon as the server has closed the socket."""
    number = 0
    while time.perf_counter() < until:
        number += 1
        async with connected(served.base_url, token=f"{name}-{number}") as hostile:
            try:
                for _ in range(2_000):
                    await hostile.event(name, payload)
            except wire.websockets.ConnectionClosed:
                continue


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        (f"{PROBE}.greet", {"name": "x"}),
        (f"{PROBE}.greet", {"name": "x" * 60_000}),
        (f"{PROBE}.slowly", {}),
        (f"{PROBE}.fill", {}),
        ("nothing.like.this", {"password": "x"}),
        (HYDRATE_AND_LOAD, {}),
    ],
    ids=["events", "64 KB events", "background", "refused", "unknown", "page loads"],
)
async def test_floods(served: Served, world: World, name: str, payload: object, record_property: Record) -> None:
    found = await measured(served, world, lambda until: again_and_again(served, until, name, payload))
    record_property("measured", str(found))
    assert found.p95 < 0.5
    assert found.grown_mb < 100


async def test_five_thousand_tabs_of_strangers(served: Served, world: World, record_property: Record) -> None:
    async def open_and_leave(number: int) -> None:
        async with connected(served.base_url, token=f"stranger-{number}-{'x' * 150}", auth=BOOT) as page:
            await page.until(lambda: page.updates != [])

    async def attack(_until: float) -> None:
        for batch in range(50):
            await wire.together(100, lambda number, batch=batch: open_and_leave(batch * 100 + number))

    found = await measured(served, world, attack)
    record_property("measured", str(found))
    assert found.p95 < 0.5
    assert found.grown_mb < 100


async def test_silent_sockets_up_to_the_limit(served: Served, world: World, record_property: Record) -> None:
    async def attack(until: float) -> None:
        async with AsyncExitStack() as stack:
            with suppress(Rejected):
                for number in range(500):
                    await stack.enter_async_context(connected(served.base_url, token=f"silent-{number}"))
            await asyncio.sleep(max(0.0, until - time.perf_counter()))

    found = await measured(served, world, attack)
    record_property("measured", str(found))
    assert found.p95 < 0.5
    assert found.grown_mb < 100
