"""Facts about one thing, as words and their values."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.text import Text


def fact_list(*facts: Component) -> Component:
    """Facts below each other; in two columns where there is room."""
    return rx.el.dl(*facts, class_name="bh-facts")


def fact(word: str, *value: Component | Text) -> Component:
    """One fact."""
    return rx.el.div(rx.el.dt(word), rx.el.dd(*value))


def counted_list(lines: Any) -> Component:
    """How many there are, and of what: lines of two texts."""

    def line(of: Any) -> Component:
        return rx.el.li(rx.el.span(of[0], class_name="bh-num bh-strong"), " ", of[1])

    return rx.el.ul(rx.foreach(lines, line), class_name="bh-plain-list")
