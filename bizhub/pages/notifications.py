"""/notifications: everything that this person was told, for ninety days."""

import reflex as rx

from bizhub.components.bell import notification_line
from bizhub.components.forms import filter_bar, select
from bizhub.components.page import card, empty_state, page_header, skeleton
from bizhub.components.table_parts import pager, paging_of
from bizhub.components.variables import var
from bizhub.pages.frame import signed_in_page
from bizhub.state.bell import BellState
from bizhub.state.notifications import NotificationsState


@signed_in_page(route="/notifications", title="Notifications", width="form", on_load=[NotificationsState.load])
def notifications_page() -> rx.Component:
    """The newest first."""
    read_all = rx.button("Mark all as read", variant="surface", color_scheme="gray", on_click=BellState.read_all)
    return rx.fragment(
        page_header(
            "Notifications",
            "What others have changed for you, kept for 90 days",
            rx.cond(BellState.count != "", read_all, rx.fragment()),
        ),
        filter_bar(
            select(
                [("", "All"), ("unread", "Unread")],
                value=NotificationsState.which,
                on_change=NotificationsState.show,
                aria_label="Show",
            )
        ),
        rx.cond(NotificationsState.loaded, _list(), card(*(skeleton() for _ in range(6)))),
    )


def _list() -> rx.Component:
    rows = var(NotificationsState.rows)
    paging = paging_of(NotificationsState.paging, NotificationsState.turn_back, NotificationsState.turn_on)
    empty = rx.cond(
        NotificationsState.which != "",
        "You have read everything.",
        "Nothing yet. When somebody gives you access, changes your role or asks you for something, it is told here.",
    )
    return rx.cond(
        rows.length() > 0,
        rx.el.section(
            rx.el.ul(rx.foreach(rows, lambda row: notification_line(row, BellState)), class_name="bh-notice-list"),
            pager(paging, of="notifications"),
            class_name="bh-card",
            aria_label="Notifications",
        ),
        card(empty_state("bell", empty)),
    )
