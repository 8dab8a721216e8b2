"""Ordering the job of a bulk change, apart from what it does."""

from bizhub.domain.jobs import JobStatus
from bizhub.services import imports
from bizhub.services.runtime import Runtime

RUN_JOB = "run_bulk"


def job_id(run: int, attempt: int = 1) -> str:
    """The job that runs a bulk change; each try is a job of its own."""
    return f"bulk.{run}" if attempt == 1 else f"bulk.{run}.{attempt}"


def last_try(runtime: Runtime, run: int) -> tuple[int, JobStatus | None]:
    """The newest try, from 1, and how it stands; (0, None) when there is none."""
    return imports.last_try(runtime, job_id, run)


def order(runtime: Runtime, run: int, user: int, attempt: int = 1) -> None:
    """Have a bulk change run when it is the turn of whoever made it."""
    runtime.jobs.enqueue(RUN_JOB, job_id=job_id(run, attempt), turn_of=str(user), run_id=str(run))
