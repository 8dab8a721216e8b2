"""The triggers that make the activity append-only, on both databases."""

from sqlalchemy import Connection, inspect, text

NAMES = ("activity_no_update", "activity_no_delete")

_SQLITE = (
    "CREATE TRIGGER activity_no_update BEFORE UPDATE ON activity "
    "BEGIN SELECT RAISE(ABORT, 'the activity is append-only'); END",
    "CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity "
    "BEGIN SELECT RAISE(ABORT, 'the activity is append-only'); END",
)

_POSTGRES = (
    "CREATE OR REPLACE FUNCTION activity_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the activity is append-only'; END $$",
    "CREATE TRIGGER activity_no_update BEFORE UPDATE OR TRUNCATE ON activity "
    "FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse()",
    "CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse()",
)


def create(connection: Connection) -> None:
    """Make the triggers."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRES:
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Remove the triggers, so that a downgrade may drop the table."""
    on_table = "" if connection.dialect.name == "sqlite" else " ON activity"
    for name in NAMES:
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on_table}")
    if not on_table:
        return
    connection.exec_driver_sql("DROP FUNCTION activity_refuse()")


def ensure_activity_is_append_only(connection: Connection) -> None:
    """Raise unless both triggers stand, whenever the table does."""
    if not inspect(connection).has_table("activity"):
        return
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'activity'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = 'activity'::regclass AND NOT tgisinternal"
    )
    standing = {str(row[0]) for row in connection.execute(text(query))}
    missing = sorted(set(NAMES) - standing)
    if missing:
        raise RuntimeError(f"the activity table has lost its triggers: {', '.join(missing)}")
