"""The job engine starting, stopping, being killed, on SQLite and PostgreSQL."""

import logging
import random
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from bizhub.adapters import job_registry
from bizhub.adapters.jobs import Job, Jobs, job
from bizhub.domain.jobs import JobState
from bizhub.settings import Settings
from tests.adapters.job_samples import LONG_S, started, until
from tests.processes import environment_of


def test_a_job_that_a_stop_interrupts_goes_on_at_the_next_start(database_settings: Settings) -> None:
    shared: dict[str, Any] = {"entered": [], "left": [], "let_go": threading.Event()}
    with started(database_settings, shared) as jobs:
        job_id = jobs.enqueue("test_hold")
        until(lambda: shared["entered"], "the job starts")
    assert shared["left"] == []
    shared["let_go"].set()
    with started(database_settings, shared) as jobs:
        assert jobs.wait(job_id, timeout_s=LONG_S).state is JobState.DONE
    assert shared["entered"] == [job_id, job_id]


def test_a_schedule_orders_jobs(database_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_registry, "_declared", {})
    seen = threading.Event()

    @job("test_tick", queue="messages", every="* * * * * *")
    def tick(current: Job) -> None:
        seen.set()

    with started(database_settings):
        assert seen.wait(LONG_S)


def test_a_job_declared_to_run_at_start_runs(database_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_registry, "_declared", {})
    seen = threading.Event()

    @job("test_hello", queue="messages", at_start=True)
    def hello(current: Job) -> None:
        seen.set()

    with started(database_settings):
        assert seen.wait(LONG_S)


def test_the_file_is_closed_to_other_users(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    with started(settings) as jobs:
        jobs.wait(jobs.enqueue("test_tuple"), timeout_s=LONG_S)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in settings.data_dir.glob("jobs.db*")}
    assert modes == {"jobs.db": 0o600, "jobs.db-wal": 0o600, "jobs.db-shm": 0o600}


def test_the_engine_listens_on_no_port_and_reaches_out_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[str] = []

    def refuse_use(self: socket.socket, *args: object) -> None:
        used.append(repr(args))
        raise OSError("no network in this test")

    for name in ("bind", "connect", "listen"):
        monkeypatch.setattr(socket.socket, name, refuse_use)
    with started(Settings(data_dir=tmp_path), {}) as jobs:
        assert jobs.wait(jobs.enqueue("test_add", numbers=[1]), timeout_s=LONG_S).result == {"total": 1}
    assert used == []


def test_the_engine_logs_through_ours(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with started(Settings(data_dir=tmp_path)):
        assert logging.getLogger("dbos").propagate
        assert all(isinstance(one, logging.NullHandler) for one in logging.getLogger("dbos").handlers)
    assert capfd.readouterr() == ("", "")


def test_the_engine_starts_within_a_second(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    begin = time.monotonic()
    with started(settings):
        took = time.monotonic() - begin
    assert took < 1


def test_a_process_has_one_engine(tmp_path: Path) -> None:
    with started(Settings(data_dir=tmp_path)), pytest.raises(RuntimeError):
        Jobs(Settings(data_dir=tmp_path / "other")).start(None)


def test_nothing_is_made_before_the_start(tmp_path: Path) -> None:
    threads = threading.active_count()
    jobs = Jobs(Settings(data_dir=tmp_path))
    assert (jobs.running, threading.active_count(), list(tmp_path.iterdir())) == (False, threads, [])


def test_a_killed_job_goes_on_at_the_interrupted_step(database_settings: Settings, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with _process(database_settings, trace, steps=6, pause_s=0.2) as first:
        until(lambda: _steps(trace) == [0, 1, 2], "the third step begins")
        first.send_signal(signal.SIGKILL)
    with _process(database_settings, trace, steps=6, pause_s=0.2) as second:
        output, _ = second.communicate(timeout=60)
    assert output.strip() == "done {'squares': [0, 1, 4, 9, 16, 25]}"
    assert _steps(trace) == [0, 1, 2, 2, 3, 4, 5]


@pytest.mark.soak
def test_a_job_killed_again_and_again_ends_as_if_never_killed(database_settings: Settings, tmp_path: Path) -> None:
    trace, chance = tmp_path / "trace", random.Random(20261123)
    for _ in range(15):
        before = len(_steps(trace))
        with _process(database_settings, trace, steps=200, pause_s=0.02) as process:
            until(lambda before=before: len(_steps(trace)) > before, "it goes on")  # type: ignore[misc]
            time.sleep(chance.uniform(0, 0.2))
            process.send_signal(signal.SIGKILL)
    with _process(database_settings, trace, steps=200, pause_s=0.02) as last:
        output, _ = last.communicate(timeout=60)
    steps = _steps(trace)
    assert output.strip() == f"done {{'squares': {[number**2 for number in range(200)]}}}"
    assert steps == sorted(steps)
    assert set(steps) == set(range(200))
    assert 200 <= len(steps) <= 215


def _steps(trace: Path) -> list[int]:
    return [int(line) for line in trace.read_text().split()] if trace.exists() else []


def _process(settings: Settings, trace: Path, *, steps: int, pause_s: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.adapters.job_process", str(trace), str(steps), str(pause_s)],
        env=environment_of(settings),
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
