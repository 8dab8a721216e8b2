"""What is left to set up in a new center."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.page import page_link
from bizhub.components.text import hidden, icon
from bizhub.components.variables import var
from bizhub.state.checklist import ChecklistState


def checklist(*, can_hide: bool = True) -> Component:
    """The list, or nothing where there is nothing to set up; needs `ChecklistState.load` in the page's on_load."""
    hide = rx.el.button(
        icon("x"), hidden("Put this list away"), type="button", class_name="bh-plain", on_click=ChecklistState.hide
    )
    head = rx.el.div(
        rx.el.h2("Set up your center"),
        rx.el.span(class_name="bh-spread"),
        rx.el.span(
            ChecklistState.done, " of ", var(ChecklistState.lines).length(), " done", class_name="bh-secondary bh-num"
        ),
        hide if can_hide else None,
        class_name="bh-card-head",
    )
    items = rx.el.ul(rx.foreach(ChecklistState.lines, _item), class_name="bh-checklist")
    shown = rx.el.section(head, rx.el.div(items, class_name="bh-card-body"), class_name="bh-card")
    return rx.cond(var(ChecklistState.lines).length() > 0, shown, rx.fragment())


def _item(line: Any) -> Component:
    mark = rx.cond(
        line.is_done,
        rx.fragment(icon("circle_check", class_name="bh-good"), hidden("Done: ")),
        icon("circle", class_name="bh-even"),
    )
    words = rx.el.div(
        rx.el.div(line.label, class_name="bh-strong"),
        rx.cond(line.is_done, rx.fragment(), rx.el.div(line.why, class_name="bh-secondary")),
        class_name="bh-checklist-words",
    )
    way = rx.cond(line.is_done, rx.fragment(), page_link(line.verb, href=line.href))
    return rx.el.li(mark, words, way, data_done=rx.cond(line.is_done, "true", "false"))
