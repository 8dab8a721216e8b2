"""Reading a long result as the driver's own tuples, some thousands at a time.

SQLAlchemy's rows would be a third of the cost of checking a chain, which reads every entry there is.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Select


def stream_rows(connection: Connection, query: Select[Any], *, size: int) -> Iterator[list[tuple[Any, ...]]]:
    """Lists of at most `size` rows; only queries over integers and text, as no type is converted."""
    statement = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    with closing(_cursor(connection)) as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(size):
            yield rows


def _cursor(connection: Connection) -> Any:
    """On PostgreSQL a cursor of the server: the driver's own would hold the whole result in memory."""
    driver: Any = connection.connection.driver_connection
    return driver.cursor() if connection.dialect.name == "sqlite" else driver.cursor(name="bizhub_stream")
