"""BizHub as `make run` starts it, on a free port and a data folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bizhub.commands import frontend

_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 15


class LiveServer:
    """One server process with its worker; settings are the fields of bizhub.settings."""

    command: tuple[str, ...] = (sys.executable, "-m", "bizhub", "serve")

    def __init__(self, data_dir: Path, **settings: object) -> None:
        """Choose a port; nothing starts yet."""
        self.data_dir = data_dir
        self.port = free_port()
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        """The address people use."""
        return f"http://localhost:{self.port}"

    @property
    def outbox(self) -> Path:
        """Where messages to people are written."""
        return self.data_dir / "outbox"

    @property
    def log(self) -> str:
        """Everything the server has printed."""
        return self._log_file.read_text(errors="replace")

    @property
    def pid(self) -> int:
        """The server's process; its worker is a child of it."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> "LiveServer":
        """Build what changed, start, and wait until requests are answered."""
        frontend.ensure_built()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=frontend.ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_up()
        return self

    def stop(self) -> int:
        """End it as Ctrl-C does; the exit code."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGINT)
        return self._process.wait(_SECONDS_TO_STOP)

    def kill(self) -> None:
        """End it and its worker in the middle of whatever they do; nothing happens when they are gone."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(_SECONDS_TO_STOP)

    def kill_without_its_worker(self) -> None:
        """End only the process that was started, and see how the worker takes it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(_SECONDS_TO_STOP)

    @property
    def _log_file(self) -> Path:
        return self.data_dir.with_name(f"{self.data_dir.name}.log")

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("BIZHUB_", "REFLEX_"))}
        own = {"data_dir": self.data_dir, "port": self.port, **self._settings}
        return {**inherited, **{f"BIZHUB_{name.upper()}": str(value) for name, value in own.items()}}

    def _wait_until_up(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + _SECONDS_TO_START
        while not is_answering(f"{self.base_url}/health"):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"The server did not start:\n{self.log}")
            time.sleep(0.05)


@contextmanager
def serve(data_dir: Path, **settings: object) -> Iterator[LiveServer]:
    """A running server that is gone afterwards."""
    server = LiveServer(data_dir, **settings).start()
    try:
        yield server
    finally:
        server.kill()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_answering(url: str) -> bool:
    """Whether an address answers with 200."""
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
