"""A workbook with cells far away from its table costs nobody anything."""

import csv
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from bizhub.adapters.report_xlsx import XlsxLimits, convert_xlsx
from bizhub.adapters.watch import UNWATCHED
from bizhub.domain.report_layout import MOST_COLUMNS

ROOT = Path(__file__).parents[2]
TOO_LARGE = (
    "This workbook is too large to read, or has cells far away from its table. "
    "Save the table alone as CSV and try again."
)
TOO_WIDE = "The file has more than 500 columns. Choose fewer columns in the export and try again."
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
MEASURED = """
import resource, sys
from pathlib import Path
from bizhub.adapters.report_xlsx import XlsxLimits, convert_xlsx
from bizhub.adapters.watch import UNWATCHED
from bizhub.domain.errors import InvalidInput
try:
    convert_xlsx(Path(sys.argv[1]), Path(sys.argv[1] + ".csv"), watch=UNWATCHED, limits=XlsxLimits())
except InvalidInput as refusal:
    print(refusal.message)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
"""Prints why a workbook is refused and how many MB the process needed that read it."""


def workbook(path: Path, far: Sequence[tuple[int, int]]) -> Path:
    """A report of one row with more cells at these places (row, column), both from 0."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate((["By Day", "Cost"], ["2023-08-01", 1.5])):
            sheet.write_row(row, 0, cells)
        for row, column in far:
            sheet.write(row, column, "note")
    return path


@pytest.mark.parametrize(
    ("far", "sentence"),
    [
        ([(LAST_ROW, LAST_COLUMN)], TOO_LARGE),
        ([(row, LAST_COLUMN) for row in range(4_000, 5_000)], TOO_LARGE),
        ([(LAST_ROW, MOST_COLUMNS - 1)], TOO_LARGE),
        ([(20_000, MOST_COLUMNS - 1)], TOO_LARGE),
        ([(3, LAST_COLUMN)], TOO_WIDE),
    ],
    ids=["both", "many rows", "as wide as may be", "a few megabytes too many", "far to the right"],
)
def test_cells_at_far_corners_are_refused_at_once_and_in_little_memory(
    tmp_path: Path, far: list[tuple[int, int]], sentence: str
) -> None:
    path = workbook(tmp_path / "corners.xlsx", far)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, path], cwd=ROOT, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert time.monotonic() - started < 5, "with the start of two processes"
    told, megabytes = done.stdout.splitlines()
    assert told == sentence
    assert 0 < int(megabytes) < 300


@pytest.mark.parametrize("far", [(5_000, 3), (500, MOST_COLUMNS - 1)], ids=["below", "to the right"])
def test_a_note_beside_the_table_is_no_reason_to_refuse_it(tmp_path: Path, far: tuple[int, int]) -> None:
    target = tmp_path / "note.csv"
    convert_xlsx(workbook(tmp_path / "note.xlsx", [far]), target, watch=UNWATCHED, limits=XlsxLimits())
    with target.open(newline="") as file:
        lines = list(csv.reader(file))
    assert (len(lines), len(lines[0])) == (far[0] + 1, far[1] + 1)
    assert (lines[1][:2], lines[-1][-1]) == (["2023-08-01", "1.5"], "note")


@pytest.mark.parametrize(("size", "megabytes"), [(1_400, 256), (10 << 20, 1_256), (200 << 20, 2_048)])
def test_memory_grows_with_the_file_up_to_a_limit(size: int, megabytes: int) -> None:
    assert XlsxLimits().memory_for(size) >> 20 == megabytes
