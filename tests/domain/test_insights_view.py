"""What an address says about figures is understood, or as if it were not there."""

from datetime import date

import pytest

from bizhub.domain.insights_view import view_from_query


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-08-31", date(2023, 8, 31)),
        ("1971-01-01", date(1971, 1, 1)),
        ("0001-01-01", None),
        ("0001-01-02", None),
        ("9999-12-31", None),
        ("31 Aug", None),
    ],
)
def test_only_days_that_can_have_figures_are_taken_from_an_address(text: str, day: date | None) -> None:
    view = view_from_query({"from": text, "to": text})
    assert (view.first, view.last) == (day, day)
