"""A raw client of the event socket and of HTTP. Only this file knows how socket.io writes."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import websockets
from websockets.asyncio.client import ClientConnection

_T = TypeVar("_T")

_PATIENCE_S = 10.0
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody, and is asked nothing on a loopback: a client of its own would read all authorities of the system."""


class Rejected(Exception):
    """The server did not accept the socket; `status` is its HTTP answer."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass
class Wire:
    """One open event socket."""

    connection: ClientConnection
    frames: list[str] = field(default_factory=list)
    """Everything the server sent, as it came."""

    @property
    def text(self) -> str:
        """All of it; canaries are searched in here."""
        return "\n".join(self.frames)

    @property
    def updates(self) -> list[dict[str, Any]]:
        """The state updates among the frames."""
        prefix = '42/_event,["event",'
        return [json.loads(frame[len("42/_event,") :])[1] for frame in self.frames if frame.startswith(prefix)]

    @property
    def close_code(self) -> int | None:
        """Why the server closed the socket; None while it is open."""
        return self.connection.close_code

    async def event(
        self, name: str, payload: object = None, *, path: str = "/", router_data: object = None, **more: object
    ) -> None:
        """Send an event as a page does; `router_data` and `more` replace or add fields."""
        fields = {
            "name": name,
            "payload": {} if payload is None else payload,
            "router_data": {"pathname": path, "asPath": path, "query": {}} if router_data is None else router_data,
            **more,
        }
        await self.raw("42/_event," + json.dumps(["event", fields]))

    async def raw(self, text: str) -> None:
        """Send any text."""
        await self.connection.send(text)

    async def ask(self, name: str, payload: object = None, **more: Any) -> list[dict[str, Any]]:
        """Send an event and return the updates that came within the time a page would need."""
        before = len(self.updates)
        await self.event(name, payload, **more)
        await self.quiet()
        return self.updates[before:]

    async def answer(self, name: str, payload: object = None, **more: Any) -> None:
        """Send an event that is answered, and read until nothing more comes, however long the server takes to begin."""
        before = len(self.updates)
        await self.event(name, payload, **more)
        await self.until(lambda: len(self.updates) > before)
        await self.quiet()

    async def quiet(self, for_s: float = 0.3) -> None:
        """Read until nothing has come for a while."""
        with contextlib.suppress(TimeoutError, websockets.ConnectionClosed):
            while True:
                await self._read(for_s)

    async def until(self, condition: Callable[[], bool], within_s: float = _PATIENCE_S) -> None:
        """Read until something is there; TimeoutError otherwise."""
        async with asyncio.timeout(within_s):
            while not condition():
                await self._read(within_s)

    async def until_closed(self, within_s: float = _PATIENCE_S) -> int | None:
        """Read until the server closes the socket; its code."""
        with contextlib.suppress(websockets.ConnectionClosed):
            async with asyncio.timeout(within_s):
                while True:
                    await self._read(within_s)
        return self.close_code

    async def _read(self, patience_s: float) -> None:
        frame = await asyncio.wait_for(self.connection.recv(), patience_s)
        text = frame if isinstance(frame, str) else frame.decode()
        if text == "2":
            await self.connection.send("3")
        else:
            self.frames.append(text)


@contextlib.asynccontextmanager
async def connected(
    base_url: str,
    *,
    token: str,
    cookie: str = "",
    origin: str | None = "",
    headers: Mapping[str, str] | None = None,
    auth: object = None,
) -> AsyncIterator[Wire]:
    """A socket as a page opens it; `origin` "" is the own one, None sends none. Rejected when it is not accepted.

    `auth` goes with the connection: as JSON, or as it is when it is text.
    """
    address = f"{base_url.replace('http', 'ws', 1)}/_event/?EIO=4&transport=websocket&token={quote(token, safe='')}"
    sent = {**({"Cookie": cookie} if cookie else {}), **(headers or {})}
    try:
        connection = await websockets.connect(
            address,
            origin=base_url if origin == "" else origin,  # pyright: ignore[reportArgumentType]
            additional_headers=sent,
            user_agent_header="hostile",
            max_size=None,
            ping_interval=None,
            close_timeout=1,
        )
    except websockets.InvalidStatus as refused:
        raise Rejected(refused.response.status_code) from None
    try:
        wire = Wire(connection)
        await asyncio.wait_for(connection.recv(), _PATIENCE_S)
        await wire.raw("40/_event," + ("" if auth is None else auth if isinstance(auth, str) else json.dumps(auth)))
        await wire.until(lambda: any(frame.startswith(("40/_event", "44/_event")) for frame in wire.frames))
        yield wire
    finally:
        await connection.close()


async def request(base_url: str, method: str, path: str, **more: Any) -> httpx.Response:
    """One HTTP request without cookies or redirects of its own."""
    async with httpx.AsyncClient(
        base_url=base_url, follow_redirects=False, timeout=_PATIENCE_S, verify=_NO_TLS
    ) as client:
        return await client.request(method, path, **more)


async def together(count: int, client: Callable[[int], Awaitable[_T]]) -> list[_T]:
    """Run several clients at once; their results in order."""
    return list(await asyncio.gather(*(client(number) for number in range(count))))
