"""The page of people who are not signed in: one centred card."""

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.shell import brand
from bizhub.components.text import Text


def auth_card(title: Text, lead: Component | Text, *content: Component, footer: Component | None = None) -> Component:
    """A whole page: logo, one card with title and lead, a quiet line below it."""
    return rx.el.main(
        brand("/"),
        rx.el.section(
            rx.el.h1(title),
            rx.el.p(lead, class_name="bh-auth-lead"),
            *content,
            class_name="bh-auth-card",
        ),
        rx.el.div(footer, class_name="bh-secondary") if footer is not None else None,
        id="main",
        class_name="bh-auth",
    )
