"""/recovery: why the desk wants to make somebody an admin of the center, and the button that stops it."""

import reflex as rx

from bizhub.components.forms import form_actions, form_field
from bizhub.components.page import button_link, card, empty_state, page_header, skeleton, stack
from bizhub.components.text import strong
from bizhub.domain.levels import LONGEST_REASON
from bizhub.domain.recovery import ABSENT_AFTER
from bizhub.pages.frame import signed_in_page
from bizhub.state.recovery import RecoveryNoticeState
from bizhub.state.session import SessionState


@signed_in_page(route="/recovery", title="A new admin", active="team", width="form")
def recovery_page() -> rx.Component:
    """What waits about the current center."""
    return rx.fragment(
        page_header("A new admin", f"The desk helps {SessionState.center_name}, which has no admin who signs in"),
        rx.cond(
            RecoveryNoticeState.is_loaded,
            rx.cond(RecoveryNoticeState.recovery_id != "", stack(_what(), _object()), _nothing()),
            card(*(skeleton() for _ in range(4))),
        ),
    )


def _what() -> rx.Component:
    return card(
        stack(
            rx.el.p(
                "No admin of this center was here for ",
                f"{ABSENT_AFTER.days} days or more. ",
                strong(RecoveryNoticeState.asked_by),
                " of the desk, the people who run this BizHub, wants to make ",
                strong(RecoveryNoticeState.person),
                " an admin on ",
                strong(RecoveryNoticeState.due),
                ".",
            ),
            rx.el.p("“", RecoveryNoticeState.reason, "”"),
            rx.el.p(
                "If that is right, you need not do anything. If an admin signs in before, nobody is appointed either. "
                "Nobody else’s role changes.",
                class_name="bh-secondary",
            ),
        ),
        title="What will happen",
    )


def _object() -> rx.Component:
    return card(
        rx.el.form(
            form_field(
                "Why not",
                "reason",
                error=RecoveryNoticeState.errors.get("reason", ""),
                hint="The desk and the members of this center read it.",
                optional=True,
                max_length=LONGEST_REASON,
                auto_complete="off",
            ),
            form_actions(rx.button("Object", type="submit", color_scheme="red")),
            no_validate=True,
            on_submit=RecoveryNoticeState.object,
            class_name="bh-stack",
        ),
        title="Object",
    )


def _nothing() -> rx.Component:
    return empty_state(
        "shield_check",
        "Nothing waits here. The desk has chosen nobody, somebody objected, or it is done: the activity says which.",
        button_link("To the overview", href="/overview", variant="surface"),
    )
