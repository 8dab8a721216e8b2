"""/tickets/ID: what one ticket asks for, where it stands, its documents and its conversation."""

from typing import Any

import reflex as rx

from bizhub.components.dialogs import confirm_dialog
from bizhub.components.documents import document_upload
from bizhub.components.kept_form import kept_form
from bizhub.components.page import button_link, card, empty_state, page_header, page_link, skeleton, stack
from bizhub.components.text import secondary, status_badge
from bizhub.components.tickets import answer_of, asked_changes, conversation, message_fields
from bizhub.components.variables import var
from bizhub.pages.frame import signed_in_page
from bizhub.state.documents import DocumentsState
from bizhub.state.ticket import TicketState


@signed_in_page(
    route="/tickets/[ticket_no]", title="Ticket", active="settings", width="form", on_load=[TicketState.load]
)
def ticket_page() -> rx.Component:
    """One ticket."""
    ticket: Any = var(TicketState.ticket)
    return rx.fragment(
        rx.cond(
            TicketState.ticket,
            rx.fragment(
                page_header(
                    "Ticket",
                    ticket.about,
                    page_link("All tickets", href="/tickets", class_name="bh-link bh-turn"),
                ),
                stack(_asked(ticket), _documents(), _talk(ticket)),
            ),
            rx.cond(
                TicketState.problem != "",
                empty_state(
                    "ticket", TicketState.problem, button_link("All tickets", href="/tickets", variant="surface")
                ),
                card(*(skeleton() for _ in range(6))),
            ),
        )
    )


def _asked(ticket: Any) -> rx.Component:
    withdraw = confirm_dialog(
        rx.button("Withdraw…", type="button", variant="surface", color_scheme="gray"),
        title="Withdraw this ticket?",
        ends="The desk does not decide on it any more, and nothing changes. You can ask anew at any time.",
        verb="Withdraw",
        on_confirm=TicketState.withdraw,
    )
    return card(
        stack(
            answer_of(ticket),
            asked_changes(ticket),
            rx.cond(ticket.waits != "", secondary(ticket.waits), rx.fragment()),
            rx.cond(TicketState.is_waiting, rx.el.div(withdraw, class_name="bh-form-actions"), rx.fragment()),
        ),
        title="What is asked for",
        aside=status_badge(ticket.state),
    )


def _documents() -> rx.Component:
    return card(
        stack(
            rx.cond(
                TicketState.is_waiting,
                secondary("An extract of the register or a letter helps to decide. Admins and the desk see it."),
                rx.cond(var(DocumentsState.rows).length() == 0, secondary("No documents were sent."), rx.fragment()),
            ),
            document_upload(holder="ticket", holder_id=TicketState.ticket_id),
        ),
        title="Documents",
    )


def _talk(ticket: Any) -> rx.Component:
    form = kept_form(
        message_fields(error=TicketState.errors.get("text", ""), verb="Send the message"),
        state=TicketState,
        on_submit=TicketState.send,
        class_name="bh-stack",
    )
    return card(
        stack(
            conversation(ticket, empty="Nobody has written anything yet. Questions of the desk appear here."),
            rx.cond(TicketState.is_waiting, form, rx.fragment()),
        ),
        title="Conversation",
    )
