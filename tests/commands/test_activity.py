"""The record can be checked on the command line, whatever state it is in."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bizhub.commands.activity import verify_records
from bizhub.domain.audit import AuditEvent
from bizhub.migrations import triggers
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import World

ROOT = Path(__file__).resolve().parents[2]
Verify = Callable[..., tuple[int, str, str]]


@pytest.fixture
def center(runtime: Runtime, world: World) -> str:
    """A center with two entries."""
    olga = world.user("Olga")
    made = world.center(olga)
    for name in ("Old", "New"):
        with begin(runtime, olga.caller(made), write=True) as work:
            work.audit(AuditEvent.CENTER_EDIT, object_type="center", object_id=made, object_name=name)
    return made


@pytest.fixture
def verify(runtime: Runtime, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Checks the test's BizHub, or one center of it: exit code, what is printed, what is complained about."""

    def run(center: str | None = None) -> tuple[int, str, str]:
        code = verify_records(runtime, center)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def command(data_dir: Path, database_url: SecretStr | None = None) -> subprocess.CompletedProcess[str]:
    """The command as people type it, in a process of its own."""
    environment = {**os.environ, "BIZHUB_DATA_DIR": str(data_dir)}
    if database_url:
        environment["BIZHUB_DATABASE_URL"] = database_url.get_secret_value()
    return subprocess.run(
        [sys.executable, "-m", "bizhub", "activity", "verify"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def tamper(runtime: Runtime, statement: str) -> None:
    with runtime.database.transaction(write=True) as connection:
        triggers.drop(connection)
        connection.execute(text(statement))
        triggers.create(connection)


def test_an_intact_record_is_said_to_be_intact(verify: Verify, center: str) -> None:
    code, out, err = verify()
    assert (code, err) == (0, "")
    assert out == (
        "The system: 1 entry: intact\n"
        f"Linden & Co ({center}): 2 entries: intact\n"
        "The record is intact: 3 entries in 2 records.\n"
    )


def test_a_changed_entry_is_named_and_fails(verify: Verify, runtime: Runtime, center: str) -> None:
    tamper(runtime, "UPDATE activity SET object_name = 'Forged' WHERE sequence = 2")
    code, out, _ = verify()
    assert code == 1
    assert f"Linden & Co ({center}): 2 entries: 1 problem\n  Entry 2 was altered, inserted or moved.\n" in out
    assert out.endswith("The record is not intact.\n")


def test_one_center_can_be_checked_alone(verify: Verify, runtime: Runtime, world: World, center: str) -> None:
    otto = world.user("Otto")
    other = world.center(otto, "Other")
    with begin(runtime, otto.caller(other), write=True) as work:
        work.audit(AuditEvent.CENTER_EDIT, object_type="center", object_id=other)
    tamper(runtime, f"UPDATE activity SET object_name = 'Forged' WHERE center_id = {center}")
    assert verify(other)[0] == 0
    assert verify(center)[0] == 1
    assert verify()[0] == 1


@pytest.mark.parametrize("unknown", ["7298441093355120099", "nonsense"])
def test_an_unknown_center_is_refused(verify: Verify, center: str, unknown: str) -> None:
    code, out, err = verify(unknown)
    assert (code, out, err) == (1, "", f"There is no record of a center {unknown}.\n")


def test_a_record_without_its_triggers_is_not_protected(verify: Verify, runtime: Runtime, center: str) -> None:
    with runtime.database.transaction(write=True) as connection:
        triggers.drop(connection)
    code, out, _ = verify()
    assert code == 1
    assert "Nothing refuses changes to the record at the moment" in out


def test_the_command_works_while_another_process_has_everything_open(runtime: Runtime, center: str) -> None:
    done = command(runtime.settings.data_dir, runtime.settings.database_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("The record is intact: 3 entries in 2 records.\n")


def test_without_its_key_nothing_is_checked_and_no_new_key_is_made(runtime: Runtime, center: str) -> None:
    key = runtime.settings.data_dir / "secrets" / "activity"
    key.unlink()
    done = command(runtime.settings.data_dir, runtime.settings.database_url)
    assert (done.returncode, done.stdout) == (1, "")
    assert "The key of the record is missing" in done.stderr
    assert not key.exists()


def test_an_empty_folder_is_no_bizhub_and_stays_empty(tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    done = command(folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no BizHub in")
    assert not folder.exists()
