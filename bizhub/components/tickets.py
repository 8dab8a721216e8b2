"""Parts of a ticket that its center and the desk see alike: what is asked for, and the conversation."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.forms import form_actions, form_field
from bizhub.components.page import note
from bizhub.components.text import Text, badge, hidden, icon, moment, secondary, strong
from bizhub.components.variables import var
from bizhub.domain.tickets import LONGEST_MESSAGE


def asked_changes(ticket: Any) -> Component:
    """Each field as it is and as it is to be, and why."""
    return rx.el.dl(
        rx.foreach(ticket.changes, _change),
        rx.el.div(rx.el.dt("Reason"), rx.el.dd(ticket.reason)),
        rx.el.div(rx.el.dt("Asked by"), rx.el.dd(ticket.asked)),
        class_name="bh-told",
    )


def answer_of(ticket: Any) -> Component:
    """Who ended it and when, and what they said."""
    return rx.cond(
        ticket.answered != "",
        note(
            rx.match(
                ticket.state,
                ("APPROVED", "Approved by "),
                ("REJECTED", "Rejected by "),
                "Withdrawn by ",
            ),
            ticket.answered,
            rx.cond(ticket.answer != "", rx.el.p(ticket.answer, class_name="bh-lines"), rx.fragment()),
            tone="neutral",
        ),
        rx.fragment(),
    )


def conversation(ticket: Any, *, empty: str) -> Component:
    """What was written, the first message first."""
    return rx.cond(
        var(ticket.messages).length() > 0,
        rx.el.ol(rx.foreach(ticket.messages, _message), class_name="bh-conversation", aria_label="What was written"),
        secondary(empty),
    )


def message_fields(*, error: Text, verb: Text, **control: Any) -> Component:
    """The field for a message and its button, within a form."""
    return rx.fragment(
        form_field(
            "Message",
            "text",
            error=error,
            hint=f"At most {LONGEST_MESSAGE:,} characters. The admins of the center and the desk can read it.",
            multiline=True,
            rows=3,
            auto_complete="off",
            **control,
        ),
        form_actions(rx.button(verb, type="submit", variant="surface")),
    )


def _change(change: Any) -> Component:
    overtaken = badge(f"is now {change.overtaken_by}", tone="bad", icon_name="triangle_alert")
    return rx.el.div(
        rx.el.dt(change.label),
        rx.el.dd(
            rx.el.del_(hidden("now "), change.before),
            icon("arrow_right"),
            rx.el.span(hidden(" to be "), strong(change.after)),
            rx.cond(change.overtaken_by != "", overtaken, rx.fragment()),
        ),
    )


def _message(message: Any) -> Component:
    return rx.el.li(
        rx.el.div(
            strong(message.who),
            secondary(message.side, " · ", moment(message.at, utc=message.utc)),
            class_name="bh-row",
        ),
        rx.el.p(message.text, class_name="bh-lines"),
        key=message.id,
        data_side=rx.cond(message.from_desk, "desk", "center"),
    )
