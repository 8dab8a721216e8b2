"""Whether this BizHub is up, for the machine that watches it; nothing else is told."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def health(_request: Request) -> PlainTextResponse:
    """Answer once the lifespan has started everything: before that, no request is taken."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


routes = [Route("/health", health)]
