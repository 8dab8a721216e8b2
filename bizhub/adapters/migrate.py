"""Alembic, called from Python: `make run` and the tests apply migrations with it."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bizhub.adapters.database import Database
from bizhub.settings import Settings

_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Bring the database of these settings to a revision."""
    _with_config(settings, lambda config: command.upgrade(config, revision))


def build(connection: Connection, revision: str) -> None:
    """Make the tables of a revision in an empty database, in a transaction of the caller."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def knows(revision: str) -> bool:
    """Whether this BizHub has that revision of the database; a newer one's it has not."""
    return any(known.revision == revision for known in ScriptDirectory.from_config(_config()).walk_revisions())


def downgrade(settings: Settings, revision: str) -> None:
    """Take the database of these settings back to a revision."""
    _with_config(settings, lambda config: command.downgrade(config, revision))


def check(settings: Settings) -> None:
    """Raise when the tables in code differ from the migrated database."""
    _with_config(settings, command.check)


def _with_config(settings: Settings, act: Callable[[Config], None]) -> None:
    database = Database(settings)
    config = _config()
    try:
        with database.transaction(write=True) as connection:
            config.attributes["connection"] = connection
            act(config)
    finally:
        database.close()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config
