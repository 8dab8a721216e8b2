"""The banner over every page of a center that is being deleted."""

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.page import note
from bizhub.components.text import strong
from bizhub.state.center_deletion import CenterDeletionState
from bizhub.state.session import SessionState


def ending_banner() -> Component:
    """Says to all members when the center is gone, and lets admins keep it."""
    keep = rx.button("Keep the center", type="button", variant="surface", on_click=CenterDeletionState.keep)
    return rx.cond(
        SessionState.ending != "",
        note(
            "This center will be deleted on ",
            strong(SessionState.ending),
            ". Admins can keep it until then.",
            tone="warn",
            action=rx.cond(SessionState.role == "ADMIN", keep, rx.fragment()),
        ),
        rx.fragment(),
    )
