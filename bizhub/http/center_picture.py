"""The doors of a center's picture: sent by admins, shown to members."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bizhub.domain.errors import InvalidInput
from bizhub.domain.pictures import LARGEST_BYTES
from bizhub.http.visitors import ask, caller_of
from bizhub.services import center_picture, runtime

PICTURE_PATH = "/center-picture"
_KEPT = "private, max-age=86400, immutable"
"""By the browser of a member alone; another picture has another address."""


async def upload(request: Request) -> Response:
    """Take the body as the picture of the center `?center=`, over the one named `?seen=`; answers with its name.

    It is small, and stays in memory until it was drawn anew: nothing of what is refused ever lies on the disk.
    """
    seen = request.query_params.get("seen", "")
    await ask(request, center_picture.expect_picture, seen=seen)
    content = bytearray()
    try:
        async for chunk in request.stream():
            content += chunk
            if len(content) > LARGEST_BYTES:
                raise InvalidInput(f"The picture is larger than {LARGEST_BYTES // 1024**2} MB.", field="picture")
    except ClientDisconnect:
        return Response(status_code=400)
    changed = center_picture.change_picture
    name = await run_in_threadpool(changed, runtime.current(), caller_of(request), content=bytes(content), seen=seen)
    return JSONResponse({"picture": name})


async def show(request: Request) -> Response:
    """The picture `?name=` of the center `?center=`."""
    content = await ask(request, center_picture.read_picture, name=request.query_params.get("name", ""))
    return Response(content, media_type="image/png", headers={"Cache-Control": _KEPT, "Vary": "Cookie"})


routes = [Route(PICTURE_PATH, upload, methods=["POST"]), Route(PICTURE_PATH, show, methods=["GET"])]
