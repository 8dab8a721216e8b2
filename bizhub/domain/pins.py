"""Pinned ad accounts: at most nine, each on a key."""

from collections.abc import Collection
from dataclasses import dataclass

KEYS = range(1, 10)


@dataclass(frozen=True, slots=True)
class PinRow:
    """A pinned ad account and its key."""

    key: int
    id: str
    name: str
    external_id: str
    currency: str


def next_free_key(taken: Collection[int]) -> int | None:
    """The lowest key without a pin; None when all nine are taken."""
    return next((key for key in KEYS if key not in taken), None)
