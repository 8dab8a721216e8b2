"""The demo while a server runs, and through kills: it is finished, or a second `make demo` finishes it."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text

from bizhub.__main__ import main
from bizhub.commands import demo as command
from bizhub.commands import handover
from bizhub.domain.sessions import NewSession
from bizhub.services import chain_check, sign_in
from bizhub.services import runtime as runtimes
from bizhub.services.work import Caller
from bizhub.settings import Settings
from tests.commands.demo_process import POINTS
from tests.commands.handover_server import serving
from tests.processes import environment_of

SMALL = ["demo", "--accounts", "7", "--days", "5", "--campaigns", "2"]
REPORT_ROWS = 54 + 464 + 625
MADE_ROWS = 7 * 5 * 2

on_sqlite = pytest.mark.parametrize("database_settings", ["sqlite"], indirect=True)

SAMPLE = {"figures"}


def points(*names: str) -> pytest.MarkDecorator:
    """A test for each of these points; the sample in every run."""
    every = [pytest.param(name, marks=() if name in SAMPLE else pytest.mark.soak) for name in sorted(names)]
    return pytest.mark.parametrize("point", every)


class Typed(NamedTuple):
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def password(self) -> str:
        told = re.search(r"as demo@bizhub.example with the password (\S+)", self.stdout)
        assert told is not None, self
        return told.group(1)


class Found(NamedTuple):
    """What a demo came to."""

    centers: int
    people: int
    ad_accounts: int
    grants: int
    figure_rows: int
    chain_problems: int
    opens: bool


WHOLE = Found(1, 3, 7 + 3, 7 + 3 + 2 * 3, MADE_ROWS + REPORT_ROWS, 0, opens=True)
"""Olga holds the seven, Mia every third of them; what is imported belongs to both admins."""

Run = Callable[..., Typed]


@pytest.fixture
def typed(database_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process, which is quicker: exit code, what is printed, what is complained about."""
    monkeypatch.setattr(command, "get_settings", lambda: database_settings)

    def run(*words: str) -> Typed:
        code = main([*(words or SMALL)])
        printed = capsys.readouterr()
        return Typed(code, str(printed.out), str(printed.err))

    return run


def found(settings: Settings, password: str) -> Found:
    runtime = runtimes.start(settings)
    try:
        with runtime.database.transaction(write=False) as connection:
            centers, people, ad_accounts, grants = (
                connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
                for table in ("center", "app_user", "ad_account", "access_grant")
            )
            chains = [chain_check.check(runtime, connection, n) for n in chain_check.center_ids(runtime, connection)]
        figures = runtime.insights.cursor().execute("SELECT count(*) FROM facts").fetchone()
        assert figures is not None
        session = sign_in.sign_in(runtime, Caller(), address="demo@bizhub.example", password=password)
        problems = sum(chain.problem_count for chain in chains)
        return Found(centers, people, ad_accounts, grants, figures[0], problems, isinstance(session, NewSession))
    finally:
        runtimes.stop()


def killed_at(point: str, settings: Settings) -> Typed:
    """The command in a process that kills itself."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.commands.demo_process", point, *SMALL],
        cwd=Path(__file__).resolve().parents[2],
        env=environment_of(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    return Typed(ended.returncode, ended.stdout, ended.stderr)


def stored_bytes(settings: Settings) -> bytes:
    return b"".join(path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file())


def test_a_running_server_makes_it(database_settings: Settings, typed: Run) -> None:
    with serving(database_settings):
        # The server holds the lock of the data folder, so nobody else can have opened the figures.
        done = typed()
    assert done.returncode == 0, done.stderr
    assert "7 made-up ad accounts with 70 rows, and 3 real ones.\n" in done.stdout
    assert f"\nSign in at {database_settings.address} as demo@bizhub.example with the" in done.stdout
    assert found(database_settings, done.password) == WHOLE


def test_without_a_server_the_command_makes_it(database_settings: Settings, typed: Run) -> None:
    done = typed()
    assert done.returncode == 0, done.stderr
    assert found(database_settings, done.password) == WHOLE


@pytest.mark.soak
@on_sqlite
def test_while_a_server_runs_a_second_demo_adds_nothing(database_settings: Settings, typed: Run) -> None:
    with serving(database_settings):
        done, again = typed(), typed()
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.endswith("The demo is there already: sign in as demo@bizhub.example.\n")
    assert found(database_settings, done.password) == WHOLE


@on_sqlite
def test_nothing_on_the_disk_has_its_password(database_settings: Settings, typed: Run) -> None:
    with serving(database_settings):
        password = typed().password
        stored = stored_bytes(database_settings)
    assert b"make_demo" in stored
    assert password.encode() not in stored


@pytest.mark.soak
@on_sqlite
def test_ctrl_c_ends_it_in_the_server_and_a_second_demo_finishes_it(
    database_settings: Settings, typed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press_ctrl_c(line: str) -> None:
        raise KeyboardInterrupt

    with serving(database_settings) as server:
        with monkeypatch.context() as patched:
            patched.setattr(handover, "_show", press_ctrl_c)
            # More than can be made before the server notices.
            cancelled = typed("demo", "--accounts", "100000", "--days", "1", "--campaigns", "1")
        assert (cancelled.returncode, cancelled.stdout) == (1, "")
        assert cancelled.stderr.endswith("Cancelled. Nobody can sign in yet: make the demo once more to finish it.\n")
        done = typed()
        assert server.poll() is None
    assert done.returncode == 0, done.stderr
    after = found(database_settings, done.password)
    assert (after.centers, after.people, after.chain_problems, after.opens) == (1, 3, 0, True)
    assert 10 <= after.ad_accounts < 100_000
    assert after.figure_rows == (after.ad_accounts - 3) * 5 * 2 + REPORT_ROWS


@pytest.mark.soak
@on_sqlite
@points(*POINTS)
def test_a_server_that_is_restarted_meanwhile_finishes_it(
    database_settings: Settings, typed: Run, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    monkeypatch.setattr(handover, "_RESTARTING_S", 60)
    with (
        ThreadPoolExecutor(1) as pool,
        serving(database_settings, "tests.commands.demo_process", point, "serve") as first,
    ):
        waiting = pool.submit(typed)
        assert first.wait(60) == -signal.SIGKILL
        with serving(database_settings):
            done = waiting.result(60)
    assert done.returncode == 0, done.stderr
    assert found(database_settings, done.password) == WHOLE


@on_sqlite
@points(*POINTS.keys() - {"opening"})
def test_a_demo_that_was_killed_is_finished_by_a_second_one(
    database_settings: Settings, typed: Run, point: str
) -> None:
    assert "password" not in killed_at(point, database_settings).stdout
    done = typed()
    assert done.returncode == 0, done.stderr
    assert found(database_settings, done.password) == WHOLE


@pytest.mark.soak
@on_sqlite
def test_a_demo_that_was_killed_when_all_was_there_has_told_its_password(
    database_settings: Settings, typed: Run
) -> None:
    killed = killed_at("opening", database_settings)
    assert typed().stderr.endswith("The demo is there already: sign in as demo@bizhub.example.\n")
    assert found(database_settings, killed.password) == WHOLE


@pytest.mark.soak
@on_sqlite
def test_a_server_that_stays_away_is_told_in_a_sentence(
    database_settings: Settings, typed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "_RESTARTING_S", 0.1)
    with serving(database_settings, "tests.commands.demo_process", "figures", "serve"):
        stopped = typed()
    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert "The server stopped before this was done." in stopped.stderr
    assert stopped.stderr.endswith(" Nobody can sign in yet: make the demo once more to finish it.\n")
    assert found(database_settings, typed().password) == WHOLE


@pytest.mark.soak
@on_sqlite
def test_the_password_is_told_although_the_server_stopped_before_it_answered(
    database_settings: Settings, typed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "_RESTARTING_S", 0.1)
    with serving(database_settings, "tests.commands.demo_process", "opening", "serve"):
        stopped = typed()
    assert stopped.returncode == 1
    assert stopped.stderr.endswith("When this password is refused then, make the demo once more.\n")
    # Whoever starts BizHub next goes on with what was ordered; here that is the command, which then finds it done.
    assert typed().stderr.endswith("The demo is there already: sign in as demo@bizhub.example.\n")
    assert found(database_settings, stopped.password) == WHOLE
