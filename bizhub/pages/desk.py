"""/desk: what waits for the people who operate this BizHub."""

from typing import Any

import reflex as rx

from bizhub.components.data_table import cell, data_table
from bizhub.components.desk import desk_or_problem, keys
from bizhub.components.forms import filter_bar, search_field, select
from bizhub.components.page import empty_state, page_header, page_link
from bizhub.components.table_parts import Column
from bizhub.components.text import badge, secondary
from bizhub.components.tiles import stat_tile
from bizhub.components.variables import var
from bizhub.domain.desk import KIND_WORDS, Show
from bizhub.pages.frame import signed_in_page
from bizhub.state.desk import DeskQueueState

_ICONS = {"verification": "shield_check", "ad_account": "megaphone", "ticket": "message_square"}
_SHOWN = [(Show.ALL.value, "All that wait"), (Show.FREE.value, "Nobody reviews"), (Show.MINE.value, "I review")]
_DAYS = [("", "However long"), ("1", "Longer than a day"), ("3", "Longer than 3 days"), ("7", "Longer than a week")]


@signed_in_page(route="/desk", title="Desk", on_load=[DeskQueueState.load])
def desk_page() -> rx.Component:
    """The figures, the filters and the queue, the oldest first."""
    return rx.fragment(
        page_header(
            "Desk",
            "What centers have sent for a decision; what waits longest comes first",
            page_link("Centers without an admin", href="/desk/recovery", class_name="bh-link bh-turn"),
            rx.cond(var(DeskQueueState.rows).length() > 0, _take_next(), rx.fragment()),
        ),
        desk_or_problem(
            DeskQueueState.problem,
            rx.fragment(_figures(), _filters(), _queue(), _turning(), _keys(), _reviewers()),
        ),
    )


def _take_next() -> rx.Component:
    return rx.button("Review the next one", on_click=DeskQueueState.take_next, custom_attrs={"data-shortcut": "c"})


def _figures() -> rx.Component:
    def tile(one: Any) -> rx.Component:
        return stat_tile(
            one.word,
            one.waiting,
            versus=rx.cond(
                one.median != "",
                "Decided within " + one.median + " as a rule",
                rx.cond(one.oldest != "", "The oldest came " + one.oldest, "Nothing waits"),
            ),
        )

    return rx.el.div(rx.foreach(DeskQueueState.kinds, tile), class_name="bh-desk-figures")


def _filters() -> rx.Component:
    state = DeskQueueState
    kinds = [("", "All kinds"), *((kind.value, word) for kind, word in KIND_WORDS.items())]
    return filter_bar(
        search_field(
            "Search by title or center",
            default_value=state.search,
            on_change=state.search_for,
            key=var(state.visits).to_string(),
        ),
        select(kinds, value=state.kind, on_change=lambda value: state.filter_by("kind", value), aria_label="Kind"),
        select(_SHOWN, value=state.shown, on_change=lambda value: state.filter_by("show", value), aria_label="Show"),
        select(_DAYS, value=state.days, on_change=lambda value: state.filter_by("days", value), aria_label="Waits"),
    )


def _queue() -> rx.Component:
    return data_table(
        DeskQueueState.rows,
        [
            Column("About", lambda row: cell(row.title, row.center)),
            Column("Kind", lambda row: row.kind_word, phone=False),
            Column("Came on", lambda row: row.opened, phone=False),
            Column("Reviewer", _reviewer),
        ],
        label="Cases",
        loading=~DeskQueueState.loaded,
        empty=_nothing(),
        row_href=lambda row: f"/desk/case?case={row.id}",
    )


def _reviewer(row: Any) -> rx.Component:
    return rx.cond(
        row.is_mine,
        badge("You", tone="accent"),
        rx.cond(
            row.reviewer != "",
            secondary(row.reviewer),
            rx.cond(
                row.is_second,
                badge("Waits for a second", tone="warn"),
                rx.cond(row.is_for_me, badge("For you", tone="accent"), secondary("Nobody")),
            ),
        ),
    )


def _nothing() -> rx.Component:
    state = DeskQueueState
    narrows = (var(state.search) != "") | (var(state.kind) != "") | (var(state.days) != "")
    return rx.cond(
        narrows | (var(state.shown) != Show.ALL.value),
        empty_state(
            "search_x",
            "Nothing that waits fits.",
            rx.button("Show all that wait", variant="surface", on_click=state.clear_filters),
        ),
        empty_state("inbox", "Nothing waits. Verifications, new ad accounts and tickets of centers come here."),
    )


def _turning() -> rx.Component:
    state = DeskQueueState
    first = rx.button("Back to the oldest", variant="surface", color_scheme="gray", on_click=state.start_over)
    following = rx.button("Later ones", variant="surface", color_scheme="gray", on_click=state.turn_on)
    return rx.el.div(
        rx.cond(state.is_first, rx.fragment(), first),
        rx.cond(state.has_next, following, rx.fragment()),
        class_name="bh-row bh-desk-turning",
    )


def _keys() -> rx.Component:
    return keys(("j", "next line"), ("k", "line before"), ("Enter", "open"), ("c", "review the next one"))


def _reviewers() -> rx.Component:
    rows: Any = var(DeskQueueState.reviewers)
    table = data_table(
        rows,
        [
            Column("Reviewer", lambda row: row.name),
            Column("In hand", lambda row: row.in_hand, align="right"),
            Column("Decided in 7 days", lambda row: row.last_7_days, align="right"),
            Column("Decided in 30 days", lambda row: row.last_30_days, align="right", phone=False),
        ],
        label="Work of the reviewers",
        loading=False,
        empty=rx.fragment(),
        row_id=lambda row: row.name,
    )
    return rx.cond(rows.length() > 0, table, rx.fragment())
