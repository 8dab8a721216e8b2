"""A stand-in for the server: owns the data folder and runs jobs. `python -m tests.commands.handover_server`."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bizhub.adapters import server_lock
from bizhub.adapters.jobs import Job, job
from bizhub.domain.errors import InvalidInput
from bizhub.services import background
from bizhub.services import runtime as runtimes
from bizhub.settings import Settings
from tests.processes import environment_of


@job("test_where", queue="imports")
def where(current: Job, *, number: int) -> dict[str, int]:
    """Say which process did it."""
    return {"pid": os.getpid(), "number": number}


@job("test_refused", queue="imports")
def refused(current: Job) -> None:
    """Refuse."""
    raise InvalidInput("Line 3 has no day.")


@job("test_patient", queue="imports")
def patient(current: Job, *, folder: str) -> dict[str, int]:
    """Go on until there is a file called `go`; `begun` and `over` say how far it is."""
    Path(folder, "begun").touch()
    while not Path(folder, "go").exists():
        current.progress(3, 10, "rows")
        time.sleep(0.02)
    Path(folder, "over").touch()
    return {"pid": os.getpid()}


@contextmanager
def serving(settings: Settings, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A server in a process of its own, gone afterwards; `words` name another module and its arguments."""
    with subprocess.Popen(
        [sys.executable, "-m", *(words or ("tests.commands.handover_server",))],
        env=environment_of(settings),
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def main() -> None:
    """Serve jobs until killed."""
    settings = Settings()
    with server_lock.acquire(settings.data_dir, server_lock.Owner.SERVER, address="http://localhost:8000"):
        background.start(runtimes.start(settings))
        print("ready", flush=True)  # noqa: T201
        time.sleep(60)


if __name__ == "__main__":
    main()
