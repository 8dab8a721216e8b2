"""Backups of a server under load: what was acknowledged before the moment is there, and what began after it is not."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bizhub.domain.backup import MANIFEST
from bizhub.settings import Settings
from tests.commands.backup_load import ACCOUNTS, DAYS
from tests.commands.backups import Place, empty_place, make, signs_in
from tests.commands.handover_server import serving

ROUNDS = [
    1,
    pytest.param(15, id="15 backups", marks=[pytest.mark.soak, pytest.mark.timeout(3600)]),
]
ENTRIES = "SELECT object_type, object_id FROM activity WHERE object_name = 'load' ORDER BY center_id, sequence"
PICTURES = "SELECT picture FROM center WHERE picture IS NOT NULL"
BATCHES = (
    "SELECT a.external_id, b.state, b.sums FROM import_batch b JOIN ad_account a ON a.id = b.ad_account_id"
    " WHERE length(a.external_id) = 1 ORDER BY b.id"
)


@dataclass(frozen=True)
class Told:
    """An acknowledged change: the moments before and after it, in microseconds."""

    what: str
    number: int
    began: int
    ended: int


def told_in(folder: Path) -> list[Told]:
    lines = (folder / "told").read_text().splitlines(keepends=True)
    split = [line.split() for line in lines if line.endswith("\n")]
    return [Told(what, int(number), int(began), int(ended)) for what, number, began, ended in split]


def moment_of(backup: Path) -> int:
    made_at = datetime.fromisoformat(json.loads((backup / MANIFEST).read_text())["made_at"])
    return round(made_at.timestamp() * 1_000_000)


def span(told: list[Told], what: str, moment: int) -> range:
    """How far a change may have come at the moment: all that were acknowledged, none that had not begun."""
    begun = max(one.number for one in told if one.what == what and one.began <= moment)
    acknowledged = max(one.number for one in told if one.what == what and one.ended <= moment)
    return range(acknowledged, begun + 2)  # of the next one only the beginning is not told yet


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_backup_under_load_is_one_moment(
    request: pytest.FixtureRequest, database_settings: Settings, tmp_path: Path, rounds: int
) -> None:
    made = make(database_settings, tmp_path)
    with serving(made.settings, "tests.commands.backup_load", str(tmp_path), made.center, made.olga.token):
        for number in range(rounds):
            done = made.typed("backup", tmp_path / f"backup-{number}")
            assert done.returncode == 0, done.stderr
    told = told_in(tmp_path)
    for number in range(rounds):
        backup = tmp_path / f"backup-{number}"
        with empty_place(request, made.settings, tmp_path / f"restored-{number}", f"restored_{number}") as place:
            restored = place.typed("restore", backup)
            assert restored.returncode == 0, restored.stderr
            assert_one_moment(place, made.center, told, moment_of(backup))
            shutil.rmtree(place.settings.data_dir)


def assert_one_moment(place: Place, center: str, told: list[Told], moment: int) -> None:
    disk = place.on_disk(center)
    checked = place.typed("activity", "verify")
    assert checked.returncode == 0, checked.stdout
    entries = disk.rows(ENTRIES)
    numbers = [int(number) for kind, number in entries if kind == "user"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) in span(told, "entry", moment)
    documents = [name for kind, name in entries if kind == "document"]
    assert len(documents) in span(told, "document", moment)
    assert (place.settings.data_dir / "documents" / documents[-1]).read_text() == documents[-1]
    ((picture,),) = disk.rows(PICTURES)
    with Image.open(place.settings.data_dir / "pictures" / picture) as opened:
        opened.load()
    assert_figures_match(place, center, told, moment)
    assert signs_in(place)


def assert_figures_match(place: Place, center: str, told: list[Told], moment: int) -> None:
    """What the record says of each ad account is in the store, before and after start-up has finished what it found."""
    disk = place.on_disk(center)
    stored, batches = disk.outcome(), disk.rows(BATCHES)
    for account in map(str, range(ACCOUNTS)):
        of_account = [(state, json.loads(sums)) for name, state, sums in batches if name == account]
        kept = [sums for state, sums in of_account if state == "DONE"]
        allowed = [kept[-1], *(sums for state, sums in of_account[-1:] if state != "DONE")]
        assert stored.sums[account] in [in_order(sums) for sums in allowed]
        assert len(of_account) in span(told, "figures", moment)
    finished, batches = disk.restarted(), disk.rows(BATCHES)
    assert finished.chain_problems == 0
    assert set(finished.states) <= {"DONE", "PREVIEW"}  # a preview waits for whoever brought the file
    for account in map(str, range(ACCOUNTS)):
        last = [json.loads(sums) for name, _, sums in batches if name == account][-1]
        assert finished.sums[account] == in_order(last)
        assert last["impressions"] // DAYS in span(told, "figures", moment)


def in_order(sums: dict[str, Any]) -> tuple[int, ...]:
    return tuple(int(sums[name]) for name in ("spend", "impressions", "clicks", "conversion"))
