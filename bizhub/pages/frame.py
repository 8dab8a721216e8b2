"""The frame of a signed-in page: the shell around it and the session read first."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from bizhub.components.center_ending import ending_banner
from bizhub.components.page import note, page_link
from bizhub.components.recovery import recovery_banner
from bizhub.components.shell import shell
from bizhub.state.bell import BellState
from bizhub.state.palette import PaletteState
from bizhub.state.recovery import RecoveryNoticeState
from bizhub.state.session import SessionState

Content = Callable[[], rx.Component]


def signed_in_page(
    *, route: str, title: str, active: str = "", on_load: Sequence[Any] = (), width: str = "page"
) -> Callable[[Content], Content]:
    """Register a page for signed-in people; `active` is the sidebar item, `width` is "page" or "form".

    `SessionState.load` runs before the page's own handlers and sends strangers to the sign-in page; the notice of a
    recovery, the bell's count and the palette's recents and pins come last, so that they are there without asking.
    """

    def register(content: Content) -> Content:
        def page() -> rx.Component:
            notes = (_link_problem(), ending_banner(), recovery_banner(), _two_step_notice())
            return shell(*notes, content(), active=active, width=width)

        # Reflex writes what a page draws into a file named after its module: each page then loads its own alone.
        page.__name__, page.__module__ = content.__name__, content.__module__
        handlers = [SessionState.load, *on_load, RecoveryNoticeState.load, BellState.load, PaletteState.refresh]
        rx.page(route=route, title=f"{title} · BizHub", on_load=handlers)(page)
        return content

    return register


def _two_step_notice() -> rx.Component:
    """Says from when on the center asks for 2-step verification, to whom it will be asked of and has none."""
    return rx.cond(
        SessionState.two_step_notice != "",
        note(SessionState.two_step_notice, tone="warn", action=page_link("Turn it on", href="/profile/two-step")),
        rx.fragment(),
    )


def _link_problem() -> rx.Component:
    """Says why a link could not be followed."""
    return rx.cond(
        SessionState.link_problem != "",
        note(SessionState.link_problem, tone="warn", role="alert"),
        rx.fragment(),
    )
