"""The doors of documents: sent by the admins of a center, seen by them and by the desk."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TypeVar
from urllib.parse import unquote

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bizhub.domain.documents import LARGEST_BYTES, OpenDocument
from bizhub.domain.errors import InvalidInput, NotFound
from bizhub.domain.ids import new_id
from bizhub.http.visitors import act, ask, caller_of
from bizhub.services import documents, runtime

UPLOAD_PATH = "/documents/upload"
VIEW_PATH = "/documents/view"
PAGE_PATH = "/documents/page"
_AT_ONCE = 4
"""How many threads wait for documents that are cleaned or drawn; the others of the server never do."""
_LONGEST_PAGE_NUMBER = 4

_CLOSED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""It is shown to one person, once, and runs nothing."""

_T = TypeVar("_T")


async def upload(request: Request) -> Response:
    """Take the body as a document of `?holder=&id=` in the center `?center=`; answers with the document's ID.

    The file's name comes URL-encoded in the header `X-File-Name`. What was sent stays in memory: on the disk lies
    only what was made anew from it, encrypted.
    """
    running, number = runtime.current(), new_id()
    holder, holder_id = request.query_params.get("holder", ""), request.query_params.get("id", "")
    length = request.headers.get("content-length")  # the wrapper let only a number through
    size = None if length is None else int(length)
    try:
        await ask(
            request, documents.expect_document, number=number, holder=holder, holder_id=holder_id, size=size
        )  # fmt: skip
        with documents.new_file() as content:
            digest = hashlib.sha256()
            async for chunk in request.stream():
                digest.update(chunk)
                content.write(chunk)
                if content.tell() > LARGEST_BYTES:
                    raise InvalidInput(f"This file is larger than {LARGEST_BYTES // 1024**2} MB.", field="file")
            row = await _apart(
                request,
                lambda: documents.receive_document(
                    running, caller_of(request), holder=holder, holder_id=holder_id, content=content,
                    file_name=unquote(request.headers.get("x-file-name", "")), sha256=digest.hexdigest(),
                ),
            )  # fmt: skip
    except ClientDisconnect:
        return Response(status_code=400)
    finally:
        running.document_arrivals.leave(number)
    return JSONResponse({"document": row.id})


async def view(request: Request) -> Response:
    """The document `?id=`, to be saved."""
    found = await _opened(request)
    pieces = documents.read_content(runtime.current(), found)
    name = {"Content-Disposition": f'attachment; filename="{found.download_name}"', "Content-Length": str(found.size)}
    return await _sent(pieces, found.media_type, name)


async def show_page(request: Request) -> Response:
    """The page `?page=` of the document `?id=`, as a picture."""
    asked = request.query_params.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_PAGE_NUMBER):
        raise NotFound
    found = await _opened(request)
    media_type, pieces = await _apart(request, lambda: documents.draw_page(runtime.current(), found, int(asked)))
    return await _sent(pieces, media_type, {"Content-Disposition": "inline"})


async def _opened(request: Request) -> OpenDocument:
    """The document, for whoever may see it. Nobody asks for the head alone: it would tell without a record."""
    if request.method != "GET":
        raise NotFound
    return await act(request, documents.open_document, document_id=request.query_params.get("id", ""))


async def _sent(pieces: Iterator[bytes], media_type: str, more: dict[str, str]) -> Response:
    """All of it, never a part; a file that is damaged from its beginning is refused before anything is sent."""
    first = await run_in_threadpool(next, pieces, b"")
    headers = {**_CLOSED, "Accept-Ranges": "none", **more}
    return StreamingResponse(chain([first], pieces), media_type=media_type, headers=headers)


async def _apart(request: Request, work: Callable[[], _T]) -> _T:
    """Do what takes a process in one of a few threads of its own kind."""
    state = request.app.state
    if not hasattr(state, "document_threads"):
        state.document_threads = CapacityLimiter(_AT_ONCE)
    done: _T = await to_thread.run_sync(work, limiter=state.document_threads)
    return done


routes = [
    Route(UPLOAD_PATH, upload, methods=["POST"]),
    Route(VIEW_PATH, view, methods=["GET"]),
    Route(PAGE_PATH, show_page, methods=["GET"]),
]
