"""Round numbers for the axis of a chart."""

_STEPS = (1, 2, 5, 10)


def ticks_for(largest: float, *, most: int = 4) -> tuple[int, ...]:
    """Whole numbers from 0 to at least `largest`, evenly spaced, at most `most` above zero."""
    if largest <= 0:
        return (0, 1)
    power = 1
    while True:
        for step in (factor * power for factor in _STEPS):
            count = -(-int(-(-largest // 1)) // step)
            if count <= most:
                return tuple(step * index for index in range(count + 1))
        power *= 10
