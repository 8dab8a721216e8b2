"""/profile/sessions: where one is signed in."""

from typing import Any

import reflex as rx

from bizhub.components.dialogs import confirm_dialog
from bizhub.components.page import card, page_header, page_link, skeleton
from bizhub.components.text import badge, hidden, icon, moment, secondary, strong
from bizhub.components.variables import var
from bizhub.pages.frame import signed_in_page
from bizhub.state.sessions import SessionsState


@signed_in_page(route="/profile/sessions", title="Sessions", on_load=[SessionsState.load], width="form")
def sessions_page() -> rx.Component:
    """Every device, and the way to sign it out."""
    return rx.fragment(
        page_header(
            "Sessions",
            "Where you are signed in. End what you do not recognise, then change your password.",
            page_link("Profile", href="/profile"),
        ),
        card(
            rx.cond(
                SessionsState.is_loaded,
                rx.el.ul(rx.foreach(SessionsState.lines, _session), class_name="bh-checklist"),
                rx.fragment(*(skeleton() for _ in range(4))),
            ),
            rx.cond(var(SessionsState.lines).length() > 1, _end_others(), rx.fragment()),
        ),
    )


def _session(line: Any) -> rx.Component:
    return rx.el.li(
        icon("monitor_smartphone"),
        rx.el.div(
            strong(line.device),
            rx.cond(line.is_this_device, rx.fragment(" ", badge("This device", tone="good")), rx.fragment()),
            rx.el.div(secondary(line.address, " · signed in ", line.signed_in)),
            rx.el.div(secondary("Last seen ", moment(line.last_seen, utc=line.last_seen_utc))),
            class_name="bh-checklist-words",
        ),
        rx.cond(
            line.is_this_device,
            rx.fragment(),
            rx.button(
                "End",
                hidden(" the session on ", line.device, " at ", line.address),
                type="button",
                variant="soft",
                color_scheme="gray",
                on_click=SessionsState.end(line.id),
            ),
        ),
    )


def _end_others() -> rx.Component:
    return rx.el.div(
        confirm_dialog(
            rx.button("End all other sessions", type="button", variant="soft", color_scheme="red"),
            title="End all other sessions?",
            ends="Every session but this one ends at once. Whoever works there has to sign in again.",
            verb="End them",
            on_confirm=SessionsState.end_others,
        ),
        class_name="bh-form-actions",
    )
