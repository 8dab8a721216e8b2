"""The door for report files: the request body goes straight to disk, with its size and digest taken on the way."""

import hashlib
import os
from pathlib import Path
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bizhub.domain.errors import InvalidInput
from bizhub.domain.ids import new_id
from bizhub.http.visitors import act, ask
from bizhub.services import imports, runtime

UPLOAD_PATH = "/imports/upload"
_WRITE_AT = 1 << 20


async def upload(request: Request) -> Response:
    """Store the body as a report file of the center `?center=` and start reading it; answers with the import's ID.

    The file's name comes URL-encoded in the header `X-File-Name`.
    """
    running, number = runtime.current(), new_id()
    try:
        length = request.headers.get("content-length")  # the wrapper let only a number through
        await ask(request, imports.expect_file, number=number, size=None if length is None else int(length))
        return await _receive(request, running.settings.folder("uploads") / f"{number}.part")
    finally:
        running.arrivals.leave(number)


async def _receive(request: Request, path: Path) -> Response:
    file_name = unquote(request.headers.get("x-file-name", ""))
    draft = _Draft(path)
    try:
        async for chunk in request.stream():
            if draft.take(chunk) >= _WRITE_AT:
                await run_in_threadpool(draft.write)
        await run_in_threadpool(draft.close)
        if draft.size == 0:
            raise InvalidInput("The file is empty.", field="file")
        file_id = await act(
            request, imports.receive_file, file_name=file_name, path=draft.path, sha256=draft.sha256, size=draft.size
        )
    except ClientDisconnect:
        return Response(status_code=400)
    finally:
        # Received files were moved away; everything else leaves nothing behind.
        await run_in_threadpool(draft.discard)
    return JSONResponse({"import": file_id})


class _Draft:
    """A file on its way in; bytes are collected on the event loop and written in a thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._file = open(path, "xb", opener=_private)  # noqa: SIM115  # Path.open takes no opener
        self._digest = hashlib.sha256()
        self._waiting = bytearray()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def take(self, chunk: bytes) -> int:
        """Collect bytes; returns how many wait to be written."""
        self._waiting += chunk
        self.size += len(chunk)
        return len(self._waiting)

    def write(self) -> None:
        waiting, self._waiting = self._waiting, bytearray()
        self._digest.update(waiting)
        self._file.write(waiting)

    def close(self) -> None:
        self.write()
        self._file.close()

    def discard(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


routes = [Route(UPLOAD_PATH, upload, methods=["POST"])]
