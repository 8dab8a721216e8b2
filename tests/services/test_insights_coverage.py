"""Days that were never imported are not days without spending: nothing is drawn for them, and nothing compared."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bizhub.domain.figures import Dimension
from bizhub.domain.insights import Details, Question, Summary
from bizhub.services import insights
from bizhub.services.runtime import Runtime
from bizhub.state.insights_words import coverage_words
from tests.factories import World
from tests.services.made_figures import FiguresCenter, each_day


@pytest.fixture
def center(runtime: Runtime, world: World) -> FiguresCenter:
    return FiguresCenter.made(runtime, world)


def august(first: int, last: int, **more: Any) -> Question:
    return Question(first=date(2023, 8, first), last=date(2023, 8, last), **more)


def trend(center: FiguresCenter, question: Question, metric: str = "spend") -> Any:
    details: Details = center.ask(insights.show_details, question=question, metric=metric, by=Dimension.ACCOUNT)
    return details.trend.days


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (11, 31, "Not compared with Jul 21 – Aug 10, 2023: figures for only 10 of its 21 days."),
        (1, 15, "Nothing to compare with: no figures for Jul 17 – Jul 31, 2023."),
        (16, 30, ""),
    ],
)
def test_a_period_is_compared_only_with_one_that_is_known(
    center: FiguresCenter, first: int, last: int, words: str
) -> None:
    center.put("Bonn", "EUR", *each_day(date(2023, 8, 1), 31))
    summary: Summary = center.ask(insights.summarise, question=august(first, last))
    change = summary.comparison.change("spend") if summary.comparison else None
    assert (change, coverage_words(summary, "en")) == (None if words else Decimal(0), words)


@pytest.mark.parametrize(
    ("first", "last", "spend", "words"),
    [
        (
            date(2023, 8, 21), date(2023, 9, 9), 110_000_000,
            "No figures for Sep 1 – Sep 9, 2023, so nothing is compared with Aug 1 – Aug 20, 2023.",
        ),
        (
            date(2023, 9, 1), date(2023, 9, 9), None,
            "No figures for these days. There are figures for Aug 1 – Aug 31, 2023.",
        ),
    ],
)  # fmt: skip
def test_days_beyond_the_figures_are_named(
    center: FiguresCenter, first: date, last: date, spend: int | None, words: str
) -> None:
    center.put("Bonn", "EUR", *each_day(date(2023, 8, 1), 31))
    summary: Summary = center.ask(insights.summarise, question=Question(first=first, last=last))
    assert (summary.totals.value("spend"), summary.comparison) == (spend, None)
    assert coverage_words(summary, "en") == words


def test_a_trend_ends_where_nothing_is_known(center: FiguresCenter) -> None:
    center.put("Bonn", "EUR", "2023-08-20,10.00,100,5,A", "2023-08-22,10.00,100,5,A")
    days = trend(center, august(20, 25))
    assert [day.value for day in days] == [10_000_000, 0, 10_000_000, None, None, None]
    assert [day.before for day in trend(center, august(22, 24))] == [None, 10_000_000, 0]


def test_a_trend_of_one_currency_knows_the_days_of_its_accounts_only(center: FiguresCenter) -> None:
    center.put("Bonn", "EUR", *each_day(date(2023, 8, 1), 31))
    center.put("Boston", "USD", *each_day(date(2023, 8, 1), 2))
    details: Details = center.ask(
        insights.show_details, question=august(1, 4), metric="spend", currency="USD", by=Dimension.ACCOUNT
    )
    assert [day.value for day in details.trend.days] == [10_000_000, 10_000_000, None, None]


def test_a_known_period_without_delivery_is_zero(center: FiguresCenter) -> None:
    center.put("Bonn", "EUR", "2023-08-01,10.00,100,5,A", "2023-08-20,10.00,100,5,A")
    summary: Summary = center.ask(insights.summarise, question=august(10, 12))
    assert [summary.totals.value(name) for name in ("spend", "impressions", "clicks", "ctr")] == [0, 0, 0, None]
    assert summary.comparison is not None
    assert summary.comparison.change("spend") is None


def test_changes_are_those_of_the_accounts_known_in_both_periods(center: FiguresCenter) -> None:
    center.put("Bonn", "EUR", *each_day(date(2023, 8, 1), 10, "10.00"), *each_day(date(2023, 8, 11), 10, "15.00"))
    center.put("Wien", "EUR", *each_day(date(2023, 8, 11), 10, "100.00"))
    summary: Summary = center.ask(insights.summarise, question=august(11, 20))
    assert summary.totals.value("spend") == 1_150_000_000
    assert summary.comparison is not None
    assert summary.comparison.change("spend") == 50
    assert coverage_words(summary, "en") == (
        "Changes are those of the 1 of 2 ad accounts with figures for all days of both periods."
    )


def test_accounts_that_are_known_in_different_periods_are_not_compared(center: FiguresCenter) -> None:
    center.put("Bonn", "EUR", *each_day(date(2023, 8, 1), 10))
    center.put("Wien", "EUR", *each_day(date(2023, 8, 11), 10))
    summary: Summary = center.ask(insights.summarise, question=august(11, 20))
    assert summary.comparison is None
    assert coverage_words(summary, "en") == (
        "Figures for some of these days are missing in 1 of 2 ad accounts. "
        "Not compared with Aug 1 – Aug 10, 2023: no ad account has figures for all days of both periods."
    )
