"""Expressions for single cells of a report: which are plain, and what count, amount or day a cell holds.

A cell is the text of one column of a row; see report_sql.py for what plain and odd rows are.
"""

from bizhub.domain import report_layout
from bizhub.domain.metrics import PART_BY_NAME, Unit
from bizhub.domain.money import BLANKS, GROUPING, MAX_COUNT_DIGITS, MAX_UNITS_DIGITS, NumberStyle, number_pattern
from bizhub.domain.report_layout import Column

ACCOUNT_ID = "[0-9]{1,30}"
CURRENCY = "[A-Z]{3}"
_MAX_ACCOUNT = 255
UNIT = "\x1f"
"""Stands between cells that are tested together; a cell that has it is not plain."""
_TIDY = rf"[^{BLANKS}{UNIT}–—-](?:[^{UNIT}]*[^{BLANKS}{UNIT}])?"
_DAY = r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?"
_COMPACT_DAY = r"[0-9]{8}"
_PLAIN_COUNT = rf"(?:[0-9]{{1,{MAX_COUNT_DIGITS}}}|-?)"
_PLAIN_AMOUNT = rf"(?:[0-9]{{1,{MAX_UNITS_DIGITS}}}(?:\.[0-9]{{1,2}})?|-?)"
_PLAIN_TYPE = f"DECIMAL({MAX_UNITS_DIGITS + 2}, 2)"
_AMOUNT = f"DECIMAL({MAX_UNITS_DIGITS + 6}, 6)"
_NEGATIVE = frozenset({"spend"})
"""A credit makes cost negative; nothing else is ever below zero."""


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def cell(column: Column) -> str:
    """The column of the tables that holds a column of the file."""
    return f"c{column.index}"


def day_of(column: Column) -> str:
    """The day of an odd row, NULL where the cell is none; only notations that begin with the year."""
    raw = cell(column)
    dashed = f"translate(regexp_extract({raw}, '^[0-9./-]+'), '/.', '--')"
    compact = f"{raw}[1:4] || '-' || {raw}[5:6] || '-' || {raw}[7:8]"
    return (
        f"CASE WHEN regexp_full_match({raw}, {text(_DAY)}) AND {is_sane_day(dashed)} THEN TRY_CAST({dashed} AS DATE) "
        f"WHEN regexp_full_match({raw}, {text(_COMPACT_DAY)}) AND {is_sane_day(compact)} "
        f"THEN TRY_CAST({compact} AS DATE) END"
    )


def plain_pattern(column: Column) -> str:
    """What a cell matches that can be cast or taken as it stands; days are told by casting them."""
    if column.field in PART_BY_NAME:
        return _PLAIN_AMOUNT if is_amount(column) else _PLAIN_COUNT
    return {"currency": CURRENCY, "account_id": ACCOUNT_ID}.get(column.field, _TIDY)


def plain_part(column: Column) -> str:
    """Count or micros of a plain cell; NULL where it is blank."""
    if not is_amount(column):
        return f"TRY_CAST({cell(column)} AS BIGINT)"
    # In steps that stay within 64 bits; 128 would take four times as long.
    return f"CAST(TRY_CAST({cell(column)} AS {_PLAIN_TYPE}) * 100 AS BIGINT) * 10000"


def odd_part(column: Column, style: NumberStyle | None) -> str:
    """Count or micros of an odd cell; NULL where it is blank or bad."""
    digits = f"regexp_replace({cell(column)}, {text(GROUPING[style or NumberStyle.DOT])}, '', 'g')"
    bare = f"translate({digits}, ',−', '.-')"
    negative = column.field in _NEGATIVE
    readable = matches(column, style or NumberStyle.DOT, negative=negative)
    if style is None:
        readable = f"{readable} AND NOT regexp_matches({cell(column)}, '[.,]')"
    if is_amount(column):
        value = f"CAST(CAST(TRY_CAST({bare} AS {_AMOUNT}) AS DECIMAL(38, 6)) * 1000000 AS BIGINT)"
    else:
        value = f"TRY_CAST(TRY_CAST({bare} AS DECIMAL({MAX_COUNT_DIGITS}, 0)) AS BIGINT)"
    return f"CASE WHEN {readable} THEN {value} END"


def longest(field: str) -> int:
    """How many characters a name or ID may have."""
    return _MAX_ACCOUNT if field.startswith("account") else report_layout.LONGEST_KEY


def is_amount(column: Column) -> bool:
    """Whether the column holds money."""
    return PART_BY_NAME[column.field].unit is Unit.MONEY


def matches(column: Column, style: NumberStyle, *, negative: bool) -> str:
    """Whether an odd cell is a number in this style."""
    pattern = number_pattern(style, whole=not is_amount(column), negative=negative)
    return f"regexp_full_match({cell(column)}, {text(pattern)})"


def says(value: str, pattern: str) -> str:
    """Whether a value is one of these words, in any case."""
    return f"regexp_full_match({value}, {text(pattern)}, 'i')"


def is_sane_day(day: str) -> str:
    """Whether a text is a day that figures may have."""
    return f"coalesce(TRY_CAST({day} AS DATE) BETWEEN DATE '2000-01-01' AND DATE '2099-12-31', false)"
