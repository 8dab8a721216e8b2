"""How the budgets are measured: the work and its floor in turn, in one run, the medians compared."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; `floor_ms` is what `budget` multiplies, or None when the budget is itself in milliseconds.

    What is no time has another `unit`, in which all three are.
    """

    what: str
    measured_ms: float
    floor_ms: float | None
    budget: float
    unit: str = "ms"

    @property
    def used(self) -> float:
        """The ratio to the floor, or the milliseconds."""
        return self.measured_ms if self.floor_ms is None else self.measured_ms / self.floor_ms

    @property
    def holds(self) -> bool:
        """Whether the budget is kept."""
        return self.used <= self.budget

    def __str__(self) -> str:
        """As `make bench` prints it."""
        verdict = "ok  " if self.holds else "MISS"
        if self.floor_ms is None:
            return f"{verdict} {self.what}: {self.measured_ms:.2f} {self.unit} (budget {self.budget:g} {self.unit})"
        floor = f"{self.measured_ms:.3f} {self.unit} against {self.floor_ms:.3f} {self.unit}"
        return f"{verdict} {self.what}: {self.used:.2f}x (budget {self.budget:g}x; {floor})"


def compare(
    work: Callable[[], object], floor: Callable[[], object], *, rounds: int, repeat: int = 1
) -> tuple[float, float]:
    """Median milliseconds of one call of each, measured in turn so that both meet the same machine."""
    work()
    floor()
    taken: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for place, call in enumerate((work, floor)):
            started = time.perf_counter()
            for _ in range(repeat):
                call()
            taken[place].append((time.perf_counter() - started) * 1000 / repeat)
    gc.unfreeze()
    return statistics.median(taken[0]), statistics.median(taken[1])


def median_ms(work: Callable[[], object], *, rounds: int) -> float:
    """Median milliseconds of one call."""
    return compare(work, lambda: None, rounds=rounds)[0]


def bare(connection: Connection, use_case: Callable[[], object]) -> Callable[[], None]:
    """The statements of a use case with their values, on the bare driver."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        seen.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    use_case()
    event.remove(connection, "before_cursor_execute", note)
    cursor = connection.connection.cursor()

    def run() -> None:
        for statement, values in seen:
            cursor.execute(statement, values)
            cursor.fetchall()

    return run
