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


class Dripping:
    """A body that never ends: so many bytes, then a pause, again and again."""

    def __init__(self, size: int, pause_s: float) -> None:
        self._size, self._pause_s = size, pause_s
        self.sent: list[Message] = []
        self.heard_the_end = False

    async def receive(self) -> Message:
        await asyncio.sleep(self._pause_s)
        return {"type": "http.request", "body": b"x" * self._size, "more_body": True}

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    async def route(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read it to its end."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self.heard_the_end = (await receive())["type"] == "http.disconnect"
        await PlainTextResponse("kept")(scope, receive, send)


@pytest.mark.parametrize(("size", "pause_s"), [(0, 60.0), (1, 0.02), (300, 0.1)], ids=["silence", "drops", "a trickle"])
async def test_a_body_that_comes_too_slowly_is_given_up(size: int, pause_s: float) -> None:
    client = Dripping(size, pause_s)
    wrapped = Limits(client.route, origins=[OWN], body_bytes={"/": 10**9}, body_patience_s=0.3)
    async with asyncio.timeout(5):
        await wrapped(http_scope("/", "POST", [ORIGIN]), client.receive, client.send)
    start, rest = client.sent
    assert (start["status"], rest["body"]) == (408, b"This took too long to arrive. Please try again.")
    assert (b"connection", b"close") in start["headers"]
    assert client.heard_the_end


async def test_a_body_that_keeps_coming_is_read_for_longer_than_the_patience() -> None:
    client = Dripping(8_192, 0.1)
    wrapped = Limits(client.route, origins=[OWN], body_bytes={"/": 8_192 * 20}, body_patience_s=1.0)
    await wrapped(http_scope("/", "POST", [ORIGIN]), client.receive, client.send)
    assert client.sent[0]["status"] == 413, "two seconds later it is too large"


async def test_a_long_answer_may_wait_for_its_reader() -> None:
    async def download(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        leaving = asyncio.create_task(receive())  # type: ignore[arg-type]  # as streamed answers do
        await asyncio.sleep(0.2)
        assert not leaving.done()
        leaving.cancel()
        await PlainTextResponse("all of it")(scope, receive, send)

    sent: list[Message] = []
    incoming: asyncio.Queue[Message] = asyncio.Queue()
    incoming.put_nowait({"type": "http.request", "body": b"", "more_body": False})

    async def send(message: Message) -> None:
        sent.append(message)

    await Limits(download, origins=[OWN], body_patience_s=0.05)(http_scope("/", "POST", [ORIGIN]), incoming.get, send)
    assert sent[0]["status"] == 200


@pytest.mark.parametrize("neighbour", ["192.0.2.2", "2001:db8:0:1::1"])
async def test_one_address_has_so_many_requests_answered_at_once(neighbour: str) -> None:
    begun, release = asyncio.Semaphore(0), asyncio.Event()

    async def patient(scope: Scope, receive: Receive, send: Send) -> None:
        begun.release()
        await release.wait()
        await PlainTextResponse("done")(scope, receive, send)

    wrapped = Limits(patient, origins=[OWN], requests_per_address=2)
    held = [asyncio.create_task(speak(wrapped, http_scope(client=here))) for here in ("2001:db8::1", "2001:db8::2")]
    for _ in held:
        await begun.acquire()
    refused = await speak(wrapped, http_scope(client="2001:db8::3"))
    assert (refused.status, refused.headers["connection"]) == (429, "close")
    assert refused.body.startswith(b"Too many requests come from your network at once.")
    other = asyncio.create_task(speak(wrapped, http_scope(client=neighbour)))
    await begun.acquire()
    release.set()
    assert [(await one).status for one in (*held, other)] == [200, 200, 200]
    assert (await speak(wrapped, http_scope(client="2001:db8::3"))).status == 200, "whoever is done makes room"
