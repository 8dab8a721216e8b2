"""Many tabs and browsers that press one button of a served BizHub in the same moment, and what it stored then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
from sqlalchemy import text

from bizhub.domain.ids import new_id
from tests.factories import MadeUser, World
from tests.hostile.conftest import SAID, Served
from tests.hostile.driver import HYDRATE_AND_LOAD
from tests.hostile.wire import Wire, connected
from tests.permissions import inventory

HANDLERS = inventory.full_names()


def browser(at: Served, person: MadeUser | None = None) -> httpx.AsyncClient:
    headers = {"x-bizhub": "1", "origin": at.base_url}
    cookies = {"bizhub": person.token} if person else {}
    return httpx.AsyncClient(base_url=at.base_url, headers=headers, cookies=cookies, timeout=30)


def read(world: World, statement: str, **values: object) -> list[Any]:
    with world.runtime.database.transaction(write=False) as connection:
        return list(connection.execute(text(statement), values).all())


def entries(world: World, center: str | int, event: str) -> int:
    statement = "SELECT count(*) FROM activity WHERE center_id = :center AND event = :event"
    return int(read(world, statement, center=int(center), event=event)[0][0])


@asynccontextmanager
async def tabs(at: Served, people: list[MadeUser], path: str) -> AsyncIterator[list[Wire]]:
    """Each in a tab of their own, with a page loaded."""
    async with AsyncExitStack() as stack:
        opened = []
        for person in people:
            tab = connected(at.base_url, token=f"at-once-{new_id()}", cookie=f"bizhub={person.token}")
            wire = await stack.enter_async_context(tab)
            await wire.event(HYDRATE_AND_LOAD, path=path.partition("?")[0], router_data=place(path))
            await wire.until(lambda wire=wire: '"is_hydrated_rx_state_":true' in wire.text.replace(" ", ""))
            await wire.quiet()
            wire.frames.clear()
            opened.append(wire)
        yield opened
        assert [SAID.findall(wire.text) for wire in opened] == [[]] * len(opened)


def place(path: str) -> dict[str, object]:
    return {"pathname": path.partition("?")[0], "asPath": path, "query": {}}


async def press(opened: list[Wire], handler: str, payload: object, path: str) -> None:
    """All of them in one moment."""
    name = HANDLERS[handler]
    await asyncio.gather(*(tab.event(name, payload, router_data=place(path)) for tab in opened))
    await asyncio.gather(*(tab.until(lambda tab=tab: tab.updates != []) for tab in opened))
    await asyncio.gather(*(tab.quiet(0.5) for tab in opened))
