"""Labels on ad accounts: their chips, and the drawer to choose and change them."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.dialogs import confirm_dialog_open, drawer
from bizhub.components.forms import form_field
from bizhub.components.text import Text, hidden, icon
from bizhub.domain.labels import COLORS


def label_chip(name: Text, color: Text) -> Component:
    """A label; its colour repeats what its word says."""
    return rx.el.span(name, class_name="bh-label-chip", data_color=color)


def label_chips(labels: Any) -> Component:
    """The labels of an ad account."""
    return rx.el.span(
        rx.foreach(labels, lambda label: label_chip(label.name, label.color)), class_name="bh-label-chips"
    )


def labels_drawer(state: Any) -> Component:
    """Choose labels for `state.targets`, or look after the center's list when there are none."""
    return rx.fragment(
        drawer(
            state.opened,
            rx.cond(
                state.lines.length() > 0,
                rx.el.ul(rx.foreach(state.lines, lambda line: _line(line, state)), class_name="bh-label-lines"),
                rx.el.p("There are no labels yet. Make the first one below.", class_name="bh-secondary"),
            ),
            rx.cond(state.editing == "", _new_label(state), rx.fragment()),
            title="Labels",
            subtitle=state.subtitle,
            on_open_change=state.set_opened,
        ),
        confirm_dialog_open(
            state.deleting != "",
            title=rx.Var.create("Delete the label ") + state.deleting_name + "?",
            ends=state.deleting_words,
            verb="Delete label",
            on_confirm=state.delete,
            on_open_change=state.set_deleting,
        ),
    )


def _line(line: Any, state: Any) -> Component:
    return rx.el.li(rx.cond(state.editing == line.id, _edit(state), _shown(line, state)), key=line.id)


def _shown(line: Any, state: Any) -> Component:
    chip = label_chip(line.name, line.color)
    chosen = rx.el.button(
        rx.match(line.on, ("all", icon("square_check")), ("some", icon("square_minus")), icon("square")),
        chip,
        type="button",
        role="checkbox",
        aria_checked=rx.match(line.on, ("all", "true"), ("some", "mixed"), "false"),
        class_name="bh-plain bh-label-choice",
        on_click=state.toggle(line.id),
    )
    return rx.el.div(
        rx.cond(state.targets.length() > 0, chosen, chip),
        rx.el.span(class_name="bh-spread"),
        rx.el.span(line.accounts, class_name="bh-secondary bh-num"),
        rx.cond(
            state.may_change,
            rx.fragment(
                _small_button("pencil", rx.Var.create("Change ") + line.name, state.edit(line.id)),
                _small_button("trash_2", rx.Var.create("Delete ") + line.name, state.ask_delete(line.id)),
            ),
            rx.fragment(),
        ),
        class_name="bh-label-line",
    )


def _small_button(icon_name: str, words: Text, on_click: Any) -> Component:
    return rx.el.button(
        icon(icon_name), hidden(words), type="button", class_name="bh-plain bh-square", on_click=on_click
    )


def _edit(state: Any) -> Component:
    return rx.el.form(
        form_field("Name", "label", error=state.errors.get("label", ""), default_value=state.editing_name),
        _colors(state),
        rx.el.div(
            rx.button("Cancel", type="button", variant="surface", color_scheme="gray", on_click=state.edit("")),
            rx.button("Save label", type="submit"),
            class_name="bh-form-actions",
        ),
        on_submit=state.save,
        class_name="bh-form",
    )


def _new_label(state: Any) -> Component:
    return rx.el.form(
        form_field("New label", "label", error=state.errors.get("label", ""), auto_complete="off"),
        _colors(state),
        rx.el.div(rx.button(icon("plus"), "Create label", type="submit", variant="surface"), class_name="bh-row"),
        on_submit=state.create,
        class_name="bh-form bh-new-label",
        key=state.typed_version.to_string(),
    )


def _colors(state: Any) -> Component:
    return rx.el.div(
        *(
            rx.el.button(
                rx.cond(state.color == color, icon("check"), rx.fragment()),
                hidden(color),
                type="button",
                role="radio",
                aria_checked=rx.cond(state.color == color, "true", "false"),
                data_color=color,
                class_name="bh-plain bh-color",
                on_click=state.choose_color(color),
            )
            for color in COLORS
        ),
        role="radiogroup",
        aria_label="Colour",
        class_name="bh-row",
    )
