"""Work of a command: handed to the server that owns the data folder, or done here while none does."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy.exc import DBAPIError

from bizhub.adapters import migrate, restore_place, server_lock
from bizhub.adapters.job_board import JobBoard
from bizhub.adapters.jobs import Jobs
from bizhub.adapters.server_lock import LockHeld, Owner, ServerLock
from bizhub.domain.errors import BizHubError
from bizhub.domain.ids import new_id
from bizhub.domain.jobs import JobState, JobStatus
from bizhub.services import background, runtime
from bizhub.settings import Settings

Show = Callable[[str], None]
HaveDone = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Takes the name of a job and its payload, gives its result."""

_LOOK_EVERY_S = 0.1
_SHOW_EVERY_S = 1.0
_STARTING_S = 15.0
_RESTARTING_S = 5.0
_CANCELLING_S = 30.0
_PERCENT = 100
_BAR = 30

_SERVER_GONE = (
    "The server stopped before this was done. Nothing is lost: it goes on when the server starts again (make run)."
)
_SERVER_SILENT = "The server is starting and takes no work yet. Try again in a moment."
_CANCELLED = "Cancelled."


class Unfinished(BizHubError):
    """The job was ordered and did not end while the command looked: the server is gone, or Ctrl-C was pressed."""


def prepare(settings: Settings) -> None:
    """Bring the database of a BizHub that is there up to date; a running server has done so."""
    if problem := restore_place.problem_of(settings.data_dir):
        raise BizHubError(problem)
    if not settings.database_url and not (settings.data_dir / "bizhub.db").is_file():
        raise BizHubError(f"There is no BizHub in {settings.data_dir}. Set BIZHUB_DATA_DIR to its data folder.")
    if server_lock.holder(settings.data_dir) is None:
        migrate.upgrade(settings)


def run(
    settings: Settings, job_name: str, payload: Mapping[str, Any], *, show: Show | None = None
) -> Mapping[str, Any]:
    """Have a job done and give back its result; BizHubError says why there is none. Ctrl-C cancels the job.

    The job may run in the server's process: paths in the payload are absolute, its values are JSON.
    """
    tell = show or _show
    lock = _own(settings, tell)
    if lock is None:
        return _hand_over(settings, job_name, payload, tell)
    with lock, _jobs_here(settings) as jobs:
        return _have_done(jobs, job_name, payload, tell=tell)


@contextmanager
def at_work(settings: Settings) -> Iterator[HaveDone]:
    """`run` for several jobs, one after the other: without a server, what they need starts once."""
    lock = _own(settings, _show)
    if lock is None:
        yield partial(run, settings)  # the server may be gone by the next job
        return
    with lock, _jobs_here(settings) as jobs:
        yield partial(_have_done, jobs, tell=_show)


def _own(settings: Settings, tell: Show) -> ServerLock | None:
    """The lock on the data folder, after any other command; None when a server has it."""
    told = False
    while True:
        try:
            return server_lock.acquire(settings.data_dir, Owner.COMMAND)
        except LockHeld as held:
            if held.holder.owner is Owner.SERVER:
                return None
            if not told:
                tell(f"Another command (process {held.holder.pid}) is at work; waiting for it.")
                told = True


@contextmanager
def _jobs_here(settings: Settings) -> Iterator[Jobs]:
    here = runtime.start(settings)
    try:
        background.start(here)
        yield here.jobs
    finally:
        runtime.stop()


def _have_done(jobs: Jobs, job_name: str, payload: Mapping[str, Any], *, tell: Show) -> Mapping[str, Any]:
    return _wait(jobs, jobs.enqueue(job_name, **payload), tell, is_alive=lambda: True)


def _hand_over(settings: Settings, job_name: str, payload: Mapping[str, Any], tell: Show) -> Mapping[str, Any]:
    board = JobBoard(settings)
    try:
        job_id = _order(settings, board, job_name, payload)
        return _wait(board, job_id, tell, is_alive=lambda: server_lock.holder(settings.data_dir) is not None)
    finally:
        board.close()


def _order(settings: Settings, board: JobBoard, job_name: str, payload: Mapping[str, Any]) -> str:
    """Order the job; a server that has just started may not have made its jobs database yet."""
    job_id = str(new_id())
    give_up = time.monotonic() + _STARTING_S
    while True:
        try:
            board.open()
            return board.enqueue(job_name, job_id=job_id, **payload)
        except (DBAPIError, FileNotFoundError) as problem:
            board.close()
            if server_lock.holder(settings.data_dir) is None:
                raise BizHubError(_SERVER_GONE) from problem
            if time.monotonic() > give_up:
                raise BizHubError(_SERVER_SILENT) from problem
        time.sleep(_LOOK_EVERY_S)


def _wait(board: JobBoard, job_id: str, tell: Show, *, is_alive: Callable[[], bool]) -> Mapping[str, Any]:
    try:
        status = _watch(board, job_id, tell, is_alive)
    except KeyboardInterrupt:
        board.cancel(job_id)
        status = board.wait(job_id, timeout_s=_CANCELLING_S)
    finally:
        _clear_line()
    if status.state is JobState.FAILED:
        raise BizHubError(status.error)
    if status.state is JobState.CANCELLED:
        raise Unfinished(_CANCELLED)
    return status.result


def _watch(board: JobBoard, job_id: str, tell: Show, is_alive: Callable[[], bool]) -> JobStatus:
    """Follow a job to its end; a server that died may be started again by whoever keeps it running."""
    said, last_said = "", float("-inf")
    last_alive = time.monotonic()
    while True:
        status = board.status(job_id)
        if status is not None and status.state.is_over:
            return status
        if is_alive():
            last_alive = time.monotonic()
        elif time.monotonic() - last_alive > _RESTARTING_S:
            raise Unfinished(_SERVER_GONE)
        line = _progress(status)
        if line not in {"", said} and time.monotonic() - last_said >= _SHOW_EVERY_S:
            tell(line)
            said, last_said = line, time.monotonic()
        time.sleep(_LOOK_EVERY_S)


def _progress(status: JobStatus | None) -> str:
    if status is None or status.state is not JobState.RUNNING or not (status.done or status.note):
        return ""
    if status.total == _PERCENT:
        words = f"{status.note} {status.done} %"
    else:
        of_total = f" of {status.total:,}" if status.total else ""
        words = f"{status.note} {status.done:,}{of_total}"
    return f"{words.strip()} {_bar(status)}".strip()


def _bar(status: JobStatus) -> str:
    """A bar that grows, on a terminal, where the total is known."""
    if not status.total or not sys.stderr.isatty():
        return ""
    return f"{'█' * (status.done * _BAR // status.total):░<{_BAR}}"


def _show(line: str) -> None:
    """On a terminal the line replaces the one before, and is replaced by whatever is printed next."""
    if sys.stderr.isatty():
        print(f"{line[: shutil.get_terminal_size().columns - 1]}\x1b[K", end="\r", file=sys.stderr, flush=True)
    else:
        print(line, file=sys.stderr, flush=True)


def _clear_line() -> None:
    if sys.stderr.isatty():
        print("\x1b[K", end="", file=sys.stderr, flush=True)
