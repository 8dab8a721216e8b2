"""The relational database of a backup: one file of SQLite, or a file for each table of PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from bizhub.adapters.database import Database
from bizhub.domain.backup import BackupTable
from bizhub.domain.errors import BizHubError

_PAGES_AT_ONCE = 4096
_REVISION = "SELECT version_num FROM alembic_version"
_BYTES_AT_ONCE = 256 * 1024
_JOBS_SCHEMA = "dbos"

Progress = Callable[[float], None]
"""Takes the share that is done; may raise to stop."""


def revision_of(connection: Connection) -> str:
    """Which migration the database is at."""
    return str(connection.exec_driver_sql(_REVISION).scalar_one())


def size_of(connection: Connection) -> int:
    """About how many bytes the copy will have: on PostgreSQL no more than this, indexes and jobs being left out."""
    if connection.dialect.name == "sqlite":
        pages, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
        )
        return int(pages * size)
    return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def copy_file(connection: Connection, target: Path, progress: Progress) -> None:
    """Write what this transaction sees of SQLite into a new file, which needs no other beside it."""
    source: Any = connection.connection.driver_connection

    def told(_: int, left: int, total: int) -> None:
        progress((total - left) / max(total, 1))

    with closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=_PAGES_AT_ONCE, progress=told)
        copy.execute("PRAGMA journal_mode=DELETE")


def copy_tables(connection: Connection, names: Sequence[str], folder: Path, progress: Progress) -> list[BackupTable]:
    """Write what this transaction sees of PostgreSQL, a file for each table; `names` parents first."""
    return [_copy_out(connection, name, folder, place, len(names), progress) for place, name in enumerate(names)]


def fill_tables(connection: Connection, tables: Sequence[BackupTable], folder: Path) -> None:
    """Fill the empty tables of PostgreSQL from their files. Raises BizHubError when there are more rows or less."""
    for table in tables:
        with _cursor(connection) as cursor:
            try:
                with cursor.copy(f"COPY {_quoted(table.name)} ({_columns(table)}) FROM STDIN") as copy:
                    for part in _parts(folder / table.name):
                        copy.write(part)
            except psycopg.Error as problem:
                raise BizHubError(f"The database does not take {table.name}: {_first_line(problem)}") from problem
            if cursor.rowcount != table.rows:
                raise BizHubError(f"The table {table.name} has {cursor.rowcount} rows and not {table.rows}.")


def holds_nothing(database: Database) -> bool:
    """Whether a PostgreSQL has no table, of BizHub or of anything else, and no jobs. Raises BizHubError unreached."""
    try:
        with database.transaction(write=False) as connection:
            found = inspect(connection)
            return not found.get_table_names() and _JOBS_SCHEMA not in found.get_schema_names()
    except DBAPIError as problem:
        raise BizHubError(f"The database of BIZHUB_DATABASE_URL cannot be reached: {_first_line(problem)}") from problem


def _copy_out(
    connection: Connection, name: str, folder: Path, place: int, count: int, progress: Progress
) -> BackupTable:
    columns = tuple(str(column["name"]) for column in inspect(connection).get_columns(name))
    table = BackupTable(name, columns, 0)
    with _cursor(connection) as cursor:
        with (
            cursor.copy(f"COPY {_quoted(name)} ({_columns(table)}) TO STDOUT") as copy,
            (folder / name).open("wb") as file,
        ):
            for part in copy:
                file.write(part)
                progress(place / count)
        return BackupTable(name, columns, cursor.rowcount)


def _cursor(connection: Connection) -> Any:
    driver: Any = connection.connection.driver_connection
    return driver.cursor()


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(_BYTES_AT_ONCE):
            yield part


def _columns(table: BackupTable) -> str:
    return ", ".join(map(_quoted, table.columns))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _first_line(problem: Exception) -> str:
    return str(getattr(problem, "orig", problem)).strip().split("\n", 1)[0]
