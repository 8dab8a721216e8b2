"""Token buckets: how often somebody may do something."""

import time
from collections import OrderedDict
from collections.abc import Callable


class Pace:
    """An allowance per key that fills up with time; the keys seen longest ago are forgotten."""

    def __init__(
        self,
        per_second: float,
        burst: int,
        *,
        keys: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow `burst` at once and `per_second` in the long run."""
        self._per_second = per_second
        self._burst = burst
        self._keys = keys
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> bool:
        """Take one from a key's allowance; False when there is none."""
        now = self._clock()
        allowance, filled_at = self._left.pop(key, (float(self._burst), now))
        allowance = min(self._burst, allowance + (now - filled_at) * self._per_second)
        taken = allowance >= 1
        self._left[key] = (allowance - 1 if taken else allowance, now)
        if len(self._left) > self._keys:
            self._left.popitem(last=False)
        return taken
