"""`python -m bizhub user`: what it says and does, with a server and without one."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bizhub.__main__ import main
from bizhub.adapters import server_lock
from bizhub.commands import user
from bizhub.domain.policy import CenterRole
from bizhub.services import runtime as runtimes
from bizhub.settings import Settings
from tests.commands.center_on_disk import ROOT, CenterOnDisk
from tests.commands.handover_server import serving
from tests.factories import World
from tests.processes import environment_of

on_sqlite = pytest.mark.parametrize("database_settings", ["sqlite"], indirect=True)
Run = Callable[..., tuple[int, str, str]]

DISABLED = "SELECT disabled_at IS NOT NULL FROM app_user WHERE email = 'bo@example.org'"
ENTRIES = "SELECT event, user_name, through FROM activity WHERE center_id <> 0 ORDER BY sequence"


@pytest.fixture
def center(database_settings: Settings) -> CenterOnDisk:
    """A center with two admins, Olga and Bo."""
    runtime = runtimes.start(database_settings)
    world = World(runtime)
    olga, bo = world.user("Olga", email="olga@example.org"), world.user("Bo", email="bo@example.org")
    made = world.center(olga)
    world.member(made, bo, CenterRole.ADMIN)
    runtimes.stop()
    return CenterOnDisk(database_settings, made)


@pytest.fixture
def typed(database_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process: exit code, what is printed, what is complained about."""
    monkeypatch.setattr(user, "get_settings", lambda: database_settings)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["user", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_without_a_server_the_command_does_it(center: CenterOnDisk, typed: Run) -> None:
    code, said, complaint = typed("disable", "bo@example.org", "--reason", "left the firm")
    assert (code, said, complaint) == (0, "Bo is disabled. 1 session has ended.\nCenters: Linden & Co\n", "")
    assert center.rows(DISABLED) == [(True,)]
    assert center.rows(ENTRIES) == [("member:disable", "Operator", "operator")]
    assert server_lock.holder(center.settings.data_dir) is None
    assert typed("enable", "bo@example.org")[:2] == (0, "Bo can sign in again.\nCenters: Linden & Co\n")
    assert center.rows(DISABLED) == [(False,)]


def test_with_a_server_the_server_does_it(center: CenterOnDisk, typed: Run) -> None:
    with serving(center.settings):
        assert typed("disable", "bo@example.org", "--reason", "left")[0] == 0
        assert center.rows(DISABLED) == [(True,)]
        code, _, complaint = typed("disable", "olga@example.org", "--reason", "left")
    assert (code, complaint) == (1, "Olga is the only admin of Linden & Co. Make another one admin first.\n")
    assert center.rows("SELECT count(*) FROM app_user WHERE disabled_at IS NULL") == [(1,)]


@on_sqlite
def test_a_refusal_is_a_sentence(center: CenterOnDisk, typed: Run) -> None:
    assert typed("enable", "bo@example.org") == (1, "", "Bo is not disabled.\n")
    assert typed("disable", "x@example.org", "--reason", "y") == (1, "", "Nobody signs in with x@example.org.\n")
    assert center.rows(ENTRIES) == []


def test_without_a_bizhub_the_command_says_so_and_makes_none(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "none")
    words = [sys.executable, "-m", "bizhub", "user", "enable", "bo@example.org"]
    environment = environment_of(settings)
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"There is no BizHub in {tmp_path / 'none'}. Set BIZHUB_DATA_DIR to its data folder.\n"
    assert not (tmp_path / "none").exists()
