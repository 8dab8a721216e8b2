"""The heads of the activity chains, outside the database: they show when the tail of a chain was cut off."""

import fcntl
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bizhub.domain.chain import GENESIS
from bizhub.settings import write_once

_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a file says of a chain's last entry; only a genuine one was written with the key."""

    sequence: int
    hash: str
    is_genuine: bool


class ActivityAnchor:
    """One small file per chain: `sequence hash seal`, the seal being a keyed hash of the chain and both.

    A file is made before its chain begins and only ever moved along the chain, so a file that was removed, altered or
    no longer fits the entries stays like that until somebody looks.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        """Keep the anchors in this folder, sealed with this key."""
        self._folder = folder
        self._key = key

    def begin(self, center_id: int) -> None:
        """Make the file of a chain that is about to begin; it outlives a power cut. One that stands is kept."""
        write_once(self._path(center_id), self._line(center_id, 0, GENESIS))

    def move(
        self, center_id: int, before: tuple[int, str], after: tuple[int, str], stands: Callable[[int, str], bool]
    ) -> None:
        """Note the (sequence, hash) after a change that began at `before`; an older one never replaces a newer one.

        `stands` tells whether an entry is still in the record; it is asked about a file that lags behind.
        """
        try:
            descriptor = os.open(self._path(center_id), os.O_RDWR)
        except FileNotFoundError:
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            known = self._parse(center_id, os.pread(descriptor, _LENGTH + 1, 0))
            end = (known.sequence, known.hash)
            follows = end == before or (known.sequence < before[0] and (known.sequence == 0 or stands(*end)))
            if known.is_genuine and follows:
                os.pwrite(descriptor, self._line(center_id, *after), 0)
        finally:
            os.close(descriptor)

    def read(self, center_id: int) -> Anchor | None:
        """The file of a chain, or None when there is none."""
        try:
            with self._path(center_id).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH)
                return self._parse(center_id, file.read(_LENGTH + 1))
        except FileNotFoundError:
            return None

    def lines(self) -> dict[str, bytes]:
        """What stands in each file, genuine or not, by its name."""
        found: dict[str, bytes] = {}
        for path in self._folder.iterdir():
            if path.name.isdigit():
                with path.open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_SH)
                    found[path.name] = file.read()
        return found

    def center_ids(self) -> set[int]:
        """The chains that have an anchor; not those whose first entry was taken back."""
        numbers = [int(path.name) for path in self._folder.iterdir() if path.name.isdigit()]
        return {number for number in numbers if self.read(number) != Anchor(0, GENESIS, is_genuine=True)}

    def _path(self, center_id: int) -> Path:
        return self._folder / str(center_id)

    def _line(self, center_id: int, sequence: int, entry_hash: str) -> bytes:
        end = f"{sequence:019d} {entry_hash}"
        seal = hmac.digest(self._key, f"anchor {center_id} {end}".encode(), "sha256").hex()
        return f"{end} {seal}\n".encode()

    def _parse(self, center_id: int, content: bytes) -> Anchor:
        parts = content.decode("ascii", errors="replace").split()
        if len(parts) != 3 or not parts[0].isdecimal():
            return Anchor(0, "", is_genuine=False)
        sequence, entry_hash = int(parts[0]), parts[1]
        genuine = hmac.compare_digest(content, self._line(center_id, sequence, entry_hash))
        return Anchor(sequence, entry_hash, genuine)
