"""Runs the build of the pages in a process group of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_LINES_SHOWN = 30
_CHATTER = re.compile(r"npm (silly|verbose|info|http|timing)")


def build(root: Path, environment: Mapping[str, str], log: Path) -> None:
    """Build into .web/build; when this process is told to end, everything the build started ends too."""
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bizhub.commands.compile_pages"],
            cwd=root,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            with _terminate_as_exit():
                code = process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    if code != 0:
        raise SystemExit(f"{_reason(log)}\n\nThe pages could not be built; the whole output is in {log}.")


def _reason(log: Path) -> str:
    """The last lines that tell something: npm says what went wrong long before it stops talking."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if not _CHATTER.search(line)]
    return "\n".join(telling[-_LINES_SHOWN:])


@contextmanager
def _terminate_as_exit() -> Iterator[None]:
    """Let SIGTERM unwind the stack as Ctrl-C does."""

    def end(_number: int, _frame: object) -> None:
        raise SystemExit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
