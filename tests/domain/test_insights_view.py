"""What an address says about figures is understood, or as if it were not there."""

from datetime import date

import pytest

from bizhub.domain.figures import Drill
from bizhub.domain.insights_view import view_from_query
from bizhub.domain.metrics import METRICS

LONGEST_NAME = "Осенняя распродажа" * 28 + "ещё один"
"""As many characters as an import takes."""


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


@pytest.mark.parametrize("name", ["campaign", "ad_group"])
def test_a_name_as_long_as_imports_take_is_understood_whole(name: str) -> None:
    assert len(LONGEST_NAME) == 512
    assert view_from_query({name: LONGEST_NAME}).drill == Drill(**{name: LONGEST_NAME})


def test_as_many_columns_as_can_be_chosen_are_understood() -> None:
    longest = tuple(sorted(METRICS, key=len)[-20:])
    assert view_from_query({"columns": ",".join(longest)}).columns == longest
