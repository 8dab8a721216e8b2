"""Everything that is in a SQLite database, to see that nothing has changed."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def stored(data_dir: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each table, and what tables, indexes and triggers there are; a dump takes ten times as long."""
    with closing(sqlite3.connect(data_dir / "bizhub.db")) as connection:
        schema = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        tables = [name for kind, name, _sql in schema if kind == "table"]
        return {"": schema} | {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
