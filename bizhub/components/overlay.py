"""What lies over or under every page: lost connection, open menus, the screen of a crash, the font."""

from collections.abc import Callable

import reflex as rx
from reflex_base.components.component import Component
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_too_many_connection_errors

from bizhub.components.menu import menu_place
from bizhub.components.text import icon
from bizhub.components.theme import InterFont, theme


def app_wraps() -> dict[tuple[int, str], Callable[[bool], Component | None]]:
    """Replaces Reflex's own overlay and crash screen; give it to `rx.App(app_wraps=…)`."""
    return {
        (55, "ErrorBoundary"): lambda _stateful: ErrorBoundary.create(
            on_error=rx.noop(), fallback_render=rx.Var.create(crash_screen())
        ),
        (5, "Overlay"): lambda _stateful: rx.fragment(rx.memo(_overlay)()),
    }


def crash_screen() -> Component:
    """What a page shows that could not be drawn."""
    return theme(
        rx.el.main(
            rx.el.div(
                rx.el.span(icon("unplug"), class_name="bh-empty-icon"),
                rx.el.h1("This page stopped working"),
                rx.el.p("Everything you saved is kept. Load the page again; if it happens again, tell an admin."),
                rx.button("Load the page again", custom_attrs={"data-bh-reload": "true"}),
                class_name="bh-empty",
            ),
            class_name="bh-auth",
        )
    )


def _overlay() -> Component:
    return rx.fragment(InterFont.create(), connection_notice(), menu_place())


def connection_notice() -> Component:
    """Says that the connection is lost, until it is back."""
    words = rx.el.div(
        icon("wifi_off"),
        "No connection to BizHub. It reconnects by itself; what you typed is kept.",
        class_name="bh-offline",
    )
    return rx.el.div(rx.cond(has_too_many_connection_errors, words, rx.fragment()), role="status")
