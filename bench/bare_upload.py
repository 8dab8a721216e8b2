"""A bare Starlette application that streams what it is sent to the disk: the floor of an upload."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bizhub.commands import frontend
from tests.live import free_port, is_answering

_FOLDER, _PORT = "BENCH_FOLDER", "BENCH_PORT"
_SECONDS_TO_START = 30


async def _upload(request: Request) -> Response:
    with (Path(os.environ[_FOLDER]) / "bare").open("wb") as file:
        async for chunk in request.stream():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())  # a document is on the disk, too, when its sender hears of it
    return Response()


async def _ping(_request: Request) -> Response:
    return Response()


app = Starlette(routes=[Route("/ping", _ping), Route("/upload", _upload, methods=["POST"])])


@contextmanager
def serve_bare_upload(folder: Path) -> Iterator[str]:
    """Serve it the way BizHub is served, until the block ends; where to send to."""
    port = free_port()
    words = [sys.executable, "-c", "from bench.bare_upload import run; run()"]
    environment = {**os.environ, _FOLDER: str(folder), _PORT: str(port)}
    with subprocess.Popen(
        words, cwd=frontend.ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        give_up = time.monotonic() + _SECONDS_TO_START
        while not is_answering(f"http://localhost:{port}/ping"):
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError("The bare application did not start.")
            time.sleep(0.05)
        try:
            yield f"http://localhost:{port}/upload"
        finally:
            process.terminate()


def run() -> None:
    """Serve it in this process until it is ended."""
    from granian.constants import Interfaces
    from granian.server import Server

    port = int(os.environ[_PORT])
    Server("bench.bare_upload:app", port=port, interface=Interfaces.ASGI, workers=1).serve()
