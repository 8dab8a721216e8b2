"""Progress and cancellation of long statements in DuckDB."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

from bizhub.domain.report import ImportCancelled

POLL_S = 0.1


def _never() -> bool:
    return False


def _silently(_share: float) -> None:
    return None


class Watch:
    """Tells how far a piece of work is (0 to 1) and whether it should stop; both are called from another thread."""

    def __init__(
        self, *, progress: Callable[[float], None] = _silently, cancelled: Callable[[], bool] = _never
    ) -> None:
        """Keep the two callbacks."""
        self._progress = progress
        self._cancelled = cancelled

    def reached(self, share: float) -> None:
        """Say how far it is; raises ImportCancelled when it should stop."""
        if self._cancelled():
            raise ImportCancelled
        self._progress(share)

    @contextmanager
    def statements(self, connection: duckdb.DuckDBPyConnection, start: float, end: float) -> Iterator[None]:
        """Report from `start` to `end` while statements run inside, and interrupt them when asked to stop."""
        self.reached(start)
        done, stopped = threading.Event(), threading.Event()
        thread = threading.Thread(
            target=self._poll, args=(connection, start, end, done, stopped), name="watch", daemon=True
        )
        thread.start()
        try:
            yield
        except duckdb.InterruptException:
            if stopped.is_set():
                raise ImportCancelled from None
            raise
        finally:
            done.set()
            thread.join()
        self.reached(end)

    def _poll(
        self,
        connection: duckdb.DuckDBPyConnection,
        start: float,
        end: float,
        done: threading.Event,
        stopped: threading.Event,
    ) -> None:
        while not done.wait(POLL_S):
            if self._cancelled():
                stopped.set()
                connection.interrupt()
                continue
            percent = connection.query_progress()
            if percent > 0:
                self._progress(start + (end - start) * min(percent, 100.0) / 100)


UNWATCHED = Watch()
