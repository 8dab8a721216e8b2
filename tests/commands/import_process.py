"""The import command, killing itself at one point: `python -m tests.commands.import_process POINT ARGUMENT…`."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from bizhub.__main__ import main
from bizhub.adapters import insights_known, report_files
from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.audit import Through
from bizhub.domain.imports import FileState
from bizhub.services import import_jobs, import_promises, imports, runtime
from bizhub.services.import_files import FILE
from bizhub.services.work import begin_job

POINTS: dict[str, tuple[Any, str, int]] = {
    "received": (import_jobs, "read_received", 1),
    "staging": (report_files._Reading, "_accounts", 1),
    "promised": (InsightsStore, "swap_all", 1),
    "swapping": (InsightsStore, "_cover", 1),
    "swapping known days": (insights_known, "learn", 1),
    "between two parts": (import_promises, "promise", 2),
    "swapping the last part": (InsightsStore, "_cover", 3),
    "swapped": (import_jobs, "_end", 1),
    "cancelled": (InsightsStore, "_cover", 2),
}
"""Where: at the call of this name in this object, the n-th one."""
CANCELLED = "cancelled"
IN_PARTS = {"between two parts", "swapping the last part", CANCELLED}
"""Here each ad account is a part of its own; elsewhere the file is a single part."""


def die_at(point: str) -> None:
    """Replace the function of a point by one that ends the process as a power cut does."""
    if point in IN_PARTS:
        setattr(import_promises, "PART_ACCOUNTS", 1)  # noqa: B010
    owner, name, call = POINTS[point]
    function: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            if point == CANCELLED:
                cancel()
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)

    setattr(owner, name, deadly)


def cancel() -> None:
    """Cancel the import that runs, as somebody at another place does."""
    here = runtime.current()
    with here.database.transaction(write=False) as connection:
        file = connection.execute(select(FILE.c.id, FILE.c.center_id).where(FILE.c.state == FileState.RUNNING)).one()
    with begin_job(here, user_id=None, center_id=str(file.center_id), through=Through.IMPORT, write=True) as work:
        imports.cancel_import(work, file_id=str(file.id))


if __name__ == "__main__":
    die_at(sys.argv[1])
    sys.exit(main(["import", *sys.argv[2:]]))
