"""The SQL reads numbers exactly or not at all: hand-written cells, and any others as `numbers_by_hand` reads them."""

from collections.abc import Callable, Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizhub.adapters.report_cells import matches, odd_part, plain_part, plain_pattern
from bizhub.domain.money import NumberStyle
from bizhub.domain.report_layout import Column
from tests.adapters.numbers_by_hand import read_count, read_micros, shows_style, tidy

DOT, COMMA = NumberStyle.DOT, NumberStyle.COMMA
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


def styles_in(in_sql: Evaluate, column: Column, cells: list[str]) -> list[NumberStyle | None]:
    """The style that the SQL takes each cell as a proof of."""
    dot, comma = (
        in_sql(matches(column, style, negative=True), [cell.strip() for cell in cells]) for style in (DOT, COMMA)
    )
    proven = {(True, False): DOT, (False, True): COMMA}
    return [proven.get((bool(d), bool(c))) for d, c in zip(dot, comma, strict=True)]


@pytest.mark.parametrize(
    ("text", "style", "micros"),
    [
        ("1234.5", DOT, 1_234_500_000),
        ("1,234.50", DOT, 1_234_500_000),
        ("1,234", DOT, 1_234_000_000),
        ("1,234", COMMA, 1_234_000),
        ("1.234,50", COMMA, 1_234_500_000),
        ("1.234", COMMA, 1_234_000_000),
        ("1.234", DOT, 1_234_000),
        ("1 234 567,89", COMMA, 1_234_567_890_000),
        ("1\u202f234,5", COMMA, 1_234_500_000),
        ("1'234.50", DOT, 1_234_500_000),
        (" 0.000001 ", DOT, 1),
        ("0.1000000000", DOT, 100_000),
        ("99999999999.999999", DOT, 99_999_999_999_999_999),
        ("-", DOT, None),
        ("", COMMA, None),
        ("—", DOT, None),
    ],
)
def test_amounts_are_exact_micros(in_sql: Evaluate, text: str, style: NumberStyle, micros: int | None) -> None:
    assert in_sql(odd_part(SPEND, style), [tidy(text)]) == [micros]
    assert read_micros(text, style) == micros


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("1.234,50", DOT),
        ("1,234.50", COMMA),
        ("1,23,456", DOT),
        ("0,123.5", DOT),
        ("12,34", DOT),
        ("1.2345678", DOT),
        ("100000000000", DOT),
        (".5", DOT),
        ("5.", DOT),
        ("1e3", DOT),
        ("1.23%", DOT),
        ("EUR 5", DOT),
        ("(5.00)", DOT),
        ("NaN", DOT),
        ("1_000", DOT),
        ("٣", DOT),
    ],
)
def test_anything_else_is_no_amount(in_sql: Evaluate, text: str, style: NumberStyle) -> None:
    assert in_sql(odd_part(SPEND, style), [tidy(text)]) == [None]
    assert read_micros(text, style) is None


@pytest.mark.parametrize("text", ["-5.25", "−5.25"])
def test_an_amount_may_be_negative(in_sql: Evaluate, text: str) -> None:
    assert in_sql(odd_part(SPEND, DOT), [text]) == [-5_250_000]
    assert read_micros(text, DOT) == -5_250_000


@pytest.mark.parametrize(
    ("text", "style", "count"),
    [
        ("1,025,327", DOT, 1_025_327),
        ("1.025.327", COMMA, 1_025_327),
        ("12.0", DOT, 12),
        ("7", COMMA, 7),
        ("-", DOT, None),
    ],
)
def test_counts_are_whole(in_sql: Evaluate, text: str, style: NumberStyle, count: int | None) -> None:
    assert in_sql(odd_part(IMPRESSIONS, style), [tidy(text)]) == [count]
    assert read_count(text, style) == count


@pytest.mark.parametrize("text", ["12.5", "-1", "1000000000000", "1.000.000"])
def test_anything_else_is_no_count(in_sql: Evaluate, text: str) -> None:
    assert in_sql(odd_part(IMPRESSIONS, DOT), [tidy(text)]) == [None]
    assert read_count(text, DOT) is None


@pytest.mark.parametrize(
    ("text", "whole", "style"),
    [
        ("1,234.50", False, DOT),
        ("12.34", False, DOT),
        ("1234.567", False, DOT),
        ("0.123", False, DOT),
        ("1,234,567", False, DOT),
        ("1.234,50", False, COMMA),
        ("0,5", False, COMMA),
        ("1.234.567", False, COMMA),
        ("1,234", False, None),
        ("1.234", False, None),
        ("1234", False, None),
        ("1,234", True, DOT),
        ("1.234", True, COMMA),
        ("1.000", True, None),
        ("abc", False, None),
    ],
)
def test_a_cell_proves_a_style_only_if_it_fits_no_other(
    in_sql: Evaluate, text: str, whole: bool, style: NumberStyle | None
) -> None:
    assert styles_in(in_sql, IMPRESSIONS if whole else SPEND, [text]) == [style]
    assert shows_style(text, whole=whole) is style


@pytest.mark.parametrize("style", NumberStyle)
@given(cells=st.lists(CELLS, min_size=1, max_size=50))
def test_odd_amounts(in_sql: Evaluate, style: NumberStyle, cells: list[str]) -> None:
    assert in_sql(odd_part(SPEND, style), [tidy(cell) for cell in cells]) == [read_micros(one, style) for one in cells]


@pytest.mark.parametrize("style", NumberStyle)
@given(cells=st.lists(CELLS, min_size=1, max_size=50))
def test_odd_counts(in_sql: Evaluate, style: NumberStyle, cells: list[str]) -> None:
    expected = [read_count(cell, style) for cell in cells]
    assert in_sql(odd_part(IMPRESSIONS, style), [tidy(cell) for cell in cells]) == expected


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
    assert styles_in(in_sql, column, cells) == [shows_style(cell, whole=whole) for cell in cells]
