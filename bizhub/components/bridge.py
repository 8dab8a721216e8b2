"""How scripts in assets/ reach handlers: they fill hidden controls that React listens to."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component


def bridge_input(name: str, on_change: Any) -> Component:
    """A hidden control; `BizHub.send(name, value)` in a script calls the handler with JSON text."""
    return rx.el.input(
        id=f"bh-bridge-{name}",
        class_name="bh-bridge",
        type="text",
        tab_index=-1,
        aria_hidden="true",
        auto_complete="off",
        on_change=on_change,
    )


def sign_out_form(path: str) -> Component:
    """The form that the user menu submits: signing out is a plain POST."""
    return rx.el.form(method="post", action=path, id="bh-sign-out", class_name="bh-bridge")
