"""Metrics come from summed parts; where a part is missing or a divisor is zero there is no number."""

from decimal import Decimal

import pytest

from bizhub.domain.metrics import METRICS, OVERVIEW, change_of, parts_of, value_of

# One account, one period; money in micros. Expectations computed by hand from reference 4.2.
SUMS = {
    "spend": 150_000_000,
    "impressions": 60_000,
    "clicks": 1_200,
    "conversion": 48,
    "engagements": 1_500,
    "result": 30,
    "reach": 40_000,
    "complete_payment": 12,
    "total_complete_payment_rate": 480_000_000,
    "total_purchase_value": 75_000_000,
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("spend", 150_000_000),
        ("impressions", 60_000),
        ("ctr", Decimal(2)),
        ("cpc", 125_000),
        ("cpm", 2_500_000),
        ("cost_per_conversion", 3_125_000),
        ("conversion_rate", Decimal(4)),
        ("conversion_rate_v2", Decimal("0.08")),
        ("engagement_rate", Decimal("2.5")),
        ("cost_per_1000_reached", 3_750_000),
        ("frequency", Decimal("1.5")),
        ("cost_per_result", 5_000_000),
        ("result_rate", Decimal("0.05")),
        ("cost_per_complete_payment", 12_500_000),
        ("complete_payment_rate", Decimal(1)),
        ("value_per_complete_payment", 40_000_000),
        ("complete_payment_roas", Decimal("3.2")),
        ("total_active_pay_roas", Decimal("0.5")),
    ],
)
def test_a_metric_is_its_formula(name: str, value: int | Decimal) -> None:
    assert value_of(name, SUMS) == value


@pytest.mark.parametrize("name", [name for name, metric in METRICS.items() if metric.denominator])
@pytest.mark.parametrize("divisor", [0, None])
def test_division_by_zero_or_nothing_is_no_number(name: str, divisor: int | None) -> None:
    metric = METRICS[name]
    assert value_of(name, {**SUMS, str(metric.denominator): divisor}) is None


@pytest.mark.parametrize("name", METRICS)
def test_what_was_not_delivered_is_no_number(name: str) -> None:
    assert value_of(name, {}) is None


def test_a_ratio_of_two_days_is_not_the_average_of_their_ratios() -> None:
    both = {"spend": 10_000_000 + 90_000_000, "clicks": 1 + 99}
    assert value_of("cpc", both) == 1_000_000


@pytest.mark.parametrize(("spend", "clicks", "cpc"), [(1, 2, 0), (3, 2, 2), (-10_000_000, 4, -2_500_000), (10, 3, 3)])
def test_money_ratios_are_whole_micros_rounded_half_to_even(spend: int, clicks: int, cpc: int) -> None:
    assert value_of("cpc", {"spend": spend, "clicks": clicks}) == cpc


def test_the_overview_needs_four_sums() -> None:
    assert parts_of(OVERVIEW) == ("spend", "impressions", "clicks", "conversion")


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (150, 100, Decimal(50)),
        (50, 100, Decimal(-50)),
        (0, 100, Decimal(-100)),
        (1, 0, None),
        (1, None, None),
        (None, 1, None),
    ],
)
def test_change_is_in_percent_of_what_was(now: int | None, before: int | None, change: Decimal | None) -> None:
    assert change_of(now, before) == change
