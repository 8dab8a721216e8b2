"""An answer that is sent while a thread still makes it."""

import asyncio
import os
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

_BYTES_OF_PART = 256 * 1024


class SpooledResponse(StreamingResponse):
    """Sends what lies in a file as soon as it is there, at the pace of whoever receives it.

    Nothing that is sent slowly is held in memory. Who hangs up stops the work; what fails in the middle cuts the
    connection, so that no half of a file looks whole.
    """

    def __init__(
        self,
        parts: Iterable[bytes],
        *,
        scratch: Path,
        media_type: str,
        headers: Mapping[str, str],
        on_made: Callable[[], object],
    ) -> None:
        """Begin with the parts in a thread, in a file of the folder `scratch`.

        `on_made` is called when no more of them are made, whatever happened.
        """
        self._file = tempfile.TemporaryFile(prefix="export-", dir=scratch)  # noqa: SIM115  # closed when it was sent
        self._has_left = threading.Event()
        self._news = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._making = asyncio.create_task(run_in_threadpool(self._make, parts))
        self._making.add_done_callback(lambda _: on_made())
        self._making.add_done_callback(lambda _: self._news.set())
        super().__init__(self._sent(), media_type=media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._has_left.set()
            await asyncio.wait({self._making})
            self._file.close()

    def _make(self, parts: Iterable[bytes]) -> None:
        for part in parts:
            if self._has_left.is_set():
                return
            self._file.write(part)
            self._file.flush()
            self._loop.call_soon_threadsafe(self._news.set)

    async def _sent(self) -> AsyncIterator[bytes]:
        place = 0
        while True:
            self._news.clear()
            is_made = self._making.done()
            part = await run_in_threadpool(os.pread, self._file.fileno(), _BYTES_OF_PART, place)
            place += len(part)
            if part:
                yield part
            elif is_made:
                self._making.result()  # what it failed with
                return
            else:
                await self._news.wait()
