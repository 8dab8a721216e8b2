"""Steps that take more than one decision, and the checklist that follows them."""

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.page import page_link
from bizhub.components.text import Text, hidden, icon


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


def checked_list(*lines: Text) -> Component:
    """What a person may do, or what will happen: lines with a tick."""
    return rx.el.ul(*(rx.el.li(icon("check"), rx.el.span(line)) for line in lines), class_name="bh-list")


def checklist_item(label: Text, why: Text, *, done: Any, href: Text, verb: str) -> Component:
    """One line of the checklist: a tick or an empty circle, the words, the way there."""
    mark = rx.cond(
        done,
        rx.fragment(icon("circle_check", class_name="bh-good"), hidden("Done: ")),
        icon("circle", class_name="bh-even"),
    )
    return rx.el.li(
        mark,
        rx.el.div(
            rx.el.div(label, class_name="bh-strong"),
            rx.cond(done, rx.fragment(), rx.el.div(why, class_name="bh-secondary")),
            class_name="bh-checklist-words",
        ),
        rx.cond(done, rx.fragment(), page_link(verb, href=href)),
        data_done=rx.cond(done, "true", "false"),
    )


def checklist_card(*items: Component, title: Text, done: Any, total: Any) -> Component:
    """What is left to set up, with the count of what is done."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title),
            rx.el.span(class_name="bh-spread"),
            rx.el.span(done, " of ", total, " done", class_name="bh-secondary bh-num"),
            class_name="bh-card-head",
        ),
        rx.el.div(rx.el.ul(*items, class_name="bh-checklist"), class_name="bh-card-body"),
        class_name="bh-card",
    )


def _step(name: str, place: int, current: Any) -> Component:
    at = rx.Var.create(current).to(int)
    return rx.el.li(
        f"{place} ",
        rx.el.span(name, class_name="bh-step-name"),
        rx.cond(at > place, hidden(" (done)"), rx.fragment()),
        aria_current=rx.cond(at == place, "step", "false"),
        data_done=rx.cond(at > place, "true", "false"),
    )
