"""`backup` or `restore`, killing itself at one point: `python -m tests.commands.backup_process POINT COMMAND DIR`."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from bizhub.__main__ import main
from bizhub.adapters import backup_database, backup_folder, restore_place
from bizhub.adapters.insights_copy import FiguresOfAMoment

BACKUP_POINTS: dict[str, tuple[Any, str, int]] = {
    "while nobody may write": (backup_folder, "link_all", 1),
    "copying the figures": (FiguresOfAMoment, "write", 1),
    "reading it again": (backup_folder, "listed", 1),
    "before its name": (backup_folder, "finish", 1),
    "after its manifest": (backup_folder, "sync_folder", 1),
}
RESTORE_POINTS: dict[str, tuple[Any, str, int]] = {
    "copying": (backup_folder, "copy", 2),
    "moving": (restore_place, "move_up", 1),
    "before its end": (restore_place, "finish", 1),
}
POSTGRES_POINTS: dict[str, tuple[Any, str, int]] = {
    "filling": (backup_database, "fill_tables", 1),
}
"""Where: at the call of this name in this object, the n-th one."""


def die_at(point: str) -> None:
    """Replace the function of a point by one that ends the process as a power cut does."""
    owner, name, call = {**BACKUP_POINTS, **RESTORE_POINTS, **POSTGRES_POINTS}[point]
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
    sys.exit(main(sys.argv[2:]))
