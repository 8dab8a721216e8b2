"""The ASGI wrapper in front of everything: origins, sizes, rates and shapes, before Reflex queues anything."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bizhub.domain.limits import (
    BODY_BYTES_PER_SECOND,
    BODY_PATIENCE_S,
    MESSAGES_AT_ONCE,
    MESSAGES_PER_SECOND,
    SOCKET_PATIENCE_S,
    network_of,
)
from bizhub.http.address import client_address
from bizhub.http.frames import is_from_a_page

MESSAGE_BYTES = 64 * 1024
BODY_BYTES = 64 * 1024
OWN_SCRIPT_HEADER = "x-bizhub"
"""Own scripts set it (any value): no foreign page can, without asking first."""

_TOO_LARGE = "This is too large."
_TOO_SLOW = "This took too long to arrive. Please try again."
_TOO_MANY = "Too many requests come from your network at once. Please try again in a moment."
_TOO_BIG = 1009
_POLICY_VIOLATION = 1008
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Reflex's upload runs a handler in the state of whoever's token is named; its other routes tell strangers too much.
_HIDDEN = frozenset({"_upload", "_health", "_all_routes", "auth-codespace"})


class Limits:
    """Lets through what a page of this BizHub may send."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        origins: Collection[str],
        body_bytes: Mapping[str, int] | None = None,
        sockets_per_address: int = 320,
        requests_per_address: int = 200,
        body_patience_s: float = BODY_PATIENCE_S,
        socket_patience_s: float = SOCKET_PATIENCE_S,
        proxy_hops: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Wrap `app`; `body_bytes` maps a path prefix to the largest body it takes, elsewhere it is BODY_BYTES.

        Each open socket costs the server 0.25 MB, silent ones too: `sockets_per_address` bounds what one visitor takes,
        and `requests_per_address` how many of their requests are answered at the same time.
        """
        self._app = app
        self._origins = frozenset(origins)
        self._body_bytes = dict(body_bytes or {})
        self._sockets = _Places(sockets_per_address)
        self._requests = _Places(requests_per_address)
        self._body_patience_s = body_patience_s
        self._socket_patience_s = socket_patience_s
        self._proxy_hops = proxy_hops
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _first_segment(scope["path"]) in _HIDDEN:
            await PlainTextResponse("Not found.", 404)(scope, receive, send)
        elif scope["method"] not in _SAFE_METHODS and not self._is_own(Headers(scope=scope)):
            await PlainTextResponse("This address takes requests from its own pages only.", 403)(scope, receive, send)
        else:
            with self._requests.taken(self._visitor(scope)) as has_place:
                exchange = _BoundedExchange(scope, receive, send, self._cap(scope["path"]), self._body_patience_s)
                await (exchange.run(self._app) if has_place else exchange.refuse(429, _TOO_MANY))

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._sockets.taken(self._visitor(scope)) as has_place:
            if not has_place or Headers(scope=scope).get("origin") not in self._origins:
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
                return
            socket = _LimitedSocket(receive, send, self._socket_patience_s, self._clock)
            await self._app(scope, socket.receive, socket.send)

    def _visitor(self, scope: Scope) -> str:
        return network_of(client_address(scope, self._proxy_hops))

    def _is_own(self, headers: Headers) -> bool:
        """Whether a changing request comes from an own page, or from a program that no page can imitate."""
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return False
        origin = headers.get("origin")
        return OWN_SCRIPT_HEADER in headers if origin is None else origin in self._origins

    def _cap(self, path: str) -> int:
        caps = [cap for prefix, cap in self._body_bytes.items() if path.startswith(prefix)]
        return max(caps, default=BODY_BYTES)


def _first_segment(path: str) -> str:
    return next((segment for segment in path.split("/") if segment), "")


class _Places:
    """How many connections of one kind each visitor has open."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    @contextmanager
    def taken(self, visitor: str) -> Iterator[bool]:
        """Hold a place, and tell whether there was one."""
        if self._open[visitor] >= self._most:
            yield False
            return
        self._open[visitor] += 1
        try:
            yield True
        finally:
            self._open[visitor] -= 1
            if not self._open[visitor]:
                del self._open[visitor]


class _BoundedExchange:
    """One request and its answer; a body that is too large or too slow is refused, whatever the route makes of it."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, cap: int, patience_s: float) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._left = cap
        self._patience_s = self._most_patience_s = patience_s
        self._is_complete = False
        self._started = False
        self._refused = False

    async def run(self, app: ASGIApp) -> None:
        length = Headers(scope=self._scope).get("content-length", "0")
        if not length.isdecimal() or int(length) > self._left:
            await self.refuse(413, _TOO_LARGE)
            return
        try:
            await app(self._scope, self.receive, self.send)
        except Exception:
            # The route was cut off in the middle of its body; the client has its answer already.
            if not self._refused:
                raise

    async def receive(self) -> Message:
        if self._refused:
            return {"type": "http.disconnect"}
        if self._is_complete:  # only the end of the connection is left to hear of, and it may take its time
            return await self._receive()
        began = time.monotonic()
        try:
            message = await asyncio.wait_for(self._receive(), self._patience_s)
        except TimeoutError:
            return await self.refuse(408, _TOO_SLOW)
        got = len(message.get("body", b""))
        left_s = self._patience_s - (time.monotonic() - began) + got / BODY_BYTES_PER_SECOND
        self._patience_s = min(self._most_patience_s, left_s)
        self._is_complete = not message.get("more_body", False)
        self._left -= got
        return message if self._left >= 0 else await self.refuse(413, _TOO_LARGE)

    async def send(self, message: Message) -> None:
        if not self._refused:
            self._started = True
            await self._send(message)

    async def refuse(self, status: int, sentence: str) -> Message:
        """Answer in place of the route, unless it has begun to; for the route the connection is over."""
        if not self._refused and not self._started:
            response = PlainTextResponse(sentence, status, {"Connection": "close"})
            await response(self._scope, self._receive, self._send)
        self._refused = True
        return {"type": "http.disconnect"}


class _LimitedSocket:
    """Receives messages of a page up to their size and rate; any other one closes the socket on both sides.

    A message that never ends is kept by the server below, where its size is not seen: whoever sends it is as silent
    here as who sends nothing. A page answers a ping every 25 seconds.
    """

    def __init__(self, receive: Receive, send: Send, patience_s: float, clock: Callable[[], float]) -> None:
        self._receive = receive
        self._send = send
        self._patience_s = patience_s
        self._clock = clock
        self._allowance = float(MESSAGES_AT_ONCE)
        self._filled_at = clock()
        self._closed_with: int | None = None

    async def receive(self) -> Message:
        if self._closed_with is not None:
            return {"type": "websocket.disconnect", "code": self._closed_with}
        try:
            message = await asyncio.wait_for(self._receive(), self._patience_s)
        except TimeoutError:
            return await self._close(_POLICY_VIOLATION)
        if message["type"] != "websocket.receive":
            return message
        if _size(message) > MESSAGE_BYTES:
            return await self._close(_TOO_BIG)
        if not self._take() or not is_from_a_page(message.get("text") or ""):
            return await self._close(_POLICY_VIOLATION)
        return message

    async def send(self, message: Message) -> None:
        if self._closed_with is None:
            await self._send(message)

    def _take(self) -> bool:
        """Take one message from the allowance, which fills up again with time."""
        now = self._clock()
        self._allowance = min(MESSAGES_AT_ONCE, self._allowance + (now - self._filled_at) * MESSAGES_PER_SECOND)
        self._filled_at = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True

    async def _close(self, code: int) -> Message:
        self._closed_with = code
        await self._send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}


def _size(message: Message) -> int:
    """Bytes of a message; text is measured as it travels, in UTF-8."""
    text = message.get("text")
    return len(text.encode()) if text is not None else len(message.get("bytes") or b"")
