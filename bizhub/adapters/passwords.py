"""Argon2id through passlib, in two threads of its own: a hash takes 20 ms and 19 MiB, and never the event loop."""

import secrets
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bizhub.domain.errors import Busy
from bizhub.domain.passwords import LONGEST
from bizhub.settings import Settings

with warnings.catch_warnings():
    # passlib 1.7.4 reads a module and an attribute that are going away; the canary below notices when they have gone.
    warnings.simplefilter("ignore", DeprecationWarning)
    from passlib.context import CryptContext
    from passlib.exc import UnknownHashError
    from passlib.hash import argon2  # pyright: ignore[reportAttributeAccessIssue]  # made when asked for

    argon2.set_backend("argon2_cffi")

_Answer = TypeVar("_Answer")

_THREADS = 2
_QUEUE = 50


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a password is the stored one; `better_hash` replaces a hash made with older parameters."""

    matches: bool
    better_hash: str | None = None


class Passwords:
    """Hashes and checks passwords; raises Busy when more than fifty wait."""

    def __init__(self, settings: Settings) -> None:
        """Start the threads; the first thing they do is the canary, whose hash stands in for unknown people's."""
        self._context = CryptContext(
            schemes=["argon2"],
            argon2__type="ID",
            argon2__memory_cost=settings.argon2_memory_kib,
            argon2__rounds=settings.argon2_rounds,
            argon2__parallelism=1,
        )
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="bizhub-password")
        self._places = threading.BoundedSemaphore(_THREADS + _QUEUE)
        self._nobodys_hash: Future[str] = self._threads.submit(self._canary)

    def warm(self) -> None:
        """Wait until the first hash is made and checked; raises RuntimeError when hashing does not work here."""
        self._nobodys_hash.result()

    def hash(self, password: str) -> str:
        """The hash to store; taken verbatim, so NFC and NFD forms differ. ValueError above the longest password."""
        if len(password) > LONGEST:
            raise ValueError("The password is too long")
        made: str = self._in_thread(partial(self._context.hash, password))
        return made

    def check(self, password: str, stored: str | None) -> Checked:
        """Compare a password with a stored hash; without one it takes as long and never matches."""
        return self._in_thread(partial(self._check, password, stored))

    def close(self) -> None:
        """Wait for what is running and refuse what is waiting."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _in_thread(self, work: Callable[[], _Answer]) -> _Answer:
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            return self._threads.submit(work).result()
        finally:
            self._places.release()

    def _check(self, password: str, stored: str | None) -> Checked:
        nobodys = self._nobodys_hash.result()
        is_possible = stored is not None and len(password) <= LONGEST
        typed = password[:LONGEST].encode(errors="surrogatepass")
        try:
            matches, better_hash = self._context.verify_and_update(typed, stored or nobodys)
        except UnknownHashError:
            matches, better_hash = self._context.verify(typed, nobodys), None
            is_possible = False
        return Checked(matches=True, better_hash=better_hash) if matches and is_possible else Checked(matches=False)

    def _canary(self) -> str:
        password = secrets.token_urlsafe(32)
        made: str = self._context.hash(password)
        is_right = self._context.verify(password, made) and not self._context.verify(password + "x", made)
        if not (made.startswith("$argon2id$") and is_right and not self._context.needs_update(made)):
            raise RuntimeError("Hashing passwords does not work: passlib and argon2-cffi do not fit each other")
        return made
