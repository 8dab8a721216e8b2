"""Long lists in parts that a query can take."""

from collections.abc import Iterable, Iterator, Sequence

CHUNK = 500


def chunks(numbers: Iterable[int]) -> Iterator[Sequence[int]]:
    """The numbers, each once and in order, in parts of at most CHUNK."""
    ordered = sorted(set(numbers))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
