"""The durable jobs of an import: read the file, put the figures in place, finish what a kill left behind.

Two databases cannot share a transaction. So the figures are staged in the insights store, then the batch and its
activity entry are committed (the promise), then the store swaps them in one step of its own, then the batch is marked.
A kill anywhere leaves the period complete or untouched, and a promise is kept after the restart.
"""

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select, update

from bizhub.adapters import clock
from bizhub.adapters.jobs import Job, JobCancelled, job
from bizhub.adapters.watch import Watch
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.errors import BizHubError
from bizhub.domain.figures import Period
from bizhub.domain.ids import new_id
from bizhub.domain.imports import ENDED, BatchState, FileState, PlannedAccount
from bizhub.domain.policy import Permission
from bizhub.domain.report import ImportCancelled, Report
from bizhub.services import ad_accounts, import_accounts, import_files, imports, signals
from bizhub.services.import_files import BATCH, FILE, StoredFile
from bizhub.services.import_plan import found_grain, plan_import
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin_job

PROMISED_AT_ONCE = 25
"""Ad accounts whose import is recorded in one transaction: with their grants and entries a tenth of a second."""
_TELL_EVERY_S = 0.5

Progress = Callable[[int, int], None]
"""Takes how much is done of how much."""


@job(imports.READ_JOB, queue="imports")
def read_import(current: Job, *, file_id: str) -> None:
    """Stage a received file and store what was found in it."""
    read_received(current.runtime, int(file_id), progress=current.progress, check=current.check)


@job(imports.RUN_JOB, queue="imports")
def run_import(current: Job, *, file_id: str) -> None:
    """Put the staged figures of a started import in place."""
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
        now = work.connection.execute(select(FILE.c.state).where(FILE.c.id == file.id).with_for_update()).scalar()
        if now != FileState.READING:  # cancelled while it was read
            return False
        import_files.write_state(work, file.id, state, found=import_files.found_in(report))
    return state is FileState.PREVIEW


def run_started(runtime: Runtime, file_id: int, *, progress: Progress) -> None:
    """Run a started import to its end; one that was not started, or has ended, is left alone."""
    file = _stored(runtime, file_id)
    if file is None or file.state is not FileState.RUNNING:
        return
    try:
        batches, error = _promise(runtime, file), ""
    except BizHubError as refusal:
        batches, error = _promised(runtime, file), refusal.message
        if batches:
            error = f"Only {len(batches):,} ad accounts of this file were imported, then it stopped. {error}"
    tell = _teller(file)
    for number, batch in enumerate(batches):
        progress(number, len(batches))
        tell()
        keep_promise(runtime, batch)
    _end(runtime, file, FileState.FAILED if error else FileState.DONE, error=error)
    signals.send(signals.CenterChanged(str(file.center_id), "figures"))


def give_up(runtime: Runtime, file_id: int, error: str) -> None:
    """End an import that nothing was promised of."""
    file = _stored(runtime, file_id)
    if file is not None and file.state not in ENDED:
        _end(runtime, file, FileState.FAILED, error=error)


def _promised(runtime: Runtime, file: StoredFile) -> list[Any]:
    """The batches that stand in the record already: they are put in place, whatever has changed since."""
    with runtime.database.transaction(write=False) as connection:
        return list(connection.execute(select(BATCH).where(BATCH.c.file_id == file.id)).all())


def _promise(runtime: Runtime, file: StoredFile) -> list[Any]:
    """Create missing accounts and commit the batches with their entries.

    Comparing figures takes its time, so it is done before the transactions that write; imports run one at a time. A
    file of thousands of ad accounts is promised some at a time, since everybody's changes wait meanwhile. All were
    found right before the first part, and what a kill left out is promised after the restart.
    """
    promised = {batch.source for batch in _promised(runtime, file)}
    with runtime.database.transaction(write=False) as connection:
        named = import_accounts.sources_of(connection, file.id)
    if promised and promised >= named:
        return _promised(runtime, file)
    with _acting(runtime, file, write=False) as work:
        accounts = plan_import(work, replace(file, state=FileState.PREVIEW)).accounts
    for account in accounts:
        if not account.is_ready and account.source not in promised:
            raise BizHubError(account.problem or "The import was not complete.")
    idle = [account.source for account in accounts if account.changes_nothing and account.source not in promised]
    meant = [account for account in accounts if account.source not in {*promised, *idle}]
    new = sum(account.creates for account in meant)
    for some in import_accounts.parts_of(meant, PROMISED_AT_ONCE):
        with _acting(runtime, file, write=True) as work:
            ad_accounts.require_room(work, new=new)  # for all of them, before the first is there
            new -= sum(account.creates for account in some)
            import_accounts.forget_sources(work, file.id, idle)  # from now on the file means the others only
            for account in some:
                _promise_account(work, file, account)
        idle = []
    return _promised(runtime, file)


def _promise_account(work: Work, file: StoredFile, account: PlannedAccount) -> None:
    if account.ad_account_id:
        work.require(Permission.AD_ACCOUNT_IMPORT, ad_account=account.ad_account_id)
    ad_account_id = account.ad_account_id or ad_accounts.create_imported(
        work,
        external_id=account.external_id,
        name=account.name,
        currency=account.currency,
        time_zone=account.time_zone,
    )
    work.connection.execute(
        insert(BATCH).values(
            id=new_id(),
            file_id=file.id,
            center_id=work.center_id,
            ad_account_id=int(ad_account_id),
            user_id=file.user_id,
            source=account.source,
            state=BatchState.PROMISED.value,
            first_day=account.first_day,
            last_day=account.last_day,
            grain=found_grain(file),
            rows=account.rows,
            sums=json.dumps(account.sums),
            created_at=work.now,
        )
    )
    _record(work, file, account, ad_account_id)


def _record(work: Work, file: StoredFile, account: PlannedAccount, ad_account_id: str) -> None:
    work.audit(
        AuditEvent.IMPORT_RUN,
        object_type="ad_account",
        object_id=ad_account_id,
        object_name=account.name,
        before={"rows": account.rows_before, "sums": dict(account.sums_before)} if account.rows_before else None,
        after={
            "file": file.file_name,
            "sha256": file.sha256,
            "first_day": account.first_day.isoformat(),
            "last_day": account.last_day.isoformat(),
            "rows": account.rows,
            "sums": dict(account.sums),
            "currency": account.currency,
            "changed_days": account.changed_days,
        },
    )


def keep_promise(runtime: Runtime, batch: Any) -> None:
    """Swap a batch's figures in and mark it; both may be repeated."""
    if batch.state == BatchState.PROMISED:
        runtime.insights.swap(
            str(batch.file_id),
            batch.source,
            batch.ad_account_id,
            Period(batch.first_day, batch.last_day),
        )
        with runtime.database.transaction(write=True) as connection:
            done = {"state": BatchState.DONE.value, "done_at": clock.now()}
            connection.execute(update(BATCH).where(BATCH.c.id == batch.id).values(**done))


def _end(runtime: Runtime, file: StoredFile, state: FileState, *, error: str = "") -> None:
    with _acting(runtime, file, write=True) as work:
        import_files.write_state(work, file.id, state, error=error)
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
