"""An application with nothing of BizHub in it: what Reflex itself costs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import reflex as rx

from bizhub.commands import frontend
from bizhub.settings import get_settings
from tests.live import free_port, is_answering

EMPTY = "reflex___state____state.bench___bare_app____bare_state.empty"
_SECONDS_TO_START = 60


class BareState(rx.State):
    """One variable and an event that sets it to what it is."""

    shown: bool = False

    @rx.event
    def empty(self) -> None:
        """Change nothing."""
        self.shown = False


app = rx.App()


@dataclass(frozen=True, slots=True)
class BareServer:
    """A process that serves it."""

    base_url: str
    pid: int


@contextmanager
def serve_bare() -> Iterator[BareServer]:
    """Serve it the way BizHub is served, until the block ends."""
    port = free_port()
    environment = {**os.environ, **frontend.environment(), "BIZHUB_PORT": str(port), "__REFLEX_SKIP_COMPILE": "true"}
    # Not as __main__: the worker would import it a second time, and an application exists once.
    words = [sys.executable, "-c", "from bench.bare_app import run; run()"]
    with subprocess.Popen(
        words, cwd=frontend.ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        base_url = f"http://localhost:{port}"
        give_up = time.monotonic() + _SECONDS_TO_START
        while not is_answering(f"{base_url}/ping"):
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError("The bare application did not start.")
            time.sleep(0.05)
        try:
            yield BareServer(base_url, process.pid)
        finally:
            process.terminate()


def run() -> None:
    """Serve it in this process until it is ended."""
    from granian.constants import Interfaces
    from granian.server import Server

    port = get_settings().port
    Server("bench.bare_app:app", port=port, interface=Interfaces.ASGI, factory=True, workers=1).serve()
