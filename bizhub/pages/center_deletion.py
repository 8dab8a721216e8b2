"""/settings/delete: what ends with the center, its record to take along, and its name to type."""

import reflex as rx

from bizhub.components.facts import counted_list
from bizhub.components.forms import form_field
from bizhub.components.menus import export_menu
from bizhub.components.page import button_link, card, empty_state, note, page_header, page_link, skeleton, stack
from bizhub.components.text import strong
from bizhub.domain.center_deletion import KEEPABLE, REMINDED_BEFORE
from bizhub.domain.centers import LONGEST_NAME
from bizhub.pages.activity import EXPORT_PATH
from bizhub.pages.frame import signed_in_page
from bizhub.state.center_deletion import CenterDeletionState
from bizhub.state.session import SessionState


@signed_in_page(
    route="/settings/delete",
    title="Delete this center",
    active="settings",
    on_load=[CenterDeletionState.load],
    width="form",
)
def center_deletion_page() -> rx.Component:
    """Deleting the current center."""
    return rx.fragment(
        page_header(
            "Delete this center",
            f"What ends with {SessionState.center_name}",
            page_link("Back to the settings", href="/settings"),
        ),
        rx.cond(
            CenterDeletionState.is_loaded,
            stack(_waits(), _what_ends(), _record(), _what_now()),
            rx.cond(
                CenterDeletionState.problem != "",
                empty_state(
                    "shield",
                    CenterDeletionState.problem,
                    button_link("To the settings", href="/settings", variant="surface"),
                ),
                card(*(skeleton() for _ in range(5))),
            ),
        ),
    )


def _what_ends() -> rx.Component:
    return card(
        stack(
            rx.el.p("For everybody, and for good:"),
            counted_list(CenterDeletionState.ends),
            rx.el.p(
                f"For {KEEPABLE.days} days everything goes on as it was, except that no invitations go out, and any "
                "admin can keep the center. All admins are told at once, and again "
                f"{REMINDED_BEFORE.days} days before the end.",
                class_name="bh-secondary",
            ),
        ),
        title="What ends",
    )


def _record() -> rx.Component:
    return card(
        rx.el.p(
            "The activity says who did what in this center. Afterwards nobody can read it here any more.",
            class_name="bh-secondary",
        ),
        title="Take the activity along",
        aside=export_menu("csv", "json", address=lambda name: f"{EXPORT_PATH}?format={name}", disabled=False),
    )


def _waits() -> rx.Component:
    """First of all that nothing has ended, and on whom it depends."""
    waits = note(
        CenterDeletionState.waits,
        " Until then nothing changes.",
        tone="accent",
        action=page_link("See the approvals", href="/team/approvals"),
    )
    return rx.cond(CenterDeletionState.waits != "", waits, rx.fragment())


def _what_now() -> rx.Component:
    form = rx.cond(CenterDeletionState.waits == "", _form(), rx.fragment())
    return rx.cond(CenterDeletionState.ends_at != "", _is_ending(), form)


def _is_ending() -> rx.Component:
    return card(
        rx.el.p(
            strong(CenterDeletionState.by),
            " began to delete this center. On ",
            strong(CenterDeletionState.ends_at),
            " it is gone.",
        ),
        rx.el.div(
            rx.button("Keep the center", type="button", on_click=CenterDeletionState.keep), class_name="bh-form-actions"
        ),
        title="Being deleted",
    )


def _form() -> rx.Component:
    return card(
        rx.el.form(
            form_field(
                "Name of the center",
                "name",
                error=CenterDeletionState.errors.get("name", ""),
                hint=f"Type {SessionState.center_name} to show that you mean this one.",
                max_length=LONGEST_NAME,
                auto_complete="off",
                spell_check=False,
            ),
            rx.cond(
                CenterDeletionState.needs_approval,
                rx.el.p("Another admin of this center has to approve it first.", class_name="bh-secondary"),
                rx.fragment(),
            ),
            rx.el.div(rx.button("Delete this center", type="submit", color_scheme="red"), class_name="bh-form-actions"),
            no_validate=True,
            on_submit=CenterDeletionState.delete,
            class_name="bh-stack",
        ),
        title="Delete",
    )
