"""The import command, killing itself at one point: `python -m tests.commands.import_process POINT ARGUMENT…`."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from bizhub.__main__ import main
from bizhub.adapters import insights_known, report_files
from bizhub.adapters.insights_store import InsightsStore
from bizhub.services import import_jobs

POINTS: dict[str, tuple[Any, str, int]] = {
    "received": (import_jobs, "read_received", 1),
    "staging": (report_files._Reading, "_accounts", 1),
    "promised": (import_jobs, "keep_promise", 1),
    "swapping": (InsightsStore, "_cover", 1),
    "swapping known days": (insights_known, "learn", 1),
    "between two swaps": (import_jobs, "keep_promise", 2),
    "swapping the last": (InsightsStore, "_cover", 3),
    "swapped": (import_jobs, "_end", 1),
}
"""Where: at the call of this name in this object, the n-th one."""


def die_at(point: str) -> None:
    """Replace the function of a point by one that ends the process as a power cut does."""
    owner, name, call = POINTS[point]
    function: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)

    setattr(owner, name, deadly)


if __name__ == "__main__":
    die_at(sys.argv[1])
    sys.exit(main(["import", *sys.argv[2:]]))
