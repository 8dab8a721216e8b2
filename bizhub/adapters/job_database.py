"""Where the job engine keeps its work, and how it is set up."""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from dbos import DBOSConfig, DBOSPortableJSONSerializer
from sqlalchemy import make_url

from bizhub.settings import Settings

APPLICATION = "bizhub"

VERSION = "1"
"""The engine goes on only with jobs of its own version; ours never changes, so an upgrade goes on with them."""

SERIALIZER = DBOSPortableJSONSerializer()
"""JSON: the engine's own choice is pickle, which would run code from whoever can write the database."""

_STOP_WITHIN_S = 0.2


def url(settings: Settings) -> str:
    """The jobs database: the same PostgreSQL as everything else (schema `dbos`), or a SQLite file of its own."""
    if settings.database_url:
        return make_url(settings.sqlalchemy_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return f"sqlite:///{_file(settings)}"


def prepare_file(settings: Settings) -> None:
    """Make the SQLite file: closed to other users, and in WAL mode so that readers never block the engine."""
    path = _file(settings)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def require_file(settings: Settings) -> None:
    """Raise FileNotFoundError where connecting would make an empty SQLite file."""
    if not settings.database_url and not _file(settings).exists():
        raise FileNotFoundError(_file(settings))


def engine_config(settings: Settings, *, threads: int) -> DBOSConfig:
    """The engine as we want it: JSON, no telemetry, no console of its own, nothing that talks to its makers."""
    return {
        "name": APPLICATION,
        "system_database_url": url(settings),
        "application_version": VERSION,
        "executor_id": _worker(settings),
        "serializer": SERIALIZER,
        "enable_otlp": False,
        "log_level": "WARNING",
        "max_executor_threads": threads,
        "sys_db_pool_size": 8,
        "notification_listener_polling_interval_sec": _STOP_WITHIN_S,  # it notices only then that it is stopped
    }


def _worker(settings: Settings) -> str:
    """Whose interrupted jobs this process goes on with: its own, told from other workers' by its data folder."""
    if not settings.database_url:
        return "local"
    return hashlib.sha256(settings.secret("worker")).hexdigest()[:16]


def _file(settings: Settings) -> Path:
    return settings.data_dir.resolve() / "jobs.db"
