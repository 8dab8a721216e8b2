"""Tables as files: CSV and XLSX whose texts a spreadsheet never runs."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path

import xlsxwriter

from bizhub.domain.cells import harmless

Row = Sequence[str | int | Decimal | date | None]

_LARGEST_EXACT = 2**53
_ROWS_OF_PART = 500
_BYTES_OF_PART = 256 * 1024


def csv_parts(headings: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 with a mark for spreadsheets, a dot in decimals, days as ISO dates; the headings come first."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    yield text.getvalue().encode("utf-8-sig")
    lines = iter(rows)
    while some := list(islice(lines, _ROWS_OF_PART)):
        text.seek(0)
        text.truncate()
        writer.writerows([_text(cell) for cell in row] for row in some)
        yield text.getvalue().encode()


def xlsx_parts(
    headings: Sequence[str], rows: Iterable[Row], notes: Iterable[tuple[str, str]], *, title: str, scratch: Path
) -> Iterator[bytes]:
    """One sheet with the table, one with the notes; numbers and days are typed, texts are never formulas.

    What is written meanwhile lies below the folder `scratch`.
    """
    with tempfile.TemporaryDirectory(prefix="export-", dir=scratch) as folder:
        path = Path(folder) / "table.xlsx"
        _write_xlsx(path, headings, rows, notes, title)
        with path.open("rb") as file:
            while part := file.read(_BYTES_OF_PART):
                yield part


def _write_xlsx(
    path: Path, headings: Sequence[str], rows: Iterable[Row], notes: Iterable[tuple[str, str]], title: str
) -> None:
    options = {
        "constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False, "strings_to_urls": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path), options) as book:
        bold, days = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, datetime.combine(cell, time()), days)
                elif isinstance(cell, (int, Decimal)) and -_LARGEST_EXACT <= cell <= _LARGEST_EXACT:
                    sheet.write_number(line, column, float(cell))
                elif cell is not None:
                    sheet.write_string(line, column, harmless(str(cell)))
        about = book.add_worksheet("About")
        for line, (label, words) in enumerate(notes):
            about.write_string(line, 0, label, bold)
            about.write_string(line, 1, harmless(words))


def _text(cell: str | int | Decimal | date | None) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
