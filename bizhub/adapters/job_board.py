"""Where jobs are ordered and looked at, from any process that reaches the jobs database."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dbos import DBOSClient, EnqueueOptions, WorkflowStatus

from bizhub.adapters import job_registry
from bizhub.adapters.job_database import APPLICATION, SERIALIZER, VERSION, require_file, url
from bizhub.domain.ids import new_id
from bizhub.domain.jobs import JobState, JobStatus
from bizhub.settings import Settings

INTERNAL_ERROR = "This stopped because of an error inside BizHub. The operator finds it in the log."

_STATES = {
    "ENQUEUED": JobState.QUEUED,
    "DELAYED": JobState.QUEUED,
    "PENDING": JobState.RUNNING,
    "SUCCESS": JobState.DONE,
    "CANCELLED": JobState.CANCELLED,
}
_PRUNED_AT_ONCE = 500


class JobBoard:
    """Orders jobs, tells how they stand, cancels them; holds no thread and runs nothing."""

    def __init__(self, settings: Settings) -> None:
        """Remember where the jobs are; nothing is opened yet."""
        self._settings = settings
        self._client: DBOSClient | None = None

    @property
    def client(self) -> DBOSClient:
        """The open connection; RuntimeError before `open`."""
        if self._client is None:
            raise RuntimeError("the jobs database is not open")
        return self._client

    def open(self) -> None:
        """Connect to a jobs database that a server has made; FileNotFoundError before it has."""
        require_file(self._settings)
        self._client = DBOSClient(
            system_database_url=url(self._settings),
            serializer=SERIALIZER,
            application_name=APPLICATION,
            retry_connection_errors=False,
        )

    def close(self) -> None:
        """Disconnect."""
        if self._client is not None:
            self._client.destroy()
            self._client = None

    def enqueue(
        self, name: str, *, job_id: str | None = None, delay_s: float = 0.0, turn_of: str = "", **payload: Any
    ) -> str:
        """Order a job and give back its ID; the same ID twice is the same job, whatever its payload.

        The payload is stored readably until the job is pruned: no secrets in it. `turn_of` says for whom the job is,
        where people take turns.
        """
        chosen = job_id or str(new_id())
        queue = job_registry.find(name).queue
        options: EnqueueOptions = {
            "workflow_name": name,
            "queue_name": queue,
            "workflow_id": chosen,
            "app_version": VERSION,
        }
        if job_registry.QUEUES[queue].of_one is not None:
            if not turn_of:
                raise ValueError(f"whose turn is the job {name!r}?")
            options["queue_partition_key"] = turn_of
        if delay_s > 0:
            options["delay_seconds"] = delay_s
        self.client.enqueue(options, payload)
        return chosen

    def status(self, job_id: str) -> JobStatus | None:
        """How a job stands, or None for one that was never ordered or is pruned."""
        found = self.client.list_workflows(workflow_ids=[job_id], load_input=False)
        return _as_status(found[0]) if found else None

    def wait(self, job_id: str, *, timeout_s: float, every_s: float = 0.05) -> JobStatus:
        """Wait until a job is over; TimeoutError when it is not after `timeout_s`."""
        give_up = time.monotonic() + timeout_s
        while time.monotonic() < give_up:
            status = self.status(job_id)
            if status is not None and status.state.is_over:
                return status
            time.sleep(every_s)
        raise TimeoutError(f"job {job_id} is not over after {timeout_s} s")

    def cancel(self, job_id: str) -> None:
        """Stop a job: at once when it waits, at its next step or report when it runs, not at all when it is over."""
        self.client.cancel_workflow(job_id)

    def write_progress(self, status: JobStatus) -> None:
        """Keep how far a job is beside it, for those who look later or from another process."""
        progress = {"done": status.done, "total": status.total, "note": status.note}
        self.client.update_workflow_attributes(status.id, progress, merge=True)

    def prune(self, *, older_than: timedelta) -> int:
        """Forget jobs that were over before that long ago; how many."""
        before = (datetime.now(UTC) - older_than).isoformat()
        count = 0
        while True:
            old = self.client.list_workflows(
                completed_before=before, limit=_PRUNED_AT_ONCE, load_input=False, load_output=False
            )
            if old:
                self.client.delete_workflows([job.workflow_id for job in old])
            count += len(old)
            if len(old) < _PRUNED_AT_ONCE:
                return count


def _as_status(found: WorkflowStatus) -> JobStatus:
    progress = found.attributes or {}
    status = JobStatus(
        id=found.workflow_id,
        name=found.name,
        state=_STATES.get(found.status, JobState.FAILED),
        done=progress.get("done", 0),
        total=progress.get("total", 0),
        note=progress.get("note", ""),
    )
    if status.state is JobState.FAILED:
        return replace(status, error=INTERNAL_ERROR)
    return finished(found.output, status) if status.state is JobState.DONE else status


def finished(outcome: Any, status: JobStatus) -> JobStatus:
    """The last status, from what a run returned: `{"result": …}` or `{"error": …, "field": …}`."""
    if "error" in outcome:
        return replace(status, state=JobState.FAILED, error=outcome["error"], error_field=outcome["field"])
    return replace(status, state=JobState.DONE, result=outcome["result"])
