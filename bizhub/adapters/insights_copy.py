"""The figures of one moment, written to a file of their own while imports go on."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from bizhub.adapters.insights_store import InsightsStore


class FiguresOfAMoment:
    """A reading transaction of the insights store; what is changed after it began is not in it."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Keep the cursor, whose transaction has begun."""
        self._cursor = cursor

    def write(self) -> None:
        """Write the figures and the staged rows into the file; whole only when this returns."""
        (name,) = self._cursor.execute("SELECT current_database()").fetchall()[0]
        self._cursor.execute(f'COPY FROM DATABASE "{name}" TO backup')
        self._cursor.execute("COMMIT")


@contextmanager
def figures_of_now(store: InsightsStore, path: Path) -> Iterator[FiguresOfAMoment]:
    """Hold on to the figures as they are now, to be written to a new file; one at a time."""
    with store.cursor().cursor() as cursor:
        place = str(path).replace("'", "''")
        cursor.execute(f"ATTACH '{place}' AS backup")
        try:
            cursor.execute("BEGIN")
            cursor.execute(
                "SELECT count(*) FROM upkeep"
            ).fetchall()  # a transaction sees what was there at its first read
            yield FiguresOfAMoment(cursor)
        finally:
            with suppress(duckdb.Error):
                cursor.execute("ROLLBACK")
            cursor.execute("DETACH backup")
