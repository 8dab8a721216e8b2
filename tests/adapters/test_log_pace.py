"""One place in the code cannot fill the log, and nothing is left out in silence."""

import io
import logging
from collections.abc import Callable, Iterator

import pytest

from bizhub.adapters.log_pace import WINDOW_S, LogPace

Now = list[float]


@pytest.fixture
def now() -> Now:
    return [0.0]


@pytest.fixture
def log(now: Now) -> Iterator[io.StringIO]:
    """What a logger writes that lets three lines through for each place."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(LogPace(3, clock=lambda: now[0]))
    logger = logging.getLogger("paced")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


def here(text: object) -> None:
    logging.getLogger("paced").warning(text)


def there(text: str) -> None:
    logging.getLogger("paced").warning(text)


def repeat(times: int, line: Callable[[str], None]) -> None:
    for number in range(times):
        line(f"session {number}")


def test_a_place_writes_its_lines_and_says_that_it_stops(log: io.StringIO) -> None:
    repeat(1_000, here)
    assert log.getvalue().splitlines() == [
        "session 0", "session 1", "session 2 (more like this are only counted for a while)",
    ]  # fmt: skip


def test_the_next_line_says_how_many_were_left_out(log: io.StringIO, now: Now) -> None:
    repeat(4_216, here)
    now[0] = WINDOW_S
    here("again")
    assert log.getvalue().splitlines()[3:] == ["again (and 4,213 more like this before)"]
    here("once more")
    assert log.getvalue().splitlines()[4:] == ["once more"]


def test_other_places_are_not_quieter(log: io.StringIO) -> None:
    repeat(1_000, here)
    there("something else")
    assert log.getvalue().splitlines()[3:] == ["something else"]


def own(logger: logging.Logger, error: Exception) -> None:
    logger.error({"event": f"{type(error).__name__} happened", "exc_info": error})


def of_a_library(logger: logging.Logger, error: Exception) -> None:
    logger.error("%s happened", type(error).__name__, exc_info=error)


@pytest.mark.parametrize("say", [own, of_a_library])
def test_a_flood_of_one_failure_hides_no_other(
    log: io.StringIO, say: Callable[[logging.Logger, Exception], None]
) -> None:
    """All failures of handlers are logged by one line of code."""

    def fail(work: Callable[[], object]) -> None:
        try:
            work()
        except (ArithmeticError, LookupError) as error:
            say(logging.getLogger("paced"), error)

    for _ in range(1_000):
        fail(lambda: 1 / 0)
    assert log.getvalue().count("ZeroDivisionError happened") == 3
    fail(lambda: {}["there"])
    fail(lambda: 1 / 0.0)
    assert log.getvalue().count("KeyError happened") == 1
    assert log.getvalue().count("ZeroDivisionError happened") == 4


def test_an_own_event_keeps_its_values(log: io.StringIO) -> None:
    repeat(2, here)
    here({"event": "Refused", "address": "::1"})
    assert "'address': '::1'" in log.getvalue()
    assert "Refused (more like this are only counted for a while)" in log.getvalue()


def test_what_stops_bizhub_is_always_written(log: io.StringIO) -> None:
    repeat(5, lambda text: logging.getLogger("paced").critical(text))
    assert len(log.getvalue().splitlines()) == 5
