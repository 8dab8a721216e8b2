"""Importing report files: receive, preview, choose, start, cancel."""

from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.sql.elements import ColumnElement

from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.ids import new_id
from bizhub.domain.imports import ENDED, Choice, FileState, ImportPlan
from bizhub.domain.policy import AdAccountLevel, Permission
from bizhub.services import access, import_files
from bizhub.services.import_files import FILE
from bizhub.services.import_plan import plan_import
from bizhub.services.work import Work

NAME_LENGTH = 255
READ_JOB = "read_import"
RUN_JOB = "run_import"


def require_may_import(work: Work) -> None:
    """Raise unless the person may import into some ad account of the center, or create one."""
    if work.is_operator or work.may(Permission.ASSET_MANAGE):
        return
    if work.connection.execute(select(access.GRANT.c.id).where(_may_import_into(work)).limit(1)).first() is None:
        work.require(Permission.ASSET_MANAGE)


def receive_file(work: Work, *, file_name: str, path: Path, sha256: str, size: int) -> str:
    """Take in a file that lies complete at `path` and have it read; returns the import's ID."""
    require_may_import(work)
    limit = work.runtime.settings.import_max_bytes
    if size > limit:
        raise InvalidInput(f"The file is larger than {limit // 1024**2} MB.", field="file")
    file_id = new_id()
    work.connection.execute(
        insert(FILE).values(
            id=file_id,
            center_id=work.center_id,
            user_id=None if work.is_operator else work.user_id,
            file_name=_plain_name(file_name),
            sha256=sha256,
            size=size,
            state=FileState.READING.value,
            plan="{}",
            error="",
            created_at=work.now,
        )
    )
    # Before the commit: a row whose file is missing would be worse than a file without a row, which is swept.
    path.replace(import_files.path_of(work.runtime, file_id))
    work.after_commit(partial(work.runtime.jobs.enqueue, READ_JOB, job_id=f"read.{file_id}", file_id=str(file_id)))
    return str(file_id)


def view_import(work: Work, *, file_id: str) -> ImportPlan:
    """Where an import stands and, once the file is read, what it would do."""
    return plan_import(work, import_files.read_file(work, file_id))


def choose_account(work: Work, *, file_id: str, source: str, choice: Choice) -> ImportPlan:
    """Say which account a part of the file belongs to, and what a new one is like."""
    file = _expect(work, file_id, FileState.PREVIEW)
    if source not in {account.source for account in file.found.accounts}:
        raise InvalidInput("This file has no such account.", field="account")
    chosen = Choice(**{name: " ".join(value.split()) for name, value in asdict(choice).items()})
    found = replace(file.found, choices={**file.found.choices, source: chosen})
    import_files.write_state(work, file.id, FileState.PREVIEW, found=found)
    return plan_import(work, replace(file, found=found))


def start_import(work: Work, *, file_id: str) -> None:
    """Run an import as previewed; it goes on when the page is closed."""
    file = _expect(work, file_id, FileState.PREVIEW)
    plan = plan_import(work, file)
    for account in plan.accounts:
        if account.problem:
            raise InvalidInput(account.problem, field=account.source)
        if account.asks:
            raise InvalidInput("Say which account these figures belong to.", field=account.source)
    import_files.write_state(work, file.id, FileState.RUNNING)
    work.after_commit(partial(work.runtime.jobs.enqueue, RUN_JOB, job_id=f"run.{file.id}", file_id=file_id))


def cancel_import(work: Work, *, file_id: str) -> None:
    """Give an import up before it runs; what was read is thrown away."""
    file = import_files.read_file(work, file_id)
    if file.state in ENDED:
        return
    if file.state is FileState.RUNNING:
        raise Conflict("The figures are being put in place; this takes a moment and cannot be stopped halfway.")
    import_files.write_state(work, file.id, FileState.CANCELLED)
    work.after_commit(partial(work.runtime.jobs.cancel, f"read.{file.id}"))
    work.after_commit(partial(discard, work, file.id))


def discard(work: Work, file_id: int) -> None:
    """Throw away the file and the staged rows of an import that has ended; safe to repeat."""
    work.runtime.insights.drop(str(file_id))
    import_files.path_of(work.runtime, file_id).unlink(missing_ok=True)


def _expect(work: Work, file_id: str, state: FileState) -> import_files.StoredFile:
    file = import_files.read_file(work, file_id)
    if file.state is not state:
        raise Conflict("This import has moved on in the meantime. Look at it again.")
    return file


def _may_import_into(work: Work) -> ColumnElement[bool]:
    levels = [level.value for level in (AdAccountLevel.OPERATOR, AdAccountLevel.ADMIN)]
    own = (access.GRANT.c.user_id == work.user_id) & (access.GRANT.c.center_id == work.center_id)
    valid: ColumnElement[bool] = access.valid_at(work.now)
    return own & access.GRANT.c.level.in_(levels) & valid


def _plain_name(file_name: str) -> str:
    """The last part of the name a browser sent, without control characters."""
    base = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(character for character in base if character.isprintable())
    return printable.strip()[:NAME_LENGTH] or "report"
