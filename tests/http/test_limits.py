"""What the wrapper lets through to the application behind it."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from bizhub.http.limits import Limits
from tests.http.asgi import Pair, http_scope, read_everything, socket_scope, speak

OWN = "http://localhost:8000"
ORIGIN = ("Origin", OWN)
EVENT: Message = {"type": "websocket.receive", "text": '42/_event,["event",{}]'}


def limited(**options: object) -> Limits:
    return Limits(read_everything, origins=[OWN, "http://127.0.0.1:8000"], **options)  # type: ignore[arg-type]


def body(*sizes: int) -> list[Message]:
    last = len(sizes) - 1
    return [{"type": "http.request", "body": b"x" * size, "more_body": n < last} for n, size in enumerate(sizes)]


@pytest.mark.parametrize("path", ["/_upload", "/_upload/", "//_upload", "/_upload/a.pdf", "/_health", "/_all_routes"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS"])
async def test_reflex_routes_are_not_there(path: str, method: str) -> None:
    exchange = await speak(limited(), http_scope(path, method, [ORIGIN]), body(1))
    assert exchange.status == 404


@pytest.mark.parametrize("path", ["/", "/health", "/_uploads", "/accounts/_upload", "/ping"])
async def test_other_addresses_are_reached(path: str) -> None:
    exchange = await speak(limited(), http_scope(path), body(0))
    assert exchange.status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("Origin", OWN)], 200),
        ([("Origin", "http://127.0.0.1:8000")], 200),
        ([("Origin", OWN), ("Sec-Fetch-Site", "same-origin")], 200),
        ([("X-BizHub", "1")], 200),
        ([("X-BizHub", "1"), ("Sec-Fetch-Site", "same-origin")], 200),
        ([], 403),
        ([("Origin", "null")], 403),
        ([("Origin", "")], 403),
        ([("Origin", "https://evil.example")], 403),
        ([("Origin", "https://localhost:8000")], 403),
        ([("Origin", "http://localhost:8001")], 403),
        ([("Origin", "http://sub.localhost:8000")], 403),
        ([("Origin", "http://localhost:8000.evil.example")], 403),
        ([("Origin", "null"), ("X-BizHub", "1")], 403),
        ([("Origin", "https://evil.example"), ("X-BizHub", "1")], 403),
        ([("Origin", OWN), ("Sec-Fetch-Site", "cross-site")], 403),
        ([("Origin", OWN), ("Sec-Fetch-Site", "same-site")], 403),
        ([("X-BizHub", "1"), ("Sec-Fetch-Site", "cross-site")], 403),
        ([("X-BizHub", "1"), ("Sec-Fetch-Site", "none")], 403),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
async def test_only_own_pages_change_anything(headers: list[Pair], status: int, method: str) -> None:
    exchange = await speak(limited(), http_scope("/sign-in", method, headers), body(1))
    assert exchange.status == status


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ([("Origin", OWN)], True),
        ([("Origin", "http://127.0.0.1:8000")], True),
        ([], False),
        ([("Origin", "null")], False),
        ([("Origin", "https://evil.example")], False),
        ([("Origin", "https://localhost:8000")], False),
        ([("X-BizHub", "1")], False),
    ],
)
async def test_only_own_pages_open_sockets(headers: list[Pair], accepted: bool) -> None:
    exchange = await speak(limited(), socket_scope(headers))
    assert (exchange.sent[0]["type"] == "websocket.accept") is accepted
    assert (exchange.close_code == 1008) is not accepted


def event_of(letter: str, size: int) -> str:
    """An event that many bytes long in UTF-8."""
    begin, end = '42/_event,["event",{"name":"', '"}]'
    left = size - len(begin) - len(end)
    return begin + letter * (left // len(letter.encode())) + "y" * (left % len(letter.encode())) + end


@pytest.mark.parametrize(
    ("message", "close_code"),
    [
        ({"text": event_of("x", 65_536)}, None),
        ({"text": event_of("x", 65_537)}, 1009),
        ({"text": event_of("é", 65_536)}, None),
        ({"text": event_of("é", 65_538)}, 1009),
        ({"text": "x" * 65_537}, 1009),
        ({"bytes": b"x" * 65_536}, 1008),
        ({"bytes": b"x" * 65_537}, 1009),
        ({"text": None, "bytes": b"x" * 65_537}, 1009),
    ],
)
async def test_a_message_has_at_most_64_kilobytes(message: Message, close_code: int | None) -> None:
    exchange = await speak(limited(), socket_scope([ORIGIN]), [{"type": "websocket.receive", **message}])
    assert exchange.close_code == close_code


@pytest.mark.parametrize(("messages", "close_code"), [(40, None), (41, 1008), (20_000, 1008)])
async def test_a_burst_has_at_most_40_messages(messages: int, close_code: int | None) -> None:
    standing_still = limited(clock=lambda: 0.0)
    exchange = await speak(standing_still, socket_scope([ORIGIN]), [EVENT] * messages)
    assert exchange.close_code == close_code


@pytest.mark.parametrize(
    ("seconds_between", "close_code"),
    [(1 / 20, None), (1 / 21, 1008), (10.0, None)],
)
async def test_twenty_messages_a_second_may_go_on_for_ever(seconds_between: float, close_code: int | None) -> None:
    ticks = ticking(seconds_between)
    exchange = await speak(limited(clock=lambda: next(ticks)), socket_scope([ORIGIN]), [EVENT] * 2_000)
    assert exchange.close_code == close_code


def ticking(seconds: float) -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += seconds


async def test_nothing_is_sent_after_the_socket_was_closed() -> None:
    exchange = await speak(limited(clock=lambda: 0.0), socket_scope([ORIGIN]), [EVENT] * 50)
    assert [message["type"] for message in exchange.sent] == ["websocket.accept", "websocket.close"]


@pytest.mark.parametrize(
    ("path", "sizes", "status"),
    [
        ("/sign-in", [65_536], 200),
        ("/sign-in", [65_537], 413),
        ("/sign-in", [40_000, 25_536], 200),
        ("/sign-in", [40_000, 25_537], 413),
        ("/import", [65_537], 413),
        ("/import/1", [1_000_000], 200),
        ("/import/1", [1_000_000, 1], 413),
    ],
)
async def test_a_body_without_a_length_is_counted(path: str, sizes: list[int], status: int) -> None:
    wrapped = limited(body_bytes={"/import/": 1_000_000})
    exchange = await speak(wrapped, http_scope(path, "POST", [ORIGIN]), body(*sizes))
    assert exchange.status == status


@pytest.mark.parametrize(("length", "status"), [("65536", 200), ("65537", 413), ("-1", 413), ("many", 413)])
async def test_a_body_that_announces_too_much_is_not_read(length: str, status: int) -> None:
    exchange = await speak(limited(), http_scope("/", "POST", [ORIGIN, ("Content-Length", length)]), body(1))
    assert exchange.status == status


async def test_a_route_that_fails_on_a_cut_body_still_answers_413_once() -> None:
    async def form_route(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await request.body()
        await PlainTextResponse("kept")(scope, receive, send)

    wrapped = Limits(form_route, origins=[OWN])
    exchange = await speak(wrapped, http_scope("/", "POST", [ORIGIN]), body(60_000, 60_000, 60_000))
    assert exchange.status == 413


async def test_a_failure_of_a_route_is_not_hidden() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await speak(Limits(broken, origins=[OWN]), http_scope("/", "POST", [ORIGIN]))


async def test_one_address_opens_so_many_sockets_and_another_its_own() -> None:
    waiting, release = asyncio.Event(), asyncio.Event()

    async def patient(_scope: Scope, _receive: Receive, _send: Send) -> None:
        waiting.set()
        await release.wait()

    wrapped = Limits(patient, origins=[OWN], sockets_per_address=1, proxy_hops=1)
    here, elsewhere = ([ORIGIN, ("X-Forwarded-For", address)] for address in ("192.0.2.1", "192.0.2.2"))
    first = asyncio.create_task(speak(wrapped, socket_scope(here), []))
    await waiting.wait()
    refused = await speak(wrapped, socket_scope(here), [])
    assert refused.sent == [{"type": "websocket.close", "code": 1008}]
    other = asyncio.create_task(speak(wrapped, socket_scope(elsewhere), []))
    release.set()
    assert [(await first).sent, (await other).sent] == [[], []]
    assert (await speak(wrapped, socket_scope(here), [])).sent == [], "whoever left makes room"
