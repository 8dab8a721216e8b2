"""The SQL that turns text cells into keys, days, counts and micros, under the rules of domain/money.py.

Nearly every row of an export is plain: an ISO day, names without blanks around them, digits with two decimals. The
load marks those, and a cast is all they need. The others, the odd ones, are copied to a second table with their cells
trimmed and `-` made empty, and only there every notation is tried. The split makes an import about five times faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bizhub.domain.metrics import PART_BY_NAME, REACH, Unit
from bizhub.domain.money import BLANK_TEXTS, GROUPING, MAX_COUNT_DIGITS, MAX_UNITS_DIGITS, NumberStyle, number_pattern
from bizhub.domain.report_layout import DAY, TOTAL, TOTAL_OF, Column, Layout, label_of

RAW = "report_raw"
"""Every row as text in the file's order, and whether it is `plain`."""
ODD = "report_odd"
"""The rows that are not plain, with tidied cells, and `r`: their row in RAW."""

MAX_NAME = 512
_BLANKS = " \t\r\n\u00a0\u2009\u202f"
_TIDY = rf"(?s)[^{_BLANKS}–—-](?:.*[^{_BLANKS}])?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY = r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?"
_COMPACT_DAY = r"[0-9]{8}"
_PLAIN_COUNT = rf"[0-9]{{1,{MAX_COUNT_DIGITS}}}|-?"
_PLAIN_AMOUNT = rf"[0-9]{{1,{MAX_UNITS_DIGITS}}}(\.[0-9]{{1,2}})?|-?"
_AMOUNT = f"DECIMAL({MAX_UNITS_DIGITS + 6}, 6)"
_ACCOUNT_ID = "[0-9]{1,30}"
_CURRENCY = "[A-Z]{3}"
KEY_COLUMNS = ("source", "day", "campaign", "ad_group", "ad")
"""What makes a staged row unique; `source` names the account as the file does."""
_KEYS = (("campaign", "campaign"), ("ad_group", "ad group"), ("ad", "ad"))
_NEGATIVE = frozenset({"spend"})
"""A credit makes cost negative; nothing else is ever below zero."""


@dataclass(frozen=True, slots=True)
class Check:
    """A condition under which an odd row is bad: the column to show and what was expected there."""

    column: Column
    condition: str
    expected: str


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def cell(column: Column) -> str:
    """The column of the tables that holds a column of the file."""
    return f"c{column.index}"


def used_columns(layout: Layout) -> list[str]:
    """The columns that are kept; the first one always, because a total row announces itself there."""
    return [f"c{index}" for index in sorted({0, *(column.index for column in layout.columns)})]


def plain_row(layout: Layout) -> str:
    """Whether a row can be cast as it stands."""
    tests = [_plain_cell(column) for column in layout.columns]
    coarsest = (cell(column) for level in _levels(layout)[:1] for column in level)
    labels = {"c0", *coarsest} - {cell(_required(layout, DAY))}
    return " AND ".join([*tests, *(f"NOT {label} ILIKE '%total%'" for label in sorted(labels))])


def odd_rows(layout: Layout) -> str:
    """Copy the rows that are not plain, tidied."""
    blank = ", ".join(text(item) for item in BLANK_TEXTS if item)
    tidied = ", ".join(
        f"CASE WHEN t{name} IN ({blank}) THEN '' ELSE t{name} END AS {name}" for name in used_columns(layout)
    )
    trimmed = ", ".join(f"trim({name}, {text(_BLANKS)}) AS t{name}" for name in used_columns(layout))
    rows = f"SELECT rowid AS r, {trimmed} FROM {RAW} WHERE NOT plain"
    return f"CREATE OR REPLACE TEMP TABLE {ODD} AS SELECT r, {tidied} FROM ({rows})"


def drop_totals(layout: Layout) -> str:
    """Remove the rows that sum up others: without a day they say so or nothing; with one, they have a label only."""
    dimensions = [column for column in layout.dimensions if column.field != "currency"]
    labels = dict.fromkeys(["c0", *(cell(column) for column in dimensions)])
    says_total = " OR ".join(_says(label, f"{TOTAL}|{TOTAL_OF}") for label in labels)
    says_nothing = " AND ".join(f"{cell(column)} = ''" for column in dimensions)
    without_day = f"({day_of(layout)}) IS NULL AND (({says_total}) OR ({says_nothing}))"
    conditions = [without_day, _says("c0", TOTAL_OF)]
    coarsest, *finer = _levels(layout) or [[]]
    if finer:
        says = " OR ".join(_says(cell(column), TOTAL) for column in coarsest)
        below = " AND ".join(f"{cell(column)} = ''" for level in finer for column in level)
        conditions.append(f"({says}) AND {below}")
    either = " OR ".join(f"({condition})" for condition in conditions)
    return f"DELETE FROM {ODD} WHERE {either}"


def evidence(columns: Sequence[Column]) -> str:
    """Select whether any cell proves DOT, and whether any proves COMMA."""
    dot, comma = [], []
    for column in columns:
        as_dot, as_comma = (_matches(column, style, negative=True) for style in NumberStyle)
        dot.append(f"({as_dot} AND NOT {as_comma})")
        comma.append(f"({as_comma} AND NOT {as_dot})")
    amounts = [column for column in columns if _is_amount(column)]
    plain = " OR ".join(f"contains({cell(column)}, '.')" for column in amounts)
    in_odd = ", ".join(f"coalesce(bool_or({' OR '.join(either)}), false)" for either in (dot, comma))
    in_plain = f"EXISTS (FROM {RAW} WHERE plain AND ({plain}))"
    return f"SELECT dot OR {in_plain}, comma FROM (SELECT {in_odd} FROM {ODD}) seen(dot, comma)"


def day_of(layout: Layout) -> str:
    """The day of an odd row, NULL where the cell is none; only notations that begin with the year."""
    raw = cell(_required(layout, DAY))
    dashed = f"translate(regexp_extract({raw}, '^[0-9./-]+'), '/.', '--')"
    compact = f"{raw}[1:4] || '-' || {raw}[5:6] || '-' || {raw}[7:8]"
    return (
        f"CASE WHEN regexp_full_match({raw}, {text(_DAY)}) AND {_is_sane_day(dashed)} THEN TRY_CAST({dashed} AS DATE) "
        f"WHEN regexp_full_match({raw}, {text(_COMPACT_DAY)}) AND {_is_sane_day(compact)} "
        f"THEN TRY_CAST({compact} AS DATE) END"
    )


def source_of(layout: Layout) -> str:
    """How the rows name their account: ID, else name, else ''."""
    return _key(layout, "account")


def staged(layout: Layout, target: str, style: NumberStyle | None) -> str:
    """Make `target`: a row for each row of the file, with the keys, the labels of IDs, and the parts it delivers.

    `style` None: no cell tells how numbers are written, so a number that can be read in two ways is bad.
    """
    keys = [(key, _key(layout, key)) for key, _ in _KEYS]
    labels = [(f"{key}_name", _name(layout, key)) for key, _ in _KEYS if _has_ids_and_names(layout, key)]
    same = [expression for _, expression in (*keys, *labels)]
    day = f"TRY_CAST({cell(_required(layout, DAY))} AS DATE)"
    plain = ", ".join([source_of(layout), day, *same, *map(_plain_part, layout.parts)])
    odd = ", ".join([source_of(layout), day_of(layout), *same, *(_odd_part(part, style) for part in layout.parts)])
    columns = [*KEY_COLUMNS, *(name for name, _ in labels), *(column.field for column in layout.parts)]
    return (
        f"CREATE TABLE {target} AS WITH rows({', '.join(columns)}) AS "
        f"(SELECT {plain} FROM {RAW} WHERE plain UNION ALL SELECT {odd} FROM {ODD}) FROM rows"
    )


def has_repeated_keys(target: str) -> str:
    """Select whether several rows are about the same account, day and key."""
    return f"SELECT count(DISTINCT hash({', '.join(KEY_COLUMNS)})) < count(*) FROM {target}"


def add_up(layout: Layout, target: str) -> str:
    """Replace `target` by one row per key. Reach of several rows is nobody's number, so it is dropped."""
    keys = ", ".join(KEY_COLUMNS)
    labels = [f"max({key}_name) AS {key}_name" for key, _ in _KEYS if _has_ids_and_names(layout, key)]
    sums = ", ".join([*labels, *(_sum(column.field) for column in layout.parts)])
    return f"CREATE OR REPLACE TABLE {target} AS SELECT {keys}, {sums} FROM {target} GROUP BY {keys}"


def checks(layout: Layout, style: NumberStyle | None) -> list[Check]:
    """Every way an odd row can be bad, in the order of the file's columns."""
    found = [Check(_required(layout, DAY), f"({day_of(layout)}) IS NULL", "a day as 2023-08-31")]
    for key, word in (("account", "account"), *_KEYS):
        column = layout.column(f"{key}_id") or layout.column(f"{key}_name")
        if column is not None:
            wrong = f"{_key(layout, key)} = '' OR length({_key(layout, key)}) > {MAX_NAME}"
            found.append(Check(column, wrong, f"the {word}'s ID or name, up to {MAX_NAME} characters"))
    for field, pattern, expected in (
        ("account_id", _ACCOUNT_ID, "an account ID of digits only (format the column as text)"),
        ("currency", f"(?i){_CURRENCY}", "a currency code such as EUR"),
    ):
        column = layout.column(field)
        if column is not None:
            found.append(Check(column, f"NOT regexp_full_match({cell(column)}, {text(f'({pattern})?')})", expected))
    found += [_part_check(column, style) for column in layout.parts]
    return sorted(found, key=lambda check: check.column.index)


def bad_cells(layout: Layout, style: NumberStyle | None, limit: int) -> str:
    """Select (row, column number, value as written, expected) of the first bad cells."""
    found = " UNION ALL ".join(
        f"SELECT r, {check.column.index} AS c, {text(check.expected)} AS e FROM {ODD} WHERE {check.condition}"
        for check in checks(layout, style)
    )
    values = " ".join(f"WHEN {column.index} THEN raw.{cell(column)}" for column in layout.columns)
    joined = f"({found}) JOIN {RAW} raw ON raw.rowid = r"
    return f"SELECT r, c, CASE c {values} END, e FROM {joined} ORDER BY r, c LIMIT {limit}"


def count_bad_cells(layout: Layout, style: NumberStyle | None) -> str:
    """Select how many cells are bad in all."""
    counts = " + ".join(f"count(*) FILTER ({check.condition})" for check in checks(layout, style))
    return f"SELECT {counts} FROM {ODD}"


def accounts(layout: Layout) -> str:
    """Select source, external ID, name and the currencies, one line for each account."""
    wanted = [layout.column(field) for field in ("account_id", "account_name", "currency")]
    columns = ", ".join([cell(column) for column in wanted if column is not None] or ["1"])
    by_id, by_name = _filled(layout, "account_id") or "NULL", _filled(layout, "account_name") or "NULL"
    code = _filled(layout, "currency")
    currency = f"upper({code})" if code else "NULL::VARCHAR"
    return (
        f"SELECT {source_of(layout)}, max({by_id}), max({by_name}), "
        f"list(DISTINCT {currency} ORDER BY {currency}) FILTER ({currency} IS NOT NULL) "
        f"FROM (SELECT {columns} FROM {RAW} WHERE plain UNION SELECT {columns} FROM {ODD}) GROUP BY 1 ORDER BY 1"
    )


def _plain_cell(column: Column) -> str:
    value = cell(column)
    if column.field == DAY:
        return _is_sane_day(value)
    if column.field in PART_BY_NAME:
        return f"regexp_full_match({value}, {text(_PLAIN_AMOUNT if _is_amount(column) else _PLAIN_COUNT)})"
    if column.field in {"currency", "account_id"}:
        return f"regexp_full_match({value}, {text(_CURRENCY if column.field == 'currency' else _ACCOUNT_ID)})"
    return f"regexp_full_match({value}, {text(_TIDY)}) AND strlen({value}) <= {MAX_NAME}"


def _sum(part: str) -> str:
    if part == REACH.name:
        return f"CASE WHEN count(*) = 1 THEN any_value({part}) END AS {part}"
    return f"CAST(sum({part}) AS BIGINT) AS {part}"


def _plain_part(column: Column) -> str:
    if not _is_amount(column):
        return f"TRY_CAST({cell(column)} AS BIGINT)"
    return f"CAST(TRY_CAST({cell(column)} AS {_AMOUNT}) * 1000000 AS BIGINT)"


def _odd_part(column: Column, style: NumberStyle | None) -> str:
    digits = f"regexp_replace({cell(column)}, {text(GROUPING[style or NumberStyle.DOT])}, '', 'g')"
    bare = f"translate({digits}, ',−', '.-')"
    negative = column.field in _NEGATIVE
    readable = _matches(column, style or NumberStyle.DOT, negative=negative)
    if style is None:
        readable = f"{readable} AND NOT regexp_matches({cell(column)}, '[.,]')"
    if _is_amount(column):
        value = f"TRY_CAST(TRY_CAST({bare} AS {_AMOUNT}) * 1000000 AS BIGINT)"
    else:
        value = f"TRY_CAST(TRY_CAST({bare} AS DECIMAL({MAX_COUNT_DIGITS}, 0)) AS BIGINT)"
    return f"CASE WHEN {readable} THEN {value} END"


def _part_check(column: Column, style: NumberStyle | None) -> Check:
    wrong = f"{cell(column)} <> '' AND ({_odd_part(column, style)}) IS NULL"
    if style is None:
        return Check(column, wrong, "a number that can be read in one way only, such as 1234 or 1234.50")
    amount, count = ("1,234.50", "1,234") if style is NumberStyle.DOT else ("1.234,50", "1.234")
    expected = f"an amount such as {amount}" if _is_amount(column) else f"a whole number such as {count}"
    return Check(column, wrong, expected)


def _key(layout: Layout, dimension: str) -> str:
    options = [_filled(layout, field) for field in (f"{dimension}_id", f"{dimension}_name")]
    return f"coalesce({', '.join([*filter(None, options), text('')])})"


def _name(layout: Layout, dimension: str) -> str:
    """The name where the key is an ID, else ''."""
    by_id, by_name = _filled(layout, f"{dimension}_id"), _filled(layout, f"{dimension}_name")
    return f"CASE WHEN {by_id} IS NULL THEN '' ELSE coalesce({by_name}, '') END"


def _has_ids_and_names(layout: Layout, dimension: str) -> bool:
    return all(layout.column(f"{dimension}_{kind}") is not None for kind in ("id", "name"))


def _filled(layout: Layout, field: str) -> str:
    column = layout.column(field)
    return "" if column is None else f"nullif({cell(column)}, '')"


def _levels(layout: Layout) -> list[list[Column]]:
    """The columns of each level of keys that the file has, from coarse to fine."""
    levels = ([layout.column(f"{key}_id"), layout.column(f"{key}_name")] for key, _ in _KEYS)
    return [found for level in levels if (found := [column for column in level if column is not None])]


def _required(layout: Layout, field: str) -> Column:
    column = layout.column(field)
    assert column is not None, f"a layout has {label_of(field)}"
    return column


def _is_amount(column: Column) -> bool:
    return PART_BY_NAME[column.field].unit is Unit.MONEY


def _matches(column: Column, style: NumberStyle, *, negative: bool) -> str:
    pattern = number_pattern(style, whole=not _is_amount(column), negative=negative)
    return f"regexp_full_match({cell(column)}, {text(pattern)})"


def _says(value: str, pattern: str) -> str:
    return f"regexp_full_match({value}, {text(pattern)}, 'i')"


def _is_sane_day(day: str) -> str:
    return f"coalesce(TRY_CAST({day} AS DATE) BETWEEN DATE '2000-01-01' AND DATE '2099-12-31', false)"
