"""The switch of the ad account on the wire: against an empty event, and against the number of ad accounts."""

import asyncio
import statistics
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from bench import world
from bench.measure import Line
from bench.person import Person, looking
from bench.world import World
from tests.live import LiveServer, serve

ROUNDS = 150
GROWTH = ((10, 62), (1_000, 62), (10_000, 62), (100_000, 62))
"""Ad accounts and days: the same days in each, so that only the number of accounts differs."""

_GROWTH_ROUNDS = 80
_ACCOUNTS = 60
_WARM_UP = 5


@dataclass
class Times:
    """Milliseconds of each try: an empty event, name and totals, the whole page."""

    empty: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)

    async def take(self, person: Person, account_id: str) -> None:
        """One try of each, in turn."""
        self.empty.append(await person.empty())
        first, whole = await person.switch(account_id)
        self.first.append(first)
        self.whole.append(whole)

    def medians(self) -> tuple[float, float, float]:
        """Of each."""
        return statistics.median(self.empty), statistics.median(self.first), statistics.median(self.whole)


def lines(filled: World) -> Iterator[Line]:
    """Switching among many ad accounts."""
    with serve(filled.data_dir) as server:
        times = asyncio.run(_switching(server, filled))
    empty, first, whole = times.medians()
    yield Line("switch on the wire: name and totals", first, empty, 8)
    yield Line("switch on the wire: chart and table too", whole, empty, 20)


async def _switching(server: LiveServer, filled: World) -> Times:
    accounts = filled.accounts(_ACCOUNTS)
    times = Times()
    async with looking(server.base_url, filled.sign_in(), "bench") as person:
        for number in range(_WARM_UP):
            await Times().take(person, accounts[-1 - number][0])
        for number in range(ROUNDS):
            await times.take(person, accounts[number % len(accounts)][0])
    return times


def growth_lines() -> Iterator[Line]:
    """The same switch in centers of different size, one after the other on the same machine at the same time."""
    worlds = [world.ready(accounts, days) for accounts, days in GROWTH]
    with _serving(worlds) as servers:
        found = asyncio.run(_growing(servers, worlds))
    _, least_first, least_whole = found[0].medians()
    for (accounts, _), times in zip(GROWTH[1:], found[1:], strict=True):
        _, first, whole = times.medians()
        yield Line(
            f"switch among {accounts:,} accounts against {GROWTH[0][0]}: name and totals", first, least_first, 1.3
        )
        yield Line(f"switch among {accounts:,} accounts against {GROWTH[0][0]}: whole page", whole, least_whole, 1.3)


@contextmanager
def _serving(worlds: Sequence[World]) -> Iterator[list[LiveServer]]:
    with ExitStack() as stack:
        yield [stack.enter_context(serve(one.data_dir)) for one in worlds]


async def _growing(servers: Sequence[LiveServer], worlds: Sequence[World]) -> list[Times]:
    found = [Times() for _ in worlds]
    async with _all_looking(servers, worlds) as people:
        accounts = [[account_id for account_id, _ in one.accounts(_ACCOUNTS)] for one in worlds]
        for number in range(_WARM_UP + _GROWTH_ROUNDS):
            for person, own, times in zip(people, accounts, found, strict=True):
                await (times if number >= _WARM_UP else Times()).take(person, own[number % len(own)])
    return found


@asynccontextmanager
async def _all_looking(servers: Sequence[LiveServer], worlds: Sequence[World]) -> AsyncIterator[list[Person]]:
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(looking(server.base_url, one.sign_in(), "bench"))
            for server, one in zip(servers, worlds, strict=True)
        ]
