"""How well somebody could tell two groups of requests apart by the time of the answers."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of the requests for known and for unknown addresses."""

    known: Sequence[float]
    unknown: Sequence[float]

    @property
    def median_difference_ms(self) -> float:
        """How far the medians are apart."""
        return abs(median(self.known) - median(self.unknown))

    @property
    def auc(self) -> float:
        """How often the best guess between one of each is right: 0.5 tells nothing, 1 tells everything."""
        found = area_under_curve(self.known, self.unknown)
        return max(found, 1 - found)


def area_under_curve(first: Sequence[float], second: Sequence[float]) -> float:
    """The chance that one of `second` is larger than one of `first`, by rank sums; ties count half."""
    ordered = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    rank_sum, seen = 0.0, 0
    for _, tied in groupby(ordered, key=lambda entry: entry[0]):
        group = list(tied)
        middle = seen + (len(group) + 1) / 2
        rank_sum += middle * sum(side for _, side in group)
        seen += len(group)
    count = len(second)
    return (rank_sum - count * (count + 1) / 2) / (len(first) * count)


def interleaved(
    ask: Callable[[str, int], object], known: Sequence[str], unknown: Sequence[str], *, seed: int
) -> Timing:
    """Ask about each address once, in an order drawn by lot; `ask(address, number)` is what is timed."""
    asked = [(address, True) for address in known] + [(address, False) for address in unknown]
    random.Random(seed).shuffle(asked)
    times: dict[bool, list[float]] = {True: [], False: []}
    for number, (address, is_known) in enumerate(asked):
        started = time.perf_counter()
        ask(address, number)
        times[is_known].append((time.perf_counter() - started) * 1000)
    return Timing(times[True], times[False])
