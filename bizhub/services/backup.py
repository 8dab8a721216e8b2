"""A backup of everything: what database, figures and files were at one moment, while people go on working.

For that moment nobody writes, so what it shows is what a kill just then would have left; start-up goes on from there.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import SQLModel

from bizhub.adapters import backup_database, backup_folder, clock
from bizhub.adapters.driver_rows import any_text
from bizhub.adapters.insights_copy import FiguresOfAMoment, figures_of_now
from bizhub.adapters.jobs import Job, job
from bizhub.domain import backup
from bizhub.domain.backup import BackupChain, BackupTable, Manifest
from bizhub.domain.errors import BizHubError
from bizhub.domain.ids import new_id
from bizhub.services import formats
from bizhub.services.access import AD_ACCOUNT, CENTER
from bizhub.services.record import ACTIVITY, HEAD
from bizhub.services.runtime import Runtime

BACKUP_JOB = "backup"
CUT_OFF = "The server stopped before this backup was whole. Nothing of it is left; make it again."

_ANCHORS = "anchors"
_NOT_COPIED = {"scratch", _ANCHORS}
"""Folders that a start empties, and one that is read and not linked: its files are written in place."""
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class _Moment:
    """What is held of one moment until it is written."""

    at: str
    connection: Connection
    figures: FiguresOfAMoment
    anchors: dict[str, bytes]
    links: Path


@job(BACKUP_JOB, queue="backups")
def make_backup(current: Job, *, target: str) -> dict[str, Any]:
    """Write a backup into the folder `target`, an absolute path; the result has what it holds."""
    runtime: Runtime = current.runtime
    place = Path(target)
    part = backup_folder.part_of(place, current.id)
    run = str(new_id())
    if current.step("begin", lambda: run) != run:
        backup_folder.throw_away(part)
        raise BizHubError(CUT_OFF)
    try:
        manifest = write_backup(runtime, place, part, current)
    except OSError as problem:
        raise BizHubError(backup_folder.sentence(problem, place)) from problem
    finally:
        backup_folder.throw_away(part)
    return {
        "made_at": manifest.made_at,
        "size": manifest.size,
        "centers": manifest.centers,
        "ad_accounts": manifest.ad_accounts,
        "entries": manifest.entries,
    }


def write_backup(runtime: Runtime, target: Path, part: Path, current: Job) -> Manifest:
    """Make a whole backup and give it its name. Raises BizHubError, OSError; then `part` is to be thrown away."""
    backup_folder.refuse_taken(target, runtime.settings.data_dir.resolve())
    backup_folder.require_room(target.parent, _size(runtime), formats.file_size)
    backup_folder.begin(part)
    with _moment(runtime, part, current.id) as moment:
        tables = _write_database(runtime, moment, part, current)
        current.progress(50, _PERCENT, "Copying the figures")
        moment.figures.write()
        current.progress(70, _PERCENT, "Copying files")
        for path in sorted(moment.links.rglob("*")):
            if path.is_file():
                backup_folder.copy(path, part / path.relative_to(moment.links), lambda _: current.check())
        for name, line in moment.anchors.items():
            backup_folder.write_new(part / _ANCHORS / name, line)
        counted = _counted(runtime, moment, tables)
    return _finish(part, target, counted, current)


def _finish(part: Path, target: Path, counted: dict[str, Any], current: Job) -> Manifest:
    """Read everything again, write the manifest and give the backup its name."""
    current.progress(85, _PERCENT, "Reading it again")
    for name in (backup.DATABASE_FILE, backup.FIGURES_FILE):
        if (part / name).exists():
            backup_folder.sync_file(part / name)
    manifest = Manifest(**counted, files=backup_folder.listed(part, lambda _: current.check()))
    backup_folder.finish(part, target, manifest)
    return manifest


@contextmanager
def _moment(runtime: Runtime, part: Path, job_id: str) -> Iterator[_Moment]:
    """Hold on to everything as it is at one moment; others wait for its beginning only, some milliseconds."""
    links = runtime.insights.scratch / f"backup-{job_id}"
    folders = [path for path in _folders(runtime) if path.name not in _NOT_COPIED]
    with ExitStack() as held:
        held.callback(shutil.rmtree, links, ignore_errors=True)
        with runtime.database.at_rest():
            connection = held.enter_context(runtime.database.snapshot())
            figures = held.enter_context(figures_of_now(runtime.insights, part / backup.FIGURES_FILE))
            backup_folder.link_all(folders, links)
            anchors = runtime.anchor.lines()
            at = clock.now().isoformat()
        yield _Moment(at, connection, figures, anchors, links)


def _write_database(runtime: Runtime, moment: _Moment, part: Path, current: Job) -> list[BackupTable]:
    def progress(share: float) -> None:
        current.progress(int(share * 50), _PERCENT, "Copying the database")

    progress(0)
    if runtime.database.is_sqlite:
        backup_database.copy_file(moment.connection, part / backup.DATABASE_FILE, progress)
        return []
    folder = part / backup.TABLES
    backup_folder.make_folder(folder)
    names = [table.name for table in SQLModel.metadata.sorted_tables]
    return backup_database.copy_tables(moment.connection, names, folder, progress)


def _counted(runtime: Runtime, moment: _Moment, tables: list[BackupTable]) -> dict[str, Any]:
    """What the manifest says, apart from the files."""
    connection = moment.connection
    counts = select(ACTIVITY.c.center_id, func.count()).group_by(ACTIVITY.c.center_id)
    with any_text(connection):  # a record that somebody has tampered with is copied as it is
        entries = {row[0]: row[1] for row in connection.execute(counts)}
        heads = {row.center_id: row for row in connection.execute(select(HEAD))}
    chains = sorted({*entries, *heads}, key=str)
    return {
        "made_at": moment.at,
        "database": backup.SQLITE if runtime.database.is_sqlite else backup.POSTGRESQL,
        "revision": backup_database.revision_of(connection),
        "centers": connection.execute(select(func.count()).select_from(CENTER)).scalar_one(),
        "ad_accounts": connection.execute(select(func.count()).select_from(AD_ACCOUNT)).scalar_one(),
        "chains": tuple(_chain(number, entries.get(number, 0), heads.get(number)) for number in chains),
        "tables": tuple(tables),
    }


def _chain(number: object, entries: int, head: Any) -> BackupChain:
    return BackupChain(str(number), entries, head.sequence if head else 0, head.hash if head else "")


def _folders(runtime: Runtime) -> list[Path]:
    return [path for path in runtime.settings.data_dir.resolve().iterdir() if path.is_dir()]


def _size(runtime: Runtime) -> int:
    """About how many bytes a backup takes."""
    with runtime.database.transaction(write=False) as connection:
        size = backup_database.size_of(connection)
    figures = runtime.insights.path
    files = [figures, figures.with_name(f"{figures.name}.wal")]
    for folder in _folders(runtime):
        files += [path for path in folder.rglob("*") if folder.name not in _NOT_COPIED]
    return size + sum(path.stat().st_size for path in files if path.is_file())
