"""One process at a time owns the data folder: the server, or a command while no server runs."""

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

_RETRY_S = 0.02
_GRACE_S = 0.5


class Owner(StrEnum):
    """What kind of process owns the data folder."""

    SERVER = "server"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that owns the data folder; `pid` 0 while it has not written itself down yet."""

    owner: Owner = Owner.SERVER
    pid: int = 0
    address: str = ""


class LockHeld(Exception):
    """Another process owns the data folder."""

    def __init__(self, holder: Holder) -> None:
        """Keep who it is."""
        super().__init__(f"process {holder.pid} ({holder.owner}) owns the data folder")
        self.holder = holder


class ServerLock:
    """The lock on `server.lock`. The system lets go of it when the process dies, however it dies."""

    def __init__(self, descriptor: int) -> None:
        """Keep the open, locked file."""
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        """Hold it for a block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go."""
        self.release()

    def release(self) -> None:
        """Let go; the file stays, since removing it would let two processes lock two files."""
        if self._descriptor >= 0:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1


def acquire(data_dir: Path, owner: Owner, *, address: str = "") -> ServerLock:
    """Own the data folder, or raise LockHeld with who owns it.

    Call it after any fork: a child keeps a lock that it was born with.
    """
    descriptor = _open(data_dir)
    give_up = time.monotonic() + _GRACE_S
    while not _try(descriptor, fcntl.LOCK_EX):
        # Somebody who only looks (see `holder`) holds it for microseconds.
        if time.monotonic() > give_up:
            os.close(descriptor)
            raise LockHeld(_read(data_dir))
        time.sleep(_RETRY_S)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(asdict(Holder(owner, os.getpid(), address))).encode(), 0)
    return ServerLock(descriptor)


def holder(data_dir: Path) -> Holder | None:
    """Who owns the data folder now, or None."""
    if not _path(data_dir).exists():
        return None
    descriptor = _open(data_dir)
    try:
        return None if _try(descriptor, fcntl.LOCK_SH) else _read(data_dir)
    finally:
        os.close(descriptor)


def _open(data_dir: Path) -> int:
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.open(_path(data_dir), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _path(data_dir: Path) -> Path:
    return data_dir / "server.lock"


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(data_dir: Path) -> Holder:
    """What the holder wrote; it may be about to write."""
    give_up = time.monotonic() + _GRACE_S
    while time.monotonic() < give_up:
        try:
            written = json.loads(_path(data_dir).read_text(encoding="utf-8"))
            return Holder(Owner(written["owner"]), int(written["pid"]), str(written["address"]))
        except (ValueError, KeyError, TypeError):
            time.sleep(_RETRY_S)
    return Holder()
