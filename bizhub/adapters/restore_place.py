"""The data folder that a backup is restored into: until it is whole, a folder in it says that it is not."""

import shutil
from pathlib import Path

from bizhub.adapters import backup_folder, server_lock
from bizhub.domain.errors import BizHubError

_UNFINISHED = "restore.part"


def problem_of(data_dir: Path) -> str:
    """Why nothing may start in a data folder: a restore into it was cut off. Empty when nothing is wrong."""
    if not part_of(data_dir).exists():
        return ""
    return f"The restore into {data_dir} was cut off. Run the same restore again, then start BizHub."


def part_of(data_dir: Path) -> Path:
    """Where files are put first, and what says that a restore has not come to its end."""
    return data_dir / _UNFINISHED


def refuse_taken(data_dir: Path) -> None:
    """Raise BizHubError for a folder that a process uses, or that is not empty."""
    holder = server_lock.holder(data_dir)
    if holder is not None:
        raise BizHubError(f"Process {holder.pid} uses {data_dir}. End it first, or name another BIZHUB_DATA_DIR.")
    if data_dir.exists() and not data_dir.is_dir():
        raise BizHubError(f"{data_dir} is a file. Name another BIZHUB_DATA_DIR.")
    refuse_filled(data_dir)


def refuse_filled(data_dir: Path) -> None:
    """Raise BizHubError for a folder that holds anything but what a cut-off restore left."""
    if not part_of(data_dir).exists() and _held(data_dir):
        raise BizHubError(
            f"{data_dir} is not empty, and a restore replaces nothing. Move it away (mv {data_dir} {data_dir}.before), "
            "or name another BIZHUB_DATA_DIR."
        )


def begin(data_dir: Path) -> Path:
    """Throw away what a cut-off restore left, and make the folder for the files; its path."""
    part = part_of(data_dir)
    for path in _held(data_dir) if part.exists() else []:
        if path != part:
            _remove(path)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    backup_folder.sync_folder(data_dir)
    return part


def move_up(data_dir: Path) -> None:
    """Put the files where BizHub looks for them; nothing starts there before `finish`."""
    part = part_of(data_dir)
    for path in sorted(part.iterdir()):
        path.rename(data_dir / path.name)
    backup_folder.sync_folder(data_dir)


def finish(data_dir: Path) -> None:
    """Say that it is whole; it outlives a power cut."""
    part_of(data_dir).rmdir()
    backup_folder.sync_folder(data_dir)


def give_up(data_dir: Path) -> None:
    """Leave the folder as empty as it was."""
    for path in _held(data_dir):
        if path != part_of(data_dir):
            _remove(path)
    _remove(part_of(data_dir))


def _held(data_dir: Path) -> list[Path]:
    """What is in the folder; the lock's file stays there for ever."""
    if not data_dir.is_dir():
        return []
    return [path for path in data_dir.iterdir() if path.name != "server.lock"]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
