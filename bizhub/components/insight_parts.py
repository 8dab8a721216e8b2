"""What Overview and Insights share: filters, totals, chart, table."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.figure_table import figure_table
from bizhub.components.forms import day_field, filter_bar, search_field, select
from bizhub.components.menu import menu
from bizhub.components.menus import export_menu
from bizhub.components.page import button_link, card, empty_state, note, page_link, section_title
from bizhub.components.table_parts import Paging, Sorting
from bizhub.components.text import hidden, icon, secondary
from bizhub.components.tiles import stat_tiles_of
from bizhub.components.trend_chart import trend_chart
from bizhub.components.variables import var
from bizhub.domain.figures import Dimension
from bizhub.domain.report_layout import LONGEST_KEY
from bizhub.state.insights import FiguresState as Figures
from bizhub.state.insights import InsightsState as State
from bizhub.state.session import SessionState

SHOWN_FIRST = 8


def totals_and_chart() -> Component:
    """Tiles, the sums of each currency, the trend."""
    return rx.fragment(
        stat_tiles_of(State.tiles, loading=State.loading),
        rx.cond(State.coverage_words != "", note(State.coverage_words), rx.fragment()),
        rx.cond(State.conversion_words != "", note(State.conversion_words), rx.fragment()),
        rx.cond(var(State.currency_rows).length() > 0, _by_currency(), rx.fragment()),
        trend_chart(
            Figures.chart_title,
            Figures.points,
            ticks=Figures.ticks,
            tick_labels=Figures.tick_labels,
            now_label=Figures.now_words,
            before_label=Figures.before_words,
            as_of=Figures.as_of,
            loading=Figures.loading,
        ),
    )


def export_figures() -> Component:
    """Takes the table away as a file."""
    return export_menu(
        "csv",
        "xlsx",
        address=lambda name: f"/insights/export?format={name}&center={SessionState.center_id}&{Figures.export_query}",
        disabled=var(State.is_empty) | ~var(State.loaded),
    )


def nothing_yet() -> Component:
    """What to do while nothing is imported."""
    return card(
        rx.cond(
            SessionState.may_import,
            empty_state(
                "chart_line",
                "No figures yet. Import an Ads Manager export and your numbers appear here.",
                button_link(icon("file_up"), "Import figures", href="/import"),
            ),
            empty_state(
                "chart_line",
                "No figures yet. They appear here once those of an ad account on which you hold a level are imported.",
            ),
        )
    )


def period_picker() -> Component:
    """First and last day, both account days; sent together, since half a date is another date while it is typed."""

    def day(label: str, name: str, value: Any) -> Component:
        return day_field(
            label,
            name=name,
            default_value=value,
            data_bh_day=value,
            aria_invalid=rx.cond(State.errors.get(name, "") != "", "true", "false"),
        )

    return rx.el.form(
        day("From", "first", State.first_day),
        day("To", "last", State.last_day),
        rx.button("Show", hidden(" these days"), type="submit", variant="surface", color_scheme="gray"),
        on_submit=State.show_days,
        no_validate=True,
        class_name="bh-row bh-period",
    )


def choices() -> Component:
    """The currency to show, what the chart tells, own or all accounts."""
    return rx.fragment(
        _choice("Show money", "convert_to", State.convert_choices, State.convert_to),
        _choice("Chart", "metric", State.metric_choices, State.chart_metric),
        _choice("Currency of the chart", "chart_currency", State.chart_currencies, State.chart_currency),
    )


def figures() -> Component:
    """The table with its search and the way down to it."""
    return rx.fragment(
        rx.el.div(
            filter_bar(
                _choice("Table by", "by", Figures.by_choices, Figures.by),
                rx.cond(Figures.by == Dimension.DAY.value, rx.fragment(), _search()),
                rx.el.span(class_name="bh-spread"),
                _column_menu(),
                label="What the table shows",
            ),
            class_name="bh-two-abreast",
        ),
        rx.cond(var(Figures.crumbs).length() > 0, _crumbs(), rx.fragment()),
        rx.cond(Figures.order_words != "", secondary(Figures.order_words), rx.fragment()),
        _table(
            Figures.lines,
            Paging(
                Figures.first,
                Figures.last,
                Figures.total,
                Figures.has_previous,
                Figures.has_next,
                State.turn_back,
                State.turn_on,
            ),
        ),
    )


def _search() -> Component:
    return search_field(
        rx.cond(Figures.by == Dimension.ACCOUNT.value, "Search by name or ID", "Search by name"),
        on_change=State.search_for,
        default_value=Figures.search,
        max_length=LONGEST_KEY,
        wait_ms=300,
        key=var(Figures.visits).to_string(),
    )


def first_figures() -> Component:
    """The first rows of the table, and the way to the others."""
    return rx.fragment(
        rx.el.div(
            section_title(Figures.by_words), rx.el.span(class_name="bh-spread"), _all_figures(), class_name="bh-row"
        ),
        _table(var(Figures.lines)[:SHOWN_FIRST]),
    )


def _all_figures() -> Component:
    return page_link("See all in Insights", href="/insights")


def _table(lines: Any, paging: Paging | None = None) -> Component:
    return figure_table(
        Figures.columns,
        lines,
        label=Figures.by_words,
        loading=Figures.loading,
        empty=_no_rows(),
        sorting=Sorting(Figures.sort, Figures.descending, State.sort_by),
        paging=paging,
        first_label=Figures.by_words,
        first_key=rx.cond(Figures.by == Dimension.DAY.value, "day", "name"),
    )


def _no_rows() -> Component:
    clear = rx.button("Clear the search", variant="surface", color_scheme="gray", on_click=State.clear_search)
    return rx.cond(
        Figures.search != "",
        empty_state("search_x", f"Nothing with figures in these days is called “{Figures.search}”.", clear),
        empty_state("search_x", "Nothing has figures in these days. Choose others above."),
    )


def _by_currency() -> Component:
    return rx.fragment(
        section_title("Each currency"),
        figure_table(
            State.currency_columns,
            State.currency_rows,
            label="Totals of each currency",
            loading=False,
            empty=rx.fragment(),
            first_label="Currency",
        ),
    )


def _choice(label: str, name: str, options: Any, value: Any) -> Component:
    control = select(options, value=value, aria_label=label, on_change=lambda chosen: State.choose(name, chosen))
    return rx.cond(options.length() > 0, control, rx.fragment())


def _crumbs() -> Component:
    def step(crumb: Any, place: Any) -> Component:
        link = page_link(crumb.label, href=crumb.href)
        return rx.el.li(
            rx.cond(place > 0, icon("chevron_right"), rx.fragment()),
            rx.cond(crumb.href != "", link, rx.el.span(crumb.label, aria_current="page")),
        )

    return rx.el.nav(
        rx.el.ol(rx.foreach(Figures.crumbs, step), class_name="bh-crumbs"), aria_label="Way down to this table"
    )


def _column_menu() -> Component:
    def line(choice: Any) -> Component:
        return rx.dropdown_menu.item(
            rx.cond(choice[2] != "", rx.fragment(icon("check"), hidden("shown")), rx.el.span(class_name="bh-gap")),
            choice[1],
            on_click=State.toggle_column(choice[0]),
        )

    button = rx.button(icon("columns_3"), "Columns", variant="surface", color_scheme="gray")
    return menu(button, rx.foreach(Figures.column_choices, line), class_name="bh-long-menu")
