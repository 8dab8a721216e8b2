"""Taking figures away as CSV or XLSX: a POST, because taking them away is itself recorded."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bizhub.domain.errors import Busy, InvalidInput, SignedOut
from bizhub.domain.insights_view import view_from_query
from bizhub.http.downloads import download_headers
from bizhub.http.spool import SpooledResponse
from bizhub.http.visitors import act, ask
from bizhub.services import insights_export, runtime

EXPORT_PATH = "/insights/export"
AT_ONCE = 2
"""A large table takes two hundred megabytes and seconds of a core while its file is made."""
LONGEST_WAIT_S = 5.0

_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_turns = asyncio.Semaphore(AT_ONCE)


async def export(request: Request) -> Response:
    """Send the table that the page's address shows, of `?center=` and `account=`, as a file of `format=`."""
    wanted = request.query_params.get("format", "")
    if wanted not in _MEDIA_TYPES:
        raise InvalidInput("Choose CSV or XLSX.", field="format")
    await _wait_for_turn()
    try:
        taken = await _recorded_table(request, wanted)
    except BaseException as error:
        _turns.release()
        if isinstance(error, SignedOut):
            # The form was sent by a page: whoever was signed out meanwhile should see where to sign in.
            return RedirectResponse("/sign-in?next=/insights", status_code=303)
        raise
    scratch = runtime.current().insights.scratch
    return SpooledResponse(
        insights_export.file_parts(taken, format=wanted, scratch=scratch),
        scratch=scratch,
        media_type=_MEDIA_TYPES[wanted],
        headers=download_headers(request, f"{insights_export.name_of(taken)}.{wanted}"),
        on_made=_turns.release,
    )


async def _wait_for_turn() -> None:
    try:
        async with asyncio.timeout(LONGEST_WAIT_S):
            await _turns.acquire()
    except TimeoutError:
        raise Busy("Other people are taking figures away right now. Please try again in a moment.") from None


async def _recorded_table(request: Request, wanted: str) -> insights_export.TakenTable:
    """The whole table; that it is taken away stands in the record before anything of it leaves."""
    view, account = view_from_query(request.query_params), request.query_params.get("account", "")
    taken = await ask(request, insights_export.read_whole_table, view=view, ad_account_id=account, format=wanted)
    await act(request, insights_export.record_export, taken=taken, format=wanted)
    return taken


routes = [Route(EXPORT_PATH, export, methods=["POST"])]
