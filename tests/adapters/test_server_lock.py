"""Who owns the data folder."""

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bizhub.adapters import server_lock
from bizhub.adapters.server_lock import Holder, LockHeld, Owner

_HOLDER = """
import sys, time
from pathlib import Path
from bizhub.adapters import server_lock
with server_lock.acquire(Path(sys.argv[1]), server_lock.Owner.SERVER, address="http://localhost:1"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other_server(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of `tmp_path` as a server."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_free_folder_has_no_holder_and_looking_makes_nothing(tmp_path: Path) -> None:
    assert server_lock.holder(tmp_path / "data") is None
    assert list(tmp_path.iterdir()) == []


def test_the_holder_is_written_down(tmp_path: Path) -> None:
    with server_lock.acquire(tmp_path, Owner.SERVER, address="http://localhost:8000"):
        assert server_lock.holder(tmp_path) == Holder(Owner.SERVER, os.getpid(), "http://localhost:8000")
        assert stat.S_IMODE((tmp_path / "server.lock").stat().st_mode) == 0o600
    assert server_lock.holder(tmp_path) is None


def test_a_second_owner_is_refused_and_told_who_holds(tmp_path: Path, other_server: subprocess.Popen[str]) -> None:
    with pytest.raises(LockHeld) as refusal:
        server_lock.acquire(tmp_path, Owner.COMMAND)
    assert refusal.value.holder == Holder(Owner.SERVER, other_server.pid, "http://localhost:1")


def test_a_killed_server_leaves_the_folder_free(tmp_path: Path, other_server: subprocess.Popen[str]) -> None:
    other_server.send_signal(signal.SIGKILL)
    other_server.wait()
    assert server_lock.holder(tmp_path) is None
    server_lock.acquire(tmp_path, Owner.COMMAND).release()


def test_a_program_started_by_the_holder_does_not_keep_the_lock(tmp_path: Path) -> None:
    lock = server_lock.acquire(tmp_path, Owner.SERVER)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
        lock.release()
        assert server_lock.holder(tmp_path) is None
        child.kill()


def test_those_who_look_do_not_keep_an_owner_out(tmp_path: Path) -> None:
    server_lock.acquire(tmp_path, Owner.COMMAND).release()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            server_lock.holder(tmp_path)

    watchers = [threading.Thread(target=look) for _ in range(2)]
    for watcher in watchers:
        watcher.start()
    try:
        for _ in range(50):
            server_lock.acquire(tmp_path, Owner.COMMAND).release()
    finally:
        done.set()
        for watcher in watchers:
            watcher.join()


def test_an_unreadable_file_names_nobody(tmp_path: Path) -> None:
    lock = server_lock.acquire(tmp_path, Owner.SERVER)
    (tmp_path / "server.lock").write_text("{")
    assert server_lock.holder(tmp_path) == Holder(Owner.SERVER, 0, "")
    lock.release()


def test_letting_go_twice_is_harmless(tmp_path: Path) -> None:
    lock = server_lock.acquire(tmp_path, Owner.SERVER)
    lock.release()
    lock.release()
    assert server_lock.holder(tmp_path) is None
