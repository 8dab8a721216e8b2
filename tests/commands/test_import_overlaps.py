"""`python -m bizhub import` with several files about the same days: each preview is true."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bizhub.__main__ import main
from bizhub.commands import import_
from bizhub.domain.ids import new_id
from bizhub.services import import_command, import_jobs
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.commands.center_on_disk import CenterOnDisk
from tests.services.import_run import StillJob

on_sqlite = pytest.mark.parametrize("database_settings", ["sqlite"], indirect=True)
Run = Callable[..., tuple[int, str, str]]
ADS = "By Day,Campaign name,Ad name,Currency,Cost\n2026-01-01,A,1,EUR,{}\n"
CAMPAIGNS = "By Day,Campaign name,Currency,Cost\n2026-01-01,A,EUR,7.00\n"


@pytest.fixture
def center(database_settings: Settings) -> CenterOnDisk:
    return CenterOnDisk.make(database_settings)


@pytest.fixture
def typed(
    database_settings: Settings,
    center: CenterOnDisk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """The command in this process: exit code, what is printed, what is complained about."""
    monkeypatch.setattr(import_, "get_settings", lambda: database_settings)

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["import", *map(str, arguments), "--center", center.id])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def overlapping(folder: Path) -> list[Path]:
    """Three files about one day of ad account 7, the second of which is coarser."""
    texts = {"ads_7.csv": ADS.format("10.00"), "campaigns_7.csv": CAMPAIGNS, "late_7.csv": ADS.format("1.00")}
    return [written(folder, name, text) for name, text in texts.items()]


def test_each_of_several_files_says_what_it_replaces_of_those_before_it(
    center: CenterOnDisk, typed: Run, tmp_path: Path
) -> None:
    code, printed, _ = typed(*overlapping(tmp_path))
    assert (code, printed) == (0, (
        "ads_7.csv\n  New ad account 7 “Ad account 7” (EUR, Europe/Berlin)\n"
        "    2026-01-01 to 2026-01-01, 1 row: Cost €10.00\nImported ads_7.csv: 1 row.\n"
        "campaigns_7.csv\n  Update ad account 7 “Ad account 7” (EUR, Europe/Berlin)\n"
        "    2026-01-01 to 2026-01-01, 1 row: Cost €7.00\n    Replaces 1 row (Cost €10.00); 1 day changes.\n"
        "    The stored figures go down to the ad, these only to the campaign: the detail is lost.\n"
        "Imported campaigns_7.csv: 1 row.\n"
        "late_7.csv\n  Update ad account 7 “Ad account 7” (EUR, Europe/Berlin)\n"
        "    2026-01-01 to 2026-01-01, 1 row: Cost €1.00\n    Replaces 1 row (Cost €7.00); 1 day changes.\n"
        "Imported late_7.csv: 1 row.\n"
    ))  # fmt: skip
    assert (center.rows("SELECT state FROM import_file"), center.rows("SELECT count(*) FROM import_batch")) == (
        [("DONE",)] * 3, [(3,)],
    )  # fmt: skip


@on_sqlite
def test_a_preview_of_several_files_names_those_about_the_same_days(
    center: CenterOnDisk, typed: Run, tmp_path: Path
) -> None:
    code, printed, _ = typed(*overlapping(tmp_path), "--preview")
    assert [line for line in printed.splitlines() if "same days" in line] == [
        "  campaigns_7.csv is about the same days of Ad account 7: whichever is imported later replaces the other.",
        "  ads_7.csv is about the same days of Ad account 7: whichever is imported later replaces the other.",
        "  ads_7.csv is about the same days of Ad account 7: whichever is imported later replaces the other.",
    ]
    assert (code, center.outcome().sums) == (0, {})


@on_sqlite
def test_what_was_imported_between_preview_and_import_is_not_overwritten(
    center: CenterOnDisk, typed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, _ = overlapping(tmp_path)
    run_started = import_jobs.run_started

    def after_another(here: Runtime, file_id: int, *, progress: import_jobs.Progress) -> None:
        monkeypatch.setattr(import_jobs, "run_started", run_started)
        import_whole(here, center.id, second)
        run_started(here, file_id, progress=progress)

    monkeypatch.setattr(import_jobs, "run_started", after_another)
    code, _, complaints = typed(first)
    assert code == 1
    assert complaints.splitlines()[-1] == (
        "Not imported: ads_7.csv. Other figures of Ad account 7 for these days were imported in the meantime. "
        "Nothing of this file was imported. See what it would replace now, then import it again."
    )
    outcome = center.outcome()
    assert (outcome.sums["7"][0], outcome.states) == (7_000_000, ["CANCELLED", "DONE"])
    assert list((center.settings.data_dir / "uploads").iterdir()) == []


def import_whole(here: Runtime, center_id: str, path: Path) -> None:
    """Import a file as another person does meanwhile."""
    still: Any = StillJob(here)
    payload: dict[str, Any] = {"center_id": center_id, "choice": {}, "keep": True}
    number = str(new_id())
    import_command.receive_reports(still, files=[{"id": number, "path": str(path)}], **payload)
    import_command.run_reports(still, center_id=center_id, file_ids=[number])
