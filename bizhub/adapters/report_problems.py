"""Says line by line what is wrong in a file: DuckDB knows the rows, their lines are counted only when needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from bizhub.adapters import report_sql as sql
from bizhub.adapters.report_csv import records, split_line
from bizhub.adapters.report_lines import LONGEST_LINE, CsvText
from bizhub.domain.money import NumberStyle
from bizhub.domain.report import MAX_PROBLEMS, BadCell
from bizhub.domain.report_layout import Layout, is_total_label, shown_heading

REJECTED = "report_rejected"
"""Where DuckDB puts the lines that are no rows of the file's width."""

_SHOWN_CHARACTERS = 200
_WRONG_WIDTH = frozenset({"MISSING COLUMNS", "TOO MANY COLUMNS"})
_EXPECTED = {
    "UNQUOTED VALUE": "quotation marks that open and close around a whole cell",
    "LINE SIZE OVER MAXIMUM": "a shorter line",
    "INVALID ENCODING": "text in UTF-8",
}


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that is no row: its text and what was expected."""

    text: str
    expected: str


@dataclass(frozen=True, slots=True)
class BrokenLines:
    """Broken lines by record number (blank lines count), and how many others were shortened total rows.

    `skipped` has the record numbers of both.
    """

    lines: Mapping[int, BrokenLine]
    totals: int
    skipped: frozenset[int]


def find_broken_lines(connection: duckdb.DuckDBPyConnection, source: CsvText, width: int) -> BrokenLines:
    """The lines DuckDB rejected; a total row may be shorter or longer than the others."""
    found = connection.execute(
        f"SELECT line, left(any_value(csv_line), {LONGEST_LINE}), arg_min(error_type, column_idx) "
        f"FROM temp.{REJECTED} GROUP BY 1 ORDER BY 1"
    )
    lines: dict[int, BrokenLine] = {}
    skipped: set[int] = set()
    while row := found.fetchone():  # one at a time: together they may be as large as the file
        number, line, error = row
        skipped.add(number)
        shown = (line or "").strip("\r\n")
        cells = split_line(shown, source.separator) if error in _WRONG_WIDTH else []
        if cells and any(is_total_label(cell) for cell in cells[:1]):
            continue
        expected = _EXPECTED.get(error, f"{width} cells, as the headings have; this line has {len(cells)}")
        lines[number] = BrokenLine(shown[:_SHOWN_CHARACTERS], expected)
    return BrokenLines(lines, len(skipped) - len(lines), frozenset(skipped))


class Problems(NamedTuple):
    """The first problems in the order of the file, and how many there are in all."""

    listed: tuple[BadCell, ...]
    total: int


def list_problems(
    connection: duckdb.DuckDBPyConnection,
    source: CsvText,
    layout: Layout,
    style: NumberStyle | None,
    broken: BrokenLines,
) -> Problems:
    """Bad cells and broken lines together."""
    bad = connection.execute(sql.count_bad_cells(layout, style)).fetchone()
    assert bad is not None
    count = int(bad[0]) + len(broken.lines)
    if not count:
        return Problems((), 0)
    cells = connection.execute(sql.bad_cells(layout, style, MAX_PROBLEMS)).fetchall()
    lines = _lines(source, broken, rows={row for row, *_ in cells})
    found = [
        BadCell(lines.of_row(row), shown_heading(source.headings[column]), value[:_SHOWN_CHARACTERS], expected)
        for row, column, value, expected in cells
    ]
    found += [BadCell(lines.of_record(number), "", line.text, line.expected) for number, line in broken.lines.items()]
    listed = sorted(found, key=lambda cell: cell.line)[:MAX_PROBLEMS]
    return Problems(tuple(listed), count)


@dataclass(frozen=True, slots=True)
class _Lines:
    rows: Mapping[int, int]
    records: Mapping[int, int]

    def of_row(self, row: int) -> int:
        return self.rows.get(row, 0)

    def of_record(self, number: int) -> int:
        return self.records.get(number, number)


def _lines(source: CsvText, broken: BrokenLines, rows: set[int]) -> _Lines:
    """The physical lines of rows of the raw table (counted from 0) and of broken records."""
    line_of_row: dict[int, int] = {}
    line_of_record: dict[int, int] = {}
    row = 0
    wanted = set(list(broken.skipped)[:MAX_PROBLEMS]) | set(list(broken.lines)[:MAX_PROBLEMS])
    for number, line, cells in records(source):
        if number in broken.skipped:
            line_of_record[number] = line
        elif number > source.skip and cells:
            if row in rows:
                line_of_row[row] = line
            row += 1
        if len(line_of_row) == len(rows) and wanted <= line_of_record.keys():
            break
    return _Lines(line_of_row, line_of_record)
