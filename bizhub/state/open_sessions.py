"""Which sessions were open a moment ago, so that the guard asks the database once in a while and not every time."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial

from bizhub.services import runtime
from bizhub.services.session_view import is_signed_in
from bizhub.services.work import Caller, begin
from bizhub.state import worker_pool
from bizhub.state.visitor import Visitor

FRESH_FOR_S = 5.0
"""A session that ended in another process is noticed after this time at the latest, and in this one at once."""

_REMEMBERED = 10_000

Look = Callable[[Visitor], Awaitable[bool]]


class OpenSessions:
    """A short memory of which sessions are open; every use case looks for itself besides."""

    def __init__(self, look: Look | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Remember answers of `look`, which asks the database unless a test says otherwise."""
        self._look = look or _look
        self._clock = clock
        self._seen: OrderedDict[str, tuple[bool, float]] = OrderedDict()
        self._forgotten = 0

    async def is_open(self, visitor: Visitor, *, anew: bool = False) -> bool:
        """Whether the visitor's session is open; `anew` asks whatever is remembered."""
        if visitor.session_token is None:
            return False
        digest = visitor.digest
        known = self._seen.get(digest)
        if known is not None and not anew and self._clock() - known[1] < FRESH_FOR_S:
            return known[0]
        forgotten = self._forgotten
        found = await self._look(visitor)
        if forgotten != self._forgotten:
            return found  # something ended while we looked: true for this event, not to be remembered
        self._seen[digest] = (found, self._clock())
        self._seen.move_to_end(digest)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return found

    def was_open(self, digest: str | None) -> bool:
        """Whether a session was open when it was last looked at, however long ago that is."""
        return digest is not None and self._seen.get(digest, (False, 0.0))[0]

    def forget(self, digest: str) -> None:
        """Ask again at the next event of this session."""
        self._forgotten += 1
        self._seen.pop(digest, None)


async def _look(visitor: Visitor) -> bool:
    return await worker_pool.current().run(partial(_read, visitor.caller()))


def _read(caller: Caller) -> bool:
    with begin(runtime.current(), caller, write=False) as work:
        return is_signed_in(work)


open_sessions = OpenSessions()
"""The memory of this process."""
