"""The facts of insights in DuckDB: one database file, owned by this process."""

import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import duckdb

from bizhub.adapters import clock
from bizhub.adapters import insights_known as known
from bizhub.adapters import insights_sql as sql
from bizhub.adapters.insights_queries import InsightsQueries
from bizhub.adapters.report_files import read_report
from bizhub.adapters.watch import UNWATCHED, Watch
from bizhub.domain.errors import Conflict
from bizhub.domain.figures import Figures, Grain, KnownDays, Period, Restatement
from bizhub.domain.metrics import REACH
from bizhub.domain.report import Report

_GONE = "The staged figures are gone. Upload the file again."
_EVER = Period(date(1, 1, 1), date(9999, 12, 31))
_SORT_DUE_ROWS = 1_000_000
_SORT_DUE_SHARE = 0.1
_BLOCK_ROWS = 122_880
"""Rows DuckDB skips or reads together; fewer than two blocks of one account gain nothing from being sorted by day."""


class InsightsStore(InsightsQueries):
    """Facts by account, day, campaign, ad group and ad, and their daily sums by account."""

    def __init__(
        self,
        path: Path,
        *,
        memory: str = "2GB",
        threads: int | None = None,
        imported: Callable[[], Iterable[tuple[int, Period]]] = tuple,
    ) -> None:
        """Open or make the database; what a killed process left half done is rolled back here.

        `imported` tells which periods were imported into which account; a database that is older than its table of
        known days asks it once.
        """
        self.path = path
        config: dict[str, Any] = {
            "memory_limit": memory,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
        }
        if threads is not None:
            config["threads"] = threads
        super().__init__(duckdb.connect(path, config=config))
        self._scratch = _emptied(path.with_name("scratch"))  # nobody else has the database open, or a copy in there
        self._writing = threading.Lock()
        for statement in (*sql.SCHEMA, known.SCHEMA):
            self._connection.execute(statement)
        if self._fetch(sql.Query(known.KNOWS_ENDS_ONLY)):
            self._learn_what_was_imported(imported())
        self._connection.execute("SET lock_configuration = true")
        self._parts = self._stored_parts()
        self._warm_up()

    def close(self) -> None:
        """Write everything to the file and close it."""
        with self._writing:
            with suppress(duckdb.Error):  # the log is complete without it
                self._connection.execute("CHECKPOINT")
            self._connection.close()

    def stage(self, batch_id: str, path: Path, *, file_name: str, watch: Watch = UNWATCHED) -> Report:
        """Read a report file into a staging table of its own; staged again, it replaces what was staged.

        Raises InvalidInput for what concerns the file as a whole, ImportCancelled when told to stop. A report with
        problems has staged nothing.
        """
        table = sql.staging_table(batch_id)
        with self._connection.cursor() as cursor:  # its temporary tables end with it
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            return read_report(cursor, path, file_name=file_name, target=table, scratch=self._scratch, watch=watch)

    def staged_batches(self) -> tuple[str, ...]:
        """The batches with staged rows, among them those of a killed process."""
        rows = self._fetch(sql.Query("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'staging' ORDER BY 1"))
        return tuple(row[0] for row in rows)

    def drop(self, batch_id: str) -> None:
        """Throw away the staged rows of a batch; safe to repeat."""
        self.cursor().execute(f"DROP TABLE IF EXISTS {sql.staging_table(batch_id)}")

    def restatement(self, batch_id: str, source: str, account_id: int) -> Restatement:
        """What a swap of these staged rows would change."""
        delivered, kept = self._delivered(batch_id), self._parts
        # What nobody delivered before gets its column with the swap; a question changes no table.
        parts = [part for part in sql.PART_NAMES if part in kept or part in delivered]
        rows = sql.staged_rows(sql.staging_table(batch_id), delivered, parts)
        sums = [part for part in parts if part != REACH.name]
        first, last = self._fetch(
            sql.Query(f"SELECT min(day), max(day) FROM {sql.staging_table(batch_id)} WHERE source = ?", [source])
        )[0]
        if first is None:
            raise Conflict(_GONE)
        period = Period(first, last)
        stored = sql.stored_rows(kept, parts)
        of_stored, of_staged = [account_id, first, last], [account_id, source, first, last]
        before = self._fetch(sql.Query(sql.sums_of(stored, sums), of_stored))[0]
        after = self._fetch(sql.Query(sql.sums_of(rows, sums), of_staged))[0]
        changed = self._fetch(
            sql.Query(
                f"SELECT coalesce(a.day, b.day) AS day FROM ({sql.fingerprints(stored, parts)}) a "
                f"FULL JOIN ({sql.fingerprints(rows, parts)}) b ON a.day = b.day "
                "WHERE a.n IS DISTINCT FROM b.n OR a.print IS DISTINCT FROM b.print ORDER BY 1",
                [*of_stored, *of_staged],
            )
        )
        return Restatement(
            account_id=account_id,
            period=period,
            stored_grain=self.stored_grain(account_id, period),
            new_grain=self._staged_grain(batch_id, source),
            rows_before=before[0],
            rows_after=after[0],
            changed_days=tuple(sorted({*(row[0] for row in changed), *self._unknown_days(account_id, period)})),
            before=_sums(sums, before[1:]),
            after=_sums(sums, after[1:]),
        )

    def swap(
        self,
        batch_id: str,
        source: str,
        account_id: int,
        period: Period,
        *,
        data_as_of: datetime | None = None,
    ) -> None:
        """Replace a period of an account by staged rows in one atomic step; safe to repeat.

        Facts, daily sums and known days change together or not at all: all days of the period are known from now on,
        those without rows as days without delivery. `data_as_of` is now unless given.
        """
        moment = (data_as_of or clock.now()).astimezone(UTC).replace(tzinfo=None)
        delivered = self._delivered(batch_id)
        self.widen(delivered)
        staged = [account_id, source, period.first, period.last]
        replaced = [account_id, period.first, period.last]
        order = " ORDER BY day" if self._deserves_sorting(batch_id, source) else ""
        with self.writing() as cursor:
            parts = self._parts
            rows = sql.staged_rows(sql.staging_table(batch_id), delivered, parts)
            count = (cursor.execute(f"SELECT count(*) FROM ({rows})", staged).fetchone() or (0,))[0]
            if not count:
                raise Conflict(_GONE)
            for table in sql.TABLES:
                cursor.execute(sql.DELETE_PERIOD.format(table=table), replaced)
            cursor.execute(sql.insert_into("facts", sql.fact_columns(parts), f"{rows}{order}"), staged)
            cursor.execute(sql.insert_into("daily", sql.daily_columns(parts), sql.daily_of(rows, parts)), staged)
            self._cover(cursor, account_id, period, moment, batch_id)
            cursor.execute("UPDATE upkeep SET unsorted_rows = unsorted_rows + ?", [count])

    def stored_grain(self, account_id: int, period: Period = _EVER) -> Grain | None:
        """How fine the figures stored in a period are; None where there are none."""
        values: list[object] = [account_id, period.first, period.last]
        return sql.grain_from(self._fetch(sql.Query(sql.GRAIN_IN_PERIOD, values))[0])

    def forget(self, account_id: int) -> None:
        """Remove every figure of an account."""
        with self.writing() as cursor:
            for table in (*sql.TABLES, "known"):
                cursor.execute(f"DELETE FROM {table} WHERE account_id = ?", [account_id])

    def sort_if_due(self) -> bool:
        """Sort the facts anew when imports have scattered many; a question about one account stays one block.

        Reads go on meanwhile, imports wait. Returns whether it was due.
        """
        unsorted, rows = self._fetch(sql.Query("SELECT unsorted_rows, (SELECT count(*) FROM facts) FROM upkeep"))[0]
        if unsorted < max(_SORT_DUE_ROWS, rows * _SORT_DUE_SHARE):
            return False
        self.sort()
        return True

    def sort(self) -> None:
        """Sort facts and daily sums by account and day, atomically."""
        with self.writing() as cursor:
            for table, columns in (("facts", sql.fact_columns(self._parts)), ("daily", sql.daily_columns(self._parts))):
                cursor.execute(
                    f"CREATE TABLE {table}_sorted AS SELECT {', '.join(columns)} FROM {table} ORDER BY account_id, day"
                )
                cursor.execute(f"DROP TABLE {table}")
                cursor.execute(f"ALTER TABLE {table}_sorted RENAME TO {table}")
            cursor.execute("UPDATE upkeep SET unsorted_rows = 0")

    def widen(self, columns: Sequence[str]) -> None:
        """Give facts and daily sums a column for each of these sums that has none yet."""
        missing = sorted(set(columns) & set(sql.PART_NAMES) - set(self._parts))
        if not missing:
            return
        # Known before anybody else writes: sorting makes the tables anew with the columns that are known.
        with self._writing:
            with self._transaction() as cursor:
                for table, part in product(sql.TABLES, missing):
                    cursor.execute(sql.add_part(table, part))
            self._parts = self._stored_parts()

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One writing transaction at a time."""
        with self._writing, self._transaction() as cursor:
            yield cursor

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield cursor
            except BaseException:
                with suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")

    def _stored_parts(self) -> tuple[str, ...]:
        names = {row[0] for row in self._fetch(sql.Query(sql.PARTS_STORED))}
        return tuple(name for name in sql.PART_NAMES if name in names)

    def _cover(
        self, cursor: duckdb.DuckDBPyConnection, account_id: int, period: Period, moment: datetime, batch_id: str
    ) -> None:
        stored = cursor.execute(known.COVERAGE, [account_id]).fetchall()
        runs = KnownDays.joined([period, *(Period(first, last) for first, last, *_ in stored)]).runs
        cursor.execute(known.FORGET, [account_id])
        _run(cursor, known.learn(account_id, runs, moment, batch_id))

    def _learn_what_was_imported(self, imported: Iterable[tuple[int, Period]]) -> None:
        """What was imported is known, and days whose figures came otherwise."""
        with self.writing() as cursor:
            told = defaultdict(list)
            for account_id, first, last in cursor.execute(known.DAYS_WITH_FIGURES).fetchall():
                told[account_id].append(Period(first, last))
            for account_id, period in imported:
                told[account_id].append(period)
            runs = [(account_id, run) for account_id, periods in told.items() for run in KnownDays.joined(periods).runs]
            _run(cursor, known.learn_from_ends(runs))
            cursor.execute(known.FORGET_ENDS)

    def _unknown_days(self, account_id: int, period: Period) -> Iterator[date]:
        """Those of a period that no import has told about yet."""
        for missing in self.freshness([account_id]).known.missing(period):
            yield from missing.each_day()

    def _delivered(self, batch_id: str) -> list[str]:
        """The columns of a batch's staged rows."""
        rows = self._fetch(
            sql.Query(
                "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'staging' AND table_name = ?", [batch_id]
            )
        )
        if not rows:
            raise Conflict(_GONE)
        return [row[0] for row in rows]

    def _staged_grain(self, batch_id: str, source: str) -> Grain:
        table = sql.staging_table(batch_id)
        found = self._fetch(sql.Query(f"{sql.GRAIN} FROM {table} WHERE source = ?", [source]))[0]
        return sql.grain_from(found) or Grain.ACCOUNT

    def _deserves_sorting(self, batch_id: str, source: str) -> bool:
        """Whether the account has several blocks of rows whose days overlap."""
        query = sql.Query(sql.blocks_of(sql.staging_table(batch_id), _BLOCK_ROWS), [source])
        count, days, span = self._fetch(query)[0]
        return bool(count > 1 and days > span + count)

    def _warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        for table in (*sql.TABLES, "known"):
            self._connection.execute(f"SELECT max(account_id) FROM {table} WHERE account_id = 0").fetchall()


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _run(cursor: duckdb.DuckDBPyConnection, query: sql.Query) -> duckdb.DuckDBPyConnection:
    return cursor.execute(query.sql, query.values)


def _sums(parts: Sequence[str], values: Sequence[Any]) -> Figures:
    return Figures(dict(zip(parts, values, strict=True)))
