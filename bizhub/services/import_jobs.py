"""The durable jobs of an import: read the file, put the figures in place, finish what a kill left behind."""

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from sqlalchemy import select

from bizhub.adapters.jobs import Job, JobCancelled, job
from bizhub.adapters.watch import Watch
from bizhub.domain.audit import Through
from bizhub.domain.errors import BizHubError
from bizhub.domain.imports import ENDED, GOING_IN, FileState, PlannedAccount
from bizhub.domain.report import ImportCancelled, Report
from bizhub.services import ad_accounts, import_accounts, import_files, import_promises, imports, signals
from bizhub.services.import_files import FILE, StoredFile
from bizhub.services.import_overlaps import Restated, require_as_seen
from bizhub.services.import_plan import plan_import
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin_job

_TELL_EVERY_S = 0.5
_LOOK_AGAIN = "Nothing of this file was imported. See what it would replace now, then import it again."

PUTTING_IN_PLACE = "putting figures in place"
"""What one import at a time does: what it compares with must stay until it has replaced it."""

Progress = Callable[[int, int], None]
"""Takes how much is done of how much."""


@job(imports.READ_JOB, queue="reads")
def read_import(current: Job, *, file_id: str) -> None:
    """Stage a received file and store what was found in it."""
    with current.alone(f"reading {file_id}"):  # the command line reads in a job of its own
        read_received(current.runtime, int(file_id), progress=current.progress, check=current.check)


@job(imports.RUN_JOB, queue="runs")
def run_import(current: Job, *, file_id: str) -> None:
    """Put the staged figures of a started import in place."""
    with current.alone(PUTTING_IN_PLACE):
        run_started(current.runtime, int(file_id), progress=current.progress)


def read_received(runtime: Runtime, file_id: int, *, progress: Progress, check: Callable[[], None]) -> None:
    """Read a received file; one that is no longer waiting for it is left alone. `check` raises JobCancelled."""
    file = _stored(runtime, file_id)
    if file is None or file.state is not FileState.READING:
        return
    tell = _teller(file)

    def reached(share: float) -> None:
        progress(int(share * 100), 100)
        tell()

    watch = Watch(progress=reached, cancelled=_cancelled(check))
    try:
        report = runtime.insights.stage(
            str(file.id), import_files.path_of(runtime, file.id), file_name=file.file_name, watch=watch
        )
    except ImportCancelled:
        raise JobCancelled from None
    except BizHubError as refusal:
        _end(runtime, file, FileState.REFUSED, error=refusal.message)
        return
    if not _keep(runtime, file, report):
        imports.discard_files(runtime, file.id)
    _tell(file)


def _keep(runtime: Runtime, file: StoredFile, report: Report) -> bool:
    """Store what was found; False when nothing will come of the staged rows."""
    import_accounts.store_accounts(runtime, file.id, report.accounts)
    state = FileState.PREVIEW if report.is_readable else FileState.REFUSED
    with _acting(runtime, file, write=True) as work:
        if import_files.read_state(work, file.id) is not FileState.READING:  # cancelled while it was read
            return False
        import_files.write_state(work, file.id, state, found=import_files.found_in(report))
    return state is FileState.PREVIEW


def run_started(runtime: Runtime, file_id: int, *, progress: Progress) -> None:
    """Run a started import to its end, or until it is cancelled; one that was not started, or has ended, is left."""
    file = _stored(runtime, file_id)
    if file is None or file.state not in GOING_IN:
        return
    tell = _teller(file)

    def reached(done: int, total: int) -> None:
        progress(done, total)
        tell()

    try:
        state, error = _put_in_place(runtime, file, reached)
    except Exception:
        now = _stored(runtime, file_id)
        if now is not None and now.state in ENDED:  # cancelled meanwhile, and what this worked on thrown away
            return
        raise
    _end(runtime, file, state, error=error)
    signals.send(signals.CenterChanged(str(file.center_id), "figures"))


def _put_in_place(runtime: Runtime, file: StoredFile, reached: Progress) -> tuple[FileState, str]:
    """Promise and keep some ad accounts after the other; how that ended, and the sentence about it."""
    import_promises.keep(runtime, file.id)  # what a kill left
    promised = import_promises.promised_sources(runtime, file.id)
    done, total = len(promised), len(_named(runtime, file) | promised)
    if file.state is FileState.CANCELLING or done == total > 0:
        return _stopped(done, total)
    try:
        meant, unchanged = _left_to_promise(runtime, file, promised)
    except BizHubError as refusal:
        return _refused(done, refusal)
    import_promises.renew(runtime, unchanged)
    total, idle = done + len(meant), [account.source for account in unchanged]
    new = sum(account.creates for account in meant)
    for some in import_promises.in_parts(meant):
        reached(done, total)
        try:
            goes_on = _promise(runtime, file, some, new=new, idle=idle)
        except BizHubError as refusal:
            return _refused(done, refusal)
        if not goes_on:
            return _stopped(done, total)
        import_promises.keep(runtime, file.id)
        done, new, idle = done + len(some), new - sum(account.creates for account in some), []
    return FileState.DONE, ""


def _refused(done: int, refusal: BizHubError) -> tuple[FileState, str]:
    """How an import ends that may not go on; what is promised is in place."""
    if isinstance(refusal, Restated) and not done:
        return FileState.PREVIEW, f"{refusal.message} {_LOOK_AGAIN}"
    only = f"Only {_counted(done)} of this file {_were(done)} imported, then it stopped. " if done else ""
    return FileState.FAILED, f"{only}{refusal.message}"


def _stopped(done: int, total: int) -> tuple[FileState, str]:
    """How an import ends that is cancelled between two parts."""
    if done == total:
        return FileState.DONE, ""
    if not done:
        return FileState.CANCELLED, ""
    stays = f"{done:,} of {_counted(total)} of this file {_were(done)} imported, and what was imported stays."
    others = "one" if total - done == 1 else f"{total - done:,}"
    return FileState.CANCELLED, f"Cancelled. {stays} Nothing was changed in the other {others}."


def _counted(accounts: int) -> str:
    return "1 ad account" if accounts == 1 else f"{accounts:,} ad accounts"


def _were(accounts: int) -> str:
    return "was" if accounts == 1 else "were"


def give_up(runtime: Runtime, file_id: int, error: str) -> None:
    """End an import that nothing was promised of."""
    file = _stored(runtime, file_id)
    if file is not None and file.state not in ENDED:
        _end(runtime, file, FileState.FAILED, error=error)


def _named(runtime: Runtime, file: StoredFile) -> set[str]:
    with runtime.database.transaction(write=False) as connection:
        return import_accounts.sources_of(connection, file.id)


def _left_to_promise(
    runtime: Runtime, file: StoredFile, promised: Collection[str]
) -> tuple[list[PlannedAccount], list[PlannedAccount]]:
    """The ad accounts of a file that are not promised yet, and apart from them those in which nothing would change.

    Comparing figures takes its time, so it is done before the transactions that write; imports run one at a time. All
    are found right before the first is promised, and what a kill left out is promised after the restart.
    """
    with _acting(runtime, file, write=False) as work:
        planned = plan_import(work, replace(file, state=FileState.PREVIEW)).accounts
        left = [account for account in planned if account.source not in promised]
        for account in left:
            if not account.is_ready:
                raise BizHubError(account.problem or "The import was not complete.")
        require_as_seen(work, file, left)
    unchanged = [account for account in left if account.changes_nothing]
    return [account for account in left if not account.changes_nothing], unchanged


def _promise(
    runtime: Runtime, file: StoredFile, some: Sequence[PlannedAccount], *, new: int, idle: Sequence[str]
) -> bool:
    """Record a part of an import; False when it was cancelled. `new` ad accounts are still to be created in all."""
    with _acting(runtime, file, write=True) as work:
        if import_files.read_state(work, file.id) is not FileState.RUNNING:
            return False
        ad_accounts.require_room(work, new=new)  # for all of them, before the first is there
        import_accounts.forget_sources(work, file.id, idle)  # from now on the file means the others only
        import_promises.promise(work, file, some)
    return True


def _end(runtime: Runtime, file: StoredFile, state: FileState, *, error: str = "") -> None:
    with _acting(runtime, file, write=True) as work:
        if import_files.read_state(work, file.id) not in ENDED:  # else it was cancelled meanwhile
            import_files.write_state(work, file.id, state, error=error)
    if state in ENDED:
        imports.discard_files(runtime, file.id)
    _tell(file)


def _tell(file: StoredFile) -> None:
    """Let the pages of whoever brought the file look again."""
    if file.user_id is not None:
        signals.send(signals.ImportMoved(str(file.user_id)))


def _teller(file: StoredFile) -> Callable[[], None]:
    """Tells at most twice a second; a page that looks again asks the server."""
    told = float("-inf")

    def tell() -> None:
        nonlocal told
        if time.monotonic() - told >= _TELL_EVERY_S:
            told = time.monotonic()
            _tell(file)

    return tell


def _stored(runtime: Runtime, file_id: int) -> StoredFile | None:
    with runtime.database.transaction(write=False) as connection:
        row = connection.execute(select(FILE).where(FILE.c.id == file_id)).one_or_none()
    return None if row is None else import_files.stored_file(row)


def _acting(runtime: Runtime, file: StoredFile, *, write: bool) -> AbstractContextManager[Work]:
    """A transaction as the person who brought the file, with the rights they have now."""
    return begin_job(
        runtime,
        user_id=None if file.user_id is None else str(file.user_id),
        center_id=str(file.center_id),
        through=Through.IMPORT,
        write=write,
    )


def _cancelled(check: Callable[[], None]) -> Callable[[], bool]:
    def is_cancelled() -> bool:
        try:
            check()
        except JobCancelled:
            return True
        return False

    return is_cancelled
