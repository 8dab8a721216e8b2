"""What a backup says of itself: its manifest, written last, and whether it may be taken."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from bizhub.domain.errors import BizHubError

VERSION = 1
MANIFEST = "backup.json"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATABASE_FILE = "bizhub.db"
FIGURES_FILE = "insights.duckdb"
TABLES = "tables"
"""The folder with the tables of a PostgreSQL, which is no part of a data folder."""

DAMAGED = "It is damaged or was never finished. Nothing was restored; take another backup."


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A file by its path below the folder; size in bytes, SHA-256 hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupTable:
    """A table of PostgreSQL: its columns in the order of its file, `rows` in all."""

    name: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class BackupChain:
    """A record: how many entries are stored, and where its head says that it ends."""

    center_id: str
    entries: int
    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything of a backup. `made_at` is the moment (UTC, ISO) that all of it shows; `tables` parents first."""

    made_at: str
    database: str
    revision: str
    centers: int
    ad_accounts: int
    chains: tuple[BackupChain, ...]
    tables: tuple[BackupTable, ...]
    files: tuple[BackupFile, ...]
    version: int = VERSION

    @property
    def entries(self) -> int:
        """Entries of all records."""
        return sum(chain.entries for chain in self.chains)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def moment(self) -> datetime:
        """When it was, aware UTC."""
        return datetime.fromisoformat(self.made_at)


def written(manifest: Manifest) -> str:
    """The manifest as text, with its own digest, so that a damaged one is noticed, too."""
    values = asdict(manifest)
    return json.dumps({**values, "digest": _digest(values)}, indent=1, default=str) + "\n"


def parse(text: str) -> Manifest:
    """The manifest from its text. Raises BizHubError for one that is damaged or of a newer BizHub."""
    try:
        values: dict[str, Any] = json.loads(text)
        if values["version"] > VERSION:
            raise BizHubError("This backup was made by a newer BizHub. Restore it with that version.")
        digest = values.pop("digest")
        manifest = Manifest(
            **{
                **values,
                "chains": tuple(BackupChain(**chain) for chain in values["chains"]),
                "tables": tuple(_table(table) for table in values["tables"]),
                "files": tuple(BackupFile(**file) for file in values["files"]),
            }
        )
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BizHubError(f"{MANIFEST} cannot be read. {DAMAGED}") from problem
    if digest != _digest(values) or not all(_is_below(file.path) for file in manifest.files):
        raise BizHubError(f"{MANIFEST} is not as it was written. {DAMAGED}")
    return manifest


def mistaken_kind(manifest: Manifest, database: str) -> str:
    """Why a backup does not fit the database of the settings; empty when it does."""
    if manifest.database == database:
        return ""
    if manifest.database == POSTGRESQL:
        return "This backup is of a BizHub on PostgreSQL. Set BIZHUB_DATABASE_URL to an empty database for it."
    return "This backup is of a BizHub without PostgreSQL. Restore it without BIZHUB_DATABASE_URL."


def _table(values: Mapping[str, Any]) -> BackupTable:
    columns: Sequence[str] = values["columns"]
    return BackupTable(values["name"], tuple(columns), values["rows"])


def _is_below(path: str) -> bool:
    """Whether a path leads to a place inside the folder, whoever wrote it."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\0" not in path


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()
