"""Typing a code: the field, and the way to another message."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.forms import form_field
from bizhub.components.page import note
from bizhub.components.posted_form import posted_form
from bizhub.components.text import Text


def code_field(*, error: Text, **control: Any) -> Component:
    """Six digits of a message; pasting them with blanks is fine."""
    return _code("Six digits, good for ten minutes.", error, input_mode="numeric", **control)


def app_code_field(*, error: Text) -> Component:
    """The first code of an authenticator app."""
    return _code("The six digits that the app shows now.", error, input_mode="numeric")


def second_step_field(*, error: Text, **control: Any) -> Component:
    """A code of an authenticator app, or a recovery code in its place."""
    return _code("Six digits of your app, or a recovery code.", error, **control)


def _code(hint: str, error: Text, **control: Any) -> Component:
    return form_field(
        "Code",
        "code",
        error=error,
        hint=hint,
        type="text",
        auto_complete="one-time-code",
        auto_capitalize="none",
        spell_check=False,
        max_length=20,
        **control,
    )


def where_to_look(sentence: Text) -> Component:
    """Where the message is, as long as no server carries messages."""
    return rx.cond(rx.Var.create(sentence) != "", note(sentence), rx.fragment())


def another_message(was_sent: Any, on_sent: Any) -> Component:
    """Have a new code sent, and say so."""
    return posted_form(
        "/auth/send-again",
        rx.cond(
            was_sent,
            note("A new message is on its way. The code before does not work any more.", tone="good"),
            rx.fragment(),
        ),
        rx.el.span(
            "Nothing arrived? Look into the spam folder, or ",
            rx.el.button("have a new code sent", type="submit", class_name="bh-as-link"),
            ".",
        ),
        report="sent-again",
        on_report=on_sent,
        class_name="bh-secondary bh-code-help",
        aria_live="polite",
    )
