"""/team/ends-soon: memberships, levels and places in asset groups that end within the next days."""

from typing import Any

import reflex as rx

from bizhub.components.access import EXTEND, level_drawer
from bizhub.components.data_table import cell, data_table
from bizhub.components.forms import filter_bar, search_field, select
from bizhub.components.page import empty_state, page_header, page_link
from bizhub.components.table_parts import Column, paging_of
from bizhub.components.text import hidden, secondary, tile
from bizhub.components.variables import var
from bizhub.domain.ends_soon import REMIND_BEFORE, Ending
from bizhub.domain.levels import ENDS_SOON
from bizhub.pages.frame import signed_in_page
from bizhub.state.ends_soon import EndsSoonState
from bizhub.state.level import LevelState

_KINDS = (("level", "Levels on ad accounts"), ("place", "Places in asset groups"), ("membership", "Memberships"))


@signed_in_page(route="/team/ends-soon", title="Ends soon", active="team", on_load=[EndsSoonState.load])
def ends_soon_page() -> rx.Component:
    """The list, the first end first."""
    return rx.fragment(
        page_header(
            "Ends soon",
            rx.cond(
                EndsSoonState.manages,
                f"What ends within {ENDS_SOON.days} days in this center",
                f"Access that ends within {ENDS_SOON.days} days: yours, and on ad accounts where you are Admin",
            ),
            page_link("Team", href="/team", class_name="bh-link bh-turn"),
        ),
        rx.el.div(_filters(), key=var(EndsSoonState.visits).to_string()),
        rx.el.div(_list(), class_name="bh-people-list bh-ends"),
        level_drawer(LevelState),
    )


def _filters() -> rx.Component:
    return filter_bar(
        search_field(
            "Search by person or ad account",
            default_value=EndsSoonState.search,
            on_change=EndsSoonState.search_for,
        ),
        select(
            _KINDS,
            name="kind-filter",
            placeholder="Everything",
            aria_label="Filter by what ends",
            value=EndsSoonState.shown_kind,
            on_change=EndsSoonState.filter_by_kind,
        ),
        rx.cond(
            EndsSoonState.narrows,
            rx.button("Clear", variant="ghost", color_scheme="gray", on_click=EndsSoonState.clear_filters),
            rx.fragment(),
        ),
        label="Filters of what ends soon",
    )


def _list() -> rx.Component:
    return data_table(
        EndsSoonState.rows,
        [
            Column("Who and what", _who),
            Column("Last day", _last_day),
            Column("Given by", lambda row: rx.el.span(row.given_by, class_name="bh-ellipsis"), phone=False),
            Column("Keep longer", _longer, align="right"),
        ],
        label="What ends soon",
        loading=EndsSoonState.loading | ~EndsSoonState.loaded,
        empty=_nothing(),
        paging=paging_of(EndsSoonState.paging, EndsSoonState.turn_back, EndsSoonState.turn_on),
    )


def _who(row: Any) -> rx.Component:
    what = rx.cond(row.path != "", page_link(row.what, href=row.path), row.what)
    return cell(row.person, what, before=tile(row.person, person=True))


def _last_day(row: Any) -> rx.Component:
    return rx.el.span(row.until, class_name="bh-num")


def _longer(row: Any) -> rx.Component:
    about = hidden(": ", row.person, ", ", row.what)

    def button(words: str, on_click: Any) -> rx.Component:
        return rx.el.button(words, about, type="button", class_name="bh-as-link", on_click=on_click)

    extend = rx.match(
        row.kind,
        (Ending.LEVEL.value, button(EXTEND, LevelState.extend(row.user_id, row.of))),
        (Ending.PLACE.value, button(EXTEND, EndsSoonState.extend_place(row.of, row.user_id))),
        button(EXTEND, EndsSoonState.extend_membership(row.user_id)),
    )
    return rx.fragment(
        rx.match(
            row.action,
            ("extend", extend),
            ("ask", button("Request longer", EndsSoonState.ask_longer(row.of))),
            ("asked", secondary("Requested")),
            secondary("Ask ", EndsSoonState.admins),
        )
    )


def _nothing() -> rx.Component:
    return rx.cond(
        EndsSoonState.narrows,
        empty_state(
            "search_x",
            "Nothing that ends soon fits this.",
            rx.button("Clear the filters", variant="surface", on_click=EndsSoonState.clear_filters),
        ),
        empty_state(
            "calendar_clock",
            "Nothing ends soon. A membership, a level or a place in an asset group appears here "
            f"{ENDS_SOON.days} days before its last day; {REMIND_BEFORE.days} days before it, everybody concerned "
            "is reminded.",
        ),
    )
