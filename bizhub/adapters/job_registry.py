"""Which jobs exist: functions declared at import, handed to the job engine when it starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

JobFunction = Callable[..., Mapping[str, Any] | None]
"""`function(job: Job, **payload)`; payload and result are JSON values."""


@dataclass(frozen=True, slots=True)
class Queue:
    """How many jobs of a queue one process runs at a time, and how many of them for the same person.

    Where the latter counts, each job is ordered for somebody, and people take turns.

    `poll_s` is how often the queue is looked into, in seconds: each look costs about 5 ms of processor, all day long.
    """

    places: int
    of_one: int | None = None
    poll_s: float = 1.0


QUEUES: dict[str, Queue] = {
    "imports": Queue(1),
    "reads": Queue(3, of_one=1, poll_s=0.5),
    "runs": Queue(3, of_one=1, poll_s=0.5),
    "bulk": Queue(2, of_one=1),
    "commands": Queue(1),
    "backups": Queue(1, poll_s=2.0),
    "messages": Queue(4, poll_s=0.5),
}

_Function = TypeVar("_Function", bound=JobFunction)


@dataclass(frozen=True, slots=True)
class Declared:
    """One kind of job. `every` is a cron line (UTC); `at_start` runs it whenever the jobs start."""

    name: str
    function: JobFunction
    queue: str
    every: str = ""
    at_start: bool = False


_declared: dict[str, Declared] = {}


def job(name: str, *, queue: str, every: str = "", at_start: bool = False) -> Callable[[_Function], _Function]:
    """Declare a function as a job, under a name that never changes: stored jobs carry it."""
    if queue not in QUEUES:
        raise ValueError(f"there is no queue {queue!r}")

    def declare(function: _Function) -> _Function:
        known = _declared.get(name)
        if known is not None and known.function.__module__ != function.__module__:
            raise ValueError(f"two jobs are called {name!r}")
        _declared[name] = Declared(name, function, queue, every, at_start)
        return function

    return declare


def find(name: str) -> Declared:
    """The job of that name; KeyError for one that was never declared."""
    return _declared[name]


def all_declared() -> tuple[Declared, ...]:
    """Every declared job."""
    return tuple(_declared.values())
