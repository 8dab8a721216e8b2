"""The drawer beside a list and the dialog that confirms."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.text import Text, hidden, icon


def confirm_dialog(
    trigger: Component,
    *,
    title: Text,
    ends: Component | Text,
    verb: str,
    on_confirm: Any,
    danger: bool = True,
) -> Component:
    """Opens from its trigger in the browser; `ends` names what will end, `verb` is the button's word."""
    return rx.alert_dialog.root(
        rx.alert_dialog.trigger(trigger),
        _confirm_content(title, ends, verb, on_confirm, danger=danger),
    )


def confirm_dialog_open(
    opened: Any,
    *,
    title: Text,
    ends: Component | Text,
    verb: Text,
    on_confirm: Any,
    on_open_change: Any,
    danger: bool = True,
) -> Component:
    """The same, opened by a state variable (for rows and menus); `on_open_change(bool)` keeps it in step."""
    return rx.alert_dialog.root(
        _confirm_content(title, ends, verb, on_confirm, danger=danger), open=opened, on_open_change=on_open_change
    )


def drawer(
    opened: Any, *content: Component, title: Text, over: Text = "", subtitle: Text = "", on_open_change: Any
) -> Component:
    """Details at the right edge, beside the list they belong to; `over` is the small line above the title."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.el.div(
                rx.el.div(
                    rx.el.div(over, class_name="bh-secondary"),
                    rx.dialog.title(title),
                    rx.dialog.description(subtitle),
                    class_name="bh-drawer-words",
                ),
                rx.dialog.close(
                    rx.el.button(icon("x"), hidden("Close"), type="button", class_name="bh-plain bh-square")
                ),
                class_name="bh-drawer-head",
            ),
            *content,
            class_name="bh-drawer",
        ),
        open=opened,
        on_open_change=on_open_change,
    )


def _confirm_content(title: Text, ends: Component | Text, verb: Text, on_confirm: Any, *, danger: bool) -> Component:
    return rx.alert_dialog.content(
        rx.alert_dialog.title(title),
        rx.alert_dialog.description(ends),
        rx.el.div(
            rx.alert_dialog.cancel(rx.button("Cancel", variant="surface", color_scheme="gray")),
            rx.alert_dialog.action(
                rx.button(verb, color_scheme="red" if danger else "iris", on_click=on_confirm),
            ),
            class_name="bh-dialog-actions",
        ),
        class_name="bh-confirm",
    )
