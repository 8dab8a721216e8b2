"""Figures: the overview from daily sums, the tables below them, an import, and one account among ever more."""

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench import world
from bench.measure import Line, compare
from bench.switch import GROWTH
from bench.world import World
from bizhub.adapters import insights_sql as sql
from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.figures import Dimension, Period, Scope
from bizhub.domain.metrics import OVERVIEW

CSV_ROWS = 1_000_000
_ROUNDS = 9
_IMPORT_ROUNDS = 5
_SINGLE_ROUNDS = 200
_ACCOUNTS = 60
_LAST_DAYS = 30
_CURRENCIES = ("EUR", "USD", "JPY")
_SUMS = "sum(spend), sum(impressions), sum(clicks), sum(conversion)"
_CSV = f"""
COPY (
    SELECT (DATE '2023-01-01' + (i // 2740)::INTEGER)::VARCHAR AS "By Day", 'Campaign ' || (i % 50) AS "Campaign name",
        'Ad group ' || (i % 400) AS "Ad group name", 'Ad ' || (i % 2740) AS "Ad name", 'USD' AS "Currency",
        ((h % 500000) / 100.0)::DECIMAL(12, 2) AS "Cost",
        CASE WHEN h % 7 = 0 THEN '-' ELSE ((h % 300) / 100)::DECIMAL(8, 2)::VARCHAR END AS "CPC (destination)",
        0.33 AS "CPM", h % 60000 AS "Impressions", h % 700 AS "Clicks (destination)",
        ((h % 200) / 100.0)::DECIMAL(5, 2) || '%' AS "CTR (destination)", h % 9 AS "Conversions",
        '-' AS "Cost per conversion"
    FROM (SELECT i, hash(i)::HUGEINT AS h FROM range({CSV_ROWS}) numbers(i))
) TO '{{path}}' (HEADER)
"""


def lines(filled: World) -> Iterator[Line]:
    """Questions over all accounts of a filled center, against the same on the facts in bare DuckDB."""
    with closing(InsightsStore(filled.data_dir / "insights.duckdb")) as store:
        yield from _Questions(store).lines()


def import_lines() -> Iterator[Line]:
    """A million rows of CSV from the file to the figures, against read_csv and insert."""
    with TemporaryDirectory() as folder, closing(InsightsStore(Path(folder) / "insights.duckdb")) as store:
        path = Path(folder) / "million.csv"
        bare = duckdb.connect(Path(folder) / "bare.duckdb")
        bare.execute(_CSV.format(path=path))
        bare.execute(f"CREATE TABLE facts AS FROM read_csv('{path}') LIMIT 0")
        accounts = count(1)

        def bring_in() -> None:
            batch = str(next(accounts))
            (found,) = store.stage(batch, path, file_name=path.name).accounts
            store.swap(batch, found.source, int(batch), found.period)
            store.drop(batch)

        def insert() -> None:
            bare.execute(f"INSERT INTO facts FROM read_csv('{path}')")

        measured, floor = compare(bring_in, insert, rounds=_IMPORT_ROUNDS)
        bare.close()
        yield Line(f"import {CSV_ROWS:,} rows of CSV", measured, floor, 2.5)


def growth_lines() -> Iterator[Line]:
    """Totals of one ad account among more and more, against the smallest store."""
    folders = [world.ready(accounts, days).data_dir for accounts, days in GROWTH]
    with ExitStack() as stack:
        stores = [stack.enter_context(closing(InsightsStore(folder / "insights.duckdb"))) for folder in folders]
        smallest, *others = [_Single(store) for store in stores]
        for (accounts, _), single in zip(GROWTH[1:], others, strict=True):
            measured, floor = compare(single.totals, smallest.totals, rounds=_SINGLE_ROUNDS)
            yield Line(f"totals of one account among {accounts:,} against {GROWTH[0][0]}", measured, floor, 1.3)


class _Single:
    """One of some accounts after the other, by lot; their blocks come into memory with the first question."""

    def __init__(self, store: InsightsStore) -> None:
        self._store = store
        accounts, self._year = _contents(store)
        self._accounts = accounts[:: max(1, len(accounts) // _ACCOUNTS)]
        self._lot = random.Random(1)
        for _ in range(_ACCOUNTS * 5):
            self.totals()

    def totals(self) -> object:
        """The last days of an account."""
        period = Period(self._year.last - timedelta(days=_LAST_DAYS - 1), self._year.last)
        return self._store.totals(Scope.of(self._lot.choice(self._accounts), "EUR"), period, OVERVIEW)


class _Questions:
    """Each question twice: as the pages ask it, and as SQL on the facts."""

    def __init__(self, store: InsightsStore) -> None:
        self._store = store
        accounts, self._year = _contents(store)
        self._scope = Scope({account_id: _CURRENCIES[account_id % 3] for account_id in accounts})
        self._what = f"{len(accounts):,} accounts, {self._year.days} days"

    def lines(self) -> Iterator[Line]:
        """Overview first, then what lies below the daily sums."""
        overview = f"SELECT currency, {_SUMS} FROM {{rows}} GROUP BY currency"
        measured, floor = compare(self._totals, lambda: self._ask(overview), rounds=_ROUNDS)
        yield Line(f"overview, {self._what}: totals", measured, floor, 0.5)
        by_day = f"SELECT currency, day, {_SUMS} FROM {{rows}} GROUP BY currency, day"
        measured, floor = compare(self._trend, lambda: self._ask(by_day), rounds=_ROUNDS)
        yield Line(f"overview, {self._what}: trend", measured, floor, 0.5)
        by_account = f"SELECT currency, account_id, {_SUMS} FROM {{rows}} GROUP BY ALL ORDER BY 3 DESC LIMIT 50"
        measured, floor = compare(lambda: self._table(Dimension.ACCOUNT), lambda: self._ask(by_account), rounds=_ROUNDS)
        yield Line(f"overview, {self._what}: table of accounts", measured, floor, 0.5)
        for dimension, keys in ((Dimension.CAMPAIGN, ["campaign"]), (Dimension.AD, ["campaign", "ad_group", "ad"])):
            table = self._below(keys)
            measured, floor = compare(lambda d=dimension: self._table(d), lambda q=table: self._ask(q), rounds=_ROUNDS)  # type: ignore[misc]
            yield Line(f"drill-down, {self._what}: table of {dimension}s", measured, floor, 1.2)

    def _totals(self) -> object:
        return self._store.totals(self._scope, self._year, OVERVIEW)

    def _trend(self) -> object:
        return self._store.trend(self._scope, self._year, OVERVIEW)

    def _table(self, dimension: Dimension) -> object:
        return self._store.breakdown(self._scope, self._year, OVERVIEW, by=[dimension])

    def _below(self, keys: Sequence[str]) -> str:
        """The table of these keys with their latest names, the first fifty and how many there are."""
        names = ", ".join(f"arg_max({key}_name, day)" for key in keys)
        grouped = f"SELECT currency, account_id, {', '.join(keys)}, {names}, {_SUMS} FROM {{rows}} GROUP BY ALL"
        return f'SELECT *, count(*) OVER () FROM ({grouped}) ORDER BY "sum(spend)" DESC LIMIT 50'

    def _ask(self, question: str) -> object:
        grouped = self._scope.by_currency()
        accounts = " UNION ALL ".join(
            f"SELECT unnest(from_json(?, '[\"BIGINT\"]')) AS account_id, '{code}' AS currency" for code in grouped
        )
        rows = f"facts JOIN ({accounts}) USING (account_id) WHERE day BETWEEN ? AND ?"
        values = [*(sql.id_list(ids) for ids in grouped.values()), self._year.first, self._year.last]
        return self._store.cursor().execute(question.format(rows=rows), values).fetchall()


def _contents(store: InsightsStore) -> tuple[list[int], Period]:
    """The made-up accounts of a store and the days they cover."""
    rows = (
        store.cursor()
        .execute("SELECT account_id, first_day, last_day FROM known WHERE batch_id = 'demo' ORDER BY account_id")
        .fetchall()
    )
    first: date = min(row[1] for row in rows)
    last: date = max(row[2] for row in rows)
    return [row[0] for row in rows], Period(first, last)
