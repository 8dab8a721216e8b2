"""Who sits at which browser tab, as the guard and the session state saw it last; kept for pushing, never for rights."""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

KEPT_S = 3600.0
"""As long as Reflex keeps the state of a tab that is gone."""

_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Seat:
    """One tab: its session, person, center, and the path of its page, without the query.

    `viewer_id` is who sees BizHub there as that person does.
    """

    digest: str
    user_id: str = ""
    viewer_id: str = ""
    center_id: str = ""
    path: str = "/"
    seen_at: float = 0.0


class Seats:
    """Seats by client token. Used on the event loop only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start empty."""
        self._clock = clock
        self._by_token: OrderedDict[str, Seat] = OrderedDict()

    def note(self, token: str, digest: str, path: str) -> None:
        """An event came from this tab; another session takes the seat over, without the person before."""
        seat = self._by_token.get(token)
        if seat is None or seat.digest != digest:
            seat = Seat(digest)
        self._put(token, replace(seat, path=path, seen_at=self._clock()))

    def name(self, token: str, *, user_id: str, center_id: str, viewer_id: str = "") -> None:
        """Say who sits there and which center they look at."""
        seat = self._by_token.get(token)
        if seat is not None:
            self._put(token, replace(seat, user_id=user_id, center_id=center_id, viewer_id=viewer_id))

    def leave(self, token: str) -> None:
        """The seat is empty again."""
        self._by_token.pop(token, None)

    def digest(self, token: str) -> str | None:
        """Digest of the session that sits there."""
        seat = self._by_token.get(token)
        return None if seat is None else seat.digest

    def tokens(self, wanted: Callable[[Seat], bool]) -> list[str]:
        """Tokens of the seats that fit, connected or not."""
        self._forget_old()
        return [token for token, seat in self._by_token.items() if wanted(seat)]

    def connected(self, wanted: Callable[[Seat], bool], connected: Collection[str]) -> list[str]:
        """Tokens of the seats that fit and have an open connection."""
        return [token for token in self.tokens(wanted) if token in connected]

    def _put(self, token: str, seat: Seat) -> None:
        self._by_token[token] = seat
        self._by_token.move_to_end(token)
        if len(self._by_token) > _MOST:
            self._by_token.popitem(last=False)

    def _forget_old(self) -> None:
        oldest = self._clock() - KEPT_S
        while self._by_token and next(iter(self._by_token.values())).seen_at < oldest:
            self._by_token.popitem(last=False)


seats = Seats()
"""The seats of this process."""
