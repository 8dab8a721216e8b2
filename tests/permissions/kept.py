"""Everything that stays of what people do on a stage, read again only after somebody has changed something."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlmodel import SQLModel

from bizhub.services.runtime import Runtime

_MOVES_WITH_EACH_CHANGE = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_wal_insert_lsn()::text"}
"""What a connection is told that never writes: another value after each commit of others that changed a row."""


class Kept:
    """Rows by table, the files that were handed in, the jobs that were ordered.

    To read every table takes longer than what most people try. So the database is asked first whether anything was
    committed since, by whomever: the tables are read unless nothing was.
    """

    def __init__(self, runtime: Runtime, orders: list[str], watching: Connection) -> None:
        """Read nothing yet; `watching` is a connection of its own, on which nothing is written."""
        self._runtime = runtime
        self._orders = orders
        self._watching = watching
        self._moved_to: object = None
        self._rows: dict[str, list[str]] = {}

    @property
    def content(self) -> dict[str, Any]:
        """All of it."""
        moved_to = self._watching.exec_driver_sql(_MOVES_WITH_EACH_CHANGE[self._watching.dialect.name]).scalar_one()
        if moved_to != self._moved_to:
            self._rows = self._read()
            self._moved_to = moved_to
        folders = [self._runtime.settings.folder(name) for name in ("uploads", "pictures", "documents")]
        files = sorted(path.name for folder in folders for path in folder.iterdir())
        return {**self._rows, "files": files, "jobs": list(self._orders)}

    def _read(self) -> dict[str, list[str]]:
        with self._runtime.database.transaction(write=False) as connection:
            return {
                name: sorted(map(repr, connection.exec_driver_sql(f"SELECT * FROM {name}")))
                for name in SQLModel.metadata.tables
            }


@contextmanager
def keeping(runtime: Runtime, orders: list[str]) -> Iterator[Kept]:
    """What stays of a running BizHub whose jobs are `orders`."""
    engine = create_engine(runtime.settings.sqlalchemy_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as watching:
        yield Kept(runtime, orders, watching)
    engine.dispose()
