"""/desk/recovery: centers without an admin who can sign in, and the admins whom the desk has chosen for some."""

from typing import Any

import reflex as rx

from bizhub.components.data_table import cell, data_table
from bizhub.components.desk import desk_or_problem
from bizhub.components.desk_recovery import choosing, recoveries
from bizhub.components.forms import filter_bar, search_field
from bizhub.components.page import card, empty_state, page_header, page_link, skeleton, stack
from bizhub.components.table_parts import Column, paging_of
from bizhub.components.text import badge, hidden, short_id, tile
from bizhub.components.variables import var
from bizhub.domain.recovery import ABSENT_AFTER
from bizhub.pages.frame import signed_in_page
from bizhub.state.desk_recovery import DeskRecoveryState


@signed_in_page(route="/desk/recovery", title="Centers without an admin", on_load=[DeskRecoveryState.load])
def desk_recovery_page() -> rx.Component:
    """The list, what waits and what is over."""
    return rx.fragment(
        page_header(
            "Centers without an admin",
            f"Centers of which no admin was here for {ABSENT_AFTER.days} days, or none is left",
            page_link("Desk", href="/desk", class_name="bh-link bh-turn"),
        ),
        desk_or_problem(
            DeskRecoveryState.problem,
            rx.cond(
                DeskRecoveryState.loaded,
                stack(
                    recoveries(DeskRecoveryState.waiting, "Waiting for objections", waits=True),
                    rx.el.div(_search(), key=var(DeskRecoveryState.visits).to_string()),
                    _list(),
                    recoveries(DeskRecoveryState.past, "Earlier", waits=False),
                ),
                card(*(skeleton() for _ in range(5))),
            ),
        ),
        choosing(),
    )


def _search() -> rx.Component:
    return filter_bar(
        search_field(
            "Search by name or center ID",
            default_value=DeskRecoveryState.search,
            on_change=DeskRecoveryState.search_for,
        ),
        label="Search of centers without an admin",
    )


def _list() -> rx.Component:
    return data_table(
        DeskRecoveryState.rows,
        [
            Column("Center", _center),
            Column("Members", lambda row: rx.el.span(row.members, class_name="bh-num"), align="right", phone=False),
            Column("An admin was last here", lambda row: rx.el.span(row.last_seen, class_name="bh-num"), phone=False),
            Column("Help", _help, align="right"),
        ],
        label="Centers without an admin",
        loading=DeskRecoveryState.loading,
        empty=_nothing(),
        paging=paging_of(DeskRecoveryState.paging, DeskRecoveryState.turn_back, DeskRecoveryState.turn_on),
    )


def _center(row: Any) -> rx.Component:
    return cell(row.name, short_id(row.id), before=tile(row.name))


def _help(row: Any) -> rx.Component:
    choose = rx.button(
        "Choose an admin…",
        hidden(" for ", row.name),
        variant="surface",
        on_click=DeskRecoveryState.open_center(row.id),
    )
    return rx.cond(row.is_waiting, badge("Waiting", tone="warn", icon_name="clock"), choose)


def _nothing() -> rx.Component:
    return rx.cond(
        DeskRecoveryState.narrows,
        empty_state(
            "search_x",
            "No center without an admin fits this.",
            rx.button("Show all", variant="surface", on_click=DeskRecoveryState.clear_filters),
        ),
        empty_state("shield_check", "Every center has an admin who signs in. There is nothing to do here."),
    )
