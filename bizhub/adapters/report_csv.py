"""Text files: which encoding, separator and heading row, so that DuckDB reads them without guessing."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bizhub.adapters.report_lines import LONGEST_LINE, CsvText, refuse_endless_line, refuse_surplus_cells
from bizhub.domain.errors import InvalidInput
from bizhub.domain.report_layout import count_known, refuse_too_wide

CHUNK = 1 << 20
HEAD_CHARACTERS = 1 << 18
_BEGINNING = 64
HEADING_ROWS = 10
"""The headings are looked for in this many rows; what stands above them (a title, `sep=;`) is skipped."""
SEPARATORS = (",", ";", "\t", "|")
_EASY_LINE_ENDS: tuple[frozenset[bytes], ...] = (frozenset(), frozenset({b"\n"}), frozenset({b"\r\n"}))
_TEXT_CONTROLS = "\t\n\r\f"
_NO_REPORT = "This is not a CSV or Excel file. Export the report as CSV or XLSX."
_FOREIGN = re.compile(rb"(\xef\xbb\xbf)?\s*(%PDF-|\x89PNG|\xff\xd8\xff|GIF8|RIFF|{\\rtf|<[!?a-z])", re.IGNORECASE)
"""How documents, pictures and web pages begin; many of them are text for the most part."""


@dataclass(frozen=True, slots=True)
class _Survey:
    is_empty: bool
    encoding: str
    line_ends: frozenset[bytes]


def prepare_csv(path: Path, scratch: Path) -> CsvText:
    """Find out how the file is written; a copy in `scratch` is made only of a file DuckDB could not read as it is."""
    survey = _survey(path)
    if survey.is_empty:
        raise InvalidInput("The file is empty.", field="file")
    if survey.encoding not in {"utf-8", "utf-8-sig"} or survey.line_ends not in _EASY_LINE_ENDS:
        path = _normalised(path, survey, scratch / "normalised.csv")
        survey = _survey(path)
    head = _head(path)
    if not head.strip():
        raise InvalidInput("The file is empty.", field="file")
    found = _read_head(path, head)
    refuse_too_wide(len(found.headings))
    refuse_endless_line(found)
    refuse_surplus_cells(found)
    return found


def records(text: CsvText) -> Iterator[tuple[int, int, list[str]]]:
    """Every record as (number, first line, cells); both numbers from 1, blank lines are records without cells.

    Raises InvalidInput for a cell that goes on over more lines than can be read.
    """
    with text.path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=text.separator)
        line = 1
        try:
            for number, cells in enumerate(reader, start=1):
                yield number, line, cells
                line = reader.line_num + 1
        except csv.Error:
            raise InvalidInput(
                f"In line {line} a cell begins that has more than {LONGEST_LINE:,} characters. "
                "Is a quotation mark missing there?",
                field="file",
            ) from None


def split_line(line: str, separator: str) -> list[str]:
    """The cells of one record."""
    return next(csv.reader(io.StringIO(line, newline=""), delimiter=separator), [])


def _survey(path: Path) -> _Survey:
    is_utf8, last = True, b""
    line_ends: set[bytes] = set()
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if _FOREIGN.match(file.read(_BEGINNING)):
            raise InvalidInput(_NO_REPORT, field="file")
        file.seek(0)
        first = file.read(4)
        is_utf16 = first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        file.seek(0)
        while chunk := file.read(CHUNK):
            if not is_utf16 and b"\0" in chunk:
                raise InvalidInput(_NO_REPORT, field="file")
            line_ends |= _line_ends(last + chunk)
            last = chunk[-1:] if chunk.endswith(b"\r") else b""
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    return _Survey(not first, _encoding(first, is_utf8=is_utf8), frozenset(line_ends | ({b"\r"} if last else set())))


def _line_ends(chunk: bytes) -> set[bytes]:
    """The kinds of line ends in a chunk; a CR at its very end is left to the next one."""
    if b"\r" not in chunk:
        return {b"\n"} if b"\n" in chunk else set()
    pairs = chunk.count(b"\r\n")
    kinds = {
        b"\r\n": pairs,
        b"\n": chunk.count(b"\n") - pairs,
        b"\r": chunk.count(b"\r") - pairs - chunk.endswith(b"\r"),
    }
    return {kind for kind, count in kinds.items() if count}


def _encoding(first: bytes, *, is_utf8: bool) -> str:
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if is_utf8:
        return "utf-8-sig" if first.startswith(codecs.BOM_UTF8) else "utf-8"
    return "cp1252"


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _normalised(source: Path, survey: _Survey, target: Path) -> Path:
    """A UTF-8 copy with one kind of line end. A lone CR among other line ends stands inside a cell."""
    lone_cr = "\n" if survey.line_ends <= {b"\r"} or survey.encoding == "utf-16" else " "
    try:
        with (
            source.open(encoding=survey.encoding, newline="") as reading,
            target.open("w", encoding="utf-8", newline="") as writing,
        ):
            held = ""
            while chunk := reading.read(CHUNK):
                chunk = held + chunk
                held = "\r" if chunk.endswith("\r") else ""
                chunk = chunk.removesuffix("\r") if held else chunk
                writing.write(chunk.replace("\r\n", "\n").replace("\r", lone_cr))
            writing.write("\n" if held else "")
    except UnicodeError:
        raise InvalidInput(
            "The file's text cannot be read. Save it as CSV in UTF-8 and try again.", field="file"
        ) from None
    return target


def _head(path: Path) -> str:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.read(HEAD_CHARACTERS)
    if any(ord(character) < 32 and character not in _TEXT_CONTROLS for character in head):
        raise InvalidInput(_NO_REPORT, field="file")
    return head


def _read_head(path: Path, head: str) -> CsvText:
    """The separator and row under which most headings are known; without any, the first row that is not blank."""
    best: tuple[int, int, CsvText] | None = None
    for separator in SEPARATORS:
        for number, cells in enumerate(_first_rows(head, separator), start=1):
            if any(cell.strip() for cell in cells):
                score = (count_known(cells), len(cells) if number == 1 else 0)
                if best is None or score > best[:2]:
                    best = (*score, CsvText(path, separator, tuple(cells), number))
    if best is None:
        refuse_endless_line(CsvText(path, SEPARATORS[0], (), 0))
        raise InvalidInput(
            f"The first {HEADING_ROWS} lines hold no headings. Remove the blank lines above them, "
            "and look for a quotation mark that is not closed.",
            field="file",
        )
    return best[2]


def _first_rows(head: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
            rows.append(cells)
            if len(rows) == HEADING_ROWS:
                break
    except csv.Error:  # a cell longer than any heading row has
        pass
    return rows
