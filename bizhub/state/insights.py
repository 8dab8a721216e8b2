"""Overview and Insights: totals first, then chart and table; the address says what is shown."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

import reflex as rx
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.days import known_day
from bizhub.domain.errors import InvalidInput
from bizhub.domain.insights import Details, checked_period
from bizhub.domain.insights_view import InsightsView, view_from_query
from bizhub.domain.metrics import METRICS
from bizhub.domain.report_layout import LONGEST_KEY
from bizhub.services import insights
from bizhub.state import insights_show, page_refresh, push
from bizhub.state.base import BizHubState, FormState
from bizhub.state.insights_rows import ChartPoint, Crumb, FigureLine, MetricColumn, Tile
from bizhub.state.notices import go_to
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.visitor import current_visitor

SECTIONS = ("overview", "insights")


class DaysForm(TypedDict):
    """The period to show, as the fields of days write it."""

    first: str
    last: str


class FiguresState(BizHubState, rx.State):
    """Chart and table: a state of their own, so that new totals draw neither of them again."""

    loading: bool = True

    points: list[ChartPoint] = []
    ticks: list[int] = []
    tick_labels: list[str] = []
    chart_title: str = ""
    now_words: str = ""
    before_words: str = ""
    as_of: str = ""

    by: str = ""
    by_words: str = ""
    by_choices: list[list[str]] = []
    crumbs: list[Crumb] = []
    part_words: str = ""
    columns: list[MetricColumn] = []
    column_choices: list[list[str]] = []
    lines: list[FigureLine] = []
    order_words: str = ""
    sort: str = "spend"
    descending: bool = True
    search: str = ""
    visits: int = 0
    total: str = ""
    first: str = ""
    last: str = ""
    has_previous: bool = False
    has_next: bool = False
    export_query: str = ""


class InsightsState(FormState, rx.State):
    """Totals and what is asked, written for the reader."""

    tiles: list[Tile] = []
    currency_columns: list[MetricColumn] = []
    currency_rows: list[FigureLine] = []
    period: str = ""
    first_day: str = ""
    last_day: str = ""
    conversion_words: str = ""
    coverage_words: str = ""
    is_empty: bool = False
    loaded: bool = False
    loading: bool = True

    chart_metric: str = "spend"
    chart_currency: str = ""
    metric_choices: list[list[str]] = []
    chart_currencies: list[list[str]] = []

    convert_to: str = ""
    convert_choices: list[list[str]] = []
    own_only: bool = False

    _view: InsightsView = InsightsView()
    _typed: str = ""

    @remote
    async def load(self) -> AsyncIterator[Any]:
        """Show what the address says."""
        if _section() not in SECTIONS:
            return
        self._view = view_from_query(self.router.url.query_parameters)
        async for step in self._show():
            yield step

    @remote
    async def refresh(self) -> AsyncIterator[Any]:
        """Show the same again, because figures changed; the address may name what was there before a switch."""
        if _section() in SECTIONS:
            async for step in self._show():
                yield step

    async def _show(self) -> AsyncIterator[None]:
        figures = await self.get_state(FiguresState)
        self.errors = {}
        self.loading = figures.loading = True
        try:
            await self._load_totals()
            self.loading = False
            yield
            await self._load_details()
        finally:
            self.loading = figures.loading = False

    @remote
    async def choose(self, name: Literal["convert_to", "metric", "chart_currency", "by"], value: str) -> EventSpec:
        """Choose the currency to show, what the chart tells or what the table lists."""
        query = {"convert_to": "in", "chart_currency": "chart"}.get(name, name)
        kept = self._view.elsewhere() if name == "by" else self._view.as_query()
        return self._go(replace(view_from_query({**kept, query: value}), page=1))

    @remote
    async def show_days(self, form: DaysForm) -> EventSpec:
        """Choose the days."""
        self.errors = {}
        period = checked_period(_day(form, "first"), _day(form, "last"))
        return self._go(replace(self._view, first=period.first, last=period.last, page=1))

    @remote
    async def search_for(self, text: str) -> EventSpec:
        """Search the table by name."""
        self._typed = text.strip()[:LONGEST_KEY]
        return self._go(replace(self._view, search=self._typed, page=1))

    @remote
    async def clear_search(self) -> EventSpec:
        """Show the rows of every name again."""
        return self._go(replace(self._view, search="", page=1))

    @remote
    async def toggle_own(self) -> EventSpec:
        """Between the accounts one holds and all of the center."""
        return self._go(replace(self._view, own_only=not self._view.own_only, page=1))

    @remote
    async def toggle_column(self, name: str) -> EventSpec | None:
        """Show or hide a column; at least one stays."""
        if name not in METRICS:
            return None
        shown = [one for one in self._view.columns if one != name]
        if len(shown) == len(self._view.columns):
            shown.append(name)
        return self._go(replace(self._view, columns=tuple(shown))) if shown else None

    @remote
    async def sort_by(self, key: str) -> EventSpec:
        """Sort by a column, or the other way round."""
        return self._go(self._view.sorted_by(key))

    @remote
    async def turn_back(self) -> EventSpec:
        """Show the page before."""
        return self._go(replace(self._view, page=max(1, self._view.page - 1)))

    @remote
    async def turn_on(self) -> EventSpec:
        """Show the next page."""
        return self._go(replace(self._view, page=self._view.page + 1))

    def _leave_drill(self) -> None:
        """Another ad account has other campaigns: leave this one's, with the same days, columns and kind of rows."""
        self._view = replace(self._view, campaign="", ad_group="", search="", page=1)

    def _go(self, view: InsightsView) -> EventSpec:
        section = _section()
        query = urlencode(view.as_query())
        path = f"/{section if section in SECTIONS else 'insights'}"
        return go_to(f"{path}?{query}" if query else path, replace=True)

    async def _load_totals(self) -> None:
        """The first answer: totals."""
        session = await self.get_state(SessionState)
        question, drill = self._view.question(session.account_id), self._view.drill
        summary = await self._ask(insights.summarise, question=question, drill=drill)
        insights_show.show_summary(self, summary, self._view, await self._reader())

    async def _load_details(self) -> None:
        """The second answer: chart and table."""
        session = await self.get_state(SessionState)
        reader, account = await self._reader(), session.account_id
        details = await self._ask_details(account)
        last_page = max(1, -(-details.table.count // insights.PAGE_SIZE))
        if self._view.page > last_page:
            self._view = replace(self._view, page=last_page)
            details = await self._ask_details(account)
        view = self._view
        figures = await self.get_state(FiguresState)
        if view.search != self._typed:  # a link or a switch: the field holds something else
            self._typed = view.search
            figures.visits += 1
        insights_show.show_trend(figures, details, reader)
        insights_show.show_table(figures, details.table, view, view.dimension(account), account, reader)

    async def _ask_details(self, account: str) -> Details:
        view = self._view
        return await self._ask(
            insights.show_details,
            question=view.question(account),
            metric=self.chart_metric,
            currency="" if self.convert_to else self.chart_currency,
            by=view.dimension(account),
            drill=view.drill,
            metrics=view.columns,
            order=view.order,
            page=view.page,
        )

    async def _reader(self) -> Reader:
        """How to write for the reader."""
        session = await self.get_state(SessionState)
        return current_reader(session.user_locale, session.center_time_zone)


def _day(form: DaysForm, name: Literal["first", "last"]) -> date:
    day = known_day(form[name])
    if day is None:
        raise InvalidInput(f"Give the {name} day, such as 2026-01-31.", field=name)
    return day


def _section() -> str:
    return current_visitor().page.strip("/")


async def _first(page: rx.State) -> None:
    state = await page.get_state(InsightsState)
    state._leave_drill()  # noqa: SLF001  # a public method would be an endpoint
    await state._load_totals()  # noqa: SLF001


async def _rest(page: rx.State) -> None:
    await (await page.get_state(InsightsState))._load_details()  # noqa: SLF001


for _name in SECTIONS:
    page_refresh.on_switch(_name, first=_first, rest=_rest)
    push.refresh_on("figures", InsightsState.refresh, path=f"/{_name}")
