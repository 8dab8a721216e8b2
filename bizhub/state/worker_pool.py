"""The bounded pool of threads in which use cases run, so that nothing blocks the event loop."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import TypeVar

from bizhub.domain.errors import Busy

_T = TypeVar("_T")

QUEUE_PER_THREAD = 25
"""How much work may wait for each thread; what comes on top is told to try again."""


class WorkerPool:
    """Threads, and a limit on what may wait for them."""

    def __init__(self, threads: int, *, queue: int | None = None) -> None:
        """Make a pool; its threads start with the first work."""
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="bizhub-work")
        waiting = threads * QUEUE_PER_THREAD if queue is None else queue
        self._places = threading.BoundedSemaphore(threads + waiting)

    async def run(self, work: Callable[[], _T]) -> _T:
        """Run blocking work in a thread and wait for it; raises Busy when too much is waiting.

        Work that has begun goes on to its end when the waiting handler is cancelled: a change is whole or absent.
        """
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            # An empty context: what runs here belongs to no event of Reflex.
            future = self._executor.submit(Context().run, work)
        except BaseException:
            self._places.release()
            raise
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Wait for what is running and refuse what is waiting."""
        self._executor.shutdown(wait=True, cancel_futures=True)


_pool: WorkerPool | None = None
_pool_lock = threading.Lock()


def start(threads: int) -> WorkerPool:
    """Make the pool of this process; its lifespan does, and closes it with `stop`."""
    global _pool
    with _pool_lock:
        _pool = WorkerPool(threads)
        return _pool


def stop() -> None:
    """Close the pool of this process."""
    global _pool
    with _pool_lock:
        if _pool is not None:
            _pool.close()
        _pool = None


def current() -> WorkerPool:
    """The pool of this process."""
    if _pool is None:
        raise RuntimeError("BizHub is not running: no worker pool was started in this process")
    return _pool
