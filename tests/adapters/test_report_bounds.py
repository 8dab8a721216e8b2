"""A file of unusual shape is refused at once and in a few words."""

import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from string import ascii_uppercase

import pytest

from bizhub.adapters.report_csv import CHUNK
from bizhub.adapters.report_lines import LONGEST_LINE
from bizhub.domain.errors import InvalidInput
from bizhub.domain.report_layout import MOST_COLUMNS
from tests.adapters.conftest import Staged
from tests.data import reports

Read = Callable[..., Staged]
HEADINGS = "By Day,Campaign name,Cost\n"
GOOD = "2023-08-01,Spring,1.50\n"
LONG = "x" * (LONGEST_LINE + 1)
CURRENCIES = ["".join(letters) for letters in product(ascii_uppercase, ascii_uppercase, "A")]


def refusal(read: Read, content: str | bytes | Path, within_s: float = 2.0) -> str:
    """The sentence of a refusal, given in good time."""
    started = time.monotonic()
    with pytest.raises(InvalidInput) as refused:
        read(content)
    assert time.monotonic() - started < within_s
    assert len(refused.value.message) < 500
    return refused.value.message


def wide(columns: int) -> str:
    more = columns - 2
    return "By Day,Cost" + "".join(f",c{n}" for n in range(more)) + "\n2023-08-01,1.50" + ",x" * more + "\n"


@pytest.mark.parametrize("columns", [MOST_COLUMNS + 1, 150_000])
def test_a_file_with_too_many_columns_is_refused_at_once(read: Read, columns: int) -> None:
    sentence = "The file has more than 500 columns. Choose fewer columns in the export and try again."
    assert refusal(read, wide(columns)) == sentence


def test_a_workbook_with_too_many_columns_is_refused_at_once(read: Read, tmp_path: Path) -> None:
    path = reports.write_xlsx(tmp_path / "wide.xlsx", [line.split(",") for line in wide(9_000).splitlines()])
    assert refusal(read, path).startswith("The file has more than 500 columns.")


def test_a_file_with_as_many_columns_as_may_be_is_read(read: Read) -> None:
    staged = read(wide(MOST_COLUMNS))
    assert staged.column("spend") == [1_500_000]
    assert len(staged.report.layout.unknown) == MOST_COLUMNS - 2


@pytest.mark.parametrize("columns", [2, 400, 100_000])
def test_a_refusal_of_columns_that_mean_the_same_is_short(read: Read, columns: int) -> None:
    refusal(read, "By Day" + ",Cost" * columns + "\n")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (f"2023-08-01,{LONG},1.50", "Campaign name"),
        (f"2023-08-01,Spring,{LONG}", "Cost"),
        (f'2023-08-01,"{LONG}, and more",1.50', "Campaign name"),
        (f"{LONG},Spring,1.50", "By Day"),
    ],
    ids=["name", "amount", "quoted", "day"],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "mac"])
def test_an_endless_cell_is_refused_with_its_line_and_column(read: Read, row: str, column: str, line_end: str) -> None:
    content = f"{HEADINGS}{GOOD}{row}\n{GOOD}".replace("\n", line_end)
    assert refusal(read, content) == (
        f"Line 3 is too long to be read: the cell in the column “{column}” has more than 131,072 characters."
    )


def test_an_endless_line_is_refused_with_its_number(read: Read) -> None:
    cells = ",".join(["x" * 1_000] * 200)
    assert (
        refusal(read, f"{HEADINGS}{GOOD}{cells}\n") == "Line 3 is too long to be read: it has more than 131,072 bytes."
    )


def test_a_cell_that_goes_on_for_many_lines_is_refused_with_the_line_where_it_begins(read: Read) -> None:
    open_ended = f'2023-08-01,"Spring,1.50\n{GOOD * 9_000}'
    assert refusal(read, f'{HEADINGS}{GOOD}{open_ended}2023-08-01,Spring",bad\n') == (
        "In line 3 a cell begins that has more than 131,072 characters. Is a quotation mark missing there?"
    )


def test_a_long_line_in_a_large_file_is_found_without_reading_it_twice(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text(HEADINGS + GOOD * 2_000_000 + f"2023-08-01,{LONG},1.50\n")
    assert refusal(read, path).startswith("Line 2000002 is too long")


def test_long_headings_are_shortened_where_they_are_named(read: Read) -> None:
    heading = "Landing page " * 500
    report = read(f"By Day,Cost,{heading}\n2023-08-01,1.50,x\n").report
    assert [len(name) for name in report.layout.unknown] == [80]
    assert report.layout.unknown[0].endswith("…")


def test_a_bad_cell_under_a_long_heading_is_shown_with_a_short_one(read: Read) -> None:
    (problem,) = read(f"By Day{' ' * 5_000},Cost\nnever,1.50\n").report.problems
    assert problem.column == "By Day"


def test_a_refusal_of_many_currencies_names_some(read: Read) -> None:
    rows = "".join(f"2023-08-01,{code},1.50\n" for code in CURRENCIES)
    sentence = refusal(read, f"By Day,Currency,Cost\n{rows}")
    assert sentence == "The file has several currencies: AAA, ABA, ACA and 673 more. An account has one."


def test_many_broken_lines_are_counted_and_shown_short(read: Read) -> None:
    report = read(HEADINGS + f"{'x' * 300},{'x,' * 9}\n" * 5_000).report
    assert report.problem_count == 5_000
    assert {(len(problem.value), problem.expected) for problem in report.problems} == {
        (200, "3 cells, as the headings have; this line has 11")
    }


@pytest.mark.parametrize(("cells", "lines"), [(60_000, 50), (1_000, 5_000), (12, 50_000)])
def test_lines_of_far_too_many_cells_are_refused_at_once(read: Read, cells: int, lines: int) -> None:
    sentence = refusal(read, HEADINGS + GOOD + f"{'x,' * cells}\n" * lines, within_s=5)
    assert f" has {cells + 1:,} instead of 3. Export the file again." in sentence


def test_separators_between_quotation_marks_are_no_surplus_cells(read: Read) -> None:
    commas = ", " * 50
    assert len(read(f"{HEADINGS}" + "".join(f'2023-08-01,"{n}{commas}",1\n' for n in range(5_000))).rows or ()) == 5_000


@pytest.mark.parametrize("shift", range(3))
def test_a_line_end_on_the_edge_of_a_block_is_one_line_end(read: Read, shift: int) -> None:
    start, line = "By Day,Campaign name,Cost,Objective\r\n", "2023-08-01,A,1,\r\n"
    more = (CHUNK - len(start)) // len(line) - 9
    padding = "x" * (CHUNK - 2 + shift - len(start + line * more + line.strip()))
    lines = line * more + line.replace("\r", f"{padding}\r")
    assert len(start + lines) == CHUNK + shift
    staged = read(start + lines + "2023-08-02,B,2,\r\n")
    assert sum(staged.column("spend")) == (more + 1) * 1_000_000 + 2_000_000


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_file_that_is_one_endless_line_is_refused(read: Read, encoding: str) -> None:
    sentence = "Line 1 is too long to be read: it has more than 131,072 bytes."
    assert refusal(read, ("By Day,Cost," + "\u00e9" * 3_000_000).encode(encoding)) == sentence


@pytest.mark.parametrize("above", ['"' + "x\n" * LONGEST_LINE, "\n" * 10], ids=["an open quotation mark", "blank"])
def test_a_file_without_headings_at_its_beginning_is_refused(read: Read, above: str) -> None:
    sentence = (
        "The first 10 lines hold no headings. Remove the blank lines above them, "
        "and look for a quotation mark that is not closed."
    )
    assert refusal(read, above + HEADINGS + GOOD) == sentence
