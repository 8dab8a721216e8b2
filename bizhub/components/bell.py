"""The bell of the top bar: how much is unread, and the newest of what this person was told."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.menu import PLACE
from bizhub.components.page import page_link
from bizhub.components.text import hidden, icon
from bizhub.components.variables import var

PAGE = "/notifications"


def bell(state: Any = None) -> Component:
    """The button and the panel it opens; `state` stands in for BellState in galleries and tests."""
    state = state or _bell_state()
    button = rx.el.button(
        icon("bell"),
        rx.cond(
            state.count != "", rx.el.span(state.count, class_name="bh-bell-count", aria_hidden="true"), rx.fragment()
        ),
        hidden("Notifications"),
        type="button",
        class_name="bh-plain bh-square bh-bell",
    )
    return rx.fragment(
        hidden(state.spoken, role="status"),
        rx.popover.root(
            rx.popover.trigger(button),
            rx.popover.content(
                _panel(state),
                align="end",
                class_name="bh-bell-panel",
                aria_label="Notifications",
                custom_attrs={"container": PLACE},
            ),
            modal=True,
            open=state.opened,
            on_open_change=state.set_opened,
        ),
    )


def notification_line(row: Any, state: Any) -> Component:
    """One thing that somebody was told: a link to what it is about, with a dot while it is unread."""
    words = rx.fragment(
        rx.el.span(class_name="bh-unread-dot", data_unread=rx.cond(row.is_read, "no", "yes"), aria_hidden="true"),
        rx.el.span(
            rx.cond(row.is_read, "", hidden("Unread: ")),
            rx.el.span(row.words, class_name="bh-notice-words"),
            rx.el.span(row.at, class_name="bh-secondary bh-small"),
            class_name="bh-notice-text",
        ),
    )
    return rx.el.li(
        rx.cond(
            row.href != "",
            page_link(words, href=row.href, class_name="bh-notice", on_click=state.read(row.id)),
            rx.el.div(words, class_name="bh-notice"),
        ),
        key=row.id,
    )


def _panel(state: Any) -> Component:
    rows = var(state.rows)
    return rx.fragment(
        rx.el.div(
            rx.el.h2("Notifications"),
            rx.cond(
                state.count != "",
                rx.el.button("Mark all as read", type="button", class_name="bh-plain", on_click=state.read_all),
                rx.fragment(),
            ),
            class_name="bh-bell-head",
        ),
        rx.cond(
            rows.length() > 0,
            rx.el.ul(rx.foreach(rows, lambda row: notification_line(row, state)), class_name="bh-notice-list"),
            rx.el.p(
                rx.cond(state.loaded, "Nothing yet. What others change for you is told here.", "One moment…"),
                class_name="bh-secondary bh-bell-nothing",
            ),
        ),
        page_link("All notifications", href=PAGE, class_name="bh-link bh-bell-all", on_click=state.set_opened(False)),
    )


def _bell_state() -> Any:
    from bizhub.state.bell import BellState

    return BellState
