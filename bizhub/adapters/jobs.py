"""Durable jobs: DBOS inside this process, on SQLite or PostgreSQL; killed in the middle, a job goes on afterwards."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from dbos import DBOS, PortableWorkflowError, ScheduleInput
from dbos import error as dbos_error

from bizhub.adapters import job_database, job_registry
from bizhub.adapters.job_board import INTERNAL_ERROR, JobBoard
from bizhub.adapters.job_registry import QUEUES, Declared, job
from bizhub.domain.errors import BizHubError
from bizhub.domain.jobs import JobState, JobStatus
from bizhub.settings import Settings

__all__ = ["Job", "JobCancelled", "JobStopped", "Jobs", "job"]

_logger = logging.getLogger("bizhub.jobs")

_POLL_S = 0.3
_THREADS = 16
_TRIES_AFTER_KILLS = 20
_WRITE_EVERY_S = 0.5
_LOOK_EVERY_S = 0.5
_KEEP = timedelta(days=3)

_one_engine = threading.Lock()  # DBOS is a singleton: a second start would quietly get the first one's database

_P = ParamSpec("_P")
_R = TypeVar("_R")


class JobCancelled(BaseException):
    """Somebody cancelled the job; like asyncio's, no `except Exception` takes it for a failure."""


class JobStopped(BaseException):
    """The server stops; the job goes on at its next step after the restart."""


class Job:
    """A run of a job as its function sees it."""

    def __init__(self, jobs: "Jobs", declared: Declared, job_id: str) -> None:
        """Start at zero."""
        self._jobs = jobs
        self._status = JobStatus(id=job_id, name=declared.name, state=JobState.RUNNING)
        self._written = self._looked = float("-inf")

    @property
    def id(self) -> str:
        """The job's ID, the same in every run."""
        return self._status.id

    @property
    def runtime(self) -> Any:
        """What `Jobs.start` was given: the services' Runtime."""
        return self._jobs.runtime

    @property
    def status(self) -> JobStatus:
        """How far this run is."""
        return self._status

    def step(self, name: str, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        """Do a part whose result is kept: after a kill it is not done again, its result comes from the jobs database.

        A kill inside the part repeats the part, so it must bear that. Steps come in the same order in every run.
        The result is made of JSON values (tuples become lists, also in the first run).
        """
        self.check()

        def run() -> Any:
            return json.loads(json.dumps(function(*args, **kwargs)))

        try:
            result: _R = DBOS.run_step({"name": name}, run)
        except PortableWorkflowError as error:
            if error.name in {known.__name__ for known in BizHubError.__subclasses__()}:
                raise BizHubError(error.message) from error
            raise
        return result

    def progress(self, done: int, total: int = 0, note: str = "") -> None:
        """Tell how far the job is, as often as one likes; also the place where it ends when it was cancelled."""
        self.check()
        news = note != self._status.note or (done == total != 0)
        self._status = replace(self._status, done=done, total=total, note=note)
        now = time.monotonic()
        if news or now - self._written >= _WRITE_EVERY_S:
            self._written = now
            self._jobs.keep_progress(self._status)

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Do something that one job at a time may do, in the order in which they came, whatever their queues."""
        with self._jobs.in_line(what, self):
            yield

    def prune(self, *, older_than: timedelta) -> int:
        """Forget jobs that were over before that long ago; how many."""
        return self._jobs.prune(older_than=older_than)

    def check(self) -> None:
        """Raise JobStopped when the server stops, JobCancelled when somebody cancelled the job."""
        if self._jobs.stopping.is_set():
            raise JobStopped
        now = time.monotonic()
        if now - self._looked >= _LOOK_EVERY_S:
            self._looked = now
            found = self._jobs.status(self.id)
            if found is not None and found.state is JobState.CANCELLED:
                raise JobCancelled


class Jobs(JobBoard):
    """The job engine of this process; one at a time, started off the event loop and after any fork."""

    def __init__(self, settings: Settings) -> None:
        """Remember the settings; nothing is opened or started yet."""
        super().__init__(settings)
        self.runtime: Any = None
        self.stopping = threading.Event()
        self.stopping.set()
        self._turns = {name: threading.Semaphore(queue.places) for name, queue in QUEUES.items()}
        self._lines: dict[str, list[Job]] = {}
        self._moved = threading.Condition()
        self._active = 0
        self._idle = threading.Condition()

    @property
    def running(self) -> bool:
        """Whether this process runs jobs."""
        return not self.stopping.is_set()

    def start(self, runtime: object) -> None:
        """Make or migrate the jobs database, go on with what was interrupted, take new jobs."""
        if not _one_engine.acquire(blocking=False):
            raise RuntimeError("this process already runs jobs")
        self.runtime = runtime
        self.stopping.clear()
        if not self._settings.database_url:
            job_database.prepare_file(self._settings)
        # Without a handler of its own DBOS prints past our log and its redaction.
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        self._make_queues()
        DBOS(config=job_database.engine_config(self._settings, threads=_THREADS))
        for declared in job_registry.all_declared():
            self._register(declared)
        DBOS.launch()
        self._schedule()
        for declared in job_registry.all_declared():
            if declared.at_start:
                self.enqueue(declared.name)

    def stop(self, *, wait_s: float = 2.0) -> None:
        """Ask running jobs to pause, wait for them up to `wait_s`, shut down; what is not over goes on next time."""
        if self.stopping.is_set():
            return
        self.stopping.set()
        with self._idle:
            self._idle.wait_for(lambda: self._active == 0, timeout=wait_s)
        DBOS.destroy(destroy_registry=True)
        self.close()
        _one_engine.release()

    def keep_progress(self, status: JobStatus) -> None:
        """Store how far a job is; a job does not fail because that failed."""
        try:
            self.write_progress(status)
        except Exception:
            _logger.exception("The progress of job %s was not stored", status.id)

    @contextmanager
    def in_line(self, what: str, job: Job) -> Iterator[None]:
        """Let a job be the first of those that want the same; it may be cancelled or stopped while it waits."""
        with self._moved:
            line = self._lines.setdefault(what, [])
            line.append(job)
        try:
            while line[0] is not job:
                job.check()
                with self._moved:
                    self._moved.wait_for(lambda: line[0] is job, timeout=_POLL_S)
            yield
        finally:
            with self._moved:
                line.remove(job)
                if not line:
                    del self._lines[what]
                self._moved.notify_all()

    def _make_queues(self) -> None:
        """Open the migrated jobs database with its queues: one that the engine meets later it polls a second later."""
        DBOS.migrate(job_database.url(self._settings))
        self.open()
        for name, queue in QUEUES.items():
            self.client.register_queue(
                name,
                worker_concurrency=queue.places,
                partition_worker_concurrency=queue.of_one,
                polling_interval_sec=queue.poll_s,
                on_conflict="always_update",
            )

    def _register(self, declared: Declared) -> None:
        """Make the engine know a job."""

        @DBOS.workflow(name=declared.name, max_recovery_attempts=_TRIES_AFTER_KILLS)
        def run(payload: dict[str, Any]) -> dict[str, Any]:
            return self._run(declared, payload)

    def _schedule(self) -> None:
        """Make the engine's schedules those that are declared."""
        wanted = [self._ticking(declared) for declared in job_registry.all_declared() if declared.every]
        names = {schedule.get("schedule_name") for schedule in wanted}
        for stored in DBOS.list_schedules():
            if stored["schedule_name"] not in names:
                DBOS.delete_schedule(stored["schedule_name"])
        DBOS.apply_schedules(wanted)

    def _ticking(self, declared: Declared) -> ScheduleInput:
        name = f"{declared.name}.tick"

        @DBOS.workflow(name=name)
        def tick(at: datetime, _: None) -> None:
            # One order a moment, however many processes tick.
            self.enqueue(declared.name, job_id=f"{name}.{at}")

        return {"schedule_name": declared.name, "workflow_fn": tick, "schedule": declared.every, "context": None}

    def _run(self, declared: Declared, payload: dict[str, Any]) -> dict[str, Any]:
        """One run of a job; what it returns is what `finished` reads."""
        current = Job(self, declared, DBOS.workflow_id or "")
        with self._turn(declared.queue):
            return self._outcome(current, declared, payload)

    def _outcome(self, current: Job, declared: Declared, payload: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"result": declared.function(current, **payload) or {}}
        except BizHubError as error:
            return {"error": error.message, "field": getattr(error, "field", "")}
        except dbos_error.DBOSWorkflowCancelledError:
            raise JobCancelled from None  # the engine's own would be logged as an error
        except Exception:
            if self.stopping.is_set():
                raise JobStopped from None  # it fell over what is being closed: not its outcome
            _logger.exception("Job %s (%s) failed", current.id, declared.name)
            return {"error": INTERNAL_ERROR, "field": ""}

    @contextmanager
    def _turn(self, queue: str) -> Iterator[None]:
        """Hold one of the queue's places: jobs that go on after a kill do not come through its queue."""
        with self._idle:
            self._active += 1
        try:
            while not self._turns[queue].acquire(timeout=_POLL_S):
                if self.stopping.is_set():
                    raise JobStopped
            try:
                yield
            finally:
                self._turns[queue].release()
        finally:
            with self._idle:
                self._active -= 1
                self._idle.notify_all()


@job("prune_jobs", queue="messages", every="17 3 * * *", at_start=True)
def prune_jobs(current: Job) -> dict[str, int]:
    """Forget the jobs that were over some days ago, with what they were given."""
    return {"pruned": current.prune(older_than=_KEEP)}
