"""The SQL reads a number exactly as the pure rules of domain/money.py do."""

from collections.abc import Callable, Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizhub.adapters.report_cells import matches, odd_part, plain_part, plain_pattern
from bizhub.domain.money import BLANK_TEXTS, BLANKS, NumberStyle, read_count, read_micros, shows_style
from bizhub.domain.report_layout import Column

SPEND, IMPRESSIONS = Column(0, "Cost", "spend"), Column(0, "Impressions", "impressions")

CELLS = st.one_of(
    st.text("0123456789,. '−-\u202f", max_size=16),
    st.from_regex(r"[0-9]{1,3}([,.' ][0-9]{3}){0,4}([.,][0-9]{0,8})?", fullmatch=True),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
    st.integers(0, 10**14).map(lambda number: f"{number:,}"),
    st.sampled_from(["", "-", "--", "–", "1e3", "0x10", "1_000", "NaN", "+5", "٣", "1,234.50", "1.234,50"]),
)


Evaluate = Callable[[str, list[str]], list[int | None]]


@pytest.fixture(scope="module")
def in_sql() -> Iterator[Evaluate]:
    """Evaluates an expression for each text in the column c0."""
    opened = [duckdb.connect(config={"threads": 1})]

    def evaluate(expression: str, cells: list[str]) -> list[int | None]:
        unnested = "SELECT unnest(?::VARCHAR[]) AS c0, generate_subscripts(?::VARCHAR[], 1) AS n"
        rows = opened[0].execute(f"SELECT {expression} FROM ({unnested}) ORDER BY n", [cells, cells]).fetchall()
        return [row[0] for row in rows]

    yield evaluate
    opened.pop().close()  # Hypothesis keeps `evaluate`, which must not keep the connection


def is_plain(column: Column) -> str:
    """Whether the cell is plain."""
    return f"regexp_full_match(c0, '{plain_pattern(column)}')"


def _or_none(read: Callable[[], int | None]) -> int | None:
    try:
        return read()
    except ValueError:
        return None


@pytest.mark.parametrize("style", NumberStyle)
@given(cells=st.lists(CELLS, min_size=1, max_size=50))
def test_odd_amounts(in_sql: Evaluate, style: NumberStyle, cells: list[str]) -> None:
    tidy = ["" if cell.strip(BLANKS) in BLANK_TEXTS else cell.strip(BLANKS) for cell in cells]
    expected = [_or_none(lambda cell=cell: read_micros(cell, style, negative=True)) for cell in cells]
    assert in_sql(odd_part(SPEND, style), tidy) == expected


@pytest.mark.parametrize("style", NumberStyle)
@given(cells=st.lists(CELLS, min_size=1, max_size=50))
def test_odd_counts(in_sql: Evaluate, style: NumberStyle, cells: list[str]) -> None:
    tidy = ["" if cell.strip(BLANKS) in BLANK_TEXTS else cell.strip(BLANKS) for cell in cells]
    expected = [_or_none(lambda cell=cell: read_count(cell, style)) for cell in cells]
    assert in_sql(odd_part(IMPRESSIONS, style), tidy) == expected


@given(cells=st.lists(CELLS, min_size=1, max_size=50))
def test_plain_amounts_are_what_the_rules_read(in_sql: Evaluate, cells: list[str]) -> None:
    plain = [cell for cell, is_plain in zip(cells, in_sql(is_plain(SPEND), cells), strict=True) if is_plain]
    assert in_sql(plain_part(SPEND), plain) == [read_micros(cell, NumberStyle.DOT) for cell in plain]


@given(cells=st.lists(CELLS, min_size=1, max_size=50))
def test_plain_counts_are_what_the_rules_read(in_sql: Evaluate, cells: list[str]) -> None:
    plain = [cell for cell, is_plain in zip(cells, in_sql(is_plain(IMPRESSIONS), cells), strict=True) if is_plain]
    assert in_sql(plain_part(IMPRESSIONS), plain) == [read_count(cell, NumberStyle.DOT) for cell in plain]


@pytest.mark.parametrize(("column", "whole"), [(SPEND, False), (IMPRESSIONS, True)])
@given(cells=st.lists(CELLS, min_size=1, max_size=50))
def test_cells_prove_the_style_the_rules_say(in_sql: Evaluate, column: Column, whole: bool, cells: list[str]) -> None:
    tidy = [cell.strip(BLANKS) for cell in cells]
    dot, comma = (in_sql(matches(column, style, negative=True), tidy) for style in NumberStyle)
    proven = {(True, False): NumberStyle.DOT, (False, True): NumberStyle.COMMA}
    found = [proven.get((bool(d), bool(c))) for d, c in zip(dot, comma, strict=True)]
    assert found == [shows_style(cell, whole=whole) for cell in cells]
