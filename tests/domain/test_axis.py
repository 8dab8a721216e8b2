"""The axis of a chart has round numbers around everything that is drawn."""

import pytest

from bizhub.domain.axis import ticks_for


@pytest.mark.parametrize(
    ("smallest", "largest", "ticks"),
    [
        (0, 0, (0, 1)),
        (0, 10, (0, 5, 10)),
        (3, 19, (0, 5, 10, 15, 20)),
        (-50, 10, (-60, -40, -20, 0, 20)),
        (-50, 0, (-60, -40, -20, 0)),
        (-0.4, 0, (-1, 0)),
        (0, 8_349_317, (0, 5_000_000, 10_000_000)),
    ],
)
def test_ticks_reach_from_the_smallest_to_the_largest(smallest: float, largest: float, ticks: tuple[int, ...]) -> None:
    assert ticks_for(smallest, largest) == ticks
