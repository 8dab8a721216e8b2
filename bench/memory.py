"""Memory of the server for each person with an open page, against Reflex's own for an empty one."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

from bench.bare_app import serve_bare
from bench.measure import Line
from bench.person import HYDRATE, looking
from bench.world import World
from tests.hostile.wire import connected
from tests.live import serve

PEOPLE = 500
_FIRST = 100
"""What the first ones take is what the process needs once."""

_AT_ONCE = 20

Open = Callable[[AsyncExitStack, int], Awaitable[object]]


def lines(filled: World) -> Iterator[Line]:
    """500 people, each with a session and the overview of their own."""
    with serve(filled.data_dir, sockets_per_address=PEOPLE + 1) as server:
        cookies = filled.sign_in_often(PEOPLE)

        async def open_overview(stack: AsyncExitStack, number: int) -> None:
            await stack.enter_async_context(looking(server.base_url, cookies[number], f"bench-{number}"))

        ours = asyncio.run(_kilobytes_each(open_overview, server.pid))
    with serve_bare() as bare:

        async def open_empty(stack: AsyncExitStack, number: int) -> None:
            wire = await stack.enter_async_context(connected(bare.base_url, token=f"bench-{number}"))
            await wire.event(HYDRATE)
            await wire.until(lambda: len(wire.updates) > 0)

        floor = asyncio.run(_kilobytes_each(open_empty, bare.pid))
    yield Line(f"memory per person, {PEOPLE} connected", ours, floor, 2, unit="KB")


async def _kilobytes_each(open_one: Open, pid: int) -> float:
    async with AsyncExitStack() as stack:
        before = 0
        for start in range(0, PEOPLE, _AT_ONCE):
            await asyncio.gather(*(open_one(stack, number) for number in range(start, start + _AT_ONCE)))
            if start + _AT_ONCE == _FIRST:
                before = _kilobytes(pid)
        return (_kilobytes(pid) - before) / (PEOPLE - _FIRST)


def _kilobytes(pid: int) -> int:
    """What a process and its children hold for themselves."""
    own = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    private = sum(int(line.split()[1]) for line in own.splitlines() if line.startswith("Private_"))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return private + sum(_kilobytes(int(child)) for child in children if Path(f"/proc/{child}").exists())
