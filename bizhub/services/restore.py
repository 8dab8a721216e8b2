"""Putting a backup in place where nothing is yet: all of it, or nothing that anything would start on."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, select, table

from bizhub.adapters import backup_database, backup_folder, migrate, restore_place, server_lock
from bizhub.adapters.database import Database
from bizhub.adapters.server_lock import LockHeld, Owner
from bizhub.domain import backup
from bizhub.domain.backup import Manifest
from bizhub.domain.errors import BizHubError
from bizhub.services import formats
from bizhub.services.record import HEAD
from bizhub.settings import Settings

Show = Callable[[str], None]

_NEWER = "This backup was made by a newer BizHub (its database is at {revision}). Restore it with that version."
_NOT_EMPTY = (
    "The database of BIZHUB_DATABASE_URL is not empty, and a restore replaces nothing. "
    "Make an empty one (createdb), and name it there."
)


def restore(settings: Settings, folder: Path, *, show: Show) -> Manifest:
    """Restore the backup in a folder into the empty data folder, and database, of these settings; what it holds.

    Raises BizHubError with what is in the way. Killed at any point, it is run again: it begins anew, or finds it done.
    """
    data_dir = settings.data_dir.resolve()
    restore_place.refuse_taken(data_dir)
    manifest = backup_folder.read_manifest(folder)
    _refuse_unfit(settings, manifest)
    show("Checking the backup")
    backup_folder.refuse_damaged(folder, manifest.files, _unwatched)
    try:
        with server_lock.acquire(data_dir, Owner.COMMAND):
            restore_place.refuse_filled(data_dir)
            show("Restoring")
            _put_in_place(settings, data_dir, folder, manifest)
    except LockHeld as held:
        raise BizHubError(f"Process {held.holder.pid} uses {data_dir}. End it first.") from held
    except OSError as problem:
        raise BizHubError(backup_folder.sentence(problem, data_dir)) from problem
    return manifest


def _put_in_place(settings: Settings, data_dir: Path, folder: Path, manifest: Manifest) -> None:
    if manifest.database == backup.SQLITE:
        with _files_in_place(data_dir, folder, manifest):
            pass
        restore_place.finish(data_dir)
        return
    with closing(Database(settings)) as database:
        if backup_database.holds_nothing(database):
            # The database commits when all files are where they belong, and before anything may start on them.
            with _files_in_place(data_dir, folder, manifest), database.transaction(write=True) as connection:
                migrate.build(connection, manifest.revision)
                backup_database.fill_tables(connection, manifest.tables, folder / backup.TABLES)
        else:
            _require_the_same(database, data_dir, manifest)
    restore_place.finish(data_dir)


@contextmanager
def _files_in_place(data_dir: Path, folder: Path, manifest: Manifest) -> Iterator[None]:
    """Files of the data folder where they belong, for what is left to do; gone again when that fails."""
    files = [file for file in manifest.files if not file.path.startswith(f"{backup.TABLES}/")]
    backup_folder.require_room(data_dir, sum(file.size for file in files), formats.file_size)
    part = restore_place.begin(data_dir)
    try:
        for file in files:
            if backup_folder.copy(folder / file.path, part / file.path, _unwatched) != file.sha256:
                raise BizHubError(f"The file {file.path} of this backup cannot be read twice alike. {backup.DAMAGED}")
        for path in (part, *(path for path in part.rglob("*") if path.is_dir())):
            backup_folder.sync_folder(path)
        restore_place.move_up(data_dir)
        yield
    except BaseException:
        if restore_place.problem_of(data_dir):
            restore_place.give_up(data_dir)
        raise


def _require_the_same(database: Database, data_dir: Path, manifest: Manifest) -> None:
    """Raise BizHubError unless the database is this backup's, from a restore that was killed before its last step."""
    if restore_place.problem_of(data_dir):
        with database.transaction(write=False) as connection:
            if _is_restored(connection, manifest):
                return
    raise BizHubError(_NOT_EMPTY)


def _is_restored(connection: Connection, manifest: Manifest) -> bool:
    """Whether the database holds this backup and nothing has happened since."""
    try:
        if backup_database.revision_of(connection) != manifest.revision:
            return False
        counts = {one.name: _rows(connection, one.name) for one in manifest.tables}
        heads = {(str(row.center_id), row.sequence, row.hash) for row in connection.execute(select(HEAD))}
    except Exception:  # noqa: BLE001  # whatever it lacks, it is not this backup
        return False
    known = {(chain.center_id, chain.sequence, chain.hash) for chain in manifest.chains}
    return counts == {one.name: one.rows for one in manifest.tables} and heads == known


def _rows(connection: Connection, name: str) -> int:
    return connection.execute(select(func.count()).select_from(table(name))).scalar_one()


def _refuse_unfit(settings: Settings, manifest: Manifest) -> None:
    wanted = backup.POSTGRESQL if settings.database_url else backup.SQLITE
    if mistake := backup.mistaken_kind(manifest, wanted):
        raise BizHubError(mistake)
    if not migrate.knows(manifest.revision):
        raise BizHubError(_NEWER.format(revision=manifest.revision))


def _unwatched(_: int) -> None:
    """Nobody counts."""
