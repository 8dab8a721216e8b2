"""Speaks ASGI to a wrapper without a server in between."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Pair = tuple[str, str]


@dataclass
class Exchange:
    """What an application was given and what it answered."""

    sent: list[Message] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The status of the answer."""
        starts = [message["status"] for message in self.sent if message["type"] == "http.response.start"]
        assert len(starts) == 1
        return int(starts[0])

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer, names in lower case."""
        start = next(message for message in self.sent if message["type"] == "http.response.start")
        return {name.decode(): value.decode() for name, value in start["headers"]}

    @property
    def body(self) -> bytes:
        """The whole body of the answer."""
        return b"".join(message.get("body", b"") for message in self.sent)

    @property
    def close_code(self) -> int | None:
        """The code the socket was closed with, if it was."""
        codes = [message["code"] for message in self.sent if message["type"] == "websocket.close"]
        assert len(codes) <= 1
        return codes[0] if codes else None


def http_scope(path: str = "/", method: str = "GET", headers: Iterable[Pair] = (), client: str = "192.0.2.1") -> Scope:
    """The scope of a request."""
    return {
        "type": "http",
        "path": path,
        "query_string": b"",
        "method": method,
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": (client, 50000),
    }


def socket_scope(headers: Iterable[Pair] = (), path: str = "/_event") -> Scope:
    """The scope of a websocket."""
    return {**http_scope(path, headers=headers), "type": "websocket"}


async def speak(
    app: ASGIApp, scope: Scope, incoming: Iterable[Message] = (), failing_with: tuple[type[Exception], ...] = ()
) -> Exchange:
    """Hand an application its messages, then the end of the connection; servers log what it fails with."""
    exchange = Exchange()
    waiting = iter(incoming)
    over: Message = {"type": f"{scope['type']}.disconnect", "code": 1006}

    async def receive() -> Message:
        return next(waiting, over)

    async def send(message: Message) -> None:
        exchange.sent.append(message)

    with suppress(*failing_with):
        await app(scope, receive, send)
    return exchange


async def read_everything(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that takes the whole body or every socket message, and says how much it got."""
    got = 0
    kinds = {"http.disconnect", "websocket.disconnect"}
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    while (message := await receive())["type"] not in kinds:
        got += 1
        if scope["type"] == "http" and not message.get("more_body"):
            break
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(got).encode()})
    else:
        await send({"type": "websocket.send", "text": str(got)})
