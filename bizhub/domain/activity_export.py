"""The activity as CSV and as JSON, piece by piece; moments are ISO 8601 in UTC."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from bizhub.domain.activity import ActivityRow
from bizhub.domain.activity_values import plain
from bizhub.domain.cells import harmless

COLUMNS = (
    "sequence", "time", "person", "person_id", "through", "address", "event", "sentence",
    "object_type", "object_id", "object_name", "before", "after", "approval", "hash",
)  # fmt: skip

# Spreadsheets take a CSV for UTF-8 only when it begins with this mark.
CSV_START = "\ufeff" + ",".join(COLUMNS) + "\r\n"


def csv_lines(rows: Iterable[ActivityRow]) -> str:
    """Lines of a CSV file without its heading; every text is harmless in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        values = _values(row)
        writer.writerow(value if isinstance(value, int) else harmless(value) for value in values.values())
    return text.getvalue()


def json_items(rows: Iterable[ActivityRow], *, first: bool) -> str:
    """Items of a JSON list, one a line, as they stand between its brackets; `first` when none came before."""
    lead = "\n" if first else ",\n"
    parts = [json.dumps(_values(row), ensure_ascii=False) for row in rows]
    return lead + ",\n".join(parts) if parts else ""


def _values(row: ActivityRow) -> dict[str, Any]:
    entry = row.entry
    values = (
        entry.sequence, entry.at.isoformat(), entry.user_name, entry.user_id, entry.through, entry.address, entry.event,
        plain(row.sentence), entry.object_type, entry.object_id, entry.object_name, entry.before, entry.after,
        entry.approval, entry.hash,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))
