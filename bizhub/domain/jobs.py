"""What is known of a piece of work that outlives the request that ordered it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job at one moment; `done` of `total` are in the unit the job counts, `total` 0 means unknown.

    `result` is what the job returned (JSON values); `error` is a sentence for people, `error_field` where it belongs.
    """

    id: str
    name: str
    state: JobState
    done: int = 0
    total: int = 0
    note: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    error_field: str = ""
