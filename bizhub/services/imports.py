"""Importing report files: receive, preview, choose, start, cancel."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, func, insert, select

from bizhub.domain.errors import Busy, Conflict, InvalidInput
from bizhub.domain.ids import new_id
from bizhub.domain.imports import ENDED, Choice, FileState, ImportPlan, Obstacle
from bizhub.domain.jobs import JobStatus
from bizhub.domain.policy import Permission
from bizhub.services import formats, import_accounts, import_files, import_overlaps, import_plan
from bizhub.services.import_arrivals import Arrival, Arrivals
from bizhub.services.import_files import FILE
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import CENTER
from bizhub.services.work import Work

NAME_LENGTH = 255
MOST_ARRIVING_OF_PERSON = 4
"""The page sends one after the other; several tabs may."""
MOST_ARRIVING = 40
MOST_WAITING_OF_PERSON = 50
MOST_WAITING_IN_CENTER = 200
WAITING_SIZES_OF_PERSON = 10
"""As many of the largest files may wait together."""
WAITING_SIZES_IN_CENTER = 40
READ_JOB = "read_import"
RUN_JOB = "run_import"


def read_job_id(file_id: int, attempt: int = 1) -> str:
    """The job that reads a file; each try is a job of its own."""
    return f"read.{file_id}" if attempt == 1 else f"read.{file_id}.{attempt}"


def run_job_id(file_id: int, attempt: int = 1) -> str:
    """The job that runs an import; each try is a job of its own."""
    return f"run.{file_id}" if attempt == 1 else f"run.{file_id}.{attempt}"


def last_try(runtime: Runtime, job_id: Callable[[int, int], str], file_id: int) -> tuple[int, JobStatus | None]:
    """The newest try of a job, from 1, and how it stands; (0, None) when it was never ordered or is forgotten."""
    attempt, last = 0, None
    while (status := runtime.jobs.status(job_id(file_id, attempt + 1))) is not None:
        attempt, last = attempt + 1, status
    return attempt, last


def order(runtime: Runtime, name: str, job_id: str, file_id: int, user_id: int | None) -> None:
    """Have a file read or run when it is the turn of whoever brought it."""
    whose = "operator" if user_id is None else str(user_id)
    runtime.jobs.enqueue(name, job_id=job_id, turn_of=whose, file_id=str(file_id))


def _cancel_last_try(runtime: Runtime, job_id: Callable[[int, int], str], file_id: int) -> None:
    attempt, status = last_try(runtime, job_id, file_id)
    if status is not None and not status.state.is_over:
        runtime.jobs.cancel(job_id(file_id, attempt))


def require_may_import(work: Work) -> None:
    """Raise unless the person may import into some ad account of the center, or create one."""
    work.require_somewhere(Permission.AD_ACCOUNT_IMPORT)


def require_room(work: Work, *, size: int) -> None:
    """Raise unless the person may import and a file of `size` bytes may wait beside those that wait already.

    Every file waits on one disk. A person's files count in all their centers together, since anybody
    may make centers; the operator's do not count.
    """
    _require_room(work, size, beside=Arrivals())


def expect_file(work: Work, *, number: int, size: int | None) -> None:
    """Give a file that is about to be sent a place, and room for its size beside what waits and what is being sent.

    Without a size it may become as large as any. The place is held under `number` until it leaves the arrivals.
    """
    arrivals, largest = work.runtime.arrivals, work.runtime.settings.import_max_bytes
    with arrivals.deciding():
        arrival = Arrival(work.user_id, work.center_id, largest if size is None else size)
        _require_room(work, arrival.size, beside=arrivals)
        if arrivals.count(lambda other: other.user_id == arrival.user_id)[0] >= MOST_ARRIVING_OF_PERSON:
            raise Busy(f"{MOST_ARRIVING_OF_PERSON} of your files are being sent, as many as may. Wait for one of them.")
        if arrivals.count(lambda _: True)[0] >= MOST_ARRIVING:
            raise Busy("BizHub takes as many files as it can at the moment. Please try again in a minute.")
        arrivals.enter(number, arrival)


def _require_room(work: Work, size: int, *, beside: Arrivals) -> None:
    require_may_import(work)
    if work.is_operator:
        return
    yours = "Import or cancel some of them first."
    sent, on_their_way = beside.count(lambda other: other.user_id == work.user_id)
    count, taken = _waiting(work, FILE.c.user_id == work.user_id)
    count, taken = count + sent, taken + on_their_way
    _refuse_above(MOST_WAITING_OF_PERSON, count, f"{count} of your files wait", yours)
    _refuse_size_above(work, WAITING_SIZES_OF_PERSON, taken + size, "your files", yours)
    theirs = "Try again when some of them are imported."
    sent, on_their_way = beside.count(lambda other: other.center_id == work.center_id)
    count, taken = _waiting(work, (FILE.c.center_id == work.center_id) & FILE.c.user_id.is_not(None))
    count, taken = count + sent, taken + on_their_way
    _refuse_above(MOST_WAITING_IN_CENTER, count, f"{count} files of this center wait", theirs)
    _refuse_size_above(work, WAITING_SIZES_IN_CENTER, taken + size, "files of this center", theirs)


def _refuse_above(most: int, count: int, what: str, advice: str) -> None:
    if count >= most:
        raise InvalidInput(f"{what} to be imported, as many as may. {advice}", field="file")


def _refuse_size_above(work: Work, sizes: int, taken: int, whose: str, advice: str) -> None:
    most = sizes * work.runtime.settings.import_max_bytes
    if taken > most:
        size = formats.file_size(most)
        raise InvalidInput(f"With this one, more than {size} of {whose} would wait. {advice}", field="file")


def _waiting(work: Work, whose: ColumnElement[bool]) -> tuple[int, int]:
    """How many files have not ended yet, and their bytes."""
    query = select(func.count(), func.coalesce(func.sum(FILE.c.size), 0))
    count, taken = work.connection.execute(query.where(whose, FILE.c.state.not_in(ENDED))).one()
    return int(count), int(taken)


def receive_file(work: Work, *, file_name: str, path: Path, sha256: str, size: int, file_id: int = 0) -> str:
    """Take in a file that lies complete at `path` and have it read; returns the import's ID, the given one if any."""
    # On PostgreSQL two files at once would both count before either is there.
    work.connection.execute(select(CENTER.c.id).where(CENTER.c.id == work.center_id).with_for_update())
    require_room(work, size=size)
    refuse_too_large(work.runtime, size)
    file_id = file_id or new_id()
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
            seen_at=work.now,
        )
    )
    # Before the commit: a row whose file is missing would be worse than a file without a row, which is swept.
    path.replace(import_files.path_of(work.runtime, file_id))
    if not work.is_operator:  # whose command reads in a job of its own
        work.after_commit(partial(order, work.runtime, READ_JOB, read_job_id(file_id), file_id, work.user_id))
    return str(file_id)


def refuse_too_large(runtime: Runtime, size: int) -> None:
    """Raise for a file of more bytes than a report file may have."""
    limit = runtime.settings.import_max_bytes
    if size > limit:
        raise InvalidInput(f"The file is larger than {formats.file_size(limit)}.", field="file")


def view_import(work: Work, *, file_id: str) -> ImportPlan:
    """Where an import stands and, once the file is read, what it would do."""
    return import_plan.plan_import(work, import_files.read_file(work, file_id))


def choose_account(work: Work, *, file_id: str, source: str, field: str, value: str) -> None:
    """Say one thing about an account of a file: its ID, or for a new one its name, time zone or currency.

    What is wrong is said at the file: the field of InvalidInput is its ID.
    """
    file = _expect(work, file_id, FileState.PREVIEW)
    if field not in Choice.__dataclass_fields__:
        raise InvalidInput("There is nothing of that name to choose.", field=file_id)
    if not import_accounts.choose(work, file.id, field, " ".join(value.split()), source=source):
        raise InvalidInput("This file has no such account.", field=file_id)


def find_obstacle(work: Work, *, file_id: str, among_all: bool = False) -> Obstacle | None:
    """Why a previewed file cannot be imported as it is, at the first of its accounts; asked before it is started.

    `among_all` is for a file that is started with others: which of them comes last must not matter.
    """
    file = _expect(work, file_id, FileState.PREVIEW)
    obstacle = import_plan.find_obstacle(work, file)
    return import_overlaps.find_obstacle(work, file) if among_all and obstacle is None else obstacle


def start_import(work: Work, *, file_id: str, seen_at: datetime | None = None) -> None:
    """Run an import as previewed at a moment, else as it was when the file came; it goes on when the page is closed.

    Nothing is checked here, where every other change would wait for it: `find_obstacle` did, and the job does again.
    """
    file = _expect(work, file_id, FileState.PREVIEW)
    import_files.write_state(work, file.id, FileState.RUNNING, seen_at=seen_at)
    if not work.is_operator:
        work.after_commit(partial(_order_run, work.runtime, file.id, work.user_id))


def _order_run(runtime: Runtime, file_id: int, user_id: int) -> None:
    attempt, _ = last_try(runtime, run_job_id, file_id)  # there is one of an import that went back to its preview
    order(runtime, RUN_JOB, run_job_id(file_id, attempt + 1), file_id, user_id)


def cancel_import(work: Work, *, file_id: str) -> None:
    """Give an import up. One that runs ends between two parts: what stands in the record is put in place and stays."""
    file = import_files.read_file(work, file_id)
    if file.state in ENDED or file.state is FileState.CANCELLING:
        return
    if file.state is FileState.RUNNING and import_files.has_batches(work, file.id):
        import_files.write_state(work, file.id, FileState.CANCELLING)
        return
    job_id = run_job_id if file.state is FileState.RUNNING else read_job_id
    import_files.write_state(work, file.id, FileState.CANCELLED)
    work.after_commit(partial(_cancel_last_try, work.runtime, job_id, file.id))
    work.after_commit(partial(discard_files, work.runtime, file.id))


def discard_files(runtime: Runtime, file_id: int) -> None:
    """Throw away the file and the staged rows of an import that has ended; safe to repeat."""
    runtime.insights.drop(str(file_id))
    import_accounts.forget_accounts(runtime, file_id)
    import_files.path_of(runtime, file_id).unlink(missing_ok=True)


def _expect(work: Work, file_id: str, state: FileState) -> import_files.StoredFile:
    file = import_files.read_file(work, file_id)
    if file.state is not state:
        raise Conflict("This import has moved on in the meantime. Look at it again.")
    return file


def _plain_name(file_name: str) -> str:
    """The last part of the name a browser sent, without control characters."""
    base = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(character for character in base if character.isprintable())
    return printable.strip()[:NAME_LENGTH] or "report"
