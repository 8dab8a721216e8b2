"""The triggers that make the activity append-only, on both databases; and whether they stand as they were made."""

from typing import Any

from sqlalchemy import Connection, inspect, text

_REFUSE = "SELECT RAISE(ABORT, 'the activity is append-only')"

_SQLITE = {
    "activity_no_update": f"CREATE TRIGGER activity_no_update BEFORE UPDATE ON activity BEGIN {_REFUSE}; END",
    "activity_no_delete": f"CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity BEGIN {_REFUSE}; END",
    # INSERT OR REPLACE deletes the row in its way, and no DELETE trigger hears of it.
    "activity_no_replace": f"""CREATE TRIGGER activity_no_replace BEFORE INSERT ON activity
        WHEN EXISTS (SELECT 1 FROM activity WHERE rowid = NEW.rowid)
        OR EXISTS (SELECT 1 FROM activity WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM activity WHERE center_id = NEW.center_id AND sequence = NEW.sequence)
        BEGIN {_REFUSE}; END""",  # noqa: S608
}

_REFUSAL = " BEGIN RAISE EXCEPTION 'the activity is append-only'; END "
_FUNCTION = f"CREATE OR REPLACE FUNCTION activity_refuse() RETURNS trigger LANGUAGE plpgsql AS $${_REFUSAL}$$"
_POSTGRES = {
    "activity_no_update": (
        "CREATE TRIGGER activity_no_update BEFORE UPDATE OR TRUNCATE ON activity "
        "FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse()"
    ),
    "activity_no_delete": (
        "CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity "
        "FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse()"
    ),
}
_BEFORE, _DELETE, _UPDATE, _TRUNCATE = 2, 8, 16, 32
_ON_POSTGRES = {
    name: (_BEFORE | when, True, _REFUSAL, "plpgsql")
    for name, when in (("activity_no_update", _UPDATE | _TRUNCATE), ("activity_no_delete", _DELETE))
}
"""As the catalogue keeps them: kind, whether each such statement fires it, body and language of its function."""

_STANDING_SQLITE = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('activity', 'activity_head')"
)
_STANDING_POSTGRES = text(
    "SELECT t.tgname, t.tgtype::int,"
    " t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr::text = '' AND t.tgnargs = 0, p.prosrc, l.lanname"
    " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang"
    " WHERE t.tgrelid IN (to_regclass('activity'), to_regclass('activity_head')) AND NOT t.tgisinternal"
)


def create(connection: Connection) -> None:
    """Make the triggers."""
    statements = _SQLITE.values() if connection.dialect.name == "sqlite" else [_FUNCTION, *_POSTGRES.values()]
    for statement in statements:
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Remove the triggers, so that a downgrade may drop the table."""
    if connection.dialect.name == "sqlite":
        statements = [f"DROP TRIGGER {name}" for name in _SQLITE]
    else:
        statements = [*(f"DROP TRIGGER {name} ON activity" for name in _POSTGRES), "DROP FUNCTION activity_refuse()"]
    for statement in statements:
        connection.exec_driver_sql(statement)


def ensure_activity_is_append_only(connection: Connection) -> None:
    """Raise unless exactly these triggers stand, word for word, whenever the table does."""
    problem = problem_of(connection)
    if problem:
        raise RuntimeError(problem)


def problem_of(connection: Connection) -> str:
    """What is wrong with the triggers; empty when nothing is, or when there is no table yet."""
    if not inspect(connection).has_table("activity"):
        return ""
    expected: dict[str, Any]
    if connection.dialect.name == "sqlite":
        expected = _SQLITE
        standing = {row[0]: row[1] for row in connection.execute(_STANDING_SQLITE)}
    else:
        expected = _ON_POSTGRES
        standing = {row[0]: tuple(row[1:]) for row in connection.execute(_STANDING_POSTGRES)}
    found = {
        "missing": expected.keys() - standing.keys(),
        "altered": {name for name in expected.keys() & standing.keys() if expected[name] != standing[name]},
        "not ours": standing.keys() - expected.keys(),
    }
    words = [f"{', '.join(sorted(names))} ({what})" for what, names in found.items() if names]
    return f"the triggers of the activity are not as they were made: {'; '.join(words)}" if words else ""
