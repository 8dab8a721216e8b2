"""The event socket of a served BizHub against people who write to it themselves."""

import asyncio
import json
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from reflex.utils.format import format_event_handler
from sqlalchemy import update

from bizhub.services.sign_in_state import SESSION
from bizhub.services.work import token_hash
from bizhub.state.insights import InsightsState
from bizhub.state.session import SessionState
from bizhub.state.sign_in import SignInState
from tests.factories import MadeUser, World
from tests.hostile import wire
from tests.hostile.conftest import Served
from tests.hostile.driver import HYDRATE, HYDRATE_AND_LOAD, handler_names
from tests.hostile.wire import Rejected, Wire, connected
from tests.state.probe import CANARY, ProbeState

PROBE = ProbeState.get_full_name()
BOOT = {"event": {"name": HYDRATE_AND_LOAD, "payload": {}, "router_data": {"pathname": "/", "asPath": "/"}}}


@pytest.fixture
def ada(world: World) -> MadeUser:
    return world.user("Ada")


@pytest.fixture
def cookie(ada: MadeUser) -> str:
    """The cookie that Ada's browser sends."""
    return f"theme=dark; bizhub={ada.token}"


def alive(wire: Wire) -> bool:
    """Whether the socket is still open."""
    return wire.close_code is None


async def filled(served: Served, cookie: str, token: str) -> None:
    """Ada looks at something private in a tab, then her connection drops."""
    async with connected(served.base_url, token=token, cookie=cookie) as page:
        await page.answer(HYDRATE_AND_LOAD)
        await page.answer(f"{PROBE}.fill")
        assert CANARY in page.text
        assert "theme=dark" not in page.text


async def test_a_page_works(served: Served, cookie: str) -> None:
    async with connected(served.base_url, token="works", cookie=cookie, auth=BOOT) as page:
        await page.until(lambda: '"is_hydrated_rx_state_":true' in page.text.replace(" ", ""))
        await page.answer(f"{PROBE}.ask")
        assert "Ada" in page.text


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", None, "http://localhost", "https://localhost:{port}", "http://a.localhost:{port}",
     "http://localhost:{port}.evil.example", "file://"],
)  # fmt: skip
async def test_foreign_origins_do_not_get_a_socket(served: Served, cookie: str, origin: str | None) -> None:
    sent = origin and origin.format(port=served.settings.port)
    with pytest.raises(Rejected) as rejected:
        async with connected(served.base_url, token="evil", cookie=cookie, origin=sent):
            pass
    assert rejected.value.status == 403


@pytest.mark.parametrize("hydration", [HYDRATE, HYDRATE_AND_LOAD])
@pytest.mark.parametrize("who", ["nobody", "another person"])
async def test_a_stolen_token_shows_nothing_while_the_owner_is_away(
    served: Served, world: World, cookie: str, hydration: str, who: str
) -> None:
    token = f"stolen-{hydration}-{who}"
    await filled(served, cookie, token)
    thief = f"bizhub={world.user('Eve').token}" if who == "another person" else ""
    async with connected(served.base_url, token=token, cookie=thief) as stolen:
        await stolen.ask(f"{PROBE}.greet", {"name": "x"})
        await stolen.ask(f"{PROBE}.ask")
        await stolen.ask(hydration)
        await stolen.ask(f"{PROBE}.greet", {"name": "x"})
        assert "cnry" not in stolen.text
        assert "Ada" not in stolen.text


async def test_a_stolen_token_shows_nothing_while_the_owner_is_there(served: Served, world: World, cookie: str) -> None:
    async with connected(served.base_url, token="there", cookie=cookie) as page:
        await page.answer(HYDRATE_AND_LOAD)
        async with connected(served.base_url, token="there", cookie=f"bizhub={world.user('Eve').token}") as stolen:
            await page.answer(f"{PROBE}.fill")
            await stolen.ask(HYDRATE_AND_LOAD)
            await stolen.ask(f"{PROBE}.greet", {"name": "x"})
            assert CANARY in page.text
            assert "cnry" not in stolen.text


async def test_what_the_owners_task_still_sends_does_not_reach_the_thief(
    served: Served, world: World, cookie: str
) -> None:
    async with connected(served.base_url, token="late", cookie=cookie) as page:
        await page.answer(HYDRATE_AND_LOAD)
        await page.event(f"{PROBE}.fill_later", {"seconds": 1.5})
        await page.quiet()
    async with connected(served.base_url, token="late", cookie=f"bizhub={world.user('Eve').token}") as stolen:
        await stolen.quiet(2.5)
        assert "cnry" not in stolen.text
    async with connected(served.base_url, token="late", cookie=cookie) as page:
        await page.answer(HYDRATE_AND_LOAD)
        assert CANARY in page.text


async def test_a_connection_from_before_the_sign_out_shows_nothing_more(
    served: Served, world: World, ada: MadeUser, cookie: str
) -> None:
    async with connected(served.base_url, token="before", cookie=cookie) as page:
        await page.answer(HYDRATE_AND_LOAD)
        await page.answer(f"{PROBE}.fill")
        with world.runtime.database.transaction(write=True) as connection:
            ended = update(SESSION).where(SESSION.c.token_hash == token_hash(ada.token))
            connection.execute(ended.values(ended_at=datetime.now(UTC)))
        page.frames.clear()
        await page.answer(f"{PROBE}.ask")
        assert "/sign-in" in page.text
        await page.ask(HYDRATE_AND_LOAD)
        await page.ask(HYDRATE)
        await page.ask(f"{PROBE}.fill")
        assert "cnry" not in page.text
        assert "Ada" not in page.text


async def test_a_sign_out_reaches_every_open_page_within_five_seconds(served: Served, cookie: str) -> None:
    async with (
        connected(served.base_url, token="left", cookie=cookie) as left,
        connected(served.base_url, token="right", cookie=cookie) as right,
    ):
        for page in (left, right):
            await page.answer(HYDRATE_AND_LOAD)
            await page.answer(f"{PROBE}.fill")
            page.frames.clear()
        own = {"Cookie": cookie, "Origin": served.base_url}
        answer = await wire.request(served.base_url, "POST", "/auth/sign-out", headers=own)
        assert answer.status_code == 303
        for page in (left, right):
            await page.until(lambda page=page: "/sign-in" in page.text, within_s=5)
            await page.ask(HYDRATE_AND_LOAD)
            await page.ask(f"{PROBE}.fill")
            assert "cnry" not in page.text


async def test_strangers_reach_public_handlers_only(served: Served) -> None:
    async with connected(served.base_url, token="stranger") as page:
        await page.ask(HYDRATE_AND_LOAD)
        for name in ("fill", "ask", "save", "slowly", "chain"):
            await page.ask(f"{PROBE}.{name}", {"name": "x"} if name == "save" else {})
        assert "cnry" not in page.text
        await page.answer(f"{PROBE}.greet", {"name": "you"})
        assert "Hello you" in page.text


@pytest.mark.parametrize("name", [*handler_names("reflex."), f"{PROBE}.setvar", f"{PROBE}.grant_admin"])
async def test_what_is_not_for_browsers_gets_no_answer(served: Served, cookie: str, name: str) -> None:
    payloads: list[dict[str, Any]] = [
        {},
        {"value": True},
        {"var_name": "secret", "value": "cnry"},
        {"vars": {f"{PROBE}.secret": "cnry"}},
        {"who": "me"},
    ]
    expected = name.endswith(("state.hydrate", "hydrate_and_load", "on_load_internal"))
    async with connected(served.base_url, token=f"not-{name}", cookie=cookie) as page:
        await page.answer(HYDRATE_AND_LOAD)
        page.frames.clear()
        for payload in payloads:
            await page.event(name, payload)
        await page.quiet()
        assert (page.updates != []) == expected
        assert "cnry" not in page.text


async def test_the_log_keeps_no_secret_of_a_hostile_hour(served: Served, ada: MadeUser, cookie: str) -> None:
    async with connected(served.base_url, token="log\r\nforged line", cookie=cookie) as page:
        await page.ask(HYDRATE_AND_LOAD)
        await page.event("nothing.like.this", {"password": "cnry-password"})
        await page.event(f"{PROBE}.typed", {"n": "cnry-argument"})
        await page.event(f"{PROBE}.break_down", {"kind": "unknown"})
        await page.quiet()
        assert "Reference: " in page.text
        assert "cnry" not in page.text
    assert "Refused an event" in served.log
    assert "Dropped an event" in served.log
    assert ada.token not in served.log
    assert "cnry-password" not in served.log
    assert "cnry-argument" not in served.log
    assert "\nforged" not in served.log


async def test_a_message_over_64_kb_closes_the_socket(served: Served, cookie: str) -> None:
    async with connected(served.base_url, token="big", cookie=cookie) as page:
        await page.event(f"{PROBE}.greet", {"name": "x" * 70_000})
        assert await page.until_closed() == 1009


async def test_headers_address_and_token_cannot_be_forged(served: Served, ada: MadeUser) -> None:
    forged = {
        "pathname": "/", "asPath": "/", "query": {}, "token": "works", "ip": "127.9.9.9", "sid": "x",
        "headers": {"cookie": f"bizhub={ada.token}"},
    }  # fmt: skip
    async with connected(served.base_url, token="forger", headers={"X-Forwarded-For": "127.9.9.9"}) as page:
        await page.answer(HYDRATE_AND_LOAD, router_data=forged)
        await page.answer(f"{PROBE}.ask", router_data=forged)
        assert "/sign-in" in page.text
        assert "Ada" not in page.text
        assert "127.9.9.9" not in json.dumps([update.get("delta", {}).get(PROBE) for update in page.updates])


async def test_any_token_is_only_an_address(served: Served, cookie: str) -> None:
    for token in ("", "x" * 7_000, "a\x00b", "../../etc", "ä☃"):
        async with connected(served.base_url, token=token, cookie=cookie) as page:
            await page.ask(HYDRATE_AND_LOAD)
            assert "cnry" not in page.text


async def latencies(page: Wire, count: int) -> list[float]:
    """Seconds from an event to its answer, one after the other at the pace of a busy person."""
    found = []
    for number in range(count):
        before = len(page.updates)
        started = time.perf_counter()
        await page.event(f"{PROBE}.typed", {"n": number + 1})
        await page.until(lambda before=before: len(page.updates) > before)
        found.append(time.perf_counter() - started)
        await asyncio.sleep(0.1)
    return sorted(found)


async def flood(served: Served, number: int) -> float:
    """Send 20,000 events as fast as possible; seconds until the server has closed the socket."""
    async with connected(served.base_url, token=f"flood-{number}") as hostile:
        started = time.perf_counter()
        try:
            for sent in range(20_000):
                await hostile.event(f"{PROBE}.greet", {"name": str(sent)})
        except wire.websockets.ConnectionClosed:
            pass
        # What is still on its way when the server closes makes TCP reset the connection: then the code is lost.
        assert await hostile.until_closed() in {1006, 1008}
        return time.perf_counter() - started


async def test_a_flood_is_cut_off_and_honest_people_do_not_notice(served: Served, cookie: str) -> None:
    async with connected(served.base_url, token="honest", cookie=cookie) as page:
        await page.ask(HYDRATE_AND_LOAD)
        working = asyncio.create_task(latencies(page, 30))
        closed_after = await wire.together(5, lambda number: flood(served, number))
        during = await working
        assert alive(page)
    assert max(closed_after) < 2.0
    assert during[int(len(during) * 0.95)] < 0.5


LONGEST = urlencode({"by": "ad", **dict.fromkeys(["campaign", "ad_group", "search"], "👟" * 512)})


@pytest.mark.parametrize(
    ("path", "query", "load", "shows"),
    [
        ("/insights", LONGEST, InsightsState.load, '"loaded_rx_state_":true'),
        ("/sign-in", urlencode({"next": f"/insights?{LONGEST}"}), SignInState.load, "/insights?by=ad"),
    ],
)
async def test_the_longest_address_of_a_page_is_taken(
    served: Served, world: World, ada: MadeUser, cookie: str, path: str, query: str, load: Any, shows: str
) -> None:
    world.center(ada, "Linden")
    page_of: Any = {"pathname": path, "asPath": f"{path}?{query}", "query": dict(parse_qsl(query))}
    async with connected(served.base_url, token=f"long{path}", cookie=cookie) as page:
        for handler in (HYDRATE, format_event_handler(SessionState.load), format_event_handler(load)):
            await page.answer(handler, router_data=page_of)
        assert shows in page.text.replace(" ", "")
        assert alive(page)
