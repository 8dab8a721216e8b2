"""Taking figures away as CSV or XLSX: a POST, because taking them away is itself recorded."""

import tempfile
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bizhub.adapters import clock
from bizhub.domain.errors import InvalidInput, SignedOut
from bizhub.domain.insights_view import view_from_query
from bizhub.http.visitors import act
from bizhub.services import insights_export

EXPORT_PATH = "/insights/export"
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def export(request: Request) -> Response:
    """Send the table that the page's address shows, of `?center=` and `account=`, as a file of `format=`."""
    wanted = request.query_params.get("format", "")
    if wanted not in _MEDIA_TYPES:
        raise InvalidInput("Choose CSV or XLSX.", field="format")
    try:
        table = await act(
            request,
            insights_export.export_figures,
            view=view_from_query(request.query_params),
            ad_account_id=request.query_params.get("account", ""),
            format=wanted,
        )
    except SignedOut:
        # The form was sent by a page: whoever was signed out meanwhile should see where to sign in.
        return RedirectResponse("/sign-in?next=/insights", status_code=303)
    # Read whole: a server that sends files by path may open this one after it is gone.
    content = await run_in_threadpool(_written, table, wanted)
    name = f"bizhub-figures-{clock.now().date().isoformat()}.{wanted}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=_MEDIA_TYPES[wanted], headers=headers)


def _written(table: insights_export.ExportedTable, wanted: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="bizhub-export-") as folder:
        path = Path(folder) / f"figures.{wanted}"
        insights_export.write_table(table, path, format=wanted)
        return path.read_bytes()


routes = [Route(EXPORT_PATH, export, methods=["POST"])]
