"""Migrations go up, down and up again with data in the tables, on both databases."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlmodel import Session

from bizhub.adapters import migrate
from bizhub.adapters.database import Database
from bizhub.migrations.triggers import ensure_activity_is_append_only
from bizhub.models.user import User
from bizhub.settings import Settings
from tests import postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    if request.param == "sqlite":
        yield Settings(data_dir=tmp_path)
    else:
        server: postgres.Template = request.getfixturevalue("postgres_template")
        with server.empty(f"migrate_{secrets.token_hex(6)}") as url:
            yield Settings(data_dir=tmp_path, database_url=url)


def tables(settings: Settings) -> set[str]:
    database = Database(settings)
    with database.transaction(write=False) as connection:
        names = set(inspect(connection).get_table_names())
    database.close()
    return names


def add_a_user(settings: Settings) -> None:
    database = Database(settings)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with database.transaction(write=True) as connection, Session(bind=connection) as session:
        session.add(User(id=1, name="Ada", password_hash="!", password_changed_at=now, created_at=now))
        session.flush()
    database.close()


def test_up_down_up_with_data(empty_settings: Settings) -> None:
    migrate.upgrade(empty_settings)
    standing = tables(empty_settings)
    add_a_user(empty_settings)
    migrate.downgrade(empty_settings, "base")
    assert tables(empty_settings) == {"alembic_version"}
    migrate.upgrade(empty_settings)
    assert tables(empty_settings) == standing
    add_a_user(empty_settings)


def test_a_second_upgrade_keeps_what_is_there(empty_settings: Settings) -> None:
    migrate.upgrade(empty_settings)
    add_a_user(empty_settings)
    migrate.upgrade(empty_settings)
    database = Database(empty_settings)
    with database.transaction(write=False) as connection:
        assert connection.execute(text("SELECT name FROM app_user")).scalars().all() == ["Ada"]
    database.close()


def test_the_tables_in_code_are_the_tables_migrated(empty_settings: Settings) -> None:
    migrate.upgrade(empty_settings)
    migrate.check(empty_settings)


def test_a_lost_trigger_is_seen(empty_settings: Settings) -> None:
    migrate.upgrade(empty_settings)
    database = Database(empty_settings)
    on_table = "" if database.is_sqlite else " ON activity"
    with database.transaction(write=True) as connection:
        connection.execute(text(f"DROP TRIGGER activity_no_delete{on_table}"))
        with pytest.raises(RuntimeError, match="activity_no_delete"):
            ensure_activity_is_append_only(connection)
    database.close()
