"""Putting answers about figures into the state of the page."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bizhub.domain.figures import Dimension
from bizhub.domain.insights import Details, Summary, Table
from bizhub.domain.insights_view import CHART_METRICS, InsightsView
from bizhub.domain.metrics import METRICS, OVERVIEW, TABLE
from bizhub.services import conversion, formats
from bizhub.services.insights import PAGE_SIZE
from bizhub.state import insights_rows as rows
from bizhub.state import insights_words
from bizhub.state.insights_rows import Crumb
from bizhub.state.reader import Reader

if TYPE_CHECKING:
    from bizhub.state.insights import FiguresState, InsightsState

DIMENSION_WORDS = {
    Dimension.ACCOUNT: "Ad accounts",
    Dimension.CAMPAIGN: "Campaigns",
    Dimension.AD_GROUP: "Ad groups",
    Dimension.AD: "Ads",
    Dimension.DAY: "Days",
}


def show_summary(state: "InsightsState", summary: Summary, view: InsightsView, reader: Reader) -> None:
    """Totals, period, currencies."""
    locale = reader.locale
    state.is_empty, state.loaded = summary.is_empty, True
    state.tiles = rows.tiles_of(summary, OVERVIEW, locale)
    is_mixed = (summary.currency == "" and len(summary.by_currency) > 1) or summary.conversion is not None
    state.currency_rows = rows.currency_lines(summary, TABLE, locale) if is_mixed else []
    state.currency_columns = rows.columns_of(TABLE) if is_mixed else []
    state.period = rows.period_words(summary.period, locale)
    state.first_day, state.last_day = summary.period.first.isoformat(), summary.period.last.isoformat()
    state.conversion_words = insights_words.conversion_words(summary.conversion, locale)
    state.coverage_words = insights_words.coverage_words(summary, locale)
    codes = [item.currency for item in summary.by_currency]
    state.convert_choices = _convert_choices(codes, view.convert_to)
    state.convert_to, state.own_only = view.convert_to, view.own_only
    _show_chart_choices(state, summary, view, codes)


def show_trend(state: "FiguresState", details: Details, reader: Reader) -> None:
    """The chart."""
    trend = details.trend
    state.now_words = rows.period_words(details.period, reader.locale)
    has_before = any(day.before is not None for day in trend.days)
    state.before_words = rows.period_words(details.period.before(), reader.locale) if has_before else ""
    as_of = details.data_as_of
    state.as_of = f"Data as of {formats.zoned_moment(as_of, reader.time_zone, reader.locale)}" if as_of else ""
    state.points = rows.points_of(trend, reader.locale)
    state.ticks, state.tick_labels = rows.axis_of(state.points, trend, reader.locale)
    unit = f" in {trend.currency}" if trend.currency else ""
    state.chart_title = f"{rows.label_of(trend.metric)} by day{unit}"


def show_table(
    state: "FiguresState", table: Table, view: InsightsView, by: Dimension, account_id: str, reader: Reader
) -> None:
    """The table, its pager and the way down to it."""
    locale = reader.locale
    offset = (view.page - 1) * PAGE_SIZE
    state.by, state.by_words = by.value, DIMENSION_WORDS[by]
    state.by_choices = [[one.value, words] for one, words in DIMENSION_WORDS.items() if _fits(one, account_id)]
    state.columns = rows.columns_of(view.columns)
    state.column_choices = [[name, rows.label_of(name), "yes" if name in view.columns else ""] for name in METRICS]
    state.lines = rows.lines_of(table.rows, view, by, account_id, locale)
    state.crumbs = _crumbs(view, table)
    state.part_words = " · ".join(crumb.label for crumb in state.crumbs[1:])
    state.order_words = ""
    if table.weighed_on:
        day = formats.day(table.weighed_on, locale)
        state.order_words = f"In order of value: currencies are compared at the ECB rates of {day}."
    state.sort, state.descending, state.search = view.sort, view.descending, view.search
    state.total = formats.number(table.count, locale)
    state.first = formats.number(min(offset + 1, table.count), locale)
    state.last = formats.number(offset + len(table.rows), locale)
    state.has_previous, state.has_next = view.page > 1, offset + len(table.rows) < table.count
    state.export_query = urlencode({**view.as_query(), "by": by.value, "account": account_id})


def _show_chart_choices(state: "InsightsState", summary: Summary, view: InsightsView, codes: list[str]) -> None:
    """Cost of several currencies is told one currency at a time."""
    is_mixed = summary.currency == ""
    state.metric_choices = [[name, rows.label_of(name)] for name in CHART_METRICS]
    state.chart_metric = view.metric
    state.chart_currencies = [[code, code] for code in codes] if is_mixed and view.metric == "spend" else []
    first = codes[0] if codes else ""
    state.chart_currency = (view.chart_currency if view.chart_currency in codes else first) if is_mixed else ""


def _convert_choices(codes: list[str], chosen: str) -> list[list[str]]:
    """Nothing to choose where there is one currency."""
    if len(codes) < 2 and not chosen:
        return []
    wanted = sorted({*codes, "EUR", "USD", *([chosen] if chosen else [])} & set(conversion.currencies()))
    return [["", "Each currency by itself"], *([code, f"All in {code}"] for code in wanted)]


def _fits(dimension: Dimension, account_id: str) -> bool:
    return dimension is not Dimension.ACCOUNT or not account_id


def _crumbs(view: InsightsView, table: Table) -> list[Crumb]:
    """From the campaigns down to what is shown."""
    if not view.campaign:
        return []
    kept = view.elsewhere()
    row = table.rows[0].row if table.rows else None
    campaign = (row.campaign_name if row else None) or view.campaign
    top = Crumb("Campaigns", f"/insights?{urlencode(kept)}" if kept else "/insights")
    if not view.ad_group:
        return [top, Crumb(campaign, "")]
    groups = urlencode({**kept, "campaign": view.campaign, "by": Dimension.AD_GROUP.value})
    ad_group = (row.ad_group_name if row else None) or view.ad_group
    return [top, Crumb(campaign, f"/insights?{groups}"), Crumb(ad_group, "")]
