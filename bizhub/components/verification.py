"""What pages of verifications show: what was refused, and each submission of the history."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.page import note
from bizhub.components.text import badge, secondary, strong
from bizhub.components.variables import var


def problem_note(line: Any) -> Component:
    """One refused field: why, what to do, and what the reviewer wrote."""
    return note(
        strong(line.field),
        ": ",
        line.reason,
        ". ",
        line.what_to_do,
        rx.cond(line.note != "", rx.el.span(" The desk wrote: “", line.note, "”"), rx.fragment()),
        tone="bad",
    )


def sent_line(line: Any) -> Component:
    """A submission, what became of it, and why."""
    refused = rx.foreach(
        var(line.problems), lambda each: rx.el.li(strong(each.field), ": ", each.reason, _written(each.note))
    )
    return rx.el.li(
        rx.el.div(strong(line.title), badge(line.state, tone=line.tone), class_name="bh-row"),
        rx.el.div(secondary(line.sent, rx.cond(line.decided != "", ". ", ""), line.decided)),
        rx.cond(line.appeal != "", rx.el.div(secondary("Appeal: “", line.appeal, "”")), rx.fragment()),
        rx.el.ul(refused, class_name="bh-secondary"),
        key=line.id,
    )


def _written(words: Any) -> Component:
    return rx.cond(words != "", rx.el.span(" (“", words, "”)"), rx.fragment())
