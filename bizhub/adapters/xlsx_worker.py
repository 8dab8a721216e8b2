"""Turns one XLSX file into CSV in a process of its own.

`python -I xlsx_worker.py SOURCE TARGET MEMORY CPU_SECONDS MOST_COLUMNS`

The file comes from a stranger, so memory, time and output are capped before it is opened. Nothing of BizHub is
imported, so that the process starts quickly and holds no secret.
"""

import csv
import datetime as dt
import resource
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineWorkbook, SheetVisibleEnum

NOT_A_WORKBOOK = 3
TOO_LARGE = 4
TOO_WIDE = 5
MAX_ENTRIES = 10_000
MIN_ROWS = 2  # a sheet with fewer rows has no figures under its headings
EXACT_INTEGERS = 10**15  # a spreadsheet keeps fifteen digits

Cell: TypeAlias = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def cell_text(value: Cell) -> str:
    """What stands in a cell, as text: numbers without the noise of binary fractions, days as ISO."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_INTEGERS:
        return str(int(value))
    if isinstance(value, float):
        return _decimal_text(value)
    return " ".join(value.splitlines()) if isinstance(value, str) else str(value)


def _decimal_text(value: float) -> str:
    """Six decimals without trailing zeros where that is the number within its fifteen digits; else as it is."""
    rounded = round(value, 6)
    is_same = abs(rounded - value) <= abs(value) * 1e-14 and abs(value) < EXACT_INTEGERS
    return f"{rounded:.6f}".rstrip("0").rstrip(".") if is_same else repr(value)


def _limit(memory: int, cpu_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _require_sane_archive(source: Path, memory: int) -> None:
    with zipfile.ZipFile(source) as archive:
        entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > memory:
        sys.exit(TOO_LARGE)


def _rows(workbook: CalamineWorkbook, most_columns: int) -> Iterable[list[Cell]]:
    """The rows of the first visible sheet that has some."""
    for sheet in workbook.sheets_metadata:
        if sheet.visible is SheetVisibleEnum.Visible:
            found = workbook.get_sheet_by_name(sheet.name)
            if found.height >= MIN_ROWS and found.width > most_columns:
                sys.exit(TOO_WIDE)
            if found.height >= MIN_ROWS:
                return found.iter_rows()
    return []


def _convert(source: Path, target: Path, most_columns: int) -> None:
    workbook = CalamineWorkbook.from_path(source)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows([cell_text(cell) for cell in row] for row in _rows(workbook, most_columns))


def main() -> None:
    """Convert within the limits; the exit code says what was wrong."""
    source, target, memory, cpu_seconds, most_columns = sys.argv[1:]
    _limit(int(memory), int(cpu_seconds))
    try:
        _require_sane_archive(Path(source), int(memory))
        _convert(Path(source), Path(target), int(most_columns))
    except MemoryError:
        sys.exit(TOO_LARGE)
    except Exception as error:  # noqa: BLE001  whatever a broken file provokes, the answer is one sentence
        sys.exit(TOO_LARGE if isinstance(error, OSError) and error.errno == 27 else NOT_A_WORKBOOK)


if __name__ == "__main__":
    main()
