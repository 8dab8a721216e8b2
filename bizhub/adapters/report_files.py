"""Reads a report file into a staging table, or says line by line why it cannot (product.md 6)."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from bizhub.adapters import report_sql as sql
from bizhub.adapters.report_cells import text
from bizhub.adapters.report_csv import prepare_csv
from bizhub.adapters.report_lines import CsvText
from bizhub.adapters.report_problems import REJECTED, find_broken_lines, list_problems
from bizhub.adapters.report_xlsx import XlsxLimits, convert_xlsx, is_xlsx
from bizhub.adapters.watch import UNWATCHED, Watch
from bizhub.domain.errors import InvalidInput
from bizhub.domain.figures import Figures, Period
from bizhub.domain.metrics import REACH
from bizhub.domain.money import NumberStyle, choose_style
from bizhub.domain.names import some_of
from bizhub.domain.report import Report, ReportAccount
from bizhub.domain.report_layout import account_in_file_name, recognise

_MAX_REJECTED = 100_000
_NO_NULL = "\x01"  # no text file has it, so an empty cell stays '' and only a missing one is an error
_MAX_SUM = 2**63 - 1
_TOO_MUCH = "The figures add up to more than BizHub can hold."
DEFAULT_LIMITS = XlsxLimits()


def read_report(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    file_name: str,
    target: str,
    scratch: Path,
    watch: Watch = UNWATCHED,
    limits: XlsxLimits = DEFAULT_LIMITS,
) -> Report:
    """Fill the new table `target` with the file's rows, added up per account, day and key.

    Working copies lie below the folder `scratch` meanwhile. With a bad cell nothing is made and the report lists the
    problems. What concerns the file as a whole (no day column, several currencies, not a text file) raises
    InvalidInput; ImportCancelled when `watch` says so.
    """
    with tempfile.TemporaryDirectory(prefix="report-", dir=scratch) as own:
        source = prepare_csv(_as_csv(path, Path(own), watch, limits), Path(own))
        reading = _Reading(connection, source, target, watch)
        with reading.cleaned_up():
            return reading.run(file_name)


def _as_csv(path: Path, scratch: Path, watch: Watch, limits: XlsxLimits) -> Path:
    if not is_xlsx(path):
        return path
    target = scratch / "workbook.csv"
    convert_xlsx(path, target, watch=watch, limits=limits)
    return target


class _Reading:
    """One file on its way into one table."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: CsvText, target: str, watch: Watch) -> None:
        self._connection = connection
        self._source = source
        self._target = target
        self._watch = watch
        self._layout = recognise(source.headings)

    @contextmanager
    def cleaned_up(self) -> Iterator[None]:
        """Leave nothing behind but a complete table."""
        try:
            yield
        except BaseException:
            self._connection.execute(f"DROP TABLE IF EXISTS {self._target}")
            raise
        finally:
            for table in (sql.RAW, sql.ODD, REJECTED, f"{REJECTED}_scans"):
                self._connection.execute(f"DROP TABLE IF EXISTS temp.{table}")

    def run(self, file_name: str) -> Report:
        """Read, check, stage, sum up."""
        with self._watch.statements(self._connection, 0.0, 0.5):
            self._load()
        totals = self._count(sql.drop_totals(self._layout))
        broken = find_broken_lines(self._connection, self._source, self._layout.width)
        file_rows = self._count(f"SELECT count(*) FILTER (plain) + (SELECT count(*) FROM {sql.ODD}) FROM {sql.RAW}")
        if not file_rows and not broken.lines:
            raise InvalidInput("The file has headings but no rows with figures.", field="file")
        style = self._style()
        problems = list_problems(self._connection, self._source, self._layout, style, broken)
        accounts: tuple[ReportAccount, ...] = ()
        if not problems.total:
            with self._watch.statements(self._connection, 0.5, 0.95):
                self._stage(style)
            accounts = self._accounts(file_name)
        self._watch.reached(1.0)
        return Report(
            file_name=file_name,
            layout=self._layout,
            number_style=style or NumberStyle.DOT,
            accounts=accounts,
            file_rows=file_rows + len(broken.lines),
            total_rows=totals + broken.totals,
            rows=sum(account.rows for account in accounts),
            problems=problems.listed,
            problem_count=problems.total,
        )

    def _load(self) -> None:
        """All cells that matter, as text, in the file's order; broken lines go to the table of rejected ones."""
        columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(self._layout.width))
        used = ", ".join(sql.used_columns(self._layout))
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {sql.RAW} AS SELECT {used}, {sql.plain_row(self._layout)} AS plain "
            f"FROM read_csv(?, columns = {{{columns}}}, delim = {text(self._source.separator)}, quote = '\"', "
            f"escape = '\"', header = false, skip = {self._source.skip}, auto_detect = false, "
            f"nullstr = {text(_NO_NULL)}, store_rejects = true, rejects_table = '{REJECTED}', "
            f"rejects_scan = '{REJECTED}_scans', rejects_limit = {_MAX_REJECTED})",
            [str(self._source.path)],
        )
        self._connection.execute(sql.odd_rows(self._layout))

    def _style(self) -> NumberStyle | None:
        """How the file writes numbers; None where nothing tells and the separator makes it doubtful."""
        if not self._count(f"SELECT count(*) FROM {sql.ODD}"):
            return NumberStyle.DOT
        shows = self._connection.execute(sql.evidence(self._layout.parts)).fetchone()
        assert shows is not None
        shown = choose_style(style for style, seen in zip(NumberStyle, shows, strict=True) if seen)
        return shown if shown or self._source.separator == ";" else NumberStyle.DOT

    def _stage(self, style: NumberStyle | None) -> None:
        """Make the target table, a row per key."""
        self._connection.execute(sql.staged(self._layout, self._target, style))
        if self._count(sql.has_repeated_keys(self._target)):
            try:
                self._connection.execute(sql.add_up(self._layout, self._target))
            except duckdb.ConversionException:
                raise InvalidInput(_TOO_MUCH, field="file") from None

    def _accounts(self, file_name: str) -> tuple[ReportAccount, ...]:
        """What was staged for each account."""
        parts = [column.field for column in self._layout.parts if column.field != REACH.name]
        sums = ", ".join(f"sum({name})" for name in parts)
        staged = self._connection.execute(
            f"SELECT source, min(day), max(day), count(*), {sums} FROM {self._target} GROUP BY 1"
        ).fetchall()
        staged_by_source = {row[0]: row[1:] for row in staged}
        accounts = []
        for source, external_id, name, currencies in self._connection.execute(sql.accounts(self._layout)).fetchall():
            _require_one_currency(name or external_id, currencies or ())
            first, last, rows, *values = staged_by_source[source]
            in_name = None if source else account_in_file_name(file_name)
            if any(abs(value or 0) >= _MAX_SUM for value in values):
                raise InvalidInput(_TOO_MUCH, field="file")
            accounts.append(
                ReportAccount(
                    source=source,
                    external_id=external_id or in_name,
                    name=name,
                    currency=currencies[0] if currencies else None,
                    period=Period(first, last),
                    rows=rows,
                    figures=Figures(dict(zip(parts, values, strict=True))),
                )
            )
        return tuple(accounts)

    def _count(self, statement: str) -> int:
        row = self._connection.execute(statement).fetchone()
        assert row is not None
        return int(row[0])


def _require_one_currency(account: str | None, currencies: Sequence[str]) -> None:
    if len(currencies) > 1:
        whose = f" for the account “{account}”" if account else ""
        raise InvalidInput(
            f"The file has several currencies{whose}: {some_of(currencies)}. An account has one.", field="file"
        )
