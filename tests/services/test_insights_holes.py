"""Days between two imports are as unknown as days outside: not drawn, not compared, and named."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bizhub.domain.figures import Dimension
from bizhub.domain.insights import Details, Question, Summary, TrendDay
from bizhub.services import ad_accounts, insights
from bizhub.services.runtime import Runtime
from bizhub.state.insights_words import coverage_words
from tests.factories import World
from tests.services.made_figures import FiguresCenter, each_day

JANUARY, FEBRUARY, MARCH = date(2023, 1, 1), date(2023, 2, 1), date(2023, 3, 1)
TEN = 10_000_000


@pytest.fixture
def center(runtime: Runtime, world: World) -> FiguresCenter:
    """January was imported into Bonn, and March; both spent 10.00 on each day."""
    made = FiguresCenter.made(runtime, world)
    made.put("Bonn", "EUR", *each_day(JANUARY, 31))
    made.add("Bonn", *each_day(MARCH, 31))
    return made


def asked(first: date, last: date) -> Question:
    return Question(first=first, last=last)


def summary_of(center: FiguresCenter, first: date, last: date) -> Summary:
    summary: Summary = center.ask(insights.summarise, question=asked(first, last))
    return summary


def trend(center: FiguresCenter, first: date, last: date, **more: Any) -> tuple[TrendDay, ...]:
    details: Details = center.ask(
        insights.show_details, question=asked(first, last), metric="spend", by=Dimension.ACCOUNT, **more
    )
    return details.trend.days


def test_a_trend_has_a_gap_between_two_imports(center: FiguresCenter) -> None:
    days = trend(center, date(2023, 1, 30), date(2023, 3, 2))
    assert [day.value for day in days] == [TEN, TEN, *[None] * 28, TEN, TEN]


def test_the_period_before_has_the_same_gap(center: FiguresCenter) -> None:
    days = trend(center, date(2023, 3, 2), date(2023, 3, 4))
    assert [(day.day_before, day.before) for day in days] == [
        (date(2023, 2, 27), None),
        (date(2023, 2, 28), None),
        (date(2023, 3, 1), TEN),
    ]


@pytest.mark.parametrize(
    ("first", "last", "spend", "words"),
    [
        (
            FEBRUARY, date(2023, 2, 28), None,
            "No figures for these days. There are figures for Jan 1 – Jan 31 and Mar 1 – Mar 31, 2023.",
        ),
        (
            date(2023, 2, 20), date(2023, 3, 5), 5 * TEN,
            "No figures for Feb 20 – Feb 28, 2023, so nothing is compared with Feb 6 – Feb 19, 2023.",
        ),
        (
            JANUARY, date(2023, 3, 31), 62 * TEN,
            "No figures for Feb 1 – Feb 28, 2023, so nothing is compared with Oct 3 – Dec 31, 2022.",
        ),
        (
            date(2022, 12, 31), date(2023, 4, 2), 62 * TEN,
            "No figures for Dec 31, 2022, Feb 1 – Feb 28 and Apr 1 – Apr 2, 2023, "
            "so nothing is compared with Sep 29 – Dec 30, 2022.",
        ),
        (
            MARCH, date(2023, 3, 31), 31 * TEN,
            "Not compared with Jan 29 – Feb 28, 2023: figures for only 3 of its 31 days.",
        ),
        (
            date(2023, 3, 16), date(2023, 3, 31), 16 * TEN,
            "Not compared with Feb 28 – Mar 15, 2023: figures for only 15 of its 16 days.",
        ),
        (
            date(2023, 3, 1), date(2023, 3, 28), 28 * TEN,
            "Nothing to compare with: no figures for Feb 1 – Feb 28, 2023.",
        ),
    ],
)  # fmt: skip
def test_what_touches_the_gap_is_not_compared_and_says_so(
    center: FiguresCenter, first: date, last: date, spend: int | None, words: str
) -> None:
    summary = summary_of(center, first, last)
    assert (summary.totals.value("spend"), summary.comparison) == (spend, None)
    assert coverage_words(summary, "en") == words


def test_what_lies_beside_the_gap_is_compared(center: FiguresCenter) -> None:
    summary = summary_of(center, date(2023, 3, 17), date(2023, 3, 31))
    assert summary.comparison is not None
    assert summary.comparison.change("spend") == Decimal(0)
    assert coverage_words(summary, "en") == ""


def test_missing_days_are_written_for_the_reader(center: FiguresCenter) -> None:
    words = coverage_words(summary_of(center, date(2022, 12, 31), date(2023, 3, 2)), "de")
    assert words.startswith("No figures for 31.12.2022 and 1. Feb. – 28.02.2023, so nothing is compared with ")


def test_of_many_gaps_the_first_are_named(center: FiguresCenter) -> None:
    for day in (2, 4, 6, 8, 10):
        center.add("Bonn", *each_day(FEBRUARY + timedelta(days=day - 1), 1))
    words = coverage_words(summary_of(center, date(2023, 1, 31), MARCH), "en")
    assert words.startswith("No figures for Feb 1, Feb 3, Feb 5, 2023 and 3 more, so nothing is compared")


def test_the_missing_month_closes_the_gap(center: FiguresCenter) -> None:
    center.add("Bonn", *each_day(FEBRUARY, 28, "20.00"))
    summary = summary_of(center, MARCH, date(2023, 3, 28))
    assert summary.comparison is not None
    assert summary.comparison.change("spend") == Decimal(-50)
    assert coverage_words(summary, "en") == ""
    assert [day.value for day in trend(center, date(2023, 1, 31), date(2023, 2, 2))] == [TEN, 2 * TEN, 2 * TEN]


def test_days_without_delivery_inside_one_import_stay_zero(center: FiguresCenter) -> None:
    center.add("Bonn", "2023-02-05,10.00,100,5,A", "2023-02-08,10.00,100,5,A")
    days = trend(center, date(2023, 2, 4), date(2023, 2, 9))
    assert [day.value for day in days] == [None, TEN, 0, 0, TEN, None]


def test_restating_a_part_makes_no_gap(center: FiguresCenter) -> None:
    center.add("Bonn", "2023-03-10,10.00,100,5,A", "2023-03-13,10.00,100,5,A")
    days = trend(center, date(2023, 3, 9), date(2023, 3, 14))
    assert [day.value for day in days] == [TEN, TEN, 0, 0, TEN, TEN]


def test_of_several_accounts_the_page_says_how_many_lack_days(center: FiguresCenter) -> None:
    center.put("Wien", "EUR", *each_day(JANUARY, 31), *each_day(FEBRUARY, 28, "15.00"), *each_day(MARCH, 31))
    summary = summary_of(center, FEBRUARY, date(2023, 2, 28))
    assert summary.totals.value("spend") == 28 * 15_000_000
    assert summary.comparison is not None
    assert (summary.comparison.accounts, summary.comparison.change("spend")) == (1, Decimal(50))
    assert coverage_words(summary, "en") == (
        "Figures for some of these days are missing in 1 of 2 ad accounts. "
        "Changes are those of the 1 of 2 ad accounts with figures for all days of both periods."
    )
    assert {day.value for day in trend(center, FEBRUARY, date(2023, 2, 28))} == {15_000_000}


def test_days_that_no_account_knows_are_a_gap_of_all(center: FiguresCenter) -> None:
    center.put("Wien", "EUR", *each_day(JANUARY, 33))
    summary = summary_of(center, date(2023, 2, 1), date(2023, 3, 1))
    assert coverage_words(summary, "en") == (
        "No figures for Feb 3 – Feb 28, 2023, so nothing is compared with Jan 3 – Jan 31, 2023."
    )
    days = trend(center, date(2023, 2, 1), date(2023, 3, 1))
    assert [day.value for day in days] == [TEN, TEN, *[None] * 26, TEN]


def test_accounts_that_know_different_halves_are_not_compared(center: FiguresCenter) -> None:
    center.put("Wien", "EUR", *each_day(FEBRUARY, 28))
    summary = summary_of(center, MARCH, date(2023, 3, 28))
    assert summary.comparison is None
    assert coverage_words(summary, "en") == (
        "Figures for some of these days are missing in 1 of 2 ad accounts. "
        "Not compared with Feb 1 – Feb 28, 2023: no ad account has figures for all days of both periods."
    )


def test_the_page_of_an_account_names_what_it_knows(center: FiguresCenter) -> None:
    detail = center.ask(ad_accounts.get_ad_account, ad_account_id=center.accounts["Bonn"])
    assert [(run.first, run.last) for run in detail.coverage.known.runs] == [
        (JANUARY, date(2023, 1, 31)),
        (MARCH, date(2023, 3, 31)),
    ]
