"""The heads of the activity chains, outside the database: they show when the tail of a chain was cut off."""

import fcntl
import os
from pathlib import Path

_HASH_LENGTH = 64


class ActivityAnchor:
    """One small file per center: `sequence hash`."""

    def __init__(self, folder: Path) -> None:
        """Keep the anchors in this folder."""
        self._folder = folder

    def write(self, center_id: int, sequence: int, entry_hash: str) -> None:
        """Note a head; an older one never overwrites a newer one."""
        descriptor = os.open(self._folder / str(center_id), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            known = _parse(os.pread(descriptor, 128, 0))
            if known is None or known[0] < sequence:
                os.pwrite(descriptor, f"{sequence:019d} {entry_hash}\n".encode(), 0)
        finally:
            os.close(descriptor)

    def read(self, center_id: int) -> tuple[int, str] | None:
        """The noted head of a center, or None when there is none."""
        try:
            return _parse((self._folder / str(center_id)).read_bytes())
        except FileNotFoundError:
            return None

    def center_ids(self) -> set[int]:
        """The centers that have an anchor."""
        return {int(path.name) for path in self._folder.iterdir() if path.name.isdigit()}


def _parse(content: bytes) -> tuple[int, str] | None:
    parts = content.decode("ascii", errors="replace").split()
    if len(parts) != 2 or not parts[0].isdigit() or len(parts[1]) != _HASH_LENGTH:
        return None
    return int(parts[0]), parts[1]
