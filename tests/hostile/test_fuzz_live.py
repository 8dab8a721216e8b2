"""Random JSON at the served BizHub, over the socket and at every HTTP route: no traceback, no 500, no change."""

import json
import random
from typing import Any

import pytest

from tests.factories import World
from tests.hostile import wire
from tests.hostile.conftest import Served
from tests.hostile.drawn import TEXTS, any_json
from tests.hostile.driver import handler_names
from tests.hostile.stored import stored
from tests.hostile.test_malformed import bad_lines, works
from tests.hostile.wire import connected
from tests.permissions.routes import ROUTES

SOCKETS = 10
A_BURST = 38
NAMES = [*handler_names("bizhub."), *handler_names("reflex."), "", "x", "nothing.like.this", "__init__", "\ud800"]
CONTENT_TYPES = ("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x")


def any_event(lot: random.Random) -> str:
    """An event in a frame of the right shape, with a name that may exist and everything else drawn."""
    payload = {f"{lot.choice(TEXTS)}?": any_json(lot) for _ in range(lot.randrange(1, 4))}
    paths = [f"{lead}{text}" for text in TEXTS for lead in ("", "/", "//", "/\\", "/accounts/", "/overview?a=")]
    route: Any = {"pathname": lot.choice(paths), "asPath": lot.choice(paths), "query": {}}
    event = {
        "name": lot.choice(NAMES),
        "payload": lot.choice([payload, any_json(lot) or [payload]]),
        "router_data": lot.choice([route, {**route, "query": any_json(lot)}, any_json(lot)]),
        lot.choice(["token", "substate_token", "extra", "event_actions"]): any_json(lot),
    }
    return "42/_event," + json.dumps(["event", event])


@pytest.mark.parametrize("seed", range(SOCKETS))
async def test_random_events(served: Served, world: World, seed: int) -> None:
    lot, cookie = random.Random(seed), f"bizhub={world.user('Ada').token}"
    before, log = stored(served.settings.data_dir), served.log
    async with connected(served.base_url, token=f"fuzz-{seed}", cookie=cookie) as page:
        for _ in range(A_BURST):
            await page.raw(any_event(lot))
        await page.quiet()
        assert page.close_code is None
    async with connected(served.base_url, token="honest") as honest:
        assert await works(honest)
    assert bad_lines(served, log) == []
    assert stored(served.settings.data_dir) == before


def any_request(lot: random.Random, served: Served, cookie: str) -> dict[str, Any]:
    """Headers, query and body, with what the door asks of an own page."""
    return {
        "headers": {
            "Origin": served.base_url,
            "X-BizHub": "1",
            "Cookie": lot.choice([cookie, "bizhub=x", "bizhub=; bizhub", "=;;=", ""]),
            "Content-Type": lot.choice(CONTENT_TYPES),
            "X-File-Name": lot.choice(["a.csv", "%00", "..%2f..", "%ff", ""]),
        },
        "params": {lot.choice(["center", "account", "from", "page", "by", "x"]): lot.choice(TEXTS) for _ in range(3)},
        "content": lot.choice([b"", b"{", b"\xff\x00", b"[" * 5_000, json.dumps(any_json(lot)).encode()]),
    }


@pytest.mark.parametrize("route", sorted(ROUTES))
async def test_random_requests(served: Served, world: World, route: str) -> None:
    method, path = route.split()
    lot, cookie = random.Random(route), f"bizhub={world.user('Ada').token}"
    no_session = {"/auth/sign-out": ""}.get(path, cookie)  # whoever comes with a session there is signed out
    before, log = stored(served.settings.data_dir), served.log
    for _ in range(25):
        answer = await wire.request(served.base_url, method, path, **any_request(lot, served, no_session))
        assert answer.status_code < 500
    for other in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"):
        assert (await wire.request(served.base_url, other, path, headers={"Origin": served.base_url})).status_code < 500
    assert bad_lines(served, log) == []
    assert stored(served.settings.data_dir) == before
