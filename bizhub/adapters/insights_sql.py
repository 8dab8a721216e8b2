"""All SQL on facts: plain GROUP BY on two tables, so that another database is a second small file."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bizhub.domain.figures import Dimension, Drill, Exchange, Order, Period, Scope
from bizhub.domain.metrics import METRICS, PART_BY_NAME, REACH, STORED, Unit, parts_of

KEYS = ("campaign", "ad_group", "ad")
LABELS = tuple(f"{key}_name" for key in KEYS)
PART_NAMES = tuple(part.name for part in STORED)
ALWAYS = ("spend", "impressions", "clicks", "conversion")
"""Sums that have a column from the start. The others get theirs with the first file that delivers them: a column
without any value would still cost a fortieth of every import."""
TABLES = ("facts", "daily")

SCHEMA: tuple[str, ...] = (
    "CREATE SCHEMA IF NOT EXISTS staging",
    # Both are kept sorted by account, then day: a question about one account then reads one block of rows, however
    # many accounts there are. An index would make every import slower and answer no faster.
    "CREATE TABLE IF NOT EXISTS facts (account_id BIGINT NOT NULL, day DATE NOT NULL, "
    + ", ".join(f"{name} VARCHAR NOT NULL" for name in (*KEYS, *LABELS))
    + ")",
    "CREATE TABLE IF NOT EXISTS daily (account_id BIGINT NOT NULL, day DATE NOT NULL, fact_rows BIGINT NOT NULL)",
    *(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} BIGINT" for table in TABLES for name in ALWAYS),
    "CREATE TABLE IF NOT EXISTS upkeep (unsorted_rows BIGINT NOT NULL)",
    "INSERT INTO upkeep SELECT 0 WHERE NOT EXISTS (FROM upkeep)",
)

HERE = "database_name = current_database()"
"""While a backup is made, the catalogue lists the tables of the copy, too."""

PARTS_STORED = (
    f"SELECT column_name FROM duckdb_columns() WHERE {HERE} AND schema_name = 'main' AND table_name = 'daily'"
)


@dataclass(slots=True)
class Query:
    """A statement and its parameters, in the order of the question marks."""

    sql: str
    values: list[object] = field(default_factory=list)


def id_list(account_ids: Sequence[int]) -> str:
    """The parameter for IDS."""
    return json.dumps(list(account_ids))


def add_part(table: str, part: str) -> str:
    """Give a table the column of a sum."""
    return f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {part} BIGINT"


def fact_columns(parts: Sequence[str]) -> list[str]:
    """The columns of the facts when these sums are stored."""
    return ["account_id", "day", *KEYS, *LABELS, *parts]


def daily_columns(parts: Sequence[str]) -> list[str]:
    """The columns of the daily sums."""
    return ["account_id", "day", *parts, "fact_rows"]


_UNNEST = "unnest(from_json(?, '[\"BIGINT\"]'))"
_RATE_ROWS = '[{"currency":"VARCHAR","day":"DATE","rate":"DOUBLE"}]'
_PLACES = (
    "SELECT unnest(listed) AS account_id, generate_subscripts(listed, 1) AS place "
    "FROM (SELECT from_json(?, '[\"BIGINT\"]') AS listed)"
)
IDS = f"(SELECT {_UNNEST})"
"""A list of account IDs as one parameter made by `id_list`; ten times faster to hand over than a list of numbers."""


def totals(scope: Scope, period: Period, metrics: Sequence[str], stored: Collection[str]) -> Query:
    """(currency, sums…) over the accounts and days."""
    rows = _summed_rows(scope, period)
    grouping = "" if scope.single else " GROUP BY currency ORDER BY currency"
    return Query(f"SELECT {rows.currency}, {_sums(parts_of(metrics), stored)} FROM {rows.sql}{grouping}", rows.values)


def trend(scope: Scope, period: Period, metrics: Sequence[str], stored: Collection[str]) -> Query:
    """(currency, day, sums…), a row for each day and currency; days without figures are absent."""
    parts = parts_of(metrics)
    rows = _summed_rows(scope, period)
    if scope.single and not _filters(
        scope.part
    ):  # one row a day is stored: nothing to group, and the first answer of a switch comes sooner
        sums = ", ".join(part if part in stored else "NULL" for part in parts)
        return Query(f"SELECT {rows.currency}, day, {sums} FROM {rows.sql}", rows.values)
    groups = "day" if scope.single else "currency, day"
    return Query(f"SELECT {rows.currency}, day, {_sums(parts, stored)} FROM {rows.sql} GROUP BY {groups}", rows.values)


def breakdown(
    scope: Scope,
    period: Period,
    metrics: Sequence[str],
    stored: Collection[str],
    *,
    by: Sequence[Dimension],
    drill: Drill,
    order: Order,
    exchange: Exchange | None = None,
) -> Query:
    """(currency, dimension columns…, labels…, sums…, count of all rows); ends where LIMIT and OFFSET follow."""
    keys, labels = group_columns(by)
    finest = next((key for key in reversed(keys) if key in KEYS), None)
    filters = _filters(drill)
    parts = parts_of([*metrics, *([order.by] if order.by in METRICS else [])])
    rows = _rows("facts" if finest or filters else "daily", scope, period, filters, is_listed=exchange is not None)
    if exchange is not None:
        rows = _exchanged(rows, exchange, [part for part in parts if part in stored])
    named = ", ".join(f"arg_max({label}, day) AS {label}" for label in labels)
    selected = ", ".join(filter(None, [f"{rows.currency} AS currency", *keys, named, _sums(parts, stored)]))
    groups = ", ".join([*keys, *([] if scope.single and exchange is None else ["currency"])])
    grouped = f"SELECT {selected} FROM {rows.sql} GROUP BY {groups}"
    values = list(rows.values)
    where = places = ""
    if order.by == "name" and _has_accounts_only(keys):
        places = f" JOIN ({_PLACES}) USING (account_id)"
        values.append(id_list(list(scope.currencies)))
    if drill.search and finest:
        where = f" WHERE contains(lower(coalesce(nullif({finest}_name, ''), {finest})), lower(?))"
        values.append(drill.search)
    ordered = _ordering(order, keys, finest)
    columns = ", ".join(["currency", *keys, *labels, *parts_of(metrics)])
    return Query(f"SELECT {columns}, count(*) OVER () FROM ({grouped}){places}{where} ORDER BY {ordered}", values)


def group_columns(by: Sequence[Dimension]) -> tuple[list[str], list[str]]:
    """The key and label columns of some dimensions; a finer one brings the coarser ones it lives in."""
    levels = [Dimension.CAMPAIGN, Dimension.AD_GROUP, Dimension.AD]
    depth = max((levels.index(dimension) + 1 for dimension in by if dimension in levels), default=0)
    keys = ["account_id"] if depth or Dimension.ACCOUNT in by else []
    keys += KEYS[:depth]
    if Dimension.DAY in by:
        keys.append("day")
    return keys, [f"{key}_name" for key in KEYS[:depth]]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What follows FROM, its parameters, and the expression for the currency of a row."""

    sql: str
    values: list[object]
    currency: str


def _filters(drill: Drill) -> dict[str, str]:
    """The keys that rows must have."""
    return {key: getattr(drill, key) for key in KEYS if getattr(drill, key) is not None}


def _summed_rows(scope: Scope, period: Period) -> _Rows:
    """The rows that sums over a scope are made of."""
    filters = _filters(scope.part)
    return _rows("facts" if filters else "daily", scope, period, filters)


def _rows(
    table: str, scope: Scope, period: Period, filters: Mapping[str, str] | None = None, *, is_listed: bool = False
) -> _Rows:
    """The rows of the accounts and days; those of a single account have a `currency` only when it is listed."""
    where = " AND ".join(["day BETWEEN ? AND ?", *(f"{name} = ?" for name in filters or {})])
    values: list[object] = [period.first, period.last, *(filters or {}).values()]
    if scope.single and not is_listed:
        account_id, currency = scope.single
        return _Rows(f"{table} WHERE account_id = ? AND {where}", [account_id, *values], _literal(currency))
    asked = [f"SELECT {_UNNEST} AS account_id, {_literal(code)} AS currency" for code in scope.by_currency()]
    lists = [id_list(ids) for ids in scope.by_currency().values()]
    nobody = "SELECT 0::BIGINT AS account_id, '' AS currency WHERE false"
    accounts = " UNION ALL ".join(asked or [nobody])
    return _Rows(f"{table} JOIN ({accounts}) USING (account_id) WHERE {where}", [*lists, *values], "currency")


def _exchanged(rows: _Rows, exchange: Exchange, parts: Sequence[str]) -> _Rows:
    """The same rows with their money in one currency where their day has a rate, else in their own."""
    money = [part for part in parts if PART_BY_NAME[part].unit is Unit.MONEY]
    told = [f"CASE WHEN rate IS NULL THEN currency ELSE {_literal(exchange.target)} END AS currency"]
    told += [f"CASE WHEN rate IS NULL THEN {part} ELSE CAST({part} * rate AS BIGINT) END AS {part}" for part in money]
    rates = f"SELECT unnest(from_json(?, '{_RATE_ROWS}'), recursive := true)"
    listed = [{"currency": code, "day": str(day), "rate": float(rate)} for (code, day), rate in exchange.rates.items()]
    joined = f"(SELECT * FROM {rows.sql}) LEFT JOIN ({rates}) USING (currency, day)"
    return _Rows(
        f"(SELECT * REPLACE ({', '.join(told)}) FROM {joined})", [*rows.values, json.dumps(listed)], "currency"
    )


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _sums(parts: Sequence[str], stored: Collection[str]) -> str:
    return ", ".join(f"{sum_of(part) if part in stored else 'NULL::HUGEINT'} AS {part}" for part in parts)


def sum_of(part: str) -> str:
    """How a sum of several rows is computed."""
    if part == REACH.name:
        return f"CASE WHEN count(*) = 1 THEN any_value({part}) END"
    return f"sum({part})"


def _ordering(order: Order, keys: Sequence[str], finest: str | None) -> str:
    direction = "DESC" if order.descending else "ASC"
    ties = ", ".join(["currency", *keys])
    if order.by == "day" and "day" in keys:
        return f"day {direction}, {ties}"
    if order.by == "name" and _has_accounts_only(keys):
        return f"place {direction}, {ties}"
    if order.by == "name" and finest:
        return f"lower(coalesce(nullif({finest}_name, ''), {finest})) {direction}, {ties}"
    if order.by not in METRICS:
        return ties
    metric = METRICS[order.by]
    value = metric.numerator
    if metric.denominator is not None:
        value = f"{metric.numerator}::DOUBLE / nullif({metric.denominator}, 0)"
    if metric.unit is Unit.MONEY and order.weights:
        value = f"{value} * {_weight(order.weights)}"
    return f"{value} {direction} NULLS LAST, {ties}"


def _has_accounts_only(keys: Sequence[str]) -> bool:
    """Whether the name of a row is that of its ad account, which is not stored here."""
    return "account_id" in keys and not set(KEYS) & set(keys)


def _weight(weights: Mapping[str, float]) -> str:
    cases = " ".join(f"WHEN {_literal(code)} THEN {float(rate)!r}" for code, rate in weights.items())
    return f"CASE currency {cases} END"
