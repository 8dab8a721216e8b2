"""Reading reports in tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bizhub.adapters.insights_store import InsightsStore
from bizhub.adapters.report_files import read_report
from bizhub.domain.report import Report

TARGET = "staged"


@dataclass(frozen=True, slots=True)
class Staged:
    """A report and what lies in its staging table (None: no table)."""

    report: Report
    rows: list[tuple[Any, ...]] | None
    columns: tuple[str, ...] = ()

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        assert self.rows is not None
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def sums(self) -> tuple[int, int, int, int, int]:
        """Rows, cost in micros, impressions, clicks, conversions."""
        names = ("spend", "impressions", "clicks", "conversion")
        cost, impressions, clicks, conversions = (sum(v or 0 for v in self.column(name)) for name in names)
        return len(self.rows or []), cost, impressions, clicks, conversions


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Callable[..., Staged]]:
    """Reads a file, or text that becomes one, into a fresh database."""
    connection = duckdb.connect()

    def read_file(content: str | bytes | Path, *, name: str = "report.csv", **options: Any) -> Staged:
        path = content if isinstance(content, Path) else tmp_path / name
        if not isinstance(content, Path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        connection.execute(f"DROP TABLE IF EXISTS {TARGET}")
        report = read_report(connection, path, file_name=path.name, target=TARGET, **{"scratch": tmp_path, **options})
        described = "SELECT column_name FROM duckdb_columns() WHERE table_name = ? ORDER BY 1"
        columns = tuple(row[0] for row in connection.execute(described, [TARGET]).fetchall())
        if not columns:
            return Staged(report, None)
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {TARGET} ORDER BY ALL").fetchall()
        return Staged(report, rows, columns)

    yield read_file
    assert not connection.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
    connection.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[InsightsStore]:
    """An empty insights store."""
    made = InsightsStore(tmp_path / "insights.duckdb", memory="1GB")
    yield made
    made.close()
