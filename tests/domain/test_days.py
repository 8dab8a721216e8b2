"""Only days that can be meant are read from an address."""

from datetime import date

import pytest

from bizhub.domain.days import known_day


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-23", date(2026, 11, 23)), ("", None), ("23.11.2026", None), ("0001-01-01", None), ("9999-12-31", None)],
)
def test_a_day_of_an_address_is_read_or_left_out(text: str, day: date | None) -> None:
    assert known_day(text) == day
