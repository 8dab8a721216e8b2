"""Facts about one thing, as words and their values."""

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.text import Text


def fact_list(*facts: Component) -> Component:
    """Facts below each other; in two columns where there is room."""
    return rx.el.dl(*facts, class_name="bh-facts")


def fact(word: str, *value: Component | Text) -> Component:
    """One fact."""
    return rx.el.div(rx.el.dt(word), rx.el.dd(*value))
