"""An answer that is sent while it is made: from its first part, whole or visibly broken, and not for who has left."""

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bizhub.http.spool import SpooledResponse
from tests.http.asgi import http_scope

PATIENCE_S = 5


class Reader:
    """Takes an answer as a server would, and hangs up when told."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.arrived = asyncio.Event()
        self.hangs_up = asyncio.Event()
        self.may_take = asyncio.Event()
        self.may_take.set()

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)

    @property
    def is_whole(self) -> bool:
        """Whether the end was said."""
        return self.sent[-1]["type"] == "http.response.body" and not self.sent[-1].get("more_body")

    async def take(self, app: ASGIApp) -> None:
        async def receive() -> Message:
            await self.hangs_up.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            await self.may_take.wait()
            self.sent.append(message)
            self.arrived.set()
            await asyncio.sleep(0)

        await app(http_scope(), receive, send)


def spooled(parts: Iterator[bytes], made: threading.Event) -> ASGIApp:
    """An application that answers with these parts."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = SpooledResponse(
            parts,
            scratch=Path(tempfile.gettempdir()),
            media_type="text/csv",
            headers={"x-kind": "made"},
            on_made=made.set,
        )
        await response(scope, receive, send)

    return app


class Parts:
    """Parts that come one by one, when the test lets them."""

    def __init__(self, *parts: bytes, error: Exception | None = None) -> None:
        self.made: list[bytes] = []
        self.may_go_on = threading.Semaphore(0)
        self._parts, self._error = parts, error

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            assert self.may_go_on.acquire(timeout=PATIENCE_S)
            self.made.append(part)
            yield part
        if self._error:
            raise self._error


async def eventually(reader: Reader, body: bytes) -> None:
    """Wait until this has arrived."""
    async with asyncio.timeout(PATIENCE_S):
        while reader.body != body:
            reader.arrived.clear()
            await reader.arrived.wait()


async def test_the_first_part_is_sent_before_the_second_is_made() -> None:
    parts, reader, made = Parts(b"a", b"b"), Reader(), threading.Event()
    taking = asyncio.create_task(reader.take(spooled(iter(parts), made)))
    parts.may_go_on.release()
    await eventually(reader, b"a")
    assert (parts.made, made.is_set()) == ([b"a"], False)
    assert dict(reader.sent[0]["headers"])[b"x-kind"] == b"made"
    parts.may_go_on.release()
    async with asyncio.timeout(PATIENCE_S):
        await taking
    assert (reader.body, reader.is_whole, made.is_set()) == (b"ab", True, True)


async def test_who_hangs_up_stops_the_work() -> None:
    reader, made = Reader(), threading.Event()
    without_end = repeat(b"a" * 1_000)
    taking = asyncio.create_task(reader.take(spooled(without_end, made)))
    async with asyncio.timeout(PATIENCE_S):
        await reader.arrived.wait()
        reader.hangs_up.set()
        await taking
    assert made.is_set()
    assert not reader.is_whole


async def test_what_fails_in_the_middle_never_looks_whole() -> None:
    parts, reader, made = Parts(b"a", error=ValueError("broken")), Reader(), threading.Event()
    parts.may_go_on.release()
    with pytest.raises(ValueError, match="broken"):
        await reader.take(spooled(iter(parts), made))
    assert (reader.body, reader.is_whole, made.is_set()) == (b"a", False, True)


async def test_the_work_does_not_wait_for_a_slow_reader() -> None:
    reader, made = Reader(), threading.Event()
    reader.may_take.clear()
    taking = asyncio.create_task(reader.take(spooled(iter([b"x" * 300_000] * 4), made)))
    assert await asyncio.to_thread(made.wait, PATIENCE_S)
    assert reader.sent == []
    reader.may_take.set()
    async with asyncio.timeout(PATIENCE_S):
        await taking
    assert (len(reader.body), reader.is_whole) == (1_200_000, True)
