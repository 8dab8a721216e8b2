"""Counting those who write, so that for a moment nobody does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Writers:
    """Any number of writers at a time, or none while they are kept out. Nobody enters twice in one thread."""

    def __init__(self) -> None:
        """Start with nobody in."""
        self._moved = threading.Condition()
        self._inside = 0
        self._closed = False

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Be one of those who write, once they are let in."""
        with self._moved:
            self._moved.wait_for(lambda: not self._closed)
            self._inside += 1
        try:
            yield
        finally:
            with self._moved:
                self._inside -= 1
                self._moved.notify_all()

    @contextmanager
    def kept_out(self) -> Iterator[None]:
        """Wait until those who write have ended; whoever comes meanwhile waits for the block to end."""
        with self._moved:
            self._moved.wait_for(lambda: not self._closed)
            self._closed = True
        try:
            with self._moved:
                self._moved.wait_for(lambda: not self._inside)
            yield
        finally:
            with self._moved:
                self._closed = False
                self._moved.notify_all()
