"""What a kill or a failure left of imports: ordered again, finished or given up, and cleared away."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from bizhub.adapters import clock
from bizhub.adapters.jobs import Job, job
from bizhub.domain.imports import ENDED, FileState
from bizhub.domain.jobs import JobState
from bizhub.services import import_jobs, imports
from bizhub.services.import_files import BATCH, FILE
from bizhub.services.runtime import Runtime

MOST_TRIES = 3
GIVEN_UP = (
    f"This failed {MOST_TRIES} times because of an error inside BizHub, which the operator finds in the log. "
    "Nothing was changed. Try the file again."
)

ABANDONED_AFTER = timedelta(days=2)
"""Until then a preview waits for whoever brought the file."""

_SETTLED = timedelta(minutes=10)
_JOBS = {
    FileState.READING: (imports.READ_JOB, imports.read_job_id),
    FileState.RUNNING: (imports.RUN_JOB, imports.run_job_id),
    FileState.CANCELLING: (imports.RUN_JOB, imports.run_job_id),
}


@job("sweep_imports", queue="imports", every="*/5 * * * *", at_start=True)
def sweep_imports(current: Job) -> dict[str, int]:
    """Order again what was interrupted or failed, clear away what nobody came back to, sort scattered figures."""
    runtime: Runtime = current.runtime
    with runtime.database.transaction(write=False) as connection:
        waiting = connection.execute(
            select(FILE.c.id, FILE.c.state, FILE.c.user_id).where(FILE.c.state.in_([state.value for state in _JOBS]))
        ).all()
    ordered = sum(_go_on(runtime, row) for row in waiting)
    return {"ordered": ordered, "cleared": _clear_abandoned(runtime), "sorted": int(runtime.insights.sort_if_due())}


def _go_on(runtime: Runtime, row: Any) -> bool:
    """See to it that one import moves: a job that is over never runs again, so each try has an ID of its own."""
    name, job_id = _JOBS[FileState(row.state)]
    attempt, status = imports.last_try(runtime, job_id, row.id)
    if status is not None and not status.state.is_over:
        return False
    # A try that came to its end without ending the import led it back to its preview, and it was started again.
    has_failed = status is not None and status.state is not JobState.DONE
    if attempt >= MOST_TRIES and has_failed and not _has_promises(runtime, row.id):
        import_jobs.give_up(runtime, row.id, GIVEN_UP)
        return False
    imports.order(runtime, name, job_id(row.id, attempt + 1), row.id, row.user_id)
    return True


def _has_promises(runtime: Runtime, file_id: int) -> bool:
    """Whether the record says already that this import was made: then it is, however often it takes."""
    with runtime.database.transaction(write=False) as connection:
        return connection.execute(select(BATCH.c.id).where(BATCH.c.file_id == file_id).limit(1)).first() is not None


def _clear_abandoned(runtime: Runtime) -> int:
    """Cancel previews nobody came back to, and remove files and staged rows without a live import."""
    old = clock.now() - ABANDONED_AFTER
    staged = runtime.insights.staged_batches()  # before the files: one that comes meanwhile is being read
    with runtime.database.transaction(write=True) as connection:
        connection.execute(
            update(FILE)
            .where(FILE.c.state == FileState.PREVIEW.value, FILE.c.created_at < old)
            .values(state=FileState.CANCELLED.value, finished_at=clock.now())
        )
        live = {str(row) for row in connection.execute(select(FILE.c.id).where(FILE.c.state.not_in(ENDED))).scalars()}
    gone = [path for path in runtime.settings.folder("uploads").iterdir() if _is_abandoned(path, live)]
    for path in gone:
        path.unlink(missing_ok=True)
    dead = [batch for batch in staged if batch not in live]
    for batch in dead:
        runtime.insights.drop(batch)
    return len(gone) + len(dead)


def _is_abandoned(path: Path, live: set[str]) -> bool:
    """What is sent grows all the time, and a file lies here a moment before its import is committed."""
    age_s = clock.now().timestamp() - path.stat().st_mtime
    return path.name not in live and age_s > _SETTLED.total_seconds()
