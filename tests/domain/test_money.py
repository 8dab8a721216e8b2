"""Numbers are read exactly or not at all."""

import pytest

from bizhub.domain.money import (
    NumberStyle,
    choose_style,
    read_count,
    read_micros,
    shows_style,
)

DOT, COMMA = NumberStyle.DOT, NumberStyle.COMMA


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
def test_amounts_are_exact_micros(text: str, style: NumberStyle, micros: int | None) -> None:
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
        ("-5", DOT),
        ("(5.00)", DOT),
        ("NaN", DOT),
        ("1_000", DOT),
        ("٣", DOT),
    ],
)
def test_anything_else_is_no_amount(text: str, style: NumberStyle) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_micros(text, style)


@pytest.mark.parametrize("text", ["-5.25", "−5.25"])
def test_only_where_allowed_an_amount_is_negative(text: str) -> None:
    assert read_micros(text, DOT, negative=True) == -5_250_000


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
def test_counts_are_whole(text: str, style: NumberStyle, count: int | None) -> None:
    assert read_count(text, style) == count


@pytest.mark.parametrize("text", ["12.5", "-1", "1000000000000", "1.000.000"])
def test_anything_else_is_no_count(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_count(text, DOT)


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
def test_a_cell_proves_a_style_only_if_it_fits_no_other(text: str, whole: bool, style: NumberStyle | None) -> None:
    assert shows_style(text, whole=whole) is style


@pytest.mark.parametrize(
    ("shown", "style"), [([], None), ([DOT, DOT], DOT), ([COMMA], COMMA), ([COMMA, DOT, COMMA], DOT)]
)
def test_a_file_has_the_style_its_cells_agree_on(shown: list[NumberStyle], style: NumberStyle | None) -> None:
    assert choose_style(shown) is style
