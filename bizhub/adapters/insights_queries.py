"""Questions about figures and their answers as plain dataclasses."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

from bizhub.adapters import insights_known as known
from bizhub.adapters import insights_sql as sql
from bizhub.adapters import insights_told as told_days
from bizhub.domain.figures import (
    BreakdownPage,
    BreakdownRow,
    Coverage,
    CurrencyFigures,
    DayFigures,
    Dimension,
    Drill,
    Exchange,
    Figures,
    Freshness,
    KnownDays,
    Order,
    Period,
    Scope,
)
from bizhub.domain.metrics import parts_of

_NOTHING = Drill()
_BY_COST = Order()


class InsightsQueries:
    """The reading half of the insights store; safe to call from any thread."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Read through cursors of this connection, one for each thread."""
        self._connection = connection
        self._local = threading.local()
        self._parts: tuple[str, ...] = ()

    def totals(self, scope: Scope, period: Period, metrics: Sequence[str]) -> tuple[CurrencyFigures, ...]:
        """Sums over the accounts and days, one for each currency that has figures."""
        rows = self._fetch(sql.totals(scope, period, metrics, self._parts))
        found = [CurrencyFigures(row[0], _figures(metrics, row[1:])) for row in rows]
        return tuple(item for item in found if any(value is not None for value in item.figures.sums.values()))

    def trend(self, scope: Scope, period: Period, metrics: Sequence[str]) -> tuple[DayFigures, ...]:
        """Sums of each currency and day, in the order of both; days without figures are absent."""
        rows = self._fetch(sql.trend(scope, period, metrics, self._parts))
        rows.sort(key=lambda row: (row[0], row[1]))
        return tuple(DayFigures(row[1], row[0], _figures(metrics, row[2:])) for row in rows)

    def breakdown(
        self,
        scope: Scope,
        period: Period,
        metrics: Sequence[str],
        *,
        by: Sequence[Dimension],
        drill: Drill = _NOTHING,
        order: Order = _BY_COST,
        exchange: Exchange | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> BreakdownPage:
        """A page of a table with a row for each combination of the dimensions that has figures."""
        query = sql.breakdown(scope, period, metrics, self._parts, by=by, drill=drill, order=order, exchange=exchange)
        rows = self._fetch(sql.Query(f"{query.sql} LIMIT ? OFFSET ?", [*query.values, limit, offset]))
        keys, labels = sql.group_columns(by)
        names = [*keys, *labels]
        found = tuple(_row(row, names, metrics) for row in rows)
        count = rows[0][-1] if rows else self._count_beyond(query, offset)
        return BreakdownPage(found, count)

    def coverage(self, account_id: int) -> Coverage | None:
        """What is known of an account; None where nothing is stored."""
        rows = self._fetch(sql.Query(known.COVERAGE, [account_id]))
        if not rows:
            return None
        *_, data_as_of, batch_id = rows[0]
        runs = tuple(Period(first, last) for first, last, *_ in rows)
        return Coverage(account_id, KnownDays(runs), data_as_of.replace(tzinfo=UTC), batch_id)

    def freshness(self, account_ids: Sequence[int]) -> Freshness:
        """How much is stored of these accounts together."""
        rows = self._fetch(known.freshness(account_ids))
        if not rows:
            return Freshness()
        runs = {Period(first, last): count for _, first, last, count in rows}
        return Freshness(rows[0][0], KnownDays.joined(runs), runs)

    def data_as_of(self, account_ids: Sequence[int], period: Period) -> datetime | None:
        """When the day of a period was told about that was told about longest ago; None where none is known."""
        moment: datetime | None = self._fetch(told_days.oldest(account_ids, period))[0][0]
        return moment and moment.replace(tzinfo=UTC)

    def covering(self, account_ids: Sequence[int], period: Period) -> frozenset[int]:
        """Which of these accounts know all days of the period."""
        return frozenset(row[0] for row in self._fetch(known.covering(account_ids, period)))

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's own cursor."""
        found: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if found is None:
            found = self._local.cursor = self._connection.cursor()
        return found

    def _count_beyond(self, query: sql.Query, offset: int) -> int:
        """How many rows there are when the page lies behind the last one."""
        if offset == 0:
            return 0
        rows = self._fetch(sql.Query(f"SELECT count(*) FROM ({query.sql})", query.values))
        return int(rows[0][0])

    def _fetch(self, query: sql.Query) -> list[Any]:
        return self.cursor().execute(query.sql, query.values).fetchall()


def _figures(metrics: Sequence[str], values: Sequence[Any]) -> Figures:
    return Figures(dict(zip(parts_of(metrics), values, strict=True)))


def _row(row: Sequence[Any], names: Sequence[str], metrics: Sequence[str]) -> BreakdownRow:
    """Empty keys were not delivered; a key without a label is its own name."""
    values = dict(zip(names, row[1 : 1 + len(names)], strict=True))
    for key in sql.KEYS:
        if key in values:
            values[f"{key}_name"] = values[f"{key}_name"] or values[key] or None
            values[key] = values[key] or None
    return BreakdownRow(currency=row[0], figures=_figures(metrics, row[1 + len(names) : -1]), **values)
