"""19-digit, time-ordered identifiers."""

import secrets
import threading
import time
from array import array

_EPOCH_MS = 1_262_304_000_000  # 2010-01-01 UTC: 19 digits since 2017, 63 bits until 2079
_RANDOM_BITS = 22
_STEP = 1 << 10

_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """A new 63-bit identifier: milliseconds above 22 bits, later ones of this process always larger.

    The low bits are random, so that several processes do not collide and nobody counts centers by ID.
    """
    global _last
    now = (int(time.time() * 1000) - _EPOCH_MS) << _RANDOM_BITS
    candidate = now | secrets.randbits(_RANDOM_BITS)
    with _lock:
        if candidate <= _last:
            candidate = _last + 1 + secrets.randbelow(_STEP)
        _last = candidate
    return candidate


def new_ids(count: int) -> list[int]:
    """Several new identifiers in their order, for little more than the price of one."""
    global _last
    if count < 2:
        return [new_id() for _ in range(count)]
    made = [new_id()]
    steps = array("H", secrets.token_bytes(2 * (count - 1)))
    with _lock:
        for step in steps:
            _last += 1 + step % _STEP
            made.append(_last)
    return made


def parse_id(text: object) -> int | None:
    """The number behind an ID that came from outside, or None if it cannot be one."""
    if not isinstance(text, str) or len(text) != 19 or not text.isascii() or not text.isdigit():
        return None
    number = int(text)
    return number if number < 1 << 63 else None
