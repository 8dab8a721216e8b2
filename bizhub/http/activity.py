"""Taking the activity away as CSV or JSON: a POST, because taking it away is itself recorded."""

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bizhub.domain.activity import ActivityFilter, ActivityRow, known_time_zone
from bizhub.domain.activity_export import CSV_START, csv_lines, json_items
from bizhub.domain.days import known_day
from bizhub.domain.errors import InvalidInput, SignedOut
from bizhub.http.downloads import download_headers
from bizhub.http.visitors import act, ask
from bizhub.services.activity import begin_export, read_export_step
from bizhub.services.formats import export_name

EXPORT_PATH = "/activity/export"
_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_LONGEST_VALUE = 200


async def export(request: Request) -> Response:
    """Send the entries that `?center=`, `format=` and the filters of the page choose, newest first, as a file."""
    wanted = request.query_params.get("format", "")
    if wanted not in _MEDIA_TYPES:
        raise InvalidInput("Choose CSV or JSON.", field="format")
    chosen = _filter(request)
    try:
        start = await act(request, begin_export, chosen=chosen, format=wanted)
    except SignedOut:
        # The form was sent by a page: whoever was signed out meanwhile should see where to sign in.
        return RedirectResponse("/sign-in?next=/activity", status_code=303)
    parts = _csv(request, chosen, start) if wanted == "csv" else _json(request, chosen, start)
    headers = download_headers(request, export_name("activity", wanted))
    return StreamingResponse(parts, media_type=_MEDIA_TYPES[wanted], headers=headers)


async def _csv(request: Request, chosen: ActivityFilter, start: int) -> AsyncIterator[str]:
    yield CSV_START
    async for rows in _steps(request, chosen, start):
        yield csv_lines(rows)


async def _json(request: Request, chosen: ActivityFilter, start: int) -> AsyncIterator[str]:
    yield "["
    is_first = True
    async for rows in _steps(request, chosen, start):
        yield json_items(rows, first=is_first)
        is_first = False
    yield "\n]\n"


async def _steps(request: Request, chosen: ActivityFilter, start: int) -> AsyncIterator[tuple[ActivityRow, ...]]:
    """Step by step, each a short transaction: a slow reader holds nothing, and a right that ends, ends the export."""
    before = start
    while rows := await ask(request, read_export_step, chosen=chosen, before=before):
        yield rows
        before = rows[-1].entry.sequence


def _filter(request: Request) -> ActivityFilter:
    given = {
        name: request.query_params.get(name, "")[:_LONGEST_VALUE]
        for name in ("person", "kind", "asset", "search", "bulk")
    }
    return ActivityFilter(
        **given,
        first_day=known_day(request.query_params.get("from", "")),
        last_day=known_day(request.query_params.get("to", "")),
        time_zone=known_time_zone(request.query_params.get("zone", "")),
    )


routes = [Route(EXPORT_PATH, export, methods=["POST"])]
