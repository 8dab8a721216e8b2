"""Runs the build of the pages in a process group of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_LINES_SHOWN = 30


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
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-_LINES_SHOWN:])
        raise SystemExit(f"{tail}\n\nThe pages could not be built; the whole output is in {log}.")


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
