"""The folder of a backup: made beside its place and renamed at the end, so that no half of one looks whole."""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from bizhub.domain.backup import DAMAGED, MANIFEST, BackupFile, Manifest, parse, written
from bizhub.domain.errors import BizHubError

_BYTES_AT_ONCE = 1024 * 1024
_ROOM_LEFT = 16 * 1024**2

Check = Callable[[int], None]
"""Takes how many bytes are done since it was called last; may raise to stop."""


def refuse_taken(target: Path, data_dir: Path) -> None:
    """Raise BizHubError for a place where no backup can be made."""
    if target == data_dir or data_dir in target.parents:
        raise BizHubError(
            f"{target} lies in the data folder. Choose a place outside of it, on another disk if possible."
        )
    if (target / MANIFEST).is_file():
        raise BizHubError(f"{target} holds a backup already. Choose another name for this one.")
    if target.exists() and not target.is_dir():
        raise BizHubError(f"{target} is a file. Name a folder that is empty or does not exist yet.")
    if target.is_dir() and any(target.iterdir()):
        raise BizHubError(f"{target} is not empty. Name a folder that is empty or does not exist yet.")
    if target.is_mount():
        raise BizHubError(f"{target} is a disk of its own. Name a folder on it, such as {target / 'bizhub-1'}.")
    if not target.parent.is_dir():
        raise BizHubError(f"There is no folder {target.parent}. Make it first, or check that its disk is there.")


def require_room(folder: Path, needed: int, shown: Callable[[int], str]) -> None:
    """Raise BizHubError when a disk has less free bytes than are needed."""
    free = shutil.disk_usage(folder).free
    if free < needed + _ROOM_LEFT:
        raise BizHubError(
            f"There is not enough room in {folder}: about {shown(needed)} are needed, and {shown(free)} are free."
        )


def part_of(target: Path, job_id: str) -> Path:
    """Where the backup is made; each job has its own."""
    return target.with_name(f"{target.name}.{job_id}.part")


def begin(part: Path) -> None:
    """Make the folder, closed to others."""
    part.mkdir(mode=0o700)


def finish(part: Path, target: Path, manifest: Manifest) -> None:
    """Write the manifest and give the folder its name; it outlives a power cut."""
    _write(part / MANIFEST, written(manifest).encode())
    for folder in (part, *(path for path in part.rglob("*") if path.is_dir())):
        sync_folder(folder)
    part.rename(target)  # an empty folder in its place is replaced
    sync_folder(target.parent)


def throw_away(part: Path) -> None:
    """Remove what was begun."""
    shutil.rmtree(part, ignore_errors=True)


def write_new(path: Path, content: bytes) -> None:
    """Write a new file of a backup with the folders it needs."""
    make_folder(path.parent)
    _write(path, content)


def make_folder(folder: Path) -> None:
    """Make a folder of a backup, closed to others."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def copy(source: Path, target: Path, check: Check) -> str:
    """Copy a file and bring it to the disk; the SHA-256 of what was copied."""
    make_folder(target.parent)
    digest = hashlib.sha256()
    with source.open("rb") as read, os.fdopen(_new(target), "wb") as write:
        while part := read.read(_BYTES_AT_ONCE):
            digest.update(part)
            write.write(part)
            check(len(part))
        write.flush()
        os.fsync(write.fileno())
    return digest.hexdigest()


def listed(part: Path, check: Check) -> tuple[BackupFile, ...]:
    """Every file below a folder, read again from its disk."""
    files = sorted(path for path in part.rglob("*") if path.is_file())
    return tuple(_described(part, path, check) for path in files)


def read_manifest(folder: Path) -> Manifest:
    """What a backup says of itself. Raises BizHubError when it is none."""
    try:
        return parse((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise BizHubError(
            f"{folder} is no backup: it has no {MANIFEST}, which is written last. "
            "Name the folder that `backup` has written, not one whose name ends in .part."
        ) from None
    except UnicodeDecodeError:
        raise BizHubError(f"{MANIFEST} cannot be read. {DAMAGED}") from None


def refuse_damaged(folder: Path, files: Sequence[BackupFile], check: Check) -> None:
    """Raise BizHubError unless every file is there and as it was written."""
    for file in files:
        path = folder / file.path
        if not path.is_file():
            raise BizHubError(f"The file {file.path} of this backup is missing. {DAMAGED}")
        if path.stat().st_size != file.size or _digest(path, check) != file.sha256:
            raise BizHubError(f"The file {file.path} of this backup is not as it was written. {DAMAGED}")


def link_all(folders: Iterable[Path], into: Path) -> None:
    """Hold on to the files of some folders by a second name, so that they stay when their first one goes."""
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            place = into / path.relative_to(folder.parent)
            with suppress(FileNotFoundError):  # a draft that was just put in place
                if path.is_dir():
                    make_folder(place)
                elif path.is_file() and not path.is_symlink():
                    os.link(path, place)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Bring a file that another library wrote to the disk."""
    sync_folder(path)


def sentence(problem: OSError, place: Path) -> str:
    """What stopped the work on a disk."""
    if problem.errno == errno.ENOSPC:
        return f"The disk of {place} is full. Make room, then try again."
    return f"{place} cannot be used: {problem.strerror or problem}. BizHub runs as user {os.getuid()}."


def _described(part: Path, path: Path, check: Check) -> BackupFile:
    return BackupFile(path.relative_to(part).as_posix(), path.stat().st_size, _digest(path, check))


def _digest(path: Path, check: Check) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while content := file.read(_BYTES_AT_ONCE):
            digest.update(content)
            check(len(content))
    return digest.hexdigest()


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(_new(path), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _new(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
