"""Days are known as runs, and what lies between two runs is missing."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizhub.domain.figures import KnownDays, Period


def days(first: int, last: int) -> Period:
    """Days of May 2026."""
    return Period(date(2026, 5, first), date(2026, 5, last))


KNOWN = KnownDays((days(3, 5), days(8, 8), days(12, 20)))


@pytest.mark.parametrize(
    ("period", "known", "missing"),
    [
        (days(1, 31), (days(3, 5), days(8, 8), days(12, 20)), (days(1, 2), days(6, 7), days(9, 11), days(21, 31))),
        (days(4, 13), (days(4, 5), days(8, 8), days(12, 13)), (days(6, 7), days(9, 11))),
        (days(3, 5), (days(3, 5),), ()),
        (days(4, 4), (days(4, 4),), ()),
        (days(5, 6), (days(5, 5),), (days(6, 6),)),
        (days(7, 8), (days(8, 8),), (days(7, 7),)),
        (days(6, 7), (), (days(6, 7),)),
        (days(1, 2), (), (days(1, 2),)),
        (days(21, 22), (), (days(21, 22),)),
    ],
)
def test_a_period_is_known_in_part_and_missing_in_part(
    period: Period, known: tuple[Period, ...], missing: tuple[Period, ...]
) -> None:
    assert (KNOWN.within(period).runs, KNOWN.missing(period)) == (known, missing)
    assert KNOWN.cover(period) is (missing == ())


def test_nothing_known_is_all_missing() -> None:
    nothing = KnownDays()
    assert (nothing.within(days(1, 2)).runs, nothing.missing(days(1, 2))) == ((), (days(1, 2),))
    assert (nothing.span, nothing.days, nothing.cover(days(1, 1))) == (None, 0, False)


def test_the_span_and_the_number_of_days_differ_by_what_is_missing() -> None:
    assert (KNOWN.span, KNOWN.days) == (days(3, 20), 13)


@pytest.mark.parametrize(("day", "is_known"), [(2, False), (3, True), (5, True), (6, False), (8, True), (21, False)])
def test_a_day_is_known_or_not(day: int, is_known: bool) -> None:
    assert (date(2026, 5, day) in KNOWN) is is_known


@given(st.lists(st.tuples(st.integers(1, 31), st.integers(1, 31)).map(sorted), max_size=8))
def test_joined_periods_have_the_days_of_all_and_touch_nowhere(ends: list[list[int]]) -> None:
    joined = KnownDays.joined(days(first, last) for first, last in ends)
    assert {day.day for run in joined.runs for day in run.each_day()} == {
        day for first, last in ends for day in range(first, last + 1)
    }
    assert all((after.first - before.last).days > 1 for before, after in pairwise(joined.runs))
