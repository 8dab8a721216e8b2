"""The rows of imported files and the JSON that stands in them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, select, update

from bizhub.domain.errors import NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.imports import FileState
from bizhub.domain.report import BadCell, Report
from bizhub.models.imports import ImportBatch, ImportFile
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work

FILE = cast(Table, ImportFile.__table__)  # type: ignore[attr-defined]
BATCH = cast(Table, ImportBatch.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Found:
    """What reading a file brought to light of the file as a whole, as it is stored."""

    grain: str = ""
    unknown: Sequence[str] = ()
    derived: Sequence[str] = ()
    file_rows: int = 0
    total_rows: int = 0
    rows: int = 0
    problems: Sequence[BadCell] = ()
    problem_count: int = 0


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An imported file's row; numbers as in the table."""

    id: int
    center_id: int
    user_id: int | None
    file_name: str
    sha256: str
    state: FileState
    found: Found
    error: str
    seen_at: datetime


def path_of(runtime: Runtime, file_id: int) -> Path:
    """Where a received file lies until its import ends."""
    return runtime.settings.folder("uploads") / str(file_id)


def read_file(work: Work, file_id: str) -> StoredFile:
    """An import of the current center, started by the acting person; others' are not found."""
    row = work.connection.execute(
        select(FILE).where(FILE.c.id == parse_id(file_id), FILE.c.center_id == work.center_id)
    ).one_or_none()
    if row is None or (not work.is_operator and row.user_id != work.user_id):
        raise NotFound
    return stored_file(row)


def stored_file(row: Any) -> StoredFile:
    """A table row with its JSON unpacked."""
    return StoredFile(
        row.id,
        row.center_id,
        row.user_id,
        row.file_name,
        row.sha256,
        FileState(row.state),
        _unpack(row.plan),
        row.error,
        row.seen_at,
    )


def read_state(work: Work, file_id: int) -> FileState:
    """Where an import stands now; nobody else changes it before a transaction that writes ends."""
    query = select(FILE.c.state).where(FILE.c.id == file_id).with_for_update()
    return FileState(work.connection.execute(query).scalar_one())


def has_batches(work: Work, file_id: int) -> bool:
    """Whether anything of a file stands in the record."""
    return work.connection.execute(select(BATCH.c.id).where(BATCH.c.file_id == file_id).limit(1)).first() is not None


def write_state(
    work: Work,
    file_id: int,
    state: FileState,
    *,
    error: str = "",
    found: Found | None = None,
    seen_at: datetime | None = None,
) -> None:
    """Change where an import stands; `seen_at` is when the preview was made that the person has decided on."""
    values: dict[str, Any] = {"state": state.value, "error": error}
    if seen_at is not None:
        values["seen_at"] = seen_at
    if found is not None:
        values["plan"] = json.dumps(asdict(found), ensure_ascii=False)
    if state in {FileState.DONE, FileState.FAILED, FileState.REFUSED, FileState.CANCELLED}:
        values["finished_at"] = work.now
    work.connection.execute(update(FILE).where(FILE.c.id == file_id).values(**values))


def found_in(report: Report) -> Found:
    """What is stored of a report that was read."""
    return Found(
        grain=report.grain.value,
        unknown=report.layout.unknown,
        derived=report.layout.derived,
        file_rows=report.file_rows,
        total_rows=report.total_rows,
        rows=report.rows,
        problems=report.problems,
        problem_count=report.problem_count,
    )


def _unpack(text: str) -> Found:
    values = json.loads(text)
    if not values:
        return Found()
    values["problems"] = tuple(BadCell(**problem) for problem in values["problems"])
    return Found(**values)
