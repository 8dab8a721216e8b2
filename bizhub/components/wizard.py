"""Steps that take more than one decision."""

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.text import Text, hidden


def step_bar(names: Sequence[str], current: Any) -> Component:
    """The named steps; `current` counts from 1."""
    return rx.el.ol(
        *(_step(name, place, current) for place, name in enumerate(names, start=1)),
        class_name="bh-steps",
        aria_label="Steps",
    )


def wizard_step(title: Text, subtitle: Text, *content: Component) -> Component:
    """One step: a question as title, one line below it, fields."""
    return rx.fragment(
        rx.el.header(
            rx.el.div(rx.el.h1(title), rx.el.p(subtitle), class_name="bh-header-words"), class_name="bh-header"
        ),
        *content,
    )


def wizard_frame(steps: Component, content: Component) -> Component:
    """A wizard outside the shell, for people who have no center yet."""
    return rx.el.main(steps, content, id="main", class_name="bh-page bh-wizard", data_width="form")


def _step(name: str, place: int, current: Any) -> Component:
    at = rx.Var.create(current).to(int)
    return rx.el.li(
        f"{place} ",
        rx.el.span(name, class_name="bh-step-name"),
        rx.cond(at > place, hidden(" (done)"), rx.fragment()),
        aria_current=rx.cond(at == place, "step", "false"),
        data_done=rx.cond(at > place, "true", "false"),
    )
