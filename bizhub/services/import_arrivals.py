"""Report files on their way in: each holds a place and room for its size while it is sent."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that is being sent: by whom, to which center, and how many bytes it may have."""

    user_id: int
    center_id: int
    size: int


class Arrivals:
    """The files on their way into this process; used by many threads."""

    def __init__(self) -> None:
        """Start without any."""
        self._deciding = threading.Lock()
        self._by_number: dict[int, Arrival] = {}

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """Let nobody else decide meanwhile: of two at once, both would count before either is there."""
        with self._deciding:
            yield

    def enter(self, number: int, arrival: Arrival) -> None:
        """A file comes, known by this number."""
        self._by_number[number] = arrival

    def leave(self, number: int) -> None:
        """It has arrived or was given up; safe to repeat."""
        self._by_number.pop(number, None)

    def count(self, whose: Callable[[Arrival], bool]) -> tuple[int, int]:
        """How many are on their way, and their bytes."""
        sizes = [arrival.size for arrival in list(self._by_number.values()) if whose(arrival)]
        return len(sizes), sum(sizes)
