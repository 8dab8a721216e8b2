"""What `make run` does around the application: set up, refuse in one line, start, stop, leave nothing behind."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bizhub.commands import builder, frontend
from tests.live import LiveServer, free_port, serve
from tools import setup

ROOT = Path(__file__).resolve().parents[1]
_PATIENCE_S = 10


@pytest.fixture
def started(tmp_path: Path) -> Iterator[LiveServer]:
    with serve(tmp_path / "data") as server:
        yield server


def run_serve(**settings: object) -> subprocess.CompletedProcess[str]:
    own = {f"BIZHUB_{name.upper()}": str(value) for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "bizhub", "serve"],
        cwd=ROOT,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def run_setup_as_python(version: tuple[int, ...], path: str = "") -> subprocess.CompletedProcess[str]:
    pretend = (
        f"import sys, runpy; sys.version_info = {version!r}; runpy.run_path('tools/setup.py', run_name='__main__')"
    )
    return subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, env={"PATH": path}, capture_output=True, text=True, check=False
    )


def wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _PATIENCE_S
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def is_gone(group: int) -> bool:
    """Whether no process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 6, 0)])
def test_an_old_python_is_told_which_one_is_needed(version: tuple[int, ...]) -> None:
    outcome = run_setup_as_python(version)
    assert outcome.returncode == 1
    assert outcome.stderr.splitlines() == [
        f"BizHub needs Python 3.11 or newer; this is Python 3.{version[1]}. "
        "Name another one: make run PYTHON=/path/to/python3"
    ]


def test_an_old_python_gives_way_to_a_newer_one_on_the_path(tmp_path: Path) -> None:
    newer = tmp_path / "python3.12"
    newer.write_text('#!/bin/sh\necho "started $2"\n')
    newer.chmod(0o755)
    outcome = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, runpy; sys.version_info = (3, 9); sys.argv = ['setup.py', '--dev'];"
            "runpy.run_path('tools/setup.py', run_name='__main__')",
        ],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert outcome.stdout == "started --dev\n"


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an environment in which requirements.txt is installed."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    (tmp_path / "requirements.txt").write_text("a==1\n")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "PYTHON", tmp_path / ".venv/bin/python")
    (tmp_path / ".venv/requirements.txt.sha256").write_text(setup._fingerprint("requirements.txt"))
    return tmp_path


@pytest.fixture
def started_programs(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    programs: list[list[str]] = []

    def call(command: list[str], **_options: object) -> int:
        programs.append(command)
        return 0

    monkeypatch.setattr(setup.subprocess, "call", call)
    return programs


def test_a_second_start_installs_nothing(prepared: Path, started_programs: list[list[str]]) -> None:
    assert setup.main([]) == 0
    assert started_programs == []


def test_a_changed_pin_is_installed_once(prepared: Path, started_programs: list[list[str]]) -> None:
    (prepared / "requirements.txt").write_text("a==2\n")
    assert [setup.main([]), setup.main([])] == [0, 0]
    installs = [command for command in started_programs if "install" in command]
    assert [command[-1] for command in installs] == [str(prepared / "requirements.txt")]


def test_a_failed_install_is_tried_again(
    prepared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (prepared / "requirements.txt").write_text("a==2\n")
    monkeypatch.setattr(setup.subprocess, "call", lambda command, **_: int("install" in command))
    assert [setup.main([]), setup.main([])] == [1, 1]
    line = "requirements.txt could not be installed; the reason stands above."
    assert capsys.readouterr().err.splitlines() == [line, line]


def test_a_python_without_venv_is_told_what_to_install(
    prepared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (prepared / ".venv/bin/python").unlink()
    monkeypatch.setattr(setup.subprocess, "call", lambda _command, **_: 1)
    assert setup.main([]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"
    ]


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        outcome = run_serve(port=port, data_dir=tmp_path / "data")
    assert outcome.returncode == 1
    assert outcome.stdout == ""
    assert outcome.stderr.splitlines() == [
        f"Port {port} is taken. End what uses it, or choose another: BIZHUB_PORT={port + 1} make run"
    ]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"port": "abc"}, "BIZHUB_PORT: Input should be a valid integer"),
        ({"smtp_url": "ftp://host"}, "BIZHUB_SMTP_URL must look like smtp://"),
        ({"host": "192.0.2.1"}, "BizHub cannot listen on 192.0.2.1"),
    ],
    ids=["port", "mail server", "network address"],
)
def test_a_wrong_setting_is_said_at_once(tmp_path: Path, setting: dict[str, str], said: str) -> None:
    outcome = run_serve(**{"port": free_port(), "data_dir": tmp_path / "data", **setting})
    assert outcome.returncode != 0
    assert outcome.stdout == ""
    assert said in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_data_folder_in_use_is_one_line(started: LiveServer) -> None:
    outcome = run_serve(port=free_port(), data_dir=started.data_dir)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("Process ")
    assert len(outcome.stderr.splitlines()) == 1


def test_it_says_where_it_is_and_where_messages_go(started: LiveServer) -> None:
    assert f"BizHub is at {started.base_url}\n" in started.log
    assert f"Messages go to files in {started.outbox}. Ctrl-C stops it.\n" in started.log
    assert "Building" not in started.log


def test_only_its_owner_reads_what_it_writes(started: LiveServer) -> None:
    paths = [started.data_dir, *started.data_dir.rglob("*")]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert {name for name, mode in modes.items() if mode & 0o077} == set()
    assert modes["bizhub.db"] == modes["jobs.db"] == 0o600


def test_ctrl_c_leaves_nothing_behind(started: LiveServer) -> None:
    group = started.pid
    assert started.stop() == 0
    assert is_gone(group)
    assert is_free(started.port)
    assert started.log.endswith("Stopped.\n")


def test_a_killed_server_takes_its_worker_with_it(started: LiveServer) -> None:
    started.kill_without_its_worker()
    assert wait_until(lambda: is_gone(started.pid))
    assert wait_until(lambda: is_free(started.port))


def test_a_build_that_is_told_to_end_ends_with_all_it_started(tmp_path: Path) -> None:
    commands = tmp_path / "bizhub/commands"
    commands.mkdir(parents=True)
    (commands / "compile_pages.py").write_text(
        "import os, pathlib, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "pathlib.Path('group').write_text(str(os.getpgid(0)))\n"
        "child.wait()\n"
    )
    program = "import sys; from pathlib import Path; from bizhub.commands import builder;"
    program += f"builder.build(Path({str(tmp_path)!r}), {{}}, Path({str(tmp_path / 'log')!r}))"
    build = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    assert wait_until(lambda: (tmp_path / "group").exists() and (tmp_path / "group").read_text() != "")
    build.send_signal(signal.SIGTERM)
    assert build.wait(_PATIENCE_S) == 128 + signal.SIGTERM
    assert wait_until(lambda: is_gone(int((tmp_path / "group").read_text())))


def test_a_failed_build_shows_its_end(tmp_path: Path) -> None:
    (tmp_path / "bizhub/commands").mkdir(parents=True)
    (tmp_path / "bizhub/commands/compile_pages.py").write_text("raise SystemExit('the reason')\n")
    with pytest.raises(SystemExit, match=r"the reason[\s\S]*could not be built"):
        builder.build(tmp_path, {}, tmp_path / "log")


@pytest.fixture
def copied_sources(tmp_path: Path) -> Path:
    for name in ("rxconfig.py", "requirements.txt", ".npmrc", "bizhub/app.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "reflex.lock").mkdir()
    (tmp_path / "reflex.lock/package-lock.json").write_text("{}")
    for folder in ("assets", "bizhub/pages", "bizhub/components", "bizhub/state", "bizhub/domain"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "a.py").write_text(folder)
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "rxconfig.py",
        "requirements.txt",
        "reflex.lock/package-lock.json",
        "assets/b.js",
        "bizhub/pages/a.py",
        "bizhub/state/new.py",
        "bizhub/domain/a.py",
    ],
)
def test_pages_are_built_again_when_a_source_changes(copied_sources: Path, name: str) -> None:
    before = frontend.fingerprint(copied_sources)
    (copied_sources / name).write_text("changed")
    assert frontend.fingerprint(copied_sources) != before


def test_pages_are_built_again_when_a_source_moves(copied_sources: Path) -> None:
    before = frontend.fingerprint(copied_sources)
    (copied_sources / "bizhub/pages/a.py").rename(copied_sources / "bizhub/pages/b.py")
    assert frontend.fingerprint(copied_sources) != before


@pytest.mark.parametrize("name", ["bizhub/services/a.py", "bizhub/pages/__pycache__/a.pyc", "README.md"])
def test_pages_are_not_built_again_for_anything_else(copied_sources: Path, name: str) -> None:
    before = frontend.fingerprint(copied_sources)
    (copied_sources / name).parent.mkdir(exist_ok=True)
    (copied_sources / name).write_text("changed")
    assert frontend.fingerprint(copied_sources) == before
