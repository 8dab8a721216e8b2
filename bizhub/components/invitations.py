"""The list of invitations, and the offer of one as the invited person sees it."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.data_table import cell, data_table
from bizhub.components.facts import fact, fact_list
from bizhub.components.menu import menu_item
from bizhub.components.page import empty_state, section_title
from bizhub.components.table_parts import Column, paging_of
from bizhub.components.text import status_badge
from bizhub.components.variables import var
from bizhub.state.invitations import InvitationsState


def invitation_list() -> Component:
    """The invitations of the center; nothing while there are none. Needs `InvitationsState.load` on the page."""
    table = data_table(
        InvitationsState.rows,
        [
            Column("Address", lambda row: cell(row.email, row.gives)),
            Column("Role", lambda row: status_badge(row.role), phone=False),
            Column("Sent", lambda row: cell(row.sent, rx.Var.create("by ") + row.invited_by), phone=False),
            Column("State", _standing),
        ],
        label="Invitations",
        loading=False,
        empty=empty_state("mail", "No invitation is waiting."),
        paging=paging_of(InvitationsState.paging, InvitationsState.turn_back, InvitationsState.turn_on),
        row_menu=lambda row: [
            menu_item("send", "Send again", on_click=InvitationsState.resend(row.id)),
            menu_item("undo_2", "Take back", on_click=InvitationsState.take_back(row.id)),
        ],
    )
    shown = rx.fragment(section_title("Invitations"), rx.el.div(table, class_name="bh-people-list"))
    return rx.cond(var(InvitationsState.rows).length() > 0, shown, rx.fragment())


def _standing(row: Any) -> Component:
    return rx.cond(
        row.standing == "WAITING",
        cell(status_badge(row.standing), rx.Var.create("until ") + row.expires),
        status_badge(row.standing),
    )


def offer_facts(offer: Any) -> Component:
    """The words that came with an invitation, what it gives, and until when."""
    finance = rx.cond(offer.finance_role != "", f" {offer.finance_role}", "")
    return rx.fragment(
        rx.cond(offer.message != "", rx.el.blockquote(offer.message, class_name="bh-quote"), rx.fragment()),
        fact_list(
            fact("Your role", status_badge(offer.role), finance),
            rx.cond(offer.until != "", fact("Member until", offer.until), rx.fragment()),
            fact("Answer by", offer.expires),
        ),
    )


def offer_card(offer: Any, *, on_accept: Any, on_decline: Any) -> Component:
    """An invitation with the two answers."""
    return rx.el.section(
        rx.el.h2(offer.inviter, " invites you to ", offer.center),
        offer_facts(offer),
        offer_answers(offer, on_accept=on_accept, on_decline=on_decline),
        class_name="bh-card bh-offer",
    )


def offer_answers(offer: Any, *, on_accept: Any, on_decline: Any) -> Component:
    """Accept and decline."""
    return rx.el.div(
        rx.button("Decline", variant="surface", color_scheme="gray", type="button", on_click=on_decline),
        rx.button(rx.Var.create("Join ") + offer.center, type="button", on_click=on_accept),
        class_name="bh-form-actions",
    )
