"""Which sessions were open a moment ago, so that the guard asks the database once in a while and not every time."""

import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from bizhub.domain.viewing import viewing_of
from bizhub.services import runtime
from bizhub.services.session_view import count_ended_rights, is_signed_in
from bizhub.services.work import Caller, Work, begin
from bizhub.state import worker_pool
from bizhub.state.visitor import Visitor

FRESH_FOR_S = 5.0
"""A session that ended in another process is noticed after this time at the latest, and in this one at once."""

_REMEMBERED = 10_000

_T = TypeVar("_T")


class OpenSessions:
    """A short memory of which sessions are open; every use case looks for itself besides."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Remember nothing yet."""
        self._clock = clock
        self._seen: OrderedDict[str, tuple[bool, float]] = OrderedDict()
        self._forgotten = 0

    async def is_open(self, visitor: Visitor) -> bool:
        """Whether the visitor's session is open, or was a moment ago."""
        if visitor.session_token is None:
            return False
        known = self._seen.get(visitor.digest)
        if known is not None and self._clock() - known[1] < FRESH_FOR_S:
            return known[0]
        forgotten = self._forgotten
        found = await _ask(visitor, is_signed_in)
        self._remember(visitor.digest, found, forgotten)
        return found

    async def count_ended_rights(self, visitor: Visitor) -> int | None:
        """How many of the visitor's rights have ended, now; None without an open session."""
        if visitor.session_token is None:
            return None
        forgotten = self._forgotten
        found = await _ask(visitor, count_ended_rights)
        self._remember(visitor.digest, found is not None, forgotten)
        return found

    def was_open(self, digest: str | None) -> bool:
        """Whether a session was open when it was last looked at, however long ago that is."""
        return digest is not None and self._seen.get(digest, (False, 0.0))[0]

    def forget(self, digest: str) -> None:
        """Ask again at the next event of this session."""
        self._forgotten += 1
        self._seen.pop(digest, None)

    def _remember(self, digest: str, is_open: bool, forgotten: int) -> None:
        if forgotten != self._forgotten:
            return  # something ended while we looked: true for this event, not to be remembered
        self._seen[digest] = (is_open, self._clock())
        self._seen.move_to_end(digest)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)


async def _ask(visitor: Visitor, question: Callable[[Work], _T]) -> _T:
    return await worker_pool.current().run(partial(_read, question, visitor.caller()))


def _read(question: Callable[[Work], _T], caller: Caller) -> _T:
    with begin(runtime.current(), caller, write=False, viewing=viewing_of(question)) as work:
        return question(work)


open_sessions = OpenSessions()
"""The memory of this process."""
