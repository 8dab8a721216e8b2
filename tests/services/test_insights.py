"""Insights show exactly what was imported, per currency or honestly converted, and only to those who may see it."""

import csv
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from currency_converter import CurrencyConverter

from bizhub.domain.errors import InvalidInput, NotFound, PermissionDenied
from bizhub.domain.figures import Dimension, Drill, Order, Period
from bizhub.domain.insights import Details, Question, Summary
from bizhub.domain.metrics import Value
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import insights
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World

FILES = Path(__file__).resolve().parents[2] / "bizhub" / "demo_data"
AUGUST: dict[str, Any] = {"first": date(2023, 8, 1), "last": date(2023, 8, 31)}
CURRENCIES = {"916": "USD", "936": "EUR", "1178": "JPY"}


def rows_of(number: str) -> list[dict[str, str]]:
    with (FILES / f"ads_manager_export_{number}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def decimal(value: Value) -> Decimal:
    assert value is not None
    return Decimal(value)


def cost_of(rows: list[dict[str, str]]) -> Decimal:
    return sum((Decimal(row["Cost"]) for row in rows), Decimal(0))


def in_euros(rows: list[dict[str, str]], currency: str) -> Decimal:
    fallback: Any = {"fallback_on_missing_rate": True, "fallback_on_missing_rate_method": "last_known"}
    converter = CurrencyConverter(decimal=True, **fallback)
    exact: Any = Decimal(0)
    for row in rows:
        day = date.fromisoformat(row["By Day"])
        # The last ECB day at or before: no rates on weekends.
        ecb_day = day - timedelta(days=max(0, day.weekday() - 4))
        exact += converter.convert(Decimal(row["Cost"]), currency, "EUR", date=ecb_day)
    return Decimal(exact)


@dataclass
class Center:
    """A center with the three shared files in it."""

    runtime: Runtime
    world: World
    owner: MadeUser
    id: str
    accounts: dict[str, str]

    def ask(self, use_case: Callable[..., Any], user: MadeUser | None = None, **arguments: Any) -> Any:
        with begin(self.runtime, (user or self.owner).caller(self.id), write=False) as work:
            return use_case(work, **arguments)

    def put(self, number: str) -> None:
        """Put a file's figures into its account, past the import, which has its own tests."""
        store, batch = self.runtime.insights, f"batch-{number}"
        report = store.stage(batch, FILES / f"ads_manager_export_{number}.csv", file_name=f"{number}.csv")
        (account,) = report.accounts
        moment = datetime(2023, 9, 1, 8, tzinfo=UTC)
        store.swap(batch, account.source, int(self.accounts[number]), account.period, data_as_of=moment)
        store.drop(batch)


@pytest.fixture
def center(runtime: Runtime, world: World) -> Center:
    owner = world.user("Olga")
    center_id = world.center(owner)
    accounts = {
        number: world.ad_account(center_id, owner, f"Shop {currency}", external_id=number, currency=currency)
        for number, currency in CURRENCIES.items()
    }
    made = Center(runtime, world, owner, center_id, accounts)
    for number in CURRENCIES:
        made.put(number)
    return made


@pytest.mark.parametrize("number", list(CURRENCIES))
def test_an_account_shows_the_sums_of_its_file(center: Center, number: str) -> None:
    rows = rows_of(number)
    summary: Summary = center.ask(insights.summarise, question=Question(center.accounts[number], **AUGUST))
    value = summary.totals.value
    cost, clicks = cost_of(rows), sum(int(row["Clicks (destination)"]) for row in rows)
    impressions = sum(int(row["Impressions"]) for row in rows)
    conversions = sum(int(row["Conversions"]) for row in rows)
    assert summary.currency == CURRENCIES[number]
    assert value("spend") == int(cost * 1_000_000)
    assert (value("impressions"), value("clicks"), value("conversion")) == (impressions, clicks, conversions)
    assert decimal(value("ctr")) == pytest.approx(Decimal(clicks) / impressions * 100)
    assert decimal(value("cpc")) == pytest.approx(cost / clicks * 1_000_000, rel=Decimal("1e-6"))
    assert decimal(value("cpm")) == pytest.approx(cost / impressions * 1_000_000_000, rel=Decimal("1e-3"))


def test_without_days_the_last_ones_with_figures_are_shown(center: Center) -> None:
    summary: Summary = center.ask(insights.summarise, question=Question(center.accounts["936"]))
    last = max(date.fromisoformat(row["By Day"]) for row in rows_of("936"))
    assert summary.period == Period(last - timedelta(days=30), last)


def test_several_currencies_are_never_added_up(center: Center) -> None:
    summary: Summary = center.ask(insights.summarise, question=Question(**AUGUST))
    assert {item.currency: item.figures.value("spend") for item in summary.by_currency} == {
        currency: int(cost_of(rows_of(number)) * 1_000_000) for number, currency in CURRENCIES.items()
    }
    assert summary.currency == ""
    assert summary.totals.value("spend") is None
    assert summary.totals.value("cpc") is None
    clicks = sum(int(row["Clicks (destination)"]) for number in CURRENCIES for row in rows_of(number))
    assert summary.totals.value("clicks") == clicks


def test_a_conversion_uses_the_rate_of_each_day(center: Center) -> None:
    exact = sum((in_euros(rows_of(number), currency) for number, currency in CURRENCIES.items()), Decimal(0))
    summary: Summary = center.ask(insights.summarise, question=Question(convert_to="EUR", **AUGUST))
    assert summary.currency == "EUR"
    assert decimal(summary.totals.value("spend")) == pytest.approx(exact * 1_000_000, abs=Decimal(2))
    assert summary.conversion is not None
    assert summary.conversion.rate_day == date(2023, 8, 31)
    assert summary.conversion.left_out == ()


def test_the_period_before_is_compared(center: Center) -> None:
    rows = rows_of("936")
    question = Question(center.accounts["936"], first=date(2023, 8, 16), last=date(2023, 8, 30))
    summary: Summary = center.ask(insights.summarise, question=question)
    before = [row for row in rows if "2023-08-01" <= row["By Day"] <= "2023-08-15"]
    now = [row for row in rows if row["By Day"] >= "2023-08-16"]
    assert summary.comparison is not None
    assert summary.comparison.before.value("spend") == int(cost_of(before) * 1_000_000)
    expected = (cost_of(now) - cost_of(before)) * 100 / cost_of(before)
    assert summary.comparison.change("spend") == pytest.approx(expected, abs=Decimal("1e-9"))


def details(center: Center, question: Question, **asked: Any) -> Details:
    found: Details = center.ask(insights.show_details, question=question, metric="spend", page_size=100, **asked)
    return found


def test_a_trend_has_every_day_of_the_period(center: Center) -> None:
    trend = details(center, Question(center.accounts["936"], **AUGUST), by=Dimension.DAY).trend
    by_day: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows_of("936"):
        by_day[row["By Day"]] += Decimal(row["Cost"])
    assert [day.day for day in trend.days] == [date(2023, 8, number) for number in range(1, 32)]
    *known, last = trend.days
    assert [day.value for day in known] == [int(by_day[day.day.isoformat()] * 1_000_000) for day in known]
    assert (last.value, max(by_day)) == (None, "2023-08-30")  # the file ends a day before the period


def test_a_trend_stands_against_the_period_before(center: Center) -> None:
    question = Question(center.accounts["936"], first=date(2023, 8, 16), last=date(2023, 8, 31))
    trend = details(center, question, by=Dimension.DAY).trend
    by_day = {day: cost for (day,), cost in figures_by(rows_of("936"), "By Day").items()}
    assert [day.day_before for day in trend.days] == [
        date(2023, 7, 31) + timedelta(days=number) for number in range(16)
    ]
    assert [day.before for day in trend.days] == [
        int(by_day[day.day_before.isoformat()] * 1_000_000) if day.day_before.isoformat() in by_day else None
        for day in trend.days
    ]
    assert any(day.before for day in trend.days)


def figures_by(rows: list[dict[str, str]], *columns: str) -> dict[tuple[str, ...], Decimal]:
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[tuple(row[column] for column in columns)] += Decimal(row["Cost"])
    return sums


def test_a_table_drills_down_from_campaign_to_ad(center: Center) -> None:
    question = Question(center.accounts["936"], **AUGUST)
    rows = rows_of("936")
    campaigns = details(center, question, by=Dimension.CAMPAIGN).table
    expected = figures_by(rows, "Campaign name")
    assert campaigns.count == len(expected)
    assert {(row.title,): row.row.figures.value("spend") for row in campaigns.rows} == {
        key: int(value * 1_000_000) for key, value in expected.items()
    }
    campaign = campaigns.rows[0].row.campaign
    groups = details(center, question, by=Dimension.AD_GROUP, drill=Drill(campaign)).table
    inside = [row for row in rows if row["Campaign name"] == campaign]
    assert {(row.title,): row.row.figures.value("spend") for row in groups.rows} == {
        key: int(value * 1_000_000) for key, value in figures_by(inside, "Ad group name").items()
    }


def largest(number: str, *columns: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """What of a file cost the most by these columns, and its rows."""
    sums = figures_by(rows_of(number), *columns)
    chosen = dict(zip(columns, max(sums, key=lambda key: sums[key]), strict=True))
    inside = [row for row in rows_of(number) if chosen.items() <= row.items()]
    return chosen, inside


WAYS_DOWN = [["Campaign name"], ["Campaign name", "Ad group name"]]


@pytest.mark.parametrize("columns", WAYS_DOWN, ids=["campaign", "ad group"])
def test_totals_follow_the_way_down(center: Center, columns: list[str]) -> None:
    chosen, inside = largest("936", *columns)
    question = Question(center.accounts["936"], first=date(2023, 8, 16), last=date(2023, 8, 30))
    now = [row for row in inside if row["By Day"] >= "2023-08-16"]
    before = [row for row in inside if "2023-08-01" <= row["By Day"] <= "2023-08-15"]
    summary: Summary = center.ask(insights.summarise, question=question, drill=Drill(*chosen.values()))
    value = summary.totals.value
    assert value("spend") == int(cost_of(now) * 1_000_000)
    assert value("impressions") == sum(int(row["Impressions"]) for row in now)
    assert value("clicks") == sum(int(row["Clicks (destination)"]) for row in now)
    assert value("conversion") == sum(int(row["Conversions"]) for row in now)
    assert summary.comparison is not None
    assert summary.comparison.before.value("spend") == int(cost_of(before) * 1_000_000)


@pytest.mark.parametrize("columns", WAYS_DOWN, ids=["campaign", "ad group"])
@pytest.mark.parametrize("everywhere", [False, True], ids=["one account", "all accounts"])
def test_a_trend_follows_the_way_down(center: Center, columns: list[str], everywhere: bool) -> None:
    chosen, inside = largest("936", *columns)
    question = Question("" if everywhere else center.accounts["936"], **AUGUST)
    asked: dict[str, Any] = {"by": Dimension.AD, "drill": Drill(*chosen.values()), "currency": "EUR"}
    trend = details(center, question, **asked).trend
    by_day = {day: int(cost * 1_000_000) for (day,), cost in figures_by(inside, "By Day").items()}
    # The file ends a day before the period.
    assert [day.value or 0 for day in trend.days] == [by_day.get(f"2023-08-{number:02}", 0) for number in range(1, 32)]


def test_money_of_a_campaign_is_converted_by_its_own_days(center: Center) -> None:
    chosen, inside = largest("1178", "Campaign name")
    question = Question(center.accounts["1178"], convert_to="EUR", **AUGUST)
    summary: Summary = center.ask(insights.summarise, question=question, drill=Drill(*chosen.values()))
    assert decimal(summary.totals.value("spend")) == pytest.approx(in_euros(inside, "JPY") * 1_000_000, abs=Decimal(2))


@pytest.mark.parametrize("descending", [True, False])
def test_a_table_is_sorted_by_a_ratio(center: Center, descending: bool) -> None:
    question = Question(center.accounts["936"], **AUGUST)
    table = details(center, question, by=Dimension.CAMPAIGN, order=Order("ctr", descending)).table
    values = [row.row.figures.value("ctr") for row in table.rows]
    shown = [value for value in values if value is not None]
    assert shown == sorted(shown, reverse=descending)
    assert values[: len(shown)] == shown


def test_money_of_several_currencies_is_sorted_by_its_worth(center: Center) -> None:
    table = details(center, Question(**AUGUST), by=Dimension.ACCOUNT).table
    assert [row.title for row in table.rows] == ["Shop JPY", "Shop EUR", "Shop USD"]


def test_a_member_sees_only_what_they_hold(center: Center, world: World) -> None:
    member = world.user("Max")
    world.member(center.id, member)
    world.grant(center.id, center.accounts["916"], member, AdAccountLevel.ANALYST)
    summary: Summary = center.ask(insights.summarise, member, question=Question(**AUGUST))
    assert (summary.accounts, summary.currency) == (1, "USD")
    with pytest.raises(PermissionDenied):
        center.ask(insights.summarise, member, question=Question(center.accounts["936"], **AUGUST))


def test_an_admin_may_look_at_their_own_accounts_only(center: Center, world: World) -> None:
    world.grant(center.id, center.accounts["916"], center.owner, AdAccountLevel.ADMIN)
    summary: Summary = center.ask(insights.summarise, question=Question(own_only=True, **AUGUST))
    assert (summary.accounts, summary.currency) == (1, "USD")


def test_an_account_of_another_center_is_not_found(center: Center, world: World) -> None:
    stranger = world.user("Otto")
    elsewhere = Center(center.runtime, world, stranger, world.center(stranger), {})
    with pytest.raises(NotFound):
        elsewhere.ask(insights.summarise, question=Question(center.accounts["936"], **AUGUST))
    assert elsewhere.ask(insights.summarise, question=Question(**AUGUST)).is_empty


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (Question(first=date(2023, 8, 2), last=date(2023, 8, 1)), "first"),
        (Question(first=date(2000, 1, 1), last=date(2023, 8, 1)), "first"),
        (Question(convert_to="XXX"), "convert_to"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_where(center: Center, question: Question, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        center.ask(insights.summarise, question=question)
    assert refusal.value.field == field
