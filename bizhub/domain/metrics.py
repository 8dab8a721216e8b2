"""The metrics: API name, label, and the formula from parts that can be summed (reference 4.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

MICROS = 1_000_000
"""Micros in one unit of a currency."""


class Unit(StrEnum):
    """What a metric counts, so that a screen knows how to write it."""

    MONEY = "MONEY"
    COUNT = "COUNT"
    PERCENT = "PERCENT"
    RATIO = "RATIO"
    SECONDS = "SECONDS"


@dataclass(frozen=True, slots=True)
class Part:
    """One stored sum. `name` is the API name and the column of the facts; money is micros of the account's currency."""

    name: str
    label: str
    unit: Unit = Unit.COUNT
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metric:
    """`factor` × `numerator` / `denominator`; a metric without denominator is the sum itself."""

    name: str
    label: str
    unit: Unit
    numerator: str
    denominator: str | None = None
    factor: int = 1

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the sums the formula needs."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)


Value: TypeAlias = int | Decimal | None
"""Money: int micros. Counts: int. Percent: 1.5 stands for 1.5 %. None: not delivered, or a division by zero."""

PARTS: tuple[Part, ...] = (
    Part("spend", "Cost", Unit.MONEY, ("Total cost",)),
    Part("impressions", "Impressions"),
    Part("clicks", "Clicks (destination)", aliases=("Clicks",)),
    Part("conversion", "Conversions", aliases=("Conversion", "conversions", "Total conversions")),
    Part("billed_cost", "Billed cost", Unit.MONEY),
    Part("cash_spend", "Cash spend", Unit.MONEY, ("Cash cost",)),
    Part("voucher_spend", "Voucher spend", Unit.MONEY, ("Voucher cost", "Ad credit cost")),
    Part("gross_impressions", "Gross impressions"),
    Part("engagements", "Clicks (all)"),
    Part("real_time_conversion", "Real-time conversions", aliases=("Real-time conversion",)),
    Part("result", "Results", aliases=("Result",)),
    Part("video_play_actions", "Video views"),
    Part("video_watched_2s", "2-second video views"),
    Part("video_watched_6s", "6-second video views"),
    Part("video_views_p25", "Video views at 25%"),
    Part("video_views_p50", "Video views at 50%"),
    Part("video_views_p75", "Video views at 75%"),
    Part("video_views_p100", "Video views at 100%"),
    Part("likes", "Paid likes", aliases=("Likes",)),
    Part("comments", "Paid comments", aliases=("Comments",)),
    Part("shares", "Paid shares", aliases=("Shares",)),
    Part("follows", "Paid follows", aliases=("Follows", "Paid followers")),
    Part("profile_visits", "Paid profile visits", aliases=("Profile visits",)),
    Part("clicks_on_music_disc", "Music clicks", aliases=("Clicks on music disc", "Paid music clicks")),
    Part("add_to_cart", "Add to cart", aliases=("Adds to cart",)),
    Part("initiate_checkout", "Initiate checkout", aliases=("Checkouts initiated",)),
    Part("complete_payment", "Complete payment", aliases=("Complete payments",)),
    Part(
        "total_complete_payment_rate",
        "Complete payment value",
        Unit.MONEY,
        ("complete_payment_value", "Total complete payment value"),
    ),
    Part("total_purchase", "Purchases (app)", aliases=("Total purchase",)),
    Part("total_purchase_value", "Purchase value (app)", Unit.MONEY, ("Total purchase value",)),
)
"""What is stored and added up. The first four are the ones every screen shows."""

REACH = Part("reach", "Reach")
"""Not additive: kept beside a delivered row, shown only where exactly that row is shown."""

STORED: tuple[Part, ...] = (*PARTS, REACH)
PART_BY_NAME: Mapping[str, Part] = {part.name: part for part in STORED}

RATIOS: tuple[Metric, ...] = (
    Metric("ctr", "CTR (destination)", Unit.PERCENT, "clicks", "impressions", 100),
    Metric("cpc", "CPC (destination)", Unit.MONEY, "spend", "clicks"),
    Metric("cpm", "CPM", Unit.MONEY, "spend", "impressions", 1000),
    Metric("cost_per_conversion", "Cost per conversion", Unit.MONEY, "spend", "conversion"),
    Metric("conversion_rate", "CVR (clicks)", Unit.PERCENT, "conversion", "clicks", 100),
    Metric("conversion_rate_v2", "CVR", Unit.PERCENT, "conversion", "impressions", 100),
    Metric("engagement_rate", "CTR (all)", Unit.PERCENT, "engagements", "impressions", 100),
    Metric("cost_per_1000_reached", "Cost per 1,000 people reached", Unit.MONEY, "spend", "reach", 1000),
    Metric("frequency", "Frequency", Unit.RATIO, "impressions", "reach"),
    Metric("cost_per_result", "Cost per result", Unit.MONEY, "spend", "result"),
    Metric("result_rate", "Result rate", Unit.PERCENT, "result", "impressions", 100),
    Metric("cost_per_complete_payment", "Cost per complete payment", Unit.MONEY, "spend", "complete_payment"),
    Metric("complete_payment_rate", "Complete payment rate", Unit.PERCENT, "complete_payment", "clicks", 100),
    Metric(
        "value_per_complete_payment",
        "Value per complete payment",
        Unit.MONEY,
        "total_complete_payment_rate",
        "complete_payment",
    ),
    Metric("complete_payment_roas", "Purchase ROAS", Unit.RATIO, "total_complete_payment_rate", "spend"),
    Metric("total_active_pay_roas", "Purchase ROAS (app)", Unit.RATIO, "total_purchase_value", "spend"),
)

METRICS: Mapping[str, Metric] = {
    **{part.name: Metric(part.name, part.label, part.unit, part.name) for part in STORED},
    **{ratio.name: ratio for ratio in RATIOS},
}
"""Every metric that can be shown, by API name."""

OVERVIEW: tuple[str, ...] = (
    "spend",
    "impressions",
    "clicks",
    "ctr",
    "cpc",
    "cpm",
    "conversion",
    "cost_per_conversion",
    "conversion_rate",
)
"""The metrics of the overview, in its order."""

TABLE: tuple[str, ...] = ("spend", "impressions", "clicks", "ctr", "cpc", "conversion", "cost_per_conversion")
"""The columns of a table of figures until a person chooses others."""


def parts_of(metrics: Sequence[str]) -> tuple[str, ...]:
    """Names of the sums these metrics need, each once, in the order first needed."""
    return tuple(dict.fromkeys(part for name in metrics for part in METRICS[name].parts))


def value_of(name: str, sums: Mapping[str, int | None]) -> Value:
    """The metric from summed parts: never from averaged ratios. Missing part or division by zero: None."""
    metric = METRICS[name]
    numerator = sums.get(metric.numerator)
    if metric.denominator is None or numerator is None:
        return numerator
    denominator = sums.get(metric.denominator)
    if not denominator:
        return None
    return _divide(numerator * metric.factor, denominator, metric)


def needs_money(name: str) -> bool:
    """Whether the metric is computed from money, so that sums of several currencies have none."""
    return any(PART_BY_NAME[part].unit is Unit.MONEY for part in METRICS[name].parts)


def change_of(new: Value, old: Value) -> Decimal | None:
    """Change against the earlier value in percent; None where either is missing or the earlier one is zero."""
    if new is None or not old:
        return None
    return (Decimal(new) - Decimal(old)) * 100 / abs(Decimal(old))


def _divide(numerator: int, denominator: int, metric: Metric) -> int | Decimal:
    quotient = Decimal(numerator) / Decimal(denominator)
    if metric.unit is Unit.MONEY:
        return int(quotient.to_integral_value())  # half to even
    return quotient
