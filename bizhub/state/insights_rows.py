"""Figures as a reader sees them: tiles, points of the chart, rows of the table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from bizhub.domain.axis import ticks_for
from bizhub.domain.figures import BreakdownRow, Dimension, Figures, Period
from bizhub.domain.insights import Summary, TableRow, Trend
from bizhub.domain.insights_view import InsightsView
from bizhub.domain.metrics import METRICS, Metric, Unit, Value, needs_money
from bizhub.services import formats

SHORT = {
    "spend": "Cost",
    "impressions": "Impressions",
    "clicks": "Clicks",
    "ctr": "CTR",
    "cpc": "CPC",
    "cpm": "CPM",
    "conversion": "Conversions",
    "cost_per_conversion": "CPA",
    "conversion_rate": "CVR",
}
_FALLS_ARE_GOOD = frozenset({"cpc", "cpm", "cost_per_conversion", "cost_per_result"})
_NEITHER_GOOD_NOR_BAD = frozenset({"spend", "billed_cost", "cash_spend", "voucher_spend"})
_FINER = {
    Dimension.CAMPAIGN: (Dimension.AD_GROUP, "campaign"),
    Dimension.AD_GROUP: (Dimension.AD, "ad_group"),
}


@dataclass
class Tile:
    """A total and its change."""

    label: str
    value: str
    change: str = ""
    direction: str = ""
    mood: str = "even"
    versus: str = ""
    explains: str = ""


@dataclass
class MetricColumn:
    """A column of the table."""

    key: str
    label: str


@dataclass
class FigureLine:
    """A row of the table; `href` leads into it and is empty where nothing is finer."""

    id: str
    name: str
    detail: str
    href: str
    cells: list[str] = field(default_factory=list)


@dataclass
class Crumb:
    """One step of the way down to what the table shows; the last one has no address."""

    label: str
    href: str


@dataclass
class ChartPoint:
    """A day of the chart: numbers to draw, texts to read."""

    label: str
    now: float | None
    now_text: str
    before_label: str
    before: float | None
    before_text: str


def label_of(metric: str) -> str:
    """A metric's heading in a table or tile."""
    return SHORT.get(metric, METRICS[metric].label)


def written(metric: Metric, value: Value, currency: str, locale: str) -> str:
    """A metric's value for the reader; money needs its currency."""
    if value is None or (metric.unit is Unit.MONEY and not currency):
        return formats.NOTHING
    match metric.unit:
        case Unit.MONEY if metric.denominator is None:
            return formats.money(int(value), currency, locale)
        case Unit.MONEY:
            return formats.unit_money(value, currency, locale)
        case Unit.PERCENT:
            return formats.percent(value, locale)
        case Unit.COUNT:
            return formats.number(value, locale)
        case _:
            return formats.number(value, locale, 2)


def tiles_of(summary: Summary, metrics: Sequence[str], locale: str) -> list[Tile]:
    """A tile for each metric that can be told honestly: no money where currencies would be mixed."""
    shown = [name for name in metrics if summary.currency or not needs_money(name)]
    return [_tile(name, summary, locale) for name in shown]


def currency_lines(summary: Summary, metrics: Sequence[str], locale: str) -> list[FigureLine]:
    """A row for each currency."""
    return [
        FigureLine(
            id=item.currency,
            name=item.currency,
            detail="",
            href="",
            cells=_cells(item.figures, metrics, item.currency, locale),
        )
        for item in summary.by_currency
    ]


def columns_of(metrics: Sequence[str]) -> list[MetricColumn]:
    """The metric columns of a table."""
    return [MetricColumn(name, label_of(name)) for name in metrics]


def lines_of(
    rows: Sequence[TableRow], view: InsightsView, by: Dimension, ad_account_id: str, locale: str
) -> list[FigureLine]:
    """The rows of the table, each with the address of what lies below it."""
    return [
        FigureLine(
            id=str(place),
            name=formats.day(item.row.day, locale) if item.row.day else item.title,
            detail=item.detail,
            href=_below(item.row, view, by, ad_account_id),
            cells=_cells(item.row.figures, view.columns, item.row.currency, locale),
        )
        for place, item in enumerate(rows)
    ]


def points_of(trend: Trend, locale: str) -> list[ChartPoint]:
    """The days of the chart."""
    metric = METRICS[trend.metric]
    return [
        ChartPoint(
            label=formats.short_day(item.day, locale),
            now=_drawn(metric, item.value),
            now_text=written(metric, item.value, trend.currency, locale),
            before_label=formats.short_day(item.day_before, locale),
            before=_drawn(metric, item.before),
            before_text="" if item.before is None else written(metric, item.before, trend.currency, locale),
        )
        for item in trend.days
    ]


def axis_of(points: Sequence[ChartPoint], trend: Trend, locale: str) -> tuple[list[int], list[str]]:
    """The ticks of the vertical axis and how they are written."""
    drawn = [value for point in points for value in (point.now, point.before) if value is not None]
    ticks = list(ticks_for(min(drawn, default=0), max(drawn, default=0)))
    metric = METRICS[trend.metric]
    if metric.unit is not Unit.MONEY:
        return ticks, [formats.number(tick, locale) for tick in ticks]
    return ticks, [formats.whole_money(tick, trend.currency, locale) for tick in ticks]


def period_words(period: Period, locale: str) -> str:
    """The days shown."""
    return formats.period(period.first, period.last, locale)


def _earlier_words(shown: Period, locale: str) -> str:
    """The period before the one shown; its year is said where it is another one."""
    before = shown.before()
    if before.first.year != shown.last.year or before.first == before.last:
        return period_words(before, locale)
    return f"{formats.short_day(before.first, locale)} – {formats.short_day(before.last, locale)}"


def _tile(name: str, summary: Summary, locale: str) -> Tile:
    metric = METRICS[name]
    change = summary.comparison.change(name) if summary.comparison else None
    tile = Tile(label_of(name), written(metric, summary.totals.value(name), summary.currency, locale))
    tile.explains = _formula(metric)
    if change is None:
        return tile
    tile.change = formats.percent(abs(change), locale, 1)
    tile.direction = "up" if change > 0 else "down" if change < 0 else ""
    tile.versus = f"vs {_earlier_words(summary.period, locale)}"
    if change and name not in _NEITHER_GOOD_NOR_BAD:
        tile.mood = "good" if (change < 0) == (name in _FALLS_ARE_GOOD) else "bad"
    return tile


def _formula(metric: Metric) -> str:
    if metric.denominator is None:
        return ""
    formula = f"{label_of(metric.numerator)} ÷ {label_of(metric.denominator)}"
    return f"{formula} × 1,000" if metric.factor == 1000 else formula


def _cells(figures: Figures, metrics: Sequence[str], currency: str, locale: str) -> list[str]:
    return [written(METRICS[name], figures.value(name), currency, locale) for name in metrics]


def _below(row: BreakdownRow, view: InsightsView, by: Dimension, ad_account_id: str) -> str:
    """The address of the table one level deeper; across accounts it first goes into the row's own."""
    account = ad_account_id or (str(row.account_id) if row.account_id else "")
    kept = view.elsewhere()
    if by is Dimension.ACCOUNT:
        return f"/insights?{urlencode({**kept, 'account': account})}"
    if by not in _FINER:
        return ""
    finer, name = _FINER[by]
    keys = {"campaign": row.campaign or "", "ad_group": row.ad_group or "" if name == "ad_group" else ""}
    if not keys[name]:
        return ""
    into = {key: text for key, text in {**keys, "by": finer.value}.items() if text}
    return f"/insights?{urlencode({**kept, **({} if ad_account_id else {'account': account}), **into})}"


def _drawn(metric: Metric, value: Value) -> float | None:
    if value is None:
        return None
    return float(Decimal(value) / formats.MICROS) if metric.unit is Unit.MONEY else float(value)
