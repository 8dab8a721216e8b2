"""The facts of insights in DuckDB: one database file, owned by this process."""

import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import duckdb

from bizhub.adapters import clock
from bizhub.adapters import insights_known as known
from bizhub.adapters import insights_sql as sql
from bizhub.adapters import insights_staged as staged
from bizhub.adapters import insights_told as told_days
from bizhub.adapters.insights_preview import GONE, InsightsPreview
from bizhub.adapters.report_files import read_report
from bizhub.adapters.watch import UNWATCHED, Watch
from bizhub.domain.errors import Conflict
from bizhub.domain.figures import KnownDays, Period, Replacement
from bizhub.domain.report import Report

_SORT_DUE_ROWS = 1_000_000
_SORT_DUE_SHARE = 0.1
_BLOCK_ROWS = 122_880
"""Rows DuckDB skips or reads together; fewer than two blocks of one account gain nothing from being sorted by day."""


class InsightsStore(InsightsPreview):
    """Facts by account, day, campaign, ad group and ad, and their daily sums by account.

    `scratch` is a folder for files with figures that are gone when BizHub starts again.
    """

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
        self.scratch = _emptied(path.with_name("scratch"))  # nobody else has the database open, or a copy in there
        self._writing = threading.Lock()
        for statement in (*sql.SCHEMA, known.SCHEMA, told_days.SCHEMA):
            self._connection.execute(statement)
        if self._fetch(sql.Query(known.KNOWS_ENDS_ONLY)):
            self._learn_what_was_imported(imported())
        self._connection.execute(told_days.LEARN_FROM_KNOWN)
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
        table = staged.staging_table(batch_id)
        with self._connection.cursor() as cursor:  # its temporary tables end with it
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            return read_report(cursor, path, file_name=file_name, target=table, scratch=self.scratch, watch=watch)

    def staged_batches(self) -> tuple[str, ...]:
        """The batches with staged rows, among them those of a killed process."""
        return tuple(row[0] for row in self._fetch(sql.Query(staged.BATCHES)))

    def drop(self, batch_id: str) -> None:
        """Throw away the staged rows of a batch; safe to repeat."""
        self.cursor().execute(f"DROP TABLE IF EXISTS {staged.staging_table(batch_id)}")

    def swap(
        self, batch_id: str, source: str, account_id: int, period: Period, *, data_as_of: datetime | None = None
    ) -> None:
        """Replace a period of one account; see `swap_all`."""
        self.swap_all(batch_id, [Replacement(source, account_id, period)], data_as_of=data_as_of)

    def swap_all(
        self, batch_id: str, replacements: Sequence[Replacement], *, data_as_of: datetime | None = None
    ) -> None:
        """Replace periods of accounts by staged rows, all in one atomic step; safe to repeat.

        Facts, daily sums and known days change together or not at all: all days of a period are known from now on,
        those without rows as days without delivery. `data_as_of` is now unless given.
        """
        moment = _moment(data_as_of)
        delivered = self._delivered(batch_id)
        self.widen(delivered)
        leads = [staged.listed(replacements)]
        order = self._order_of(batch_id, replacements)
        with self.writing() as cursor:
            parts = self._parts
            rows = staged.staged_rows(staged.staging_table(batch_id), delivered, parts)
            counts = dict(cursor.execute(staged.rows_by_account(rows), leads).fetchall())
            if any(replacement.account_id not in counts for replacement in replacements):
                raise Conflict(GONE)
            for table in sql.TABLES:
                cursor.execute(staged.delete_periods(table), leads)
            cursor.execute(staged.insert_facts(rows, parts, order), leads)
            cursor.execute(staged.insert_daily(rows, parts), leads)
            self._cover(cursor, replacements, moment, batch_id)
            _tell(cursor, leads, moment)
            cursor.execute("UPDATE upkeep SET unsorted_rows = unsorted_rows + ?", [sum(counts.values())])

    def renew(self, confirmed: Sequence[Replacement], *, data_as_of: datetime | None = None) -> None:
        """Take over that periods of accounts were told about again and nothing has changed; safe to repeat."""
        moment = _moment(data_as_of)
        with self.writing() as cursor:
            _tell(cursor, [staged.listed(confirmed)], moment)
            cursor.execute(known.RENEW, [moment, sql.id_list(sorted({one.account_id for one in confirmed}))])

    def forget(self, *account_ids: int) -> None:
        """Remove every figure of some accounts, atomically; safe to repeat."""
        with self.writing() as cursor:
            for table in (*sql.TABLES, "known", "told"):
                cursor.execute(f"DELETE FROM {table} WHERE account_id IN {sql.IDS}", [sql.id_list(account_ids)])

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
        self,
        cursor: duckdb.DuckDBPyConnection,
        replacements: Sequence[Replacement],
        moment: datetime,
        batch_id: str,
    ) -> None:
        ids = sorted({replacement.account_id for replacement in replacements})
        told = {account_id: list(days.runs) for account_id, days in self._known_days(cursor, ids).items()}
        for replacement in replacements:
            told[replacement.account_id].append(replacement.period)
        runs = [(account_id, run) for account_id in ids for run in KnownDays.joined(told[account_id]).runs]
        cursor.execute(known.FORGET, [sql.id_list(ids)])
        _run(cursor, known.learn(runs, moment, batch_id))

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

    def _order_of(self, batch_id: str, replacements: Sequence[Replacement]) -> str:
        """How the rows are inserted: several accounts by account, one by day where blocks of rows gain from it."""
        if len(replacements) > 1:
            return " ORDER BY account_id, day"
        query = sql.Query(staged.blocks_of(staged.staging_table(batch_id), _BLOCK_ROWS), [replacements[0].source])
        count, days, span = self._fetch(query)[0]
        # Several blocks whose days overlap.
        return " ORDER BY day" if count > 1 and days > span + count else ""

    def _warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        for table in (*sql.TABLES, "known", "told"):
            self._connection.execute(f"SELECT max(account_id) FROM {table} WHERE account_id = 0").fetchall()


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _moment(given: datetime | None) -> datetime:
    return (given or clock.now()).astimezone(UTC).replace(tzinfo=None)


def _tell(cursor: duckdb.DuckDBPyConnection, leads: list[str], moment: datetime) -> None:
    for statement in told_days.CUT_OUT:
        cursor.execute(statement, leads)
    cursor.execute(told_days.TELL, [moment, *leads])


def _run(cursor: duckdb.DuckDBPyConnection, query: sql.Query) -> duckdb.DuckDBPyConnection:
    return cursor.execute(query.sql, query.values)
