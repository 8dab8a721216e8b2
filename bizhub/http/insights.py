"""Taking figures away as CSV or XLSX: a POST, because taking them away is itself recorded."""

import asyncio
import tempfile
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bizhub.domain.errors import InvalidInput, SignedOut
from bizhub.domain.insights_view import view_from_query
from bizhub.http.visitors import act, ask
from bizhub.services import insights_export
from bizhub.services.formats import export_name

EXPORT_PATH = "/insights/export"
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# A large table takes a few hundred megabytes and seconds of a core; who comes second waits.
_one_at_a_time = asyncio.Semaphore(1)


async def export(request: Request) -> Response:
    """Send the table that the page's address shows, of `?center=` and `account=`, as a file of `format=`."""
    wanted = request.query_params.get("format", "")
    if wanted not in _MEDIA_TYPES:
        raise InvalidInput("Choose CSV or XLSX.", field="format")
    view, account = view_from_query(request.query_params), request.query_params.get("account", "")
    try:
        async with _one_at_a_time:
            taken = await ask(request, insights_export.read_whole_table, view=view, ad_account_id=account)
            await act(request, insights_export.record_export, taken=taken, format=wanted)
            content = await run_in_threadpool(_written, taken, wanted)
    except SignedOut:
        # The form was sent by a page: whoever was signed out meanwhile should see where to sign in.
        return RedirectResponse("/sign-in?next=/insights", status_code=303)
    # Read whole: a server that sends files by path may open this one after it is gone.
    name = export_name("figures", wanted)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=_MEDIA_TYPES[wanted], headers=headers)


def _written(taken: insights_export.TakenTable, wanted: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="bizhub-export-") as folder:
        path = Path(folder) / f"figures.{wanted}"
        insights_export.write_table(taken, path, format=wanted)
        return path.read_bytes()


routes = [Route(EXPORT_PATH, export, methods=["POST"])]
