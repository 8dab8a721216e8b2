"""The relational database: SQLite by default, PostgreSQL by setting."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bizhub.adapters.writers import Writers
from bizhub.settings import Settings

_BUSY_TIMEOUT_MS = 15_000
_POSTGRES_LOCK_TIMEOUT_MS = 15_000
_TAKE_TURN = text("SELECT pg_advisory_xact_lock(:queue)")


class Database:
    """An engine and the way to open a transaction on it."""

    def __init__(self, settings: Settings) -> None:
        """Make the engine; no connection is opened yet."""
        self.engine = _make_engine(settings)
        self._reading = self.engine.execution_options(read_only=True)
        self._write_lock = threading.Lock()
        self._writers = Writers()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self, *, write: bool, queue: int | None = None) -> Iterator[Connection]:
        """A transaction: committed when the block ends, rolled back when it raises.

        The block of a write begins when its turn has come: what it reads then, the clock included, is no older than
        its wait. On SQLite all writers form one queue, and since it starves a waiting writer, those of this process
        queue on a lock in front of it. On PostgreSQL the writers of one `queue` follow each other; without a number
        a writer waits only for the rows it touches.
        """
        if not write:
            with self._reading.begin() as connection:
                yield connection
        elif self.is_sqlite:
            with self._write_lock, self.engine.begin() as connection:
                yield connection
        else:
            with self._writers.one_more(), self.engine.begin() as connection:
                if queue is not None:
                    self.take_turn(connection, queue)
                yield connection

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Wait for the writers of this process to end and let none begin: for a moment, and never in a transaction."""
        if self.is_sqlite:
            with self.transaction(write=True):
                yield
        else:
            with self._writers.kept_out():
                yield

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A reading transaction, all of whose statements see the database as it is now; it has been migrated."""
        engine = self._reading if self.is_sqlite else self._reading.execution_options(isolation_level="REPEATABLE READ")
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar()  # it begins with the first read
            yield connection

    def take_turn(self, connection: Connection, queue: int) -> None:
        """Wait, in a transaction that writes, for the turn of one more queue; a larger number than those it holds."""
        if not self.is_sqlite:
            connection.execute(_TAKE_TURN, {"queue": queue})

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _make_engine(settings: Settings) -> Engine:
    if not settings.database_url:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = create_engine(
            settings.sqlalchemy_url, pool_size=settings.worker_threads + 4, connect_args={"check_same_thread": False}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(settings.sqlalchemy_url, pool_size=settings.worker_threads + 4, pool_pre_ping=True)
    event.listen(engine, "begin", _begin_postgres)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # pysqlite would begin on its own otherwise
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "cache_size=-32000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # The driver's own cursor: a hot read pays for these two statements every time.
    cursor = connection.connection.cursor()
    read_only = connection.get_execution_options().get("read_only")
    cursor.execute("PRAGMA query_only=ON" if read_only else "PRAGMA query_only=OFF")
    cursor.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")
    cursor.close()


def _begin_postgres(connection: Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    if options.get("read_only"):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    else:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_POSTGRES_LOCK_TIMEOUT_MS}")
