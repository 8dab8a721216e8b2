"""Forms that assets/forms.js posts over HTTP, because they carry passwords or codes."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.bridge import bridge_input
from bizhub.components.forms import password_field
from bizhub.components.text import Text


def posted_form(path: str, *content: Component, report: str, on_report: Any, **props: Any) -> Component:
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


def new_password_field(
    label: Text, *, error: Text, score: Any, verdict: Text, on_measure: Any, hint: Text = ""
) -> Component:
    """A password to choose, with its strength while typing; `on_measure` gets the JSON text of MeasuredStrength."""
    return rx.fragment(
        bridge_input("strength", on_measure),
        password_field(
            label,
            "password",
            error=error,
            hint=hint,
            score=score,
            verdict=verdict,
            auto_complete="new-password",
            data_bh_strength="strength",
        ),
    )


def submit(words: str) -> Component:
    """The form's one button; Enter presses it."""
    return rx.button(words, type="submit", width="100%")
