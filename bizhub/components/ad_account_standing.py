"""An ad account and the desk: its form, where it stands, and the end of it."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.dialogs import confirm_dialog, drawer
from bizhub.components.forms import form_actions, form_field
from bizhub.components.page import note
from bizhub.components.text import Text, strong
from bizhub.components.variables import var
from bizhub.domain.ad_account_review import (
    LONGEST_BILLING_ADDRESS,
    LONGEST_COMPANY,
    LONGEST_CONTACT,
    LONGEST_EMAIL,
    LONGEST_PROMOTION_LINK,
)
from bizhub.domain.ad_accounts import LONGEST_INDUSTRY, LONGEST_NAME


def application_fields(errors: Any, given: Any) -> tuple[Component, ...]:
    """The fields of an ad account's form; `given` has what each starts from as its attributes."""

    def field(label: str, name: str, longest: int, hint: Text = "", **more: Any) -> Component:
        return form_field(
            label, name, error=errors.get(name, ""), hint=hint, default_value=getattr(given, name, ""),
            max_length=longest, auto_complete="off", **more,
        )  # fmt: skip

    return (
        field("Name", "name", LONGEST_NAME, "What your team calls it."),
        field("Company", "company", LONGEST_COMPANY, "Who advertises."),
        field("Industry", "industry", LONGEST_INDUSTRY, optional=True),
        field("Promoted website", "promotion_link", LONGEST_PROMOTION_LINK, optional=True),
        field("Contact", "contact_name", LONGEST_CONTACT, optional=True),
        field("Contact’s e-mail", "contact_email", LONGEST_EMAIL, optional=True),
        field("Billing address", "billing_address", LONGEST_BILLING_ADDRESS, optional=True, multiline=True, rows=3),
    )


def problem_list(problems: Any) -> Component:
    """What the desk found wrong, each with what to do."""

    def line(each: Any) -> Component:
        words = rx.cond(each.note != "", f"{each.what_to_do} “{each.note}”", each.what_to_do)
        return rx.el.li(strong(each.field), ": ", each.reason, ". ", words)

    return rx.el.ul(rx.foreach(problems, line), class_name="bh-reasons")


def standing_notes(state: Any, status: Any) -> Component:
    """What the people of a center read on the page of an ad account that is not simply in use."""
    correct = rx.cond(
        state.may_correct,
        rx.button("Correct and send again", on_click=state.set_correcting(True)),
        rx.fragment(),
    )
    refused = note(
        strong("The desk refused this ad account."), problem_list(state.problems), tone="bad", action=correct
    )
    waits = note(
        "The desk reviews this ad account. ",
        rx.cond(state.place != "", f"Its place in the queue: {state.place}.", ""),
        tone="accent",
    )
    limited = note(strong("The desk has suspended this ad account."), " ", state.limit_reason, tone="warn")
    over = note("This ad account is disabled for good. Its figures and its activity stay.")
    return rx.fragment(
        rx.match(
            status,
            ("STATUS_CONFIRM_FAIL", refused),
            ("STATUS_PENDING_CONFIRM", waits),
            ("STATUS_PENDING_CONFIRM_MODIFY", waits),
            ("STATUS_LIMIT", limited),
            ("STATUS_DISABLE", over),
            rx.fragment(),
        ),
        _correction(state),
    )


def disable_button(state: Any, name: Any) -> Component:
    """Ends an ad account, after saying what that means."""
    dialog = confirm_dialog(
        rx.button("Disable…", variant="ghost", color_scheme="red"),
        title=f"Disable {name}?",
        ends=(
            "It is disabled for good: nobody can bring it back. Its figures, its people and its activity stay to be "
            "read. What waits for the desk is taken back."
        ),
        verb="Disable it for good",
        on_confirm=state.disable,
    )
    return rx.cond(state.may_disable, dialog, rx.fragment())


def _correction(state: Any) -> Component:
    form = rx.el.form(
        problem_list(state.problems),
        *application_fields(state.errors, state),
        form_actions(rx.button("Send again", type="submit")),
        no_validate=True,
        on_submit=state.correct,
        class_name="bh-form",
    )
    return drawer(
        var(state.correcting),
        form,
        title="Correct the ad account",
        subtitle="The desk sees what you change.",
        on_open_change=state.set_correcting,
    )
