"""Round numbers for the axis of a chart."""

from math import ceil, floor

_STEPS = (1, 2, 5, 10)


def ticks_for(smallest: float, largest: float, *, most: int = 4) -> tuple[int, ...]:
    """Whole numbers around 0, `smallest` and `largest`, evenly spaced, at most `most` steps."""
    lowest, highest = min(smallest, 0), max(largest, 0)
    if lowest == highest:
        return (0, 1)
    power = 1
    while True:
        for step in (factor * power for factor in _STEPS):
            below, above = floor(lowest / step), ceil(highest / step)
            if above - below <= most:
                return tuple(step * index for index in range(below, above + 1))
        power *= 10
