"""The doors of bulk changes: IDs by the thousand come in over HTTP, and the result goes out as a file."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.bulk import MOST_PAIRS, PairRow, RowState, reason_words
from bizhub.domain.cells import harmless
from bizhub.domain.days import typed_day
from bizhub.domain.errors import SignedOut
from bizhub.domain.levels import Held
from bizhub.http.downloads import download_headers
from bizhub.http.forms import Form, Visit, form_door, go_to
from bizhub.http.visitors import act
from bizhub.services import bulk
from bizhub.services.formats import export_name
from bizhub.services.work import begin

PREVIEW_PATH = "/team/bulk/preview"
EXPORT_PATH = "/team/bulk/export"
_LONGEST_TYPED = 40 * MOST_PAIRS
"""As many e-mail addresses as may be named, or twice as many IDs."""
LARGEST_FORM = 2 * _LONGEST_TYPED + 64 * 1024
COLUMNS = (
    "person", "person_id", "ad_account", "ad_account_id", "external_id", "before", "before_until", "after",
    "after_until", "result", "reason",
)  # fmt: skip
_RESULTS = {
    RowState.WAITING: "not done",
    RowState.CHANGED: "changed",
    RowState.SAME: "already so",
    RowState.SKIPPED: "skipped",
}
_Typed = Annotated[str, Field(max_length=_LONGEST_TYPED)]


class BulkForm(Form):
    """What somebody asks for: typed or pasted, and what was chosen beside that."""

    people: _Typed
    chosen_people: _Typed = ""
    ad_accounts: _Typed
    chosen_ad_accounts: _Typed = ""
    level: str
    until: str
    only_raise: str = ""
    reason: str


def preview(visit: Visit, form: BulkForm) -> Response:
    """Store a preview and show it."""
    with begin(visit.runtime, visit.caller, write=True) as work:
        run = bulk.prepare_run(
            work,
            people=f"{form.chosen_people}\n{form.people}",
            ad_accounts=f"{form.chosen_ad_accounts}\n{form.ad_accounts}",
            level="" if form.level == "END" else form.level or "?",
            until=typed_day(form.until, field="until"),
            only_raise=form.only_raise == "raise",
            reason=form.reason,
        )
    return go_to(f"/team/bulk?run={run}")


async def export(request: Request) -> Response:
    """Send every pair of the bulk change `?run=` with what became of it, as a CSV file."""
    try:
        _, rows = await act(request, bulk.export_run, run_id=request.query_params.get("run", ""))
    except SignedOut:
        return RedirectResponse("/sign-in?next=/team/bulk", status_code=303)
    headers = download_headers(request, export_name("bulk-change", "csv"))
    return Response(csv_text(rows), media_type="text/csv; charset=utf-8", headers=headers)


def csv_text(rows: Sequence[PairRow]) -> str:
    """The file: with the mark by which spreadsheets know UTF-8, every text harmless in them."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(map(harmless, _cells(row)))
    return f"\ufeff{text.getvalue()}"


def _cells(row: PairRow) -> Iterator[str]:
    yield from (row.person, row.user_id, row.ad_account, row.ad_account_id, row.external_id)
    yield from (*_level(row.before), *_level(row.after), _RESULTS[row.verdict.state])
    yield reason_words(row.verdict.why, row.verdict.detail)


def _level(held: Held | None) -> tuple[str, str]:
    if held is None:
        return "", ""
    return LEVEL_WORDS[held.level], "" if held.until is None else held.until.isoformat()


routes = [
    form_door(PREVIEW_PATH, BulkForm, preview, of_center=True),
    Route(EXPORT_PATH, export, methods=["POST"]),
]
