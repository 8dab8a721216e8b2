"""Use cases run in a few threads; too many waiting are told to try again."""

import asyncio
import threading
from collections.abc import Iterator
from contextvars import ContextVar

import pytest

from bizhub.domain.errors import Busy
from bizhub.state import worker_pool
from bizhub.state.worker_pool import WorkerPool


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    """One thread, two places to wait."""
    made = WorkerPool(1, queue=2)
    yield made
    made.close()


async def test_work_runs_in_a_thread_and_its_answer_comes_back(pool: WorkerPool) -> None:
    assert await pool.run(lambda: threading.current_thread().name) == "bizhub-work_0"


async def test_failures_come_back_too(pool: WorkerPool) -> None:
    with pytest.raises(ZeroDivisionError):
        await pool.run(lambda: 1 // 0)


async def test_what_does_not_fit_is_refused_at_once_and_the_rest_is_done(pool: WorkerPool) -> None:
    gate = threading.Event()
    accepted = [asyncio.create_task(pool.run(gate.wait)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await pool.run(gate.wait)
    gate.set()
    assert await asyncio.gather(*accepted) == [True, True, True]
    assert await pool.run(gate.is_set)


async def test_a_cancelled_wait_gives_its_place_back(pool: WorkerPool) -> None:
    gate = threading.Event()
    running = asyncio.create_task(pool.run(gate.wait))
    waiting = [asyncio.create_task(pool.run(gate.wait)) for _ in range(2)]
    await asyncio.sleep(0.05)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    again = asyncio.create_task(pool.run(gate.is_set))
    gate.set()
    assert await running
    assert await again


async def test_begun_work_goes_on_when_its_handler_is_cancelled(pool: WorkerPool) -> None:
    gate, done = threading.Event(), threading.Event()

    def work() -> None:
        gate.wait()
        done.set()

    task = asyncio.create_task(pool.run(work))
    await asyncio.sleep(0.05)
    task.cancel()
    gate.set()
    assert await asyncio.to_thread(done.wait, 5)


async def test_work_sees_nothing_of_the_event_it_came_from(pool: WorkerPool) -> None:
    variable: ContextVar[str] = ContextVar("variable", default="nothing")
    variable.set("the event's")
    assert await pool.run(variable.get) == "nothing"


async def test_the_pool_belongs_to_a_running_bizhub() -> None:
    with pytest.raises(RuntimeError, match="not running"):
        worker_pool.current()
    worker_pool.start(1)
    assert await worker_pool.current().run(lambda: 7) == 7
    worker_pool.stop()
    with pytest.raises(RuntimeError, match="not running"):
        worker_pool.current()
