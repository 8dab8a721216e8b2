"""Commands while the server runs, while it does not, and while it dies."""

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bizhub.adapters import server_lock
from bizhub.adapters.job_board import JobBoard
from bizhub.adapters.server_lock import Owner
from bizhub.commands import handover
from bizhub.domain.errors import BizHubError
from bizhub.settings import Settings
from tests.commands.handover_server import serving  # its jobs are declared in this process too

on_sqlite = pytest.mark.parametrize("database_settings", ["sqlite"], indirect=True)
"""For what does not depend on where the jobs are kept."""


def until(happened: Callable[[], object], what: str) -> None:
    give_up = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < give_up, f"never happened: {what}"
        time.sleep(0.02)


def test_without_a_server_the_command_does_it_and_lets_go(database_settings: Settings) -> None:
    result = handover.run(database_settings, "test_where", {"number": 7})
    assert result == {"pid": os.getpid(), "number": 7}
    assert server_lock.holder(database_settings.data_dir) is None


def test_with_a_server_the_server_does_it(database_settings: Settings) -> None:
    with serving(database_settings) as process:
        result = handover.run(database_settings, "test_where", {"number": 2**60})
        assert result == {"pid": process.pid, "number": 2**60}


@on_sqlite
def test_a_refusal_comes_back_as_its_sentence(database_settings: Settings) -> None:
    with pytest.raises(BizHubError, match=r"^Line 3 has no day\.$"):
        handover.run(database_settings, "test_refused", {})


@on_sqlite
def test_progress_is_shown(database_settings: Settings, tmp_path: Path) -> None:
    shown: list[str] = []

    def show(line: str) -> None:
        shown.append(line)
        (tmp_path / "go").touch()

    handover.run(database_settings, "test_patient", {"folder": str(tmp_path)}, show=show)
    assert shown == ["rows 3 of 10"]


@on_sqlite
def test_on_a_terminal_progress_has_a_bar(
    database_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def show(line: str) -> None:
        shown.append(line)
        (tmp_path / "go").touch()

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    handover.run(database_settings, "test_patient", {"folder": str(tmp_path)}, show=show)
    assert shown == ["rows 3 of 10 █████████░░░░░░░░░░░░░░░░░░░░░"]


@on_sqlite
def test_a_line_of_progress_never_wraps(
    database_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "20")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(handover.run, database_settings, "test_patient", {"folder": str(tmp_path)})
        # A whole line would end in the last column and wrap there on some terminals.
        until(lambda: "rows 3 of 10 ██████\x1b[K\r" in capsys.readouterr().err, "the line is shown")
        (tmp_path / "go").touch()
        assert waiting.result(timeout=60) == {"pid": os.getpid()}


def test_a_dying_server_is_told_in_a_sentence_and_the_work_goes_on_later(
    database_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "_RESTARTING_S", 0.5)
    with ThreadPoolExecutor(1) as pool, serving(database_settings) as first:
        waiting = pool.submit(handover.run, database_settings, "test_patient", {"folder": str(tmp_path)})
        until((tmp_path / "begun").exists, "the server begins")
        first.send_signal(signal.SIGKILL)
        with pytest.raises(BizHubError, match="The server stopped before this was done"):
            waiting.result(timeout=60)
    (tmp_path / "go").touch()
    with serving(database_settings):
        until((tmp_path / "over").exists, "the next server finishes it")


@on_sqlite
def test_a_server_that_is_restarted_meanwhile_finishes_it(
    database_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "_RESTARTING_S", 60)  # a busy machine needs longer than five seconds to start one
    with ThreadPoolExecutor(1) as pool, serving(database_settings) as first:
        waiting = pool.submit(handover.run, database_settings, "test_patient", {"folder": str(tmp_path)})
        until((tmp_path / "begun").exists, "the server begins")
        first.send_signal(signal.SIGKILL)
        first.wait()
        with serving(database_settings) as second:
            (tmp_path / "go").touch()
            assert waiting.result(timeout=60) == {"pid": second.pid}


@on_sqlite
def test_ctrl_c_cancels_the_work_in_the_server(database_settings: Settings, tmp_path: Path) -> None:
    def press_ctrl_c(line: str) -> None:
        raise KeyboardInterrupt

    with serving(database_settings) as process:
        with pytest.raises(BizHubError, match="Cancelled"):
            handover.run(database_settings, "test_patient", {"folder": str(tmp_path)}, show=press_ctrl_c)
        # The queue takes one at a time: when this is done, the cancelled one has ended.
        assert handover.run(database_settings, "test_where", {"number": 1})["pid"] == process.pid
        assert not (tmp_path / "over").exists()


@on_sqlite
def test_commands_wait_for_one_another(database_settings: Settings) -> None:
    lock = server_lock.acquire(database_settings.data_dir, Owner.COMMAND)
    shown: list[str] = []
    letting_go = threading.Timer(1.5, lock.release)
    letting_go.start()
    result = handover.run(database_settings, "test_where", {"number": 1}, show=shown.append)
    letting_go.join()
    assert result["pid"] == os.getpid()
    assert shown == [f"Another command (process {os.getpid()}) is at work; waiting for it."]


def test_a_server_that_never_becomes_ready_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "_STARTING_S", 0.3)
    settings = Settings(data_dir=tmp_path)
    with server_lock.acquire(tmp_path, Owner.SERVER), pytest.raises(BizHubError, match="is starting"):
        handover.run(settings, "test_where", {"number": 1})
    assert not (tmp_path / "jobs.db").exists()


def test_a_board_makes_no_empty_database(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        JobBoard(Settings(data_dir=tmp_path)).open()
    assert list(tmp_path.iterdir()) == []
