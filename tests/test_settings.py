"""Secrets are made once, whole, and closed to everybody else; what settings show holds none."""

import multiprocessing
import stat
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bizhub.settings import Settings, write_once, wrong_settings


def ask_at_once(data_dir: Path, gate: Barrier, answers: "multiprocessing.Queue[bytes]") -> None:
    gate.wait()
    answers.put(Settings(data_dir=data_dir).secret("activity"))


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    made = settings.secret("activity")
    assert len(made) == 32
    assert Settings(data_dir=tmp_path / "data").secret("activity") == made
    assert (tmp_path / "data" / "secrets" / "activity").read_bytes() == made


def test_secrets_of_two_names_and_of_two_folders_differ(tmp_path: Path) -> None:
    here, there = Settings(data_dir=tmp_path / "here"), Settings(data_dir=tmp_path / "there")
    assert len({here.secret("activity"), here.secret("tries"), there.secret("activity")}) == 3


def test_a_secret_is_its_owners_alone(tmp_path: Path) -> None:
    Settings(data_dir=tmp_path / "data").secret("activity")
    folder = tmp_path / "data" / "secrets"
    assert stat.S_IMODE((folder / "activity").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == ["activity"]


def test_processes_that_ask_at_once_get_the_same_secret(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    count = 4
    gate, answers = context.Barrier(count), context.Queue()
    processes = [context.Process(target=ask_at_once, args=(tmp_path / "data", gate, answers)) for _ in range(count)]
    for process in processes:
        process.start()
    found = {answers.get(timeout=60) for _ in processes}
    for process in processes:
        process.join()
    assert found == {(tmp_path / "data" / "secrets" / "activity").read_bytes()}
    assert [path.name for path in (tmp_path / "data" / "secrets").iterdir()] == ["activity"]


def test_of_two_writers_the_first_wins(tmp_path: Path) -> None:
    write_once(tmp_path / "file", b"first")
    write_once(tmp_path / "file", b"second")
    assert (tmp_path / "file").read_bytes() == b"first"


def test_a_file_that_cannot_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("bizhub.settings.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_once(tmp_path / "file", b"content")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["DATABASE_URL", "SMTP_URL", "SMS_WEBHOOK_URL"])
def test_addresses_with_passwords_are_not_shown(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"BIZHUB_{name}", "scheme://hub:canary@host")
    settings = Settings()
    shown = [repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()]
    assert "canary" not in "".join(shown)


def test_the_database_is_reached_by_its_whole_address() -> None:
    settings = Settings(database_url=SecretStr("postgresql+psycopg://hub:canary@host/bizhub"))
    assert settings.sqlalchemy_url == "postgresql+psycopg://hub:canary@host/bizhub"


def test_wrong_settings_are_said_one_by_one_and_without_their_values() -> None:
    wrong = {"port": "abc", "public_url": "hub.local", "log_level": "LOUD", "database_url": "secret"}
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate({**wrong, "worker_threads": "nine hundred"})
    lines = wrong_settings(refused.value).splitlines()
    assert [line.partition(":")[0] for line in lines[1:]] == [
        "BIZHUB_PORT", "BIZHUB_PUBLIC_URL", "BIZHUB_LOG_LEVEL", "BIZHUB_WORKER_THREADS",
    ]  # fmt: skip
    assert "BIZHUB_PUBLIC_URL: Give a whole address, such as https://bizhub.example.com." in lines
    for value in (*wrong.values(), "nine hundred"):
        assert value not in "".join(line.partition(":")[2] for line in lines)
