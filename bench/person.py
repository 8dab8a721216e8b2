"""A person with an open page at a running server: what the page would send, and when the answers arrive."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bizhub.domain.limits import MESSAGES_PER_SECOND
from tests.hostile.wire import Wire, connected

STATE = "reflex___state____state"
HYDRATE = f"{STATE}.hydrate"
LOAD = f"{STATE}.reflex___state____on_load_internal_state.on_load_internal"
SWITCH = f"{STATE}.bizhub___state___palette____palette_state.switch_account"
EMPTY = f"{STATE}.bizhub___state___ad_account____ad_account_state.stop_editing"
"""Sets a variable to the value it has, through the same guard and the same socket."""

PATH = "/overview"
LOADED = '"is_hydrated_rx_state_":true'
TOTALS, TABLE, MEMORY, NOTHING = (f'"{name}_rx_state_":' for name in ("account_name", "lines", "answered", "editing"))
"""What the answers are recognised by: name and totals, chart and table, recents, the empty event's answer."""

_PATIENCE_S = 60
_PACE_S = 1.1 / MESSAGES_PER_SECOND


@dataclass
class Person:
    """One tab."""

    wire: Wire
    _sent_at: float = 0.0

    async def time(self, name: str, marks: Sequence[str], payload: object = None) -> list[float]:
        """Send an event; milliseconds until the answers with these marks have arrived, in their order."""
        # Nobody is faster than the limit of messages lets them be.
        await asyncio.sleep(max(0.0, self._sent_at + _PACE_S - time.monotonic()))
        self._sent_at = time.monotonic()
        started = time.perf_counter()
        await self.wire.event(name, payload, path=PATH)
        return [(await self._arrival(mark) - started) * 1000 for mark in marks]

    async def _arrival(self, mark: str) -> float:
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                frame = await self.wire.connection.recv()
                now = time.perf_counter()
                text = frame if isinstance(frame, str) else frame.decode()
                if text == "2":
                    await self.wire.connection.send("3")
                elif mark in text:
                    return now

    async def empty(self) -> float:
        """An event that changes nothing: milliseconds until its answer."""
        return (await self.time(EMPTY, [NOTHING]))[0]

    async def switch(self, account_id: str) -> tuple[float, float]:
        """Switch to an ad account: milliseconds until name and totals, and until chart and table."""
        first, whole, _ = await self.time(SWITCH, [TOTALS, TABLE, MEMORY], {"ad_account_id": account_id})
        return first, whole


@asynccontextmanager
async def looking(base_url: str, cookie: str, tab: str) -> AsyncIterator[Person]:
    """Open the overview as its page does, and wait until it is there."""
    async with connected(base_url, token=tab, cookie=f"bizhub={cookie}") as wire:
        person = Person(wire)
        await wire.event(HYDRATE, path=PATH)
        await person.time(LOAD, [LOADED])
        yield person
