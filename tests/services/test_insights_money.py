"""Money in one currency: nothing is left out without a word, counts stay whole, rows and totals agree."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bizhub.domain.figures import Dimension, Order, Period
from bizhub.domain.insights import Details, LeftOut, Question, Summary
from bizhub.services import insights
from bizhub.services.runtime import Runtime
from tests.factories import World
from tests.services.made_figures import FiguresCenter, each_day, micros

# Two Thursdays and a Monday on which the ECB published.
AUGUST_31, AUGUST_10 = date(2023, 8, 31), date(2023, 8, 10)
IN_EUROS: dict[str, Any] = {"first": date(2023, 8, 1), "last": AUGUST_31, "convert_to": "EUR"}
ROUNDED = Decimal(3)


@pytest.fixture
def center(runtime: Runtime, world: World) -> FiguresCenter:
    return FiguresCenter.made(runtime, world)


def table(center: FiguresCenter, question: Question, by: Dimension, **more: Any) -> Any:
    details: Details = center.ask(
        insights.show_details, question=question, metric=more.pop("metric", "spend"), by=by, **more
    )
    return details


def test_a_currency_without_any_rate_is_left_out_with_its_amount(center: FiguresCenter) -> None:
    center.put("Kyiv", "UAH", "2023-08-10,1000.00,100,5,A")
    center.put("Bonn", "EUR", "2023-08-10,10.00,50,5,A")
    summary: Summary = center.ask(insights.summarise, question=Question(**IN_EUROS))
    assert summary.totals.value("spend") == 10_000_000
    assert summary.conversion is not None
    assert summary.conversion.rate_day is None
    assert summary.conversion.left_out == (LeftOut("UAH", 1_000_000_000, Period(AUGUST_10, AUGUST_10), is_whole=True),)


@pytest.mark.parametrize(
    ("currency", "with_rate", "without"),
    [
        ("RUB", date(2022, 2, 10), date(2022, 3, 10)),
        ("ISK", date(2018, 3, 8), date(2017, 12, 14)),
    ],
)
def test_only_the_days_without_a_rate_are_left_out(
    center: FiguresCenter, currency: str, with_rate: date, without: date
) -> None:
    center.put("Half", currency, f"{with_rate},1000.00,100,5,A", f"{without},7000.00,100,5,A")
    center.put("Boston", "USD", f"{with_rate},10.00,50,5,A")
    first, last = sorted([with_rate, without])
    summary: Summary = center.ask(
        insights.summarise, question=Question(first=first, last=last + timedelta(days=2), convert_to="EUR")
    )
    expected = micros("1000", currency, "EUR", with_rate) + micros("10", "USD", "EUR", with_rate)
    assert summary.totals.value("spend") == pytest.approx(expected, abs=ROUNDED)
    assert summary.conversion is not None
    assert summary.conversion.rate_day == with_rate
    assert summary.conversion.left_out == (LeftOut(currency, 7_000_000_000, Period(without, without), is_whole=False),)


def test_counts_are_those_of_all_accounts_and_ratios_with_money_of_the_converted(center: FiguresCenter) -> None:
    center.put("Kyiv", "UAH", "2023-08-10,1000.00,100,5,A")
    center.put("Bonn", "EUR", "2023-08-10,10.00,50,2,A")
    summary: Summary = center.ask(insights.summarise, question=Question(**IN_EUROS))
    assert (summary.totals.value("impressions"), summary.totals.value("clicks")) == (150, 7)
    assert summary.totals.value("ctr") == Decimal(700) / 150
    assert summary.totals.value("cpc") == 5_000_000
    assert summary.totals.value("cpm") == 200_000_000


@pytest.mark.parametrize(("metric", "value"), [("impressions", 150), ("spend", 10_000_000)])
def test_only_the_chart_of_money_is_converted(center: FiguresCenter, metric: str, value: int) -> None:
    center.put("Kyiv", "UAH", "2023-08-10,1000.00,100,5,A")
    center.put("Bonn", "EUR", "2023-08-10,10.00,50,2,A")
    question = Question(first=AUGUST_10, last=AUGUST_10, convert_to="EUR")
    (day,) = table(center, question, Dimension.ACCOUNT, metric=metric).trend.days
    assert day.value == value


def test_a_table_is_converted_and_sorted_by_its_worth(center: FiguresCenter) -> None:
    center.put("Kyiv", "UAH", "2023-08-10,9000.00,100,5,A")
    center.put("Bonn", "EUR", "2023-08-10,10.00,100,5,A")
    center.put("Osaka", "JPY", "2023-08-10,1000,100,5,A", "2023-08-31,2000,100,5,A")
    center.put("Boston", "USD", "2023-08-10,20.00,100,5,A")
    details = table(center, Question(**IN_EUROS), Dimension.ACCOUNT)
    osaka = micros("1000", "JPY", "EUR", AUGUST_10) + micros("2000", "JPY", "EUR", AUGUST_31)
    found = [(row.title, row.detail, row.row.currency, row.row.figures.value("spend")) for row in details.table.rows]
    assert found == [
        ("Osaka", "JPY in EUR", "EUR", pytest.approx(osaka, abs=ROUNDED)),
        ("Boston", "USD in EUR", "EUR", pytest.approx(micros("20", "USD", "EUR", AUGUST_10), abs=ROUNDED)),
        ("Bonn", "EUR", "EUR", 10_000_000),
        ("Kyiv", "UAH", "UAH", 9_000_000_000),
    ]
    assert details.table.count == 4


@pytest.mark.parametrize("by", list(Dimension))
def test_the_rows_of_a_converted_table_add_up_to_the_totals(center: FiguresCenter, by: Dimension) -> None:
    center.put("Kyiv", "UAH", *each_day(date(2023, 8, 1), 31, "700.00"))
    center.put("Osaka", "JPY", *each_day(date(2023, 8, 1), 31, "4321"))
    center.put("Boston", "USD", *each_day(date(2023, 8, 1), 31, "12.34"))
    summary: Summary = center.ask(insights.summarise, question=Question(**IN_EUROS))
    rows = table(center, Question(**IN_EUROS), by, page_size=100, order=Order("name")).table.rows
    euros = sum(row.row.figures.value("spend") for row in rows if row.row.currency == "EUR")
    assert euros == pytest.approx(summary.totals.value("spend"), abs=len(rows) * 31)
    assert sum(row.row.figures.value("impressions") for row in rows) == summary.totals.value("impressions") == 9_300
    assert {row.row.currency for row in rows} == {"EUR", "UAH"}


def test_a_day_has_one_row_for_all_that_is_converted(center: FiguresCenter) -> None:
    center.put("Osaka", "JPY", "2023-08-10,1000,100,5,A")
    center.put("Boston", "USD", "2023-08-10,20.00,50,5,A")
    rows = table(center, Question(**IN_EUROS), Dimension.DAY).table.rows
    expected = micros("1000", "JPY", "EUR", AUGUST_10) + micros("20", "USD", "EUR", AUGUST_10)
    assert [(row.row.day, row.row.figures.value("impressions")) for row in rows] == [(AUGUST_10, 150)]
    assert rows[0].row.figures.value("spend") == pytest.approx(expected, abs=ROUNDED)


def test_one_account_is_converted_too(center: FiguresCenter) -> None:
    number = center.put("Boston", "USD", "2023-08-10,20.00,50,5,A")
    question = Question(ad_account_id=number, **IN_EUROS)
    (row,) = table(center, question, Dimension.CAMPAIGN).table.rows
    assert row.row.currency == "EUR"
    assert row.row.figures.value("cpc") == pytest.approx(micros("4", "USD", "EUR", AUGUST_10), abs=ROUNDED)


def test_a_change_is_not_told_where_a_currency_lost_its_rate_between(center: FiguresCenter) -> None:
    center.put("Moscow", "RUB", *each_day(date(2022, 2, 20), 20))
    center.put("Bonn", "EUR", *each_day(date(2022, 2, 20), 20))
    question = Question(first=date(2022, 3, 2), last=date(2022, 3, 11), convert_to="EUR")
    summary: Summary = center.ask(insights.summarise, question=question)
    assert summary.comparison is not None
    assert (summary.comparison.change("spend"), summary.comparison.change("impressions")) == (None, 0)


@pytest.mark.parametrize(
    ("more", "order", "day"),
    [
        ({}, Order("spend"), date(2023, 9, 1)),
        ({}, Order("cpc"), date(2023, 9, 1)),
        ({}, Order("clicks"), None),
        ({}, Order("name"), None),
        ({"convert_to": "EUR"}, Order("spend"), None),
    ],
    ids=["cost", "cost per click", "clicks", "name", "converted"],
)
def test_a_table_says_by_which_rates_money_is_put_in_order(
    center: FiguresCenter, more: dict[str, Any], order: Order, day: date | None
) -> None:
    """The last days are a weekend: the rates are those of the Friday before."""
    center.put("Bonn", "EUR", "2023-08-10,10.00,50,5,A")
    center.put("Osaka", "JPY", "2023-08-10,1000,100,5,A")
    asked = Question(first=date(2023, 8, 1), last=date(2023, 9, 3), **more)
    details = table(center, asked, Dimension.ACCOUNT, order=order)
    assert details.table.weighed_on == day


def test_nothing_is_weighed_where_all_money_is_of_one_currency(center: FiguresCenter) -> None:
    center.put("Bonn", "EUR", "2023-08-10,10.00,50,5,A")
    details = table(center, Question(first=AUGUST_10, last=AUGUST_31), Dimension.ACCOUNT, order=Order("spend"))
    assert details.table.weighed_on is None
