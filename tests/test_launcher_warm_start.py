"""A second `make run` is up in three seconds: nothing is installed or built again."""

import time
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import pytest

from bizhub.commands import frontend
from tests.live import LiveServer

pytestmark = pytest.mark.timeout(300)  # three starts take their time on a busy machine

_MOST_S = 3.0


class MakeRun(LiveServer):
    """BizHub as people start it."""

    command = ("make", "run")


class Start(NamedTuple):
    """From typing the command to the first page, and what was printed meanwhile."""

    seconds: float
    printed: str


def start_once(data_dir: Path) -> Start:
    """Start on a fresh data folder, look at the page, stop with Ctrl-C."""
    server = MakeRun(data_dir)
    began = time.perf_counter()
    try:
        server.start()  # returns at the first 200 of /health
        with urlopen(server.base_url, timeout=30) as page:
            assert page.status == 200
            assert b"<html" in page.read()
        seconds = time.perf_counter() - began
        server.stop()
    finally:
        server.kill()
    return Start(seconds, server.log)


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory) -> list[Start]:
    """Three starts; the site is built, and Python has compiled what it imports."""
    frontend.ensure_built()
    return [start_once(tmp_path_factory.mktemp("start") / "data") for _ in range(3)]


def test_a_second_start_installs_and_builds_nothing(starts: list[Start]) -> None:
    first_words = {line.split()[0] for start in starts for line in start.printed.splitlines() if line.split()}
    assert first_words & {"Installing", "Building", "Making"} == set()


@pytest.mark.soak
def test_a_second_start_is_up_in_three_seconds(starts: list[Start]) -> None:
    """Not beside other tests: they share the processor with a start, which says nothing about BizHub."""
    assert min(start.seconds for start in starts) <= _MOST_S, starts
