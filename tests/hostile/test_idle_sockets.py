"""Thousands of sockets that nobody uses stay open, and the people of the served BizHub go on working."""

import asyncio
import random
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import cast
from urllib.request import urlopen

import psutil
import pytest

from bizhub.adapters.database import Database
from bizhub.domain.limits import SOCKET_PATIENCE_S
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.factories import World
from tests.hostile.driver import HYDRATE_AND_LOAD
from tests.hostile.wire import Rejected, Wire, connected
from tests.live import LiveServer, serve
from tests.permissions import inventory

SEARCH = inventory.full_names()["palette.PaletteState.search"]
BOOT = {
    "event": {
        "name": HYDRATE_AND_LOAD,
        "payload": {},
        "router_data": {"pathname": "/overview", "asPath": "/overview"},
    }
}
AT_ONCE = 50
MOST: int = Settings.model_fields["sockets_per_address"].default
MEASURING_S = 4.0


@dataclass(frozen=True)
class Size:
    """How many sockets are idle beside how many people who work, and whether each has loaded a page before."""

    idle: int
    people: int
    auth: object
    most_mb: int


# Reflex makes a state of about 0.25 MB for each connection, even a silent one: 2,000 would take 490 MB, so one
# address gets only some of them.
SIZES = [
    pytest.param(Size(idle=120, people=8, auth=BOOT, most_mb=100), id="120 pages"),
    pytest.param(
        Size(idle=2_000, people=50, auth=None, most_mb=100),
        id="2000 sockets",
        marks=[pytest.mark.soak, pytest.mark.timeout(300)],
    ),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serve(tmp_path_factory.mktemp("idle") / "data", trusted_proxy_hops=1) as live:
        yield live


@pytest.fixture
def world(server: LiveServer) -> Iterator[World]:
    """Makes people in the served BizHub's database."""
    settings = Settings(data_dir=server.data_dir, port=server.port)
    database = Database(settings)
    yield World(cast(Runtime, SimpleNamespace(database=database, settings=settings)))
    database.close()


def processes(server: LiveServer) -> list[psutil.Process]:
    """The server and its workers."""
    process = psutil.Process(server.pid)
    return [process, *process.children(recursive=True)]


def memory_mb(server: LiveServer) -> float:
    return sum(process.memory_info().rss for process in processes(server)) / 1e6


def open_sockets(server: LiveServer) -> int:
    """Connections of clients that the server holds, with no regard to its files."""
    port = server.port
    return sum(
        found.status == psutil.CONN_ESTABLISHED and bool(found.laddr) and found.laddr.port == port
        for process in processes(server)
        for found in process.net_connections("tcp")
    )


async def people(server: LiveServer, world: World, count: int, stack: AsyncExitStack) -> list[Wire]:
    """Members of one center, each with a loaded page."""
    admin = world.user("Admin")
    center = world.center(admin)
    pages = []
    for number in range(count):
        person = world.user(f"P{number}")
        world.member(center, person)
        page = await stack.enter_async_context(
            connected(
                server.base_url,
                token=f"works-{number}",
                cookie=f"bizhub={person.token}",
                auth=BOOT,
                headers={"X-Forwarded-For": "192.0.2.1"},
            )
        )
        await page.quiet()
        pages.append(page)
    return pages


async def work(page: Wire) -> list[float]:
    """Search in the palette like somebody who types; how long each answer took, in seconds."""
    took: list[float] = []
    await page.quiet(random.random())  # people do not type in step
    until = time.perf_counter() + MEASURING_S
    while time.perf_counter() < until:
        page.frames.clear()
        started = time.perf_counter()
        await page.event(SEARCH, {"query": f"shop {len(took)}"}, path="/overview")
        await page.until(lambda: page.updates != [])
        took.append(time.perf_counter() - started)
        await page.quiet(0.7)
    return took


@asynccontextmanager
async def idle(server: LiveServer, world: World, size: Size) -> AsyncIterator[list[Wire]]:
    """Open sockets that send nothing more: of strangers, with a made-up cookie, and of one who is signed in."""
    signed_in = world.user("Idle").token
    cookies = random.Random(29).choices(["", "bizhub=made-up", f"bizhub={signed_in}"], k=size.idle)
    async with AsyncExitStack() as stack:
        sockets: list[Wire] = []
        for start in range(0, size.idle, AT_ONCE):
            opening = (
                stack.enter_async_context(
                    connected(
                        server.base_url,
                        token=f"idle-{start + number}",
                        cookie=cookie,
                        auth=size.auth,
                        headers={"X-Forwarded-For": "192.0.2.2"},
                    )
                )
                for number, cookie in enumerate(cookies[start : start + AT_ONCE])
            )
            answers = await asyncio.gather(*opening, return_exceptions=True)
            assert all(isinstance(answer, Wire | Rejected) for answer in answers)
            sockets.extend(answer for answer in answers if isinstance(answer, Wire))
        yield sockets


@pytest.mark.parametrize("size", SIZES)
async def test_idle_sockets_cost_others_nothing(
    server: LiveServer, world: World, size: Size, record_property: Callable[[str, object], None]
) -> None:
    async with AsyncExitStack() as stack:
        pages = await people(server, world, size.people, stack)
        memory, before = memory_mb(server), open_sockets(server)
        async with idle(server, world, size) as sockets:
            assert open_sockets(server) - before == len(sockets) == min(size.idle, MOST)
            took = sorted(answer for one in await asyncio.gather(*map(work, pages)) for answer in one)
            p95, grown_mb = took[int(len(took) * 0.95)], memory_mb(server) - memory
            await limits_hold(server, sockets)
        left = await asyncio.to_thread(sockets_after_leaving, server, before)
    record_property("measured", {"p95": p95, "worst": took[-1], "answers": len(took), "grown_mb": grown_mb})
    assert p95 < 0.5
    assert grown_mb < size.most_mb
    assert left == before


async def limits_hold(server: LiveServer, sockets: list[Wire]) -> None:
    """What a socket may not do, an idle one may not either once it wakes; nor may a new one come from elsewhere."""
    with pytest.raises(Rejected):
        async with connected(server.base_url, token="elsewhere", origin="https://evil.example"):
            pass
    await sockets[0].raw("42" + "x" * 70_000)
    assert await sockets[0].until_closed() == 1009
    assert sockets[-1].close_code is None


def sockets_after_leaving(server: LiveServer, expected: int) -> int:
    """How many sockets the server still holds once it has had some seconds to let go of them."""
    deadline = time.monotonic() + 10
    while (held := open_sockets(server)) > expected and time.monotonic() < deadline:
        time.sleep(0.1)
    return held


def test_connections_that_say_nothing_shut_nobody_out(server: LiveServer) -> None:
    with ExitStack() as stack:
        for _ in range(1_500):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=5))
        with urlopen(f"{server.base_url}/health", timeout=5) as answer:
            assert answer.status == 200


@pytest.mark.soak
async def test_a_message_that_never_ends_is_given_up(server: LiveServer) -> None:
    async def unfinished() -> AsyncIterator[str]:
        yield "42/_event," + "x" * 1_000_000
        await asyncio.Event().wait()

    async with connected(server.base_url, token="unfinished", cookie="", auth=None) as stranger:
        sending = asyncio.create_task(stranger.connection.send(unfinished()))
        await asyncio.wait_for(stranger.connection.wait_closed(), SOCKET_PATIENCE_S + 15)
        sending.cancel()
    assert stranger.close_code == 1008
