"""Known days change in one step with the figures, wherever an import is killed."""

import signal
from datetime import date
from pathlib import Path

import pytest

from bizhub.domain.figures import Period
from bizhub.settings import Settings
from tests.commands.center_on_disk import CenterOnDisk

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def report(folder: Path, period: Period) -> Path:
    """Figures of the first and the last day."""
    path = folder / "report.csv"
    rows = f"{period.first},7,EUR,5.00\n{period.last},7,EUR,6.00\n"
    path.write_text(f"By Day,Account ID,Currency,Cost\n{rows}", encoding="utf-8")
    return path


@pytest.mark.parametrize("database_settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "point", ["swapping known days", *(pytest.param(name, marks=pytest.mark.soak) for name in ("promised", "swapped"))]
)
def test_a_killed_import_keeps_the_gap_and_its_promise(database_settings: Settings, tmp_path: Path, point: str) -> None:
    center = CenterOnDisk.make(database_settings)
    assert center.command(report(tmp_path, JANUARY)).returncode == 0
    killed = center.command(point, report(tmp_path, MARCH), module="tests.commands.import_process")
    assert killed.returncode == -signal.SIGKILL
    untouched = center.outcome()
    assert (untouched.known["7"], untouched.sums["7"][0]) in (
        ((JANUARY,), 11_000_000),
        ((JANUARY, MARCH), 22_000_000),
    )
    kept = center.restarted()
    assert (kept.known["7"], kept.sums["7"][0]) == ((JANUARY, MARCH), 22_000_000)
