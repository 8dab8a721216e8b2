"""Tiles of one figure each, with the change against the period before."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.text import Text, hidden, icon


def stat_tile(
    label: Text,
    value: Text,
    *,
    change: Text = "",
    direction: Text = "",
    mood: Text = "even",
    versus: Text = "",
    explains: Text = "",
    loading: Any = False,
) -> Component:
    """Label, value, change.

    `change` is "12.4 %" as the reader writes it, empty for none to tell; `direction` is "up", "down" or empty;
    `mood` is "good", "bad" or "even" (more cost is not better); `versus` is "vs 1–31 Jul"; `explains`
    is the tooltip, such as the metric's formula.
    """
    about = _about(label, explains) if _given(explains) else None
    body = rx.fragment(
        rx.el.span(value, class_name="bh-stat-value", style={"--bh-length": rx.Var.create(value).to(str).length()}),
        rx.cond(rx.Var.create(change) != "", _change(change, direction, mood, versus), _no_change(versus)),
    )
    waiting = rx.fragment(
        rx.el.span(rx.el.span(class_name="bh-skeleton"), class_name="bh-stat-value bh-stat-waiting"),
        rx.el.span(rx.el.span(class_name="bh-skeleton"), class_name="bh-change"),
    )
    return rx.el.section(
        rx.el.h2(label, about, class_name="bh-stat-label"),
        rx.cond(rx.Var.create(loading).to(bool) & (rx.Var.create(value) == ""), waiting, body),
        class_name="bh-card bh-stat",
    )


def stat_tiles_of(rows: Any, *, loading: Any = False) -> Component:
    """Tiles for a state list whose rows have the attributes `label`, `value`, `change`, `direction`, `mood`,
    `versus` and `explains`."""
    return rx.el.div(
        rx.foreach(
            rows,
            lambda row: stat_tile(
                row.label,
                row.value,
                change=row.change,
                direction=row.direction,
                mood=row.mood,
                versus=row.versus,
                explains=row.explains,
            ),
        ),
        rx.cond(
            rx.Var.create(loading).to(bool) & (rows.length() == 0),
            rx.fragment(*(stat_tile("\u00a0", "", loading=True) for _ in range(4))),
            rx.fragment(),
        ),
        class_name="bh-tiles",
    )


def _about(label: Text, explains: Text) -> Component:
    button = rx.el.button(icon("info"), hidden("About ", label), type="button", class_name="bh-plain bh-about")
    return rx.cond(rx.Var.create(explains) != "", rx.tooltip(button, content=explains), rx.fragment())


def _change(change: Text, direction: Text, mood: Text, versus: Text) -> Component:
    way = rx.Var.create(direction)
    arrow = rx.match(
        way,
        ("up", rx.fragment(icon("triangle"), hidden("up "))),
        ("down", rx.fragment(icon("triangle", class_name="bh-down"), hidden("down "))),
        rx.fragment(),
    )
    return rx.el.span(
        rx.el.b(arrow, change, class_name=f"bh-{mood}"),
        rx.el.span(versus),
        class_name="bh-change",
    )


def _no_change(versus: Text) -> Component:
    return rx.el.span(versus, class_name="bh-change")


def _given(text: Text) -> bool:
    return isinstance(text, rx.Var) or bool(text)
