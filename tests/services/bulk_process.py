"""A process that works on a bulk change, for tests that kill it."""

import os

from bizhub.services import bulk_jobs
from bizhub.services import runtime as runtimes
from bizhub.settings import Settings


def work(settings: Settings, run: str, part: int, settled: int) -> None:
    """Change part after part; each that is committed is a byte into a pipe."""
    bulk_jobs.PART = part
    runtime = runtimes.start(settings)
    os.write(settled, b"+")

    def reached(_done: int, _of: int) -> None:
        os.write(settled, b".")

    bulk_jobs.run_started(runtime, int(run), progress=reached)
    os.write(settled, b"!")
