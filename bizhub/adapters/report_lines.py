"""Lines of a text file that would keep DuckDB busy for minutes: far too long, or with far too many cells."""

import mmap
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from operator import methodcaller
from pathlib import Path

from bizhub.domain.errors import InvalidInput
from bizhub.domain.report_layout import shown_heading

LONGEST_LINE = 1 << 17
"""Bytes of a line, and characters of a cell: what Python's reader takes, and ten times what an export has."""
_CHUNK = 1 << 20
_LINES = 5_000
_FEW_SURPLUS = 2_000
_MOST_SURPLUS = 100_000
_MOST_COPIED = 256 << 20
"""DuckDB keeps a copy of the line for each surplus cell."""


@dataclass(frozen=True, slots=True)
class CsvText:
    """A text file ready to be read: UTF-8, one kind of line end, known separator.

    `skip` is the number of records (blank lines included) up to and including the headings.
    """

    path: Path
    separator: str
    headings: tuple[str, ...]
    skip: int


def refuse_endless_line(text: CsvText) -> None:
    """Find a line that is too long by looking backwards for the last line end in each stretch of that length."""
    start = 0
    with text.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        while len(content) - start > LONGEST_LINE:
            end = content.rfind(b"\n", start, start + LONGEST_LINE + 1)
            if end < 0:
                break
            start = end + 1
        else:
            return
        number = 1 + sum(content[at : min(at + _CHUNK, start)].count(b"\n") for at in range(0, start, _CHUNK))
        line = content[start : start + 8 * LONGEST_LINE].split(b"\n", 1)[0].decode("utf-8", errors="replace")
    heading = _heading_of_endless_cell(text, line)
    what = (
        f"the cell in the column “{heading}” has more than {LONGEST_LINE:,} characters."
        if heading
        else f"it has more than {LONGEST_LINE:,} bytes."
    )
    raise InvalidInput(f"Line {number} is too long to be read: {what}", field="file")


def _heading_of_endless_cell(text: CsvText, line: str) -> str:
    """The column of the cell that makes a line too long; empty when many short ones do."""
    cell = re.compile(rf'(?:"(?:[^"]++|"")*+"?)?[^{re.escape(text.separator)}]*+')
    start = 0
    for heading in text.headings:
        end = cell.match(line, start).end()  # type: ignore[union-attr]  # it matches nothing too
        if end - start > LONGEST_LINE:
            return shown_heading(heading)
        start = end + 1
    return ""


def refuse_surplus_cells(text: CsvText) -> None:
    """Raise where lines have so many more cells than the headings that listing them would take minutes."""
    width, separator = len(text.headings), text.separator.encode()
    surplus = sum((cells - width) * lines for cells, lines in _cells(text.path, separator).items() if cells > width)
    if surplus <= _FEW_SURPLUS:
        return
    surplus, copied = 0, 0
    with text.path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.count(separator) < width:
                continue
            # Separators between quotation marks part no cells.
            cells = 1 + re.sub(rb'"[^"]*"', b"", line).count(separator)
            more = max(0, cells - width)
            surplus, copied = surplus + more, copied + more * len(line)
            if surplus > _MOST_SURPLUS or copied > _MOST_COPIED:
                raise InvalidInput(
                    f"Many lines have more cells than there are headings: line {number} has {cells:,} instead of "
                    f"{width:,}. Export the file again.",
                    field="file",
                )


def _cells(path: Path, separator: bytes) -> Counter[int]:
    """How many lines have how many separators and one; a few thousand at a time, so that others get their turn."""
    found: Counter[int] = Counter()
    count = methodcaller("count", separator)
    with path.open("rb") as file:
        while some := Counter(map(count, islice(file, _LINES))):
            found += some
    return Counter({separators + 1: lines for separators, lines in found.items()})
