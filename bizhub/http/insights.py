"""Taking figures away as CSV or XLSX: a POST, because taking them away is itself recorded."""

import tempfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
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
    path = await run_in_threadpool(_write, table, wanted)
    return FileResponse(
        path,
        media_type=_MEDIA_TYPES[wanted],
        filename=f"bizhub-figures-{clock.now().date().isoformat()}.{wanted}",
        headers={"Cache-Control": "no-store"},
        background=BackgroundTask(path.unlink, missing_ok=True),
    )


def _write(table: insights_export.ExportedTable, wanted: str) -> Path:
    with tempfile.NamedTemporaryFile(prefix="bizhub-export-", suffix=f".{wanted}", delete=False) as file:
        path = Path(file.name)
    try:
        insights_export.write_table(table, path, format=wanted)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


routes = [Route(EXPORT_PATH, export, methods=["POST"])]
