"""What the desk sees of a ticket beside its documents, and its decision; `a` approves and `r` rejects."""

from typing import Any

import reflex as rx

from bizhub.components.dialogs import drawer
from bizhub.components.forms import form_actions, form_field, select_field
from bizhub.components.page import card, note, stack
from bizhub.components.text import status_badge
from bizhub.components.tickets import asked_changes, conversation, message_fields
from bizhub.components.variables import var
from bizhub.domain.tickets import LONGEST_REASON
from bizhub.state.desk_ticket import DeskTicketState


def ticket_panel() -> rx.Component:
    """The ticket of the case that the address names."""
    ticket: Any = var(DeskTicketState.ticket)
    return rx.cond(
        DeskTicketState.ticket,
        stack(_asked(ticket), _talk(ticket), _manager(), _rejection()),
        rx.fragment(),
    )


def _asked(ticket: Any) -> rx.Component:
    reject = rx.button(
        "Reject…",
        type="button",
        variant="surface",
        color_scheme="red",
        on_click=DeskTicketState.begin_rejection,
        custom_attrs={"data-shortcut": "r"},
    )
    approve = rx.button("Approve", type="button", on_click=DeskTicketState.approve, custom_attrs={"data-shortcut": "a"})
    return card(
        stack(
            asked_changes(ticket),
            rx.cond(ticket.answer != "", note("The center was told: ", ticket.answer), rx.fragment()),
            rx.cond(DeskTicketState.is_waiting, form_actions(reject, approve), rx.fragment()),
        ),
        title="What is asked for",
        aside=status_badge(ticket.state),
    )


def _talk(ticket: Any) -> rx.Component:
    form = rx.el.form(
        message_fields(error=DeskTicketState.errors.get("text", ""), verb="Send to the center"),
        key=var(DeskTicketState.message_version).to_string(),
        no_validate=True,
        on_submit=DeskTicketState.send,
        class_name="bh-stack",
    )
    return card(
        stack(
            conversation(ticket, empty="Nobody has written anything yet."),
            rx.cond(DeskTicketState.is_waiting, form, rx.fragment()),
        ),
        title="Conversation",
    )


def _manager() -> rx.Component:
    return card(
        select_field(
            f"Account manager of {DeskTicketState.center_name}",
            "manager",
            var(DeskTicketState.reviewers),
            error=DeskTicketState.errors.get("manager", ""),
            hint="Tickets of this center reach them and not the queue. Its admins are told.",
            value=DeskTicketState.manager_id,
            on_change=DeskTicketState.choose_manager,
        ),
        title="Account manager",
    )


def _rejection() -> rx.Component:
    return drawer(
        DeskTicketState.is_rejecting,
        rx.el.form(
            form_field(
                "Reason",
                "reason",
                error=DeskTicketState.errors.get("reason", ""),
                hint=f"The admins of the center read it. Say what they can do. At most {LONGEST_REASON:,} characters.",
                multiline=True,
                rows=5,
                auto_complete="off",
            ),
            form_actions(rx.button("Reject the ticket", type="submit", color_scheme="red")),
            key=var(DeskTicketState.reason_version).to_string(),
            no_validate=True,
            on_submit=DeskTicketState.reject,
            class_name="bh-form",
        ),
        title="Reject the ticket",
        subtitle="Nothing changes, and the center is told why.",
        on_open_change=DeskTicketState.set_rejecting,
    )
