"""Workbooks are read like text, by a process that cannot harm the server."""

import ast
import datetime as dt
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bizhub.adapters import report_xlsx
from bizhub.adapters.report_xlsx import XlsxLimits
from bizhub.adapters.watch import UNWATCHED, Watch
from bizhub.domain.errors import InvalidInput
from bizhub.domain.report import BadCell, ImportCancelled
from tests.adapters.conftest import Staged
from tests.data import reports

Read = Callable[..., Staged]
EUR = reports.real_rows("936")


@pytest.mark.parametrize("rows", [EUR, reports.typed(EUR)], ids=["text", "dates and numbers"])
@pytest.mark.parametrize("title", [False, True])
def test_a_workbook_has_the_figures_of_the_csv(
    read: Read, tmp_path: Path, rows: list[list[object]], title: bool
) -> None:
    staged = read(reports.write_xlsx(tmp_path / "ads_936.xlsx", rows, title=title))
    assert staged.rows == read(reports.real_path("936")).rows


def test_fractions_of_binary_numbers_are_no_figures(read: Read, tmp_path: Path) -> None:
    rows = [["By Day", "Cost"], [dt.date(2023, 8, 1), 0.1 + 0.2], [dt.date(2023, 8, 2), 1234567.89]]
    assert read(reports.write_xlsx(tmp_path / "a.xlsx", rows)).column("spend") == [300_000, 1_234_567_890_000]


@pytest.mark.parametrize(("title", "line"), [(False, 3), (True, 4)])
def test_a_bad_cell_is_shown_with_the_row_of_the_sheet(read: Read, tmp_path: Path, title: bool, line: int) -> None:
    rows = [["By Day", "Campaign", "Cost"], [dt.date(2023, 8, 1), "a\nb", 1], [dt.date(2023, 8, 2), "c", "bad"]]
    report = read(reports.write_xlsx(tmp_path / "a.xlsx", rows, title=title)).report
    assert report.problems == (BadCell(line, "Cost", "bad", "an amount such as 1,234.50"),)


def test_an_account_id_typed_as_a_number_is_refused(read: Read, tmp_path: Path) -> None:
    rows = [["By Day", "Account ID", "Cost"], [dt.date(2023, 8, 1), 7123456789012345678, 1]]
    (problem,) = read(reports.write_xlsx(tmp_path / "a.xlsx", rows)).report.problems
    assert (problem.column, problem.value) == ("Account ID", "7.123456789012346e+18")


def _zip_of(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 no zip at all", "This workbook cannot be read. Save it as XLSX again, or as CSV."),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100),
            "This is an old or protected Excel file. Save it as XLSX without a password, or as CSV.",
        ),
    ],
)
def test_what_is_no_workbook_is_refused(read: Read, content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(content, name="a.xlsx")
    assert refusal.value.message == sentence


def test_a_zip_that_is_no_workbook_is_refused(read: Read, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        read(_zip_of(tmp_path / "a.xlsx", {"readme.txt": b"hello"}))


def test_a_workbook_without_rows_is_empty(read: Read, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is empty"):
        read(reports.write_xlsx(tmp_path / "a.xlsx", []))


def test_a_truncated_workbook_is_refused(read: Read, tmp_path: Path) -> None:
    path = reports.write_xlsx(tmp_path / "a.xlsx", EUR)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(InvalidInput, match="cannot be read"):
        read(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(read: Read, tmp_path: Path) -> None:
    bomb = _zip_of(tmp_path / "a.xlsx", {f"xl/worksheets/sheet{n}.xml": bytes(64 << 20) for n in range(5)})
    with pytest.raises(InvalidInput, match="too large"):
        read(bomb, limits=XlsxLimits(memory_bytes=256 << 20))


def test_a_workbook_that_needs_too_much_memory_is_refused(read: Read, tmp_path: Path) -> None:
    rows = [["By Day", "Campaign", "Cost"], *(["2023-08-01", f"{number}{'x' * 300}", 1.5] for number in range(60_000))]
    path = reports.write_xlsx(tmp_path / "a.xlsx", rows)
    with pytest.raises(InvalidInput, match="too large"):
        read(path, limits=XlsxLimits(memory_bytes=40 << 20))


def test_a_workbook_that_takes_too_long_is_given_up(read: Read, tmp_path: Path) -> None:
    path = reports.write_xlsx(tmp_path / "a.xlsx", EUR)
    started = time.monotonic()
    with pytest.raises(InvalidInput, match="too large"):
        read(path, limits=XlsxLimits(wall_s=0.0))
    assert time.monotonic() - started < 5


def test_converting_can_be_cancelled(read: Read, tmp_path: Path) -> None:
    path = reports.write_xlsx(tmp_path / "a.xlsx", [["By Day", "Cost"], *([["2023-08-01", 1.5]] * 60_000)])
    with pytest.raises(ImportCancelled):
        read(path, watch=Watch(cancelled=lambda: True))


def test_the_process_that_opens_a_strangers_file_holds_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text("import os, pathlib, sys; pathlib.Path(sys.argv[2]).write_text(repr(dict(os.environ)))")
    monkeypatch.setattr(report_xlsx, "_WORKER", worker)
    monkeypatch.setenv("BIZHUB_SMTP_URL", "smtp://hub:canary@mail.example")
    report_xlsx.convert_xlsx(worker, tmp_path / "seen", watch=UNWATCHED, limits=XlsxLimits())
    assert set(ast.literal_eval((tmp_path / "seen").read_text())) <= {"LC_CTYPE"}


def test_a_workbook_in_a_folder_with_a_foreign_name_is_read(read: Read, tmp_path: Path) -> None:
    folder = tmp_path / "Käse 東京"
    folder.mkdir()
    rows = [["By Day", "Campaign name", "Cost"], [dt.date(2023, 8, 1), "Käse 東京", 1]]
    assert read(reports.write_xlsx(folder / "a.xlsx", rows)).column("campaign") == ["Käse 東京"]
