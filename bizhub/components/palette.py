"""The palette (Ctrl/⌘ K): one input, one list of groups; ranking is the server's."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_components_core.react_router.dom import ReactRouterLink

from bizhub.components.text import icon, key, tile

PALETTE_ID = "bh-palette"
LIST_ID = "bh-palette-list"


def palette(state: Any = None) -> Component:
    """The dialog, always on the page and opened by assets/palette.js without asking the server.

    `state` offers `rows` in drawing order, `answered: str` (the query they answer) and the handlers
    `search(query)` and `choose(kind, id)`. A row has the text attributes `kind` (account, center,
    page, action), `id`, `name`, `detail` ("7301…4410 · EUR"), `heading` (group title on the first
    row of a group, else empty), `digit` ("1"–"9" on pins, else empty), `href` (followed in the
    browser; empty calls `choose`) and `parts: list[str]`, the name cut so that every second part
    is what the query hit: ["", "Sh", "o", "p De", "utschland"].
    """
    state = state or _palette_state()
    return rx.el.dialog(
        _head(state),
        rx.el.div(
            rx.foreach(state.rows, lambda row, index: _row(row, index, state)),
            id=LIST_ID,
            role="listbox",
            aria_label="Results",
            class_name="bh-palette-list",
            data_answered=state.answered,
        ),
        _nothing(state),
        _foot(),
        id=PALETTE_ID,
        class_name="bh-palette",
        aria_label="Palette",
    )


def _head(state: Any) -> Component:
    return rx.el.div(
        icon("search"),
        rx.el.input(
            type="text",
            role="combobox",
            placeholder="Search ad accounts, pages, actions…",
            aria_label="Search ad accounts, pages, actions, centers",
            aria_expanded="true",
            aria_controls=LIST_ID,
            aria_autocomplete="list",
            auto_complete="off",
            auto_correct="off",
            spell_check=False,
            max_length=100,
            id="bh-palette-input",
            on_change=state.search.debounce(40),
        ),
        key("Esc"),
        class_name="bh-palette-head",
    )


def _row(row: Any, index: rx.Var[int], state: Any) -> Component:
    return rx.fragment(
        rx.cond(
            row.heading != "",
            rx.el.div(row.heading, class_name="bh-palette-heading", role="presentation"),
            rx.fragment(),
        ),
        rx.cond(
            row.href != "",
            ReactRouterLink.create(*_row_words(row), to=row.href, **_row_marks(row, index)),
            rx.el.div(*_row_words(row), on_click=state.choose(row.kind, row.id), **_row_marks(row, index)),
        ),
    )


def _row_marks(row: Any, index: rx.Var[int]) -> dict[str, Any]:
    return {
        "custom_attrs": {"id": f"bh-palette-row-{index}"},  # as a prop each row would also get a ref
        "role": "option",
        "tab_index": -1,
        "class_name": "bh-palette-row",
        "data_digit": row.digit,
        "aria_selected": "false",
    }


def _row_words(row: Any) -> tuple[Component, ...]:
    return (
        rx.fragment(
            rx.match(
                row.kind,
                ("page", rx.el.span(icon("arrow_up_right"), class_name="bh-tile")),
                (
                    "action",
                    rx.el.span(rx.cond(row.id == "import", icon("upload"), icon("layers")), class_name="bh-tile"),
                ),
                tile(row.name),
            )
        ),
        rx.el.span(
            rx.foreach(row.parts, lambda part, place: rx.cond(place % 2 == 1, rx.el.b(part), rx.el.span(part))),
            class_name="bh-palette-name bh-ellipsis",
        ),
        rx.el.span(row.detail, class_name="bh-secondary bh-num"),
        rx.cond(row.digit != "", key(row.digit), rx.fragment()),
        rx.el.kbd(icon("corner_down_left"), class_name="bh-kbd bh-enter", aria_hidden="true"),
    )


def _nothing(state: Any) -> Component:
    sentence = rx.cond(
        (state.rows.length() == 0) & (state.answered != ""),
        rx.el.p(
            "Nothing found for “",
            state.answered,
            "”. Try part of the name, or the ID.",
            class_name="bh-palette-nothing",
        ),
        rx.fragment(),
    )
    return rx.el.div(sentence, role="status")


def _foot() -> Component:
    return rx.el.div(
        rx.el.span(key("↑"), key("↓"), " move"),
        rx.el.span(key("↵"), " open"),
        rx.el.span(key("1"), "–", key("9"), " pinned"),
        rx.el.span(key("#"), " search by ID"),
        class_name="bh-palette-foot bh-small bh-desk",
        aria_hidden="true",
    )


def _palette_state() -> Any:
    from bizhub.state.palette import PaletteState

    return PaletteState
