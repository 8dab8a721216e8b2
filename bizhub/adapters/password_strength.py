"""How guessable a password is, by zxcvbn; its estimate may take half a second, so it has one thread of its own."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from zxcvbn import zxcvbn
from zxcvbn.matching import RANKED_DICTIONARIES

from bizhub.domain.errors import Busy
from bizhub.domain.passwords import Strength

_QUEUE = 20
_LOOKED_AT = 24
"""Characters the estimate reads: the time grows with the square, and longer ones are strong or repeat themselves."""


def common_rank(password: str) -> int | None:
    """The place of a password among the 30,000 most common ones, 1 being the most common; None if it is not there."""
    rank: int | None = RANKED_DICTIONARIES["passwords"].get(password.lower())
    return rank


class StrengthMeter:
    """Estimates one password after the other; raises Busy when more than twenty wait."""

    def __init__(self) -> None:
        """Make the thread; it starts with the first estimate."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bizhub-strength")
        self._places = threading.BoundedSemaphore(1 + _QUEUE)

    def measure(self, password: str, own_words: Sequence[str]) -> Strength:
        """The strength of a password; `own_words` are the person's name and address, easy to guess for others."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            return self._thread.submit(partial(_measure, password, own_words)).result()
        finally:
            self._places.release()

    def close(self) -> None:
        """Wait for what is running and refuse what is waiting."""
        self._thread.shutdown(wait=True, cancel_futures=True)


def _measure(password: str, own_words: Sequence[str]) -> Strength:
    found = zxcvbn(password[:_LOOKED_AT], user_inputs=[word.lower() for word in own_words])
    return Strength(score=int(found["score"]), warning=str(found["feedback"]["warning"] or ""))
