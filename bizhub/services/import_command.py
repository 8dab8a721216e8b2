"""Importing for the command line: the operator acts, in jobs, so that a running server does it."""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bizhub.adapters.jobs import Job, JobCancelled, job
from bizhub.domain.audit import Through
from bizhub.domain.errors import BizHubError, InvalidInput
from bizhub.domain.imports import Choice, FileState, ImportPlan, PlannedAccount
from bizhub.services import import_accounts, import_files, import_jobs, import_overlaps, import_words, imports
from bizhub.services.import_files import FILE
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin_job

RECEIVE_JOB = "receive_reports"
RUN_JOB = "run_reports"


@job(RECEIVE_JOB, queue="commands")
def receive_reports(
    current: Job, *, center_id: str, files: Sequence[Mapping[str, str]], choice: Mapping[str, str], keep: bool
) -> dict[str, Any]:
    """Read files and tell what importing them would do; `files` have `id` (chosen by the command) and `path`.

    Files that cannot be imported as they are, are given up, and without `keep` all of them. The result has `id`,
    `is_ready` and `lines` of each.
    """
    runtime: Runtime = current.runtime
    with _operator(runtime, center_id, write=False) as work:
        work.in_center()
    try:
        plans = [_read(current, center_id, file, Choice(**choice)) for file in files]
        if not keep:  # else they come one at a time, and each preview is about what the one before it has left
            plans = [_with_overlap(runtime, center_id, plan) for plan in plans]
    except JobCancelled:
        _give_up(runtime, center_id, [file["id"] for file in files])
        raise
    _give_up(runtime, center_id, [plan.file_id for plan in plans if not (keep and plan.is_ready)])
    return {
        "files": [
            {"id": plan.file_id, "is_ready": plan.is_ready, "lines": import_words.lines_of(plan)} for plan in plans
        ]
    }


@job(RUN_JOB, queue="commands")
def run_reports(current: Job, *, center_id: str, file_ids: Sequence[str]) -> dict[str, Any]:
    """Run previewed imports one after the other; the result has `name`, `error` and `rows` of each."""
    try:
        with current.alone(import_jobs.PUTTING_IN_PLACE):
            return {"files": [_run(current, center_id, file_id) for file_id in file_ids]}
    except JobCancelled:
        _give_up(current.runtime, center_id, file_ids)
        raise


def _read(current: Job, center_id: str, file: Mapping[str, str], choice: Choice) -> ImportPlan:
    runtime: Runtime = current.runtime
    file_id, path = file["id"], Path(file["path"])
    try:
        _receive(runtime, center_id, int(file_id), path)
    except (InvalidInput, OSError) as problem:
        sentence = problem.message if isinstance(problem, InvalidInput) else f"It cannot be read: {problem.strerror}."
        return ImportPlan(file_id, path.name, FileState.REFUSED, error=sentence)
    progress = partial(current.progress, note=f"Reading {path.name}:")
    with current.alone(f"reading {file_id}"):
        import_jobs.read_received(runtime, int(file_id), progress=progress, check=current.check)
    if choice != Choice():
        _choose(runtime, center_id, file_id, choice)
    with _operator(runtime, center_id, write=False) as work:
        return _checked(imports.view_import(work, file_id=file_id), choice)


def _receive(runtime: Runtime, center_id: str, file_id: int, path: Path) -> None:
    """Copy a file in; after a kill only what is still missing is done."""
    with _operator(runtime, center_id, write=False) as work:
        if work.connection.execute(select(FILE.c.id).where(FILE.c.id == file_id)).first() is not None:
            return
    if not path.is_file():
        raise InvalidInput("There is no such file.", field="file")
    size = path.stat().st_size
    imports.refuse_too_large(runtime, size)
    copy = runtime.settings.folder("uploads") / f"{file_id}.part"
    shutil.copyfile(path, copy)
    copy.chmod(0o600)
    with copy.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    with _operator(runtime, center_id, write=True) as work:
        imports.receive_file(work, file_name=path.name, path=copy, sha256=sha256, size=size, file_id=file_id)


def _choose(runtime: Runtime, center_id: str, file_id: str, choice: Choice) -> None:
    """Keep what the command says about the accounts; a currency in the file stands."""
    with _operator(runtime, center_id, write=True) as work:
        file = import_files.read_file(work, file_id)
        if file.state is FileState.PREVIEW:
            for field, value in asdict(choice).items():
                if value:
                    import_accounts.choose(work, file.id, field, value)


def _with_overlap(runtime: Runtime, center_id: str, plan: ImportPlan) -> ImportPlan:
    if plan.state is not FileState.PREVIEW:
        return plan
    with _operator(runtime, center_id, write=False) as work:
        return replace(plan, overlap=import_overlaps.find_overlap(work, import_files.read_file(work, plan.file_id)))


def _checked(plan: ImportPlan, choice: Choice) -> ImportPlan:
    """The plan with what in the command contradicts the file or its ad accounts."""
    accounts = tuple(
        replace(account, problem=account.problem or _contradiction(account, choice)) for account in plan.accounts
    )
    if choice.external_id and len(accounts) > 1:
        sentence = f"--account is for files of one ad account; this one has {len(accounts)}."
        accounts = tuple(replace(account, problem=sentence) for account in accounts)
    return replace(plan, accounts=accounts)


def _contradiction(account: PlannedAccount, choice: Choice) -> str:
    if choice.currency and account.currency != choice.currency:
        return f"The figures of {account.name} are in {account.currency}, not in {choice.currency}."
    if choice.time_zone and account.time_zone != choice.time_zone:
        return f"{account.name} has the time zone {account.time_zone}; an ad account keeps its time zone."
    return ""


def _run(current: Job, center_id: str, file_id: str) -> dict[str, Any]:
    """One import. It can be cancelled before it begins, never halfway."""
    runtime: Runtime = current.runtime
    with _operator(runtime, center_id, write=False) as work:
        plan = imports.view_import(work, file_id=file_id)
    try:
        if plan.state is FileState.PREVIEW:
            current.progress(0, note=f"Importing {plan.file_name}")
            with _operator(runtime, center_id, write=True) as work:
                imports.start_import(work, file_id=file_id)
        import_jobs.run_started(runtime, int(file_id), progress=_unstoppable(current, plan.file_name))
    except BizHubError as refusal:
        _give_up(runtime, center_id, [file_id])
        return {"name": plan.file_name, "error": refusal.message, "rows": 0}
    with _operator(runtime, center_id, write=False) as work:
        ended = imports.view_import(work, file_id=file_id)
    _give_up(runtime, center_id, [file_id])  # one that went back to its preview, to which nobody comes back
    return {"name": ended.file_name, "error": ended.error, "rows": ended.rows}


def _unstoppable(current: Job, name: str) -> import_jobs.Progress:
    """Tells how far an import is; once it stands in the record, cancelling it would leave it half done."""

    def tell(done: int, total: int) -> None:
        try:
            current.progress(done, total, note=f"Importing {name}, ad accounts:")
        except JobCancelled:
            return

    return tell


def _give_up(runtime: Runtime, center_id: str, file_ids: Sequence[str]) -> None:
    for file_id in file_ids:
        with _operator(runtime, center_id, write=True) as work:
            known = work.connection.execute(select(FILE.c.state).where(FILE.c.id == int(file_id))).scalar()
            if known in {FileState.READING, FileState.PREVIEW}:
                imports.cancel_import(work, file_id=file_id)


def _operator(runtime: Runtime, center_id: str, *, write: bool) -> AbstractContextManager[Work]:
    return begin_job(runtime, user_id=None, center_id=center_id, through=Through.IMPORT, write=write)
