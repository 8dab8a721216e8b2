"""Migrations go up, down and up again with data in the tables, on both databases."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Column, insert, inspect, select, text
from sqlmodel import Session, SQLModel

from bizhub.adapters import migrate
from bizhub.adapters.database import Database
from bizhub.domain.centers import NewCenter
from bizhub.migrations import triggers
from bizhub.migrations.triggers import ensure_activity_is_append_only
from bizhub.models.columns import UtcDateTime
from bizhub.models.user import User
from bizhub.services import chain_check
from bizhub.services import runtime as runtimes
from bizhub.services.onboarding import create_center
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from bizhub.settings import Settings
from tests import postgres
from tests.factories import World

LINDEN = NewCenter(
    name="Linden", region="DE", currency="EUR", time_zone="Europe/Berlin", industry="RETAIL", contact_name="Olga",
    contact_email="olga@example.org",
)  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    if request.param == "sqlite":
        yield Settings(data_dir=tmp_path)
    else:
        server: postgres.Template = request.getfixturevalue("postgres_template")
        with server.empty(f"migrate_{secrets.token_hex(6)}") as url:
            yield Settings(data_dir=tmp_path, database_url=SecretStr(url))


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


def a_value(column: Column[Any]) -> Any:
    """Something that fits a column; whatever it refers to has the number 1."""
    if column.primary_key or column.foreign_keys:
        return None if column.name == "owner_user_id" else 1 if column.type.python_type is int else column.name
    if isinstance(column.type, UtcDateTime):
        return datetime(2026, 1, 1, 12, tzinfo=UTC)
    return {int: 1, bool: True, date: date(2026, 1, 1)}.get(column.type.python_type, "x")


def filled(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Put a row into each table; what the tables hold then."""
    database = Database(settings)
    with database.transaction(write=True) as connection:
        for table in SQLModel.metadata.sorted_tables:
            connection.execute(insert(table).values({column.name: a_value(column) for column in table.columns}))
    with database.transaction(write=False) as connection:
        stored = {
            table.name: [tuple(row) for row in connection.execute(select(table)).all()]
            for table in SQLModel.metadata.sorted_tables
        }
    database.close()
    return stored


def test_up_down_up_with_a_row_in_every_table(empty_settings: Settings) -> None:
    migrate.upgrade(empty_settings)
    standing = tables(empty_settings)
    before = filled(empty_settings)
    assert {name for name, rows in before.items() if len(rows) == 1} == standing - {"alembic_version"}
    migrate.downgrade(empty_settings, "base")
    assert tables(empty_settings) == {"alembic_version"}
    migrate.upgrade(empty_settings)
    assert tables(empty_settings) == standing
    assert filled(empty_settings) == before


def test_a_preview_of_before_was_seen_when_its_file_came(empty_settings: Settings) -> None:
    migrate.upgrade(empty_settings)
    before = filled(empty_settings)
    migrate.downgrade(empty_settings, "0001")
    migrate.upgrade(empty_settings)
    database = Database(empty_settings)
    with database.transaction(write=False) as connection:
        rows = connection.execute(text("SELECT count(*) FROM import_file WHERE seen_at = created_at")).scalar_one()
        file = SQLModel.metadata.tables["import_file"]
        stored = [tuple(row) for row in connection.execute(select(file)).all()]
    database.close()
    assert rows == 1
    assert stored == before["import_file"]


def test_a_center_with_rules_of_before_asks_nobody_for_a_second_step(empty_settings: Settings) -> None:
    migrate.upgrade(empty_settings)
    filled(empty_settings)
    migrate.downgrade(empty_settings, "0003")
    migrate.upgrade(empty_settings)
    database = Database(empty_settings)
    with database.transaction(write=False) as connection:
        columns = "domains, two_step_for, two_step_days, two_step_from, session_hours"
        rows = [tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM center_rules"))]
    database.close()
    assert rows == [("x", "", 14, None, 0)]


def test_a_center_of_before_does_not_end(empty_settings: Settings) -> None:
    migrate.upgrade(empty_settings)
    filled(empty_settings)
    migrate.downgrade(empty_settings, "0008")
    migrate.upgrade(empty_settings)
    database = Database(empty_settings)
    with database.transaction(write=False) as connection:
        rows = [tuple(row) for row in connection.execute(text("SELECT ends_at, reminded_at, cleared_at FROM center"))]
    database.close()
    assert rows == [(None, None, None)]


@contextmanager
def running(settings: Settings) -> Iterator[Runtime]:
    try:
        yield runtimes.start(settings)
    finally:
        runtimes.stop()


def make_a_center(runtime: Runtime) -> str:
    """A center with the record that using BizHub leaves."""
    olga = World(runtime).user("Olga")
    with begin(runtime, olga.caller(), write=True) as work:
        return create_center(work, asked=LINDEN)


def problems(runtime: Runtime) -> dict[str, list[str]]:
    with runtime.database.transaction(write=False) as connection:
        assert triggers.problem_of(connection) == ""
        found = [chain_check.check(runtime, connection, n) for n in chain_check.center_ids(runtime, connection)]
    return {report.center_id: [problem.sentence for problem in report.problems] for report in found}


def test_up_again_keeps_the_record_down_takes_it_away_and_that_is_seen(empty_settings: Settings) -> None:
    migrate.upgrade(empty_settings)
    with running(empty_settings) as runtime:
        before = make_a_center(runtime)
    migrate.upgrade(empty_settings)
    with running(empty_settings) as runtime:
        assert problems(runtime) == {"0": [], before: []}
    migrate.downgrade(empty_settings, "base")
    migrate.upgrade(empty_settings)
    with running(empty_settings) as runtime:
        after = make_a_center(runtime)
        assert problems(runtime) == {
            "0": ["Entry 1 is not the one that the anchor file knows."],
            before: ["Entries 1 to 2 were removed; the anchor file knows of more."],
            after: [],
        }


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
