"""The imports that a person has on their page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from bizhub.domain.errors import Conflict
from bizhub.domain.imports import ENDED, FileState, ImportPlan
from bizhub.services import import_files, imports
from bizhub.services.import_files import FILE
from bizhub.services.import_plan import plan_import
from bizhub.services.work import Work

_SHOWN = 20
ACCOUNTS_SHOWN = 20
_ENDED_SHOWN_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class OpenImport:
    """An import and how far its present step is, 0 to 100."""

    plan: ImportPlan
    percent: int


def list_open_imports(work: Work, *, first: Mapping[str, int]) -> tuple[OpenImport, ...]:
    """The person's imports in this center, newest first, until they are cleared away or half a day old.

    A few ad accounts of each are looked at, by file ID from the place `first` on.
    """
    imports.require_may_import(work)
    rows = work.connection.execute(
        select(FILE)
        .where(
            FILE.c.center_id == work.center_id,
            FILE.c.user_id == work.user_id,
            FILE.c.cleared_at.is_(None),
            FILE.c.finished_at.is_(None) | (FILE.c.finished_at > work.now - _ENDED_SHOWN_FOR),
        )
        .order_by(FILE.c.id.desc())
        .limit(_SHOWN)
    ).all()
    files = [import_files.stored_file(row) for row in rows]
    return tuple(OpenImport(_shown(work, file, first), _percent(work, file)) for file in files)


def clear_import(work: Work, *, file_id: str) -> None:
    """Take an import that has ended off the page."""
    file = import_files.read_file(work, file_id)
    if file.state not in ENDED:
        raise Conflict("This import is still on its way. Cancel it first.")
    work.connection.execute(update(FILE).where(FILE.c.id == file.id).values(cleared_at=work.now))


def _shown(work: Work, file: import_files.StoredFile, first: Mapping[str, int]) -> ImportPlan:
    # Only a preview shows ad accounts: what is read, runs or has ended is not looked at again with every step.
    most = ACCOUNTS_SHOWN if file.state is FileState.PREVIEW else 0
    return plan_import(work, file, first=first.get(str(file.id), 0), most=most)


def _percent(work: Work, file: import_files.StoredFile) -> int:
    if file.state in ENDED or file.state is FileState.PREVIEW:
        return 100
    job_id = imports.read_job_id if file.state is FileState.READING else imports.run_job_id
    _, status = imports.last_try(work.runtime, job_id, file.id)
    return 0 if status is None or status.total == 0 else 100 * status.done // status.total
