"""A field that takes one of many: what answers the typed text is suggested below it."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.text import Text, hidden, icon
from bizhub.components.variables import var


def suggest_field(
    label: str,
    *,
    placeholder: str,
    chosen: Text,
    rows: Any,
    answered: Text,
    on_ask: Any,
    on_choose: Callable[[Any], Any],
    clear_label: str,
    many: bool = False,
) -> Component:
    """Search as you type; keys are those of assets/suggest.js, ranking is the server's.

    `chosen` is the name of what is taken, empty for none: the field shows it again when it is left half typed, and an
    emptied field takes none. `on_ask(text)` looks for `rows`, which have the text attributes `id`, `name`, `detail`
    and the `parts` of the name (see `palette`); `answered` is the text they answer. `on_choose(id)` takes one. With
    `many` the field is empty again once one is taken, for the next.
    """
    list_id = f"bh-suggest-{label.lower().replace(' ', '-')}"
    return rx.el.div(
        _input(label, placeholder, list_id, chosen, on_ask),
        icon("search"),
        rx.cond(rx.Var.create(chosen) != "", _clear(clear_label, on_choose), rx.fragment()),
        rx.el.div(
            rx.el.div(
                rx.foreach(rows, lambda row, place: _row(row, f"{list_id}-{place}", on_choose)),
                id=list_id,
                role="listbox",
                aria_label=label,
                data_answered=answered,
            ),
            _nothing(rows, answered),
            class_name="bh-suggest-popup",
        ),
        class_name="bh-search bh-suggest",
        data_bh_chosen=chosen,
        data_bh_many="true" if many else "false",
    )


def _input(label: str, placeholder: str, list_id: str, chosen: Text, on_ask: Any) -> Component:
    return rx.el.input(
        type="text",
        role="combobox",
        placeholder=placeholder,
        aria_label=label,
        aria_expanded="false",
        aria_controls=list_id,
        aria_autocomplete="list",
        auto_complete="off",
        auto_correct="off",
        spell_check=False,
        max_length=100,
        default_value=chosen,
        on_focus=on_ask(""),
        on_change=on_ask.debounce(150),
        class_name="bh-input",
    )


def _clear(label: str, on_choose: Callable[[Any], Any]) -> Component:
    return rx.el.button(
        icon("x"),
        hidden(label),
        type="button",
        class_name="bh-plain",
        on_click=on_choose(""),
        data_bh_suggest_clear="",
    )


def _row(row: Any, row_id: Any, on_choose: Callable[[Any], Any]) -> Component:
    name = rx.foreach(row.parts, lambda part, place: rx.cond(place % 2 == 1, rx.el.b(part), rx.el.span(part)))
    return rx.el.div(
        rx.el.span(name, class_name="bh-palette-name bh-ellipsis"),
        rx.el.span(row.detail, class_name="bh-secondary bh-num"),
        role="option",
        tab_index=-1,
        aria_selected="false",
        class_name="bh-suggest-row",
        data_name=row.name,
        on_click=on_choose(row.id),
        custom_attrs={"id": row_id},  # as a prop each row would also get a ref
    )


def _nothing(rows: Any, answered: Text) -> Component:
    sentence = rx.cond(
        (var(rows).length() == 0) & (rx.Var.create(answered) != ""),
        rx.el.p("Nothing found for “", answered, "”. Try part of the name, or the ID."),
        rx.fragment(),
    )
    return rx.el.div(sentence, role="status")
