"""A process that runs jobs, for tests that kill it: `python -m tests.adapters.job_process TRACE STEPS SECONDS`."""

import sys
import time
from pathlib import Path

from bizhub.adapters.jobs import Job, Jobs, job
from bizhub.settings import Settings


def _write_down(trace: str, number: int, pause_s: float) -> int:
    with Path(trace).open("a", encoding="utf-8") as file:
        file.write(f"{number}\n")
    time.sleep(pause_s)
    return number * number


@job("test_slow_count", queue="imports")
def count(current: Job, *, trace: str, steps: int, pause_s: float) -> dict[str, list[int]]:
    """Take some steps, each leaving a line when it begins."""
    squares = []
    for number in range(steps):
        squares.append(current.step(f"step {number}", _write_down, trace, number, pause_s))
        current.progress(number + 1, steps)
    return {"squares": squares}


def main(trace: str, steps: str, pause_s: str) -> None:
    """Order the job, which does nothing when it was ordered before, and wait until it is over."""
    jobs = Jobs(Settings())
    jobs.start(None)
    jobs.enqueue("test_slow_count", job_id="killed", trace=trace, steps=int(steps), pause_s=float(pause_s))
    status = jobs.wait("killed", timeout_s=60)
    sys.stdout.write(f"{status.state} {status.result}\n")
    jobs.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
