"""Jobs for the tests, and what starts an engine and waits."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bizhub.adapters.jobs import Job, Jobs, job
from bizhub.domain.errors import InvalidInput
from bizhub.settings import Settings

LONG_S = 60


@job("test_add", queue="imports")
def add(current: Job, *, numbers: list[int]) -> dict[str, int]:
    total = current.step("add", sum, numbers)
    current.runtime["runs"] = current.runtime.get("runs", 0) + 1
    return {"total": total}


@job("test_refuse", queue="imports")
def refuse(current: Job) -> None:
    raise InvalidInput("Line 3 has no day.", field="file")


@job("test_break", queue="imports")
def break_down(current: Job) -> None:
    raise ZeroDivisionError("the sum of secret-canary")


@job("test_hold", queue="imports")
def hold(current: Job) -> None:
    current.runtime["entered"].append(current.id)
    while not current.runtime["let_go"].is_set():
        current.progress(1, 2)
        time.sleep(0.01)
    current.runtime["left"].append(current.id)


@job("test_read", queue="reads")
def read(current: Job) -> None:
    hold(current)


@job("test_run", queue="runs")
def run(current: Job) -> None:
    with current.alone("writing"):
        hold(current)


@job("test_command", queue="commands")
def command(current: Job) -> None:
    current.runtime["entered"].append(current.id)


@job("test_report", queue="imports")
def report(current: Job) -> dict[str, int]:
    for done in range(1, 1001):
        current.progress(done, 1000, "rows")
    return {"rows": 1000}


@job("test_tuple", queue="imports")
def give_tuple(current: Job) -> dict[str, Any]:
    return {"kind": type(current.step("tuple", lambda: (1, 2))).__name__}


@contextmanager
def started(settings: Settings, runtime: object = None) -> Iterator[Jobs]:
    engine = Jobs(settings)
    engine.start(runtime)
    yield engine
    engine.stop()


def until(happened: Callable[[], object], what: str, timeout_s: float = LONG_S) -> None:
    give_up = time.monotonic() + timeout_s
    while not happened():
        assert time.monotonic() < give_up, f"never happened: {what}"
        time.sleep(0.01)
