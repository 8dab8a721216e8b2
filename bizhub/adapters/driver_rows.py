"""Rows as the driver's own tuples, where there are thousands: reading a long result, storing many rows.

SQLAlchemy's rows are a third of the cost of checking a chain, and its parameters of storing one. Only for columns of
whole numbers and text, as no type is converted.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from operator import methodcaller
from typing import Any

from sqlalchemy import Connection, Dialect, Select, Table


def stream_rows(connection: Connection, query: Select[Any], *, size: int) -> Iterator[list[tuple[Any, ...]]]:
    """Lists of at most `size` rows; the query has no limit of its own."""
    statement = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    read = 0
    try:
        for rows in _fetched(connection, statement, size):
            read += len(rows)
            yield rows
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
        # Taking any bytes costs a fifth of the pace, so only a result that needs it is read like that from here on.
        with any_text(connection):
            yield from _fetched(connection, f"{statement} LIMIT -1 OFFSET {read}", size)


@contextmanager
def any_text(connection: Connection) -> Iterator[None]:
    """Read text that is no UTF-8, which only SQLite stores, with surrogates for its bytes instead of failing."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    before, driver.text_factory = driver.text_factory, methodcaller("decode", "utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before


def _fetched(connection: Connection, statement: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
    with closing(_cursor(connection)) as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(size):
            yield rows


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Store rows that have every column of the table, in its order."""
    connection.exec_driver_sql(_insert(table, connection.dialect), list(rows))


@lru_cache(maxsize=64)
def _insert(table: Table, dialect: Dialect) -> str:
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    mark = "?" if dialect.name == "sqlite" else "%s"
    return f"INSERT INTO {quote(table.name)} ({names}) VALUES ({', '.join([mark] * len(table.columns))})"  # noqa: S608


def _cursor(connection: Connection) -> Any:
    """On PostgreSQL a cursor of the server: the driver's own would hold the whole result in memory."""
    driver: Any = connection.connection.driver_connection
    return driver.cursor() if connection.dialect.name == "sqlite" else driver.cursor(name="bizhub_stream")
