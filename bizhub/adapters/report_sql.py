"""The SQL that turns text cells into keys, days, counts and micros, under the rules of domain/money.py.

Nearly every row of an export is plain: an ISO day, names without blanks around them, digits with two decimals. The
load marks those, and a cast is all they need. The others, the odd ones, are copied to a second table with their cells
trimmed and `-` made empty, and only there every notation is tried. The split makes an import about five times faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bizhub.adapters.report_cells import (
    ACCOUNT_ID,
    CURRENCY,
    UNIT,
    cell,
    day_of,
    is_amount,
    is_sane_day,
    longest,
    matches,
    odd_part,
    plain_part,
    plain_pattern,
    says,
    text,
)
from bizhub.domain.metrics import REACH
from bizhub.domain.money import BLANK_TEXTS, BLANKS, NumberStyle
from bizhub.domain.report_layout import DAY, DIMENSIONS, TOTAL, TOTAL_OF, Column, Layout, label_of

RAW = "report_raw"
"""Every row as text in the file's order, and whether it is `plain`."""
ODD = "report_odd"
"""The rows that are not plain, with tidied cells, and `r`: their row in RAW."""

KEY_COLUMNS = ("source", "day", "campaign", "ad_group", "ad")
"""What makes a staged row unique; `source` names the account as the file does."""
_KEYS = (("campaign", "campaign"), ("ad_group", "ad group"), ("ad", "ad"))


@dataclass(frozen=True, slots=True)
class Check:
    """A condition under which an odd row is bad: the column to show and what was expected there."""

    column: Column
    condition: str
    expected: str


def used_columns(layout: Layout) -> list[str]:
    """The columns that are kept; the first one always, because a total row announces itself there."""
    return [f"c{index}" for index in sorted({0, *(column.index for column in layout.columns)})]


def plain_row(layout: Layout) -> str:
    """Whether a row can be cast as it stands. One pattern over all cells takes a third of the time of one for each."""
    day = _required(layout, DAY)
    others = [column for column in layout.columns if column is not day]
    joined = f"concat_ws({text(UNIT)}, {', '.join(cell(column) for column in others)})"
    pattern = UNIT.join(plain_pattern(column) for column in others)
    named = [column for column in others if column.field in DIMENSIONS]
    coarsest = (cell(column) for level in _levels(layout)[:1] for column in level)
    return " AND ".join(
        [
            f"regexp_full_match({joined}, {text(pattern)})",
            is_sane_day(cell(day)),
            *(f"strlen({cell(column)}) <= {longest(column.field)}" for column in named),
            *(f"NOT {label} ILIKE '%total%'" for label in sorted({"c0", *coarsest} - {cell(day)})),
        ]
    )


def odd_rows(layout: Layout) -> str:
    """Copy the rows that are not plain, tidied."""
    blank = ", ".join(text(item) for item in BLANK_TEXTS if item)
    tidied = ", ".join(
        f"CASE WHEN t{name} IN ({blank}) THEN '' ELSE t{name} END AS {name}" for name in used_columns(layout)
    )
    trimmed = ", ".join(f"trim({name}, {text(BLANKS)}) AS t{name}" for name in used_columns(layout))
    rows = f"SELECT rowid AS r, {trimmed} FROM {RAW} WHERE NOT plain"
    return f"CREATE OR REPLACE TEMP TABLE {ODD} AS SELECT r, {tidied} FROM ({rows})"


def drop_totals(layout: Layout) -> str:
    """Remove the rows that sum up others: without a day they say so or nothing; with one, they have a label only."""
    dimensions = [column for column in layout.dimensions if column.field != "currency"]
    labels = dict.fromkeys(["c0", *(cell(column) for column in dimensions)])
    says_total = " OR ".join(says(label, f"{TOTAL}|{TOTAL_OF}") for label in labels)
    says_nothing = " AND ".join(f"{cell(column)} = ''" for column in dimensions)
    without_day = f"({day_of(_required(layout, DAY))}) IS NULL AND (({says_total}) OR ({says_nothing}))"
    conditions = [without_day, says("c0", TOTAL_OF)]
    coarsest, *finer = _levels(layout) or [[]]
    if finer:
        label = " OR ".join(says(cell(column), TOTAL) for column in coarsest)
        below = " AND ".join(f"{cell(column)} = ''" for level in finer for column in level)
        conditions.append(f"({label}) AND {below}")
    either = " OR ".join(f"({condition})" for condition in conditions)
    return f"DELETE FROM {ODD} WHERE {either}"


def evidence(columns: Sequence[Column]) -> str:
    """Select whether any cell proves DOT, and whether any proves COMMA."""
    dot, comma = [], []
    for column in columns:
        as_dot, as_comma = (matches(column, style, negative=True) for style in NumberStyle)
        dot.append(f"({as_dot} AND NOT {as_comma})")
        comma.append(f"({as_comma} AND NOT {as_dot})")
    amounts = [column for column in columns if is_amount(column)]
    plain = " OR ".join(f"contains({cell(column)}, '.')" for column in amounts)
    in_odd = ", ".join(f"coalesce(bool_or({' OR '.join(either)}), false)" for either in (dot, comma))
    in_plain = f"EXISTS (FROM {RAW} WHERE plain AND ({plain}))"
    return f"SELECT dot OR {in_plain}, comma FROM (SELECT {in_odd} FROM {ODD}) seen(dot, comma)"


def staged(layout: Layout, target: str, style: NumberStyle | None) -> str:
    """Make `target`: a row for each row of the file, with the keys, the labels of IDs, and the parts it delivers.

    `style` None: no cell tells how numbers are written, so a number that can be read in two ways is bad.
    """
    labels = [(f"{key}_name", _name(layout, key)) for key, _ in _KEYS if _has_ids_and_names(layout, key)]
    names = [expression for _, expression in labels]
    plain_day = f"TRY_CAST({cell(_required(layout, DAY))} AS DATE)"
    plain_keys = [_plain_key(layout, key) for key, _ in _KEYS]
    plain = ", ".join([_plain_key(layout, "account"), plain_day, *plain_keys, *names, *map(plain_part, layout.parts)])
    odd_keys, odd_parts = (_key(layout, key) for key, _ in _KEYS), (odd_part(part, style) for part in layout.parts)
    odd = ", ".join([_key(layout, "account"), day_of(_required(layout, DAY)), *odd_keys, *names, *odd_parts])
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
    found = [Check(_required(layout, DAY), f"({day_of(_required(layout, DAY))}) IS NULL", "a day as 2023-08-31")]
    for key, word in (("account", "account"), *_KEYS):
        column = layout.column(f"{key}_id") or layout.column(f"{key}_name")
        if column is not None:
            wrong = f"length({_key(layout, key)}) NOT BETWEEN 1 AND {longest(key)}"
            found.append(Check(column, wrong, f"the {word}'s ID or name, up to {longest(key)} characters"))
    for field, pattern, expected in (
        ("account_id", ACCOUNT_ID, "an account ID of digits only (format the column as text)"),
        ("currency", f"(?i){CURRENCY}", "a currency code such as EUR"),
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
        f"SELECT {_key(layout, 'account')}, max({by_id}), max({by_name}), "
        f"list(DISTINCT {currency} ORDER BY {currency}) FILTER ({currency} IS NOT NULL) "
        f"FROM (SELECT {columns} FROM {RAW} WHERE plain UNION SELECT {columns} FROM {ODD}) GROUP BY 1 ORDER BY 1"
    )


def _sum(part: str) -> str:
    if part == REACH.name:
        return f"CASE WHEN count(*) = 1 THEN any_value({part}) END AS {part}"
    return f"CAST(sum({part}) AS BIGINT) AS {part}"


def _part_check(column: Column, style: NumberStyle | None) -> Check:
    wrong = f"{cell(column)} <> '' AND ({odd_part(column, style)}) IS NULL"
    if style is None:
        return Check(column, wrong, "a number that can be read in one way only, such as 1234 or 1234.50")
    amount, count = ("1,234.50", "1,234") if style is NumberStyle.DOT else ("1.234,50", "1.234")
    expected = f"an amount such as {amount}" if is_amount(column) else f"a whole number such as {count}"
    return Check(column, wrong, expected)


def _key(layout: Layout, dimension: str) -> str:
    options = [_filled(layout, field) for field in (f"{dimension}_id", f"{dimension}_name")]
    return f"coalesce({', '.join([*filter(None, options), text('')])})"


def _plain_key(layout: Layout, dimension: str) -> str:
    """The same in a plain row, where no cell is blank."""
    column = layout.column(f"{dimension}_id") or layout.column(f"{dimension}_name")
    return text("") if column is None else cell(column)


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
