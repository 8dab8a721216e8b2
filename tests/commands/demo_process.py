"""The demo command, or a server that makes it, killing itself: `python -m tests.commands.demo_process POINT demo …`."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from bizhub.__main__ import main
from bizhub.services import demo, import_jobs
from tests.commands import handover_server

POINTS: dict[str, tuple[Any, str, int]] = {
    "people": (demo, "_begin", 1),
    "first ad accounts": (demo, "_add_accounts", 1),
    "more ad accounts": (demo, "_add_accounts", 2),
    "figures": (demo, "fill_with_demo_figures", 2),
    "reports": (import_jobs, "run_started", 2),
    "opening": (demo, "_open", 1),
}
"""Where: at the call of this name in this module, the n-th one."""


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
    # A small demo is made in several parts, as a large one is.
    demo.ACCOUNTS_AT_ONCE, demo.FIGURES_AT_ONCE = 3, 30
    sys.exit(main(sys.argv[2:]) if sys.argv[2] == "demo" else handover_server.main())
