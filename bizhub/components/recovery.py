"""The banner over every page of a center for which the desk has chosen an admin."""

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.page import note, page_link
from bizhub.components.text import strong
from bizhub.state.recovery import RecoveryNoticeState


def recovery_banner() -> Component:
    """Says to all members who will be an admin and when, and leads to where they can object."""
    return rx.cond(
        RecoveryNoticeState.recovery_id != "",
        note(
            "The desk wants to make ",
            strong(RecoveryNoticeState.person),
            " an admin of this center on ",
            strong(RecoveryNoticeState.due),
            ", unless a member objects.",
            tone="warn",
            action=page_link("Read why, or object", href="/recovery"),
        ),
        rx.fragment(),
    )
