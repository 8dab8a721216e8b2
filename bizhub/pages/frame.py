"""The frame of a signed-in page: the shell around it and the session read first."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from bizhub.components.page import note
from bizhub.components.shell import shell
from bizhub.state.bell import BellState
from bizhub.state.palette import PaletteState
from bizhub.state.session import SessionState

Content = Callable[[], rx.Component]


def signed_in_page(
    *, route: str, title: str, active: str = "", on_load: Sequence[Any] = (), width: str = "page"
) -> Callable[[Content], Content]:
    """Register a page for signed-in people; `active` is the sidebar item, `width` is "page" or "form".

    `SessionState.load` runs before the page's own handlers and sends strangers to the sign-in page; the
    bell's count and the palette's recents and pins come last, so that they are there without asking.
    """

    def register(content: Content) -> Content:
        def page() -> rx.Component:
            return shell(_link_problem(), content(), active=active, width=width)

        page.__name__ = content.__name__
        handlers = [SessionState.load, *on_load, BellState.load, PaletteState.refresh]
        rx.page(route=route, title=f"{title} · BizHub", on_load=handlers)(page)
        return content

    return register


def _link_problem() -> rx.Component:
    """Says why a link could not be followed."""
    return rx.cond(
        SessionState.link_problem != "",
        note(SessionState.link_problem, tone="warn", role="alert"),
        rx.fragment(),
    )
