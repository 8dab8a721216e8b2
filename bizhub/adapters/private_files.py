"""Files of the data folder belong to their owner alone, whatever the surroundings would make of them."""

import contextlib
import os
from pathlib import Path

_OTHERS = 0o077


def keep_new_files_private() -> None:
    """Let this process, and those it starts, make every file and folder closed to other users."""
    os.umask(_OTHERS)


def close_to_others(folder: Path) -> None:
    """Take from other users what they may do with a folder and everything in it, databases of before included."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in (folder, *folder.rglob("*")):
        with contextlib.suppress(FileNotFoundError):  # a message or a draft that was just taken away
            mode = path.lstat().st_mode
            if mode & _OTHERS and not path.is_symlink():
                path.chmod(mode & ~_OTHERS)
