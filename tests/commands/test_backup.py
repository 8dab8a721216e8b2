"""`python -m bizhub backup` and `restore`: all of it comes back or nothing, and each refusal is a sentence."""

import json
import shutil
import stat
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bizhub.adapters import backup_folder, server_lock
from bizhub.adapters.server_lock import Owner
from bizhub.domain.backup import MANIFEST, parse, written
from bizhub.settings import Settings
from tests.commands.backup_process import BACKUP_POINTS, RESTORE_POINTS
from tests.commands.backups import SUMS_OF_THREE, Made, Place, empty_place, make, signs_in
from tests.commands.handover_server import serving

on_sqlite = pytest.mark.parametrize("database_settings", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize(
    "database_settings", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
KILLED = -9
KILLED_BACKUPS = {"copying the figures", "before its name"}
KILLED_RESTORES = {"moving"}
DAMAGED = {
    ("bizhub.db", "flipped"),
    ("insights.duckdb", "cut"),
    ("secrets/activity", "missing"),
    ("backup.json", "cut"),
}
"""What each run tries; long runs try all. Every try starts several processes."""
OF_EVERY_BACKUP = {"anchors", "backup.json", "bizhub.db", "documents", "insights.duckdb", "pictures", "secrets"}
ROWS = "SELECT id, name FROM app_user UNION SELECT id, hash FROM activity ORDER BY 1"


def drawn(points: Iterable[str], sample: set[str]) -> list[Any]:
    """All points, those outside the sample for long runs."""
    return [pytest.param(point, marks=() if point in sample else pytest.mark.soak) for point in points]


@pytest.fixture
def made(database_settings: Settings, tmp_path: Path) -> Made:
    return make(database_settings, tmp_path)


@pytest.fixture
def empty(request: pytest.FixtureRequest, database_settings: Settings, tmp_path: Path) -> Iterator[Place]:
    with empty_place(request, database_settings, tmp_path / "restored", "restored") as place:
        yield place


@pytest.fixture
def backup(made: Made, tmp_path: Path) -> Path:
    done = made.typed("backup", tmp_path / "backup")
    assert done.returncode == 0, done.stderr
    return tmp_path / "backup"


def rows_of(made: Made, place: Place) -> list[tuple[object, ...]]:
    return place.on_disk(made.center).rows(ROWS)


def refusal(place: Place, backup: Path) -> str:
    done = place.typed("restore", backup)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    return done.stderr.splitlines()[-1]


def test_everything_comes_back(made: Made, empty: Place, tmp_path: Path) -> None:
    before = rows_of(made, made)
    done = made.typed("backup", tmp_path / "backup")
    assert done.returncode == 0, done.stderr
    assert "1 center, 3 ad accounts with their figures, " in done.stdout
    assert "whoever has this folder can read everything" in done.stdout
    shutil.rmtree(made.settings.data_dir)
    restored = empty.typed("restore", tmp_path / "backup")
    assert restored.returncode == 0, restored.stderr
    assert rows_of(made, empty) == before
    checked = empty.typed("activity", "verify")
    assert (checked.returncode, checked.stdout.splitlines()[-1][:21]) == (0, "The record is intact:"), checked.stdout
    assert empty.on_disk(made.center).outcome().sums == SUMS_OF_THREE
    assert (empty.settings.data_dir / "pictures" / made.picture).read_bytes().startswith(b"\x89PNG")
    assert (empty.settings.data_dir / "documents" / "a1b2").read_bytes() == b"a sealed document"
    assert signs_in(empty)


def test_what_is_written_afterwards_goes_on_in_the_record(
    made: Made, backup: Path, empty: Place, tmp_path: Path
) -> None:
    assert empty.typed("restore", backup).returncode == 0
    report = tmp_path / "three.csv"
    assert empty.typed("import", report, "--center", made.center).returncode == 0
    assert empty.typed("activity", "verify").returncode == 0
    assert empty.on_disk(made.center).restarted().chain_problems == 0


def test_the_running_server_makes_it(made: Made, empty: Place, tmp_path: Path) -> None:
    with serving(made.settings):
        done = made.typed("backup", tmp_path / "backup")
        assert done.returncode == 0, done.stderr
        refused = made.typed("restore", tmp_path / "backup")
        assert refused.stderr.startswith("Process "), refused.stderr
    assert empty.typed("restore", tmp_path / "backup").returncode == 0
    assert empty.on_disk(made.center).outcome().sums == SUMS_OF_THREE


@on_sqlite
def test_a_backup_is_closed_to_others_and_holds_no_jobs(backup: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (backup, *backup.rglob("*"))}
    assert modes == {0}
    held = {path.name for path in backup.iterdir()}
    assert held - {"outbox", "uploads"} == OF_EVERY_BACKUP  # these two only once something was sent


@on_sqlite
def test_a_tampered_record_stays_tampered(made: Made, empty: Place, tmp_path: Path) -> None:
    anchor = made.settings.data_dir / "anchors" / made.center
    anchor.write_bytes(anchor.read_bytes().replace(b"0", b"1", 1))
    assert made.typed("backup", tmp_path / "backup").returncode == 0
    assert empty.typed("restore", tmp_path / "backup").returncode == 0
    verdicts = [place.typed("activity", "verify") for place in (made, empty)]
    assert [verdict.returncode for verdict in verdicts] == [1, 1]
    assert verdicts[0].stdout == verdicts[1].stdout


@on_sqlite
@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("full", "is not empty. Name a folder that is empty or does not exist yet."),
        ("file", "is a file. Name a folder that is empty or does not exist yet."),
        ("none/below", "Make it first, or check that its disk is there."),
        ("data/inside", "lies in the data folder. Choose a place outside of it, on another disk if possible."),
        ("backup", "holds a backup already. Choose another name for this one."),
    ],
)
def test_a_place_that_cannot_be_used_is_refused(made: Made, tmp_path: Path, place: str, sentence: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    (tmp_path / "file").touch()
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / MANIFEST).touch()
    done = made.typed("backup", tmp_path / place)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.rstrip().endswith(sentence), done.stderr
    assert not list(tmp_path.rglob("*.part"))


@on_sqlite
def test_an_empty_folder_is_taken(made: Made, tmp_path: Path) -> None:
    (tmp_path / "waiting").mkdir()
    assert made.typed("backup", tmp_path / "waiting").returncode == 0
    assert (tmp_path / "waiting" / MANIFEST).is_file()


def test_a_disk_without_room_is_found_out_before(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"There is not enough room in .*: about .* are needed, and .* are free\."):
        backup_folder.require_room(tmp_path, 2**60, str)


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        pytest.param(file, damage, marks=() if (file, damage) in DAMAGED else pytest.mark.soak)
        for file in ("bizhub.db", "insights.duckdb", "secrets/activity", "backup.json")
        for damage in ("flipped", "cut", "missing")
    ],
)
@on_sqlite
def test_a_damaged_backup_restores_nothing(backup: Path, empty: Place, file: str, damage: str) -> None:
    path = backup / file
    content = path.read_bytes()
    middle = len(content) // 2
    damaged = {
        "flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "cut": content[:middle],
        "missing": b"",
    }[damage]
    path.unlink()
    path.write_bytes(damaged)
    assert "Nothing was restored" in refusal(empty, backup) or file == MANIFEST
    assert not empty.settings.data_dir.exists()


@on_sqlite
def test_what_is_no_backup_is_refused(made: Made, empty: Place, tmp_path: Path) -> None:
    assert "is no backup: it has no backup.json" in refusal(empty, made.settings.data_dir)
    assert "is no backup: it has no backup.json" in refusal(empty, tmp_path / "nothing")


def test_what_is_not_empty_is_not_replaced(made: Made, backup: Path) -> None:
    before = rows_of(made, made)
    assert "is not empty, and a restore replaces nothing" in refusal(made, backup)
    assert rows_of(made, made) == before


@on_postgres
def test_a_database_that_is_not_empty_is_not_replaced(made: Made, backup: Path, tmp_path: Path) -> None:
    before = rows_of(made, made)
    elsewhere = Place(made.settings.model_copy(update={"data_dir": tmp_path / "elsewhere"}))
    assert "The database of BIZHUB_DATABASE_URL is not empty" in refusal(elsewhere, backup)
    assert rows_of(made, made) == before
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["server.lock"]


@on_postgres
def test_a_backup_of_postgres_is_for_postgres(backup: Path, tmp_path: Path) -> None:
    assert "Set BIZHUB_DATABASE_URL to an empty database" in refusal(Place(Settings(data_dir=tmp_path / "x")), backup)


@on_sqlite
def test_a_backup_of_a_newer_bizhub_is_refused(backup: Path, empty: Place) -> None:
    said = json.loads((backup / MANIFEST).read_text())
    (backup / MANIFEST).write_text(json.dumps({**said, "version": 2}))
    assert refusal(empty, backup) == "This backup was made by a newer BizHub. Restore it with that version."
    newer = replace(parse(json.dumps(said)), revision="9999")
    (backup / MANIFEST).write_text(written(newer))
    assert "made by a newer BizHub (its database is at 9999)" in refusal(empty, backup)


@pytest.mark.parametrize("point", drawn(BACKUP_POINTS, KILLED_BACKUPS))
def test_a_killed_backup_is_none_and_harms_nothing(made: Made, empty: Place, tmp_path: Path, point: str) -> None:
    killed = made.typed(point, "backup", tmp_path / "backup", module="tests.commands.backup_process")
    assert killed.returncode == KILLED, killed.stderr
    assert not (tmp_path / "backup").exists()
    again = made.typed("backup", tmp_path / "again")
    assert again.returncode == 0, again.stderr
    assert empty.typed("restore", tmp_path / "again").returncode == 0
    for place in (made, empty):
        outcome = place.on_disk(made.center).restarted()
        assert (outcome.sums, outcome.chain_problems) == (SUMS_OF_THREE, 0)
    assert [path.name for path in tmp_path.glob("*backup*")] == []  # nothing came of it later, and nothing lies there


def killed_restore(made: Made, backup: Path, empty: Place, point: str) -> None:
    killed = empty.typed(point, "restore", backup, module="tests.commands.backup_process")
    assert killed.returncode == KILLED, killed.stderr
    for words in (["activity", "verify"], ["user", "enable", "x@example.org"], ["serve"], ["demo"]):
        refused = empty.typed(*words)
        assert (refused.returncode, "was cut off. Run the same restore again" in refused.stderr) == (1, True), refused
    again = empty.typed("restore", backup)
    assert again.returncode == 0, again.stderr
    assert empty.typed("activity", "verify").returncode == 0
    assert empty.on_disk(made.center).outcome().sums == SUMS_OF_THREE
    assert signs_in(empty)


@pytest.mark.parametrize("point", drawn(RESTORE_POINTS, KILLED_RESTORES))
def test_a_killed_restore_starts_nothing_and_is_done_again(made: Made, backup: Path, empty: Place, point: str) -> None:
    killed_restore(made, backup, empty, point)


@on_postgres
def test_a_restore_killed_while_it_fills_the_database_is_done_again(made: Made, backup: Path, empty: Place) -> None:
    killed_restore(made, backup, empty, "filling")


@on_sqlite
def test_a_restore_waits_for_nobody(backup: Path, empty: Place) -> None:
    with server_lock.acquire(empty.settings.data_dir, Owner.COMMAND):
        assert refusal(empty, backup).startswith("Process ")
