"""Forms that assets/forms.js posts over HTTP, because they carry passwords or codes."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.bridge import bridge_input
from bizhub.components.forms import password_field
from bizhub.components.text import Text


def posted_form(path: Text, *content: Component, report: str, on_report: Any, **props: Any) -> Component:
    """A form for one of the doors; `on_report` gets the JSON text of PostedAnswer, through a bridge called `report`.

    A plain POST is what happens before the script is there: a password never gets into an address.
    """
    return rx.fragment(
        bridge_input(report, on_report),
        rx.el.form(
            *content,
            method="post",
            action=path,
            no_validate=True,
            data_bh_form=report,
            **{"class_name": "bh-form", **props},
        ),
    )


def new_password_field(label: Text, state: Any, *, hint: str) -> Component:
    """A password to choose, with its strength while typing; `state` is a NewPasswordState.

    What makes it weak stands where the hint stood, unless the error says it.
    """
    error = state.errors.get("password", "")
    return rx.fragment(
        bridge_input("strength", state.measured),
        password_field(
            label,
            "password",
            error=error,
            hint=rx.cond((state.weakness != "") & (error == ""), state.weakness, hint),
            score=state.score,
            verdict=state.verdict,
            auto_complete="new-password",
            data_bh_strength="strength",
        ),
    )


def submit(words: str) -> Component:
    """The form's one button; Enter presses it."""
    return rx.button(words, type="submit", width="100%")
