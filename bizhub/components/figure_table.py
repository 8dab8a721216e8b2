"""Tables of figures whose metric columns the person chooses."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_components_core.react_router.dom import ReactRouterLink

from bizhub.components.table_parts import (
    Column,
    Paging,
    Sorting,
    aria_sort,
    skeleton_body,
    sort_button,
    table_section,
)
from bizhub.components.text import Text

# The columns are not known before the first answer; six of them stand in.
_PLACEHOLDER = tuple(
    Column("", lambda row: rx.fragment(), align="right" if place else "left", phone=place < 2) for place in range(6)
)


def figure_table(
    columns: Any,
    rows: Any,
    *,
    label: str,
    loading: Any,
    empty: Component,
    sorting: Sorting | None = None,
    paging: Paging | None = None,
    first_label: Text,
    first_key: Any = "name",
    on_open: Any = None,
) -> Component:
    """A table whose metric columns are the state's choice; on a phone it is moved sideways to reach all of them.

    `columns` is a list of rows with `key` and `label`, `rows` one with `id`, `name`, `detail`, `href` and `cells`,
    a written figure for each column. A row with an `href` is a link; one without calls `on_open(id)` when that is
    given. Without `sorting` the titles are plain.
    """
    head = rx.el.thead(
        rx.el.tr(
            _title(first_label, first_key, sorting),
            rx.cond(columns.length() == 0, rx.el.td(col_span=len(_PLACEHOLDER) - 1), rx.fragment()),
            rx.foreach(columns, lambda column: _title(column.label, column.key, sorting, data_align="right")),
        )
    )
    return table_section(
        head,
        rx.el.tbody(rx.foreach(rows, lambda row: _row(row, on_open))),
        rows,
        label=label,
        loading=loading,
        empty=empty,
        waiting=skeleton_body(_PLACEHOLDER),
        paging=paging,
        tab_index=0,  # without a mouse it is moved by the arrow keys
        role="group",
        aria_label=rx.Var.create(label) + ", all columns",
        data_sideways="",
    )


def _title(label: Text, key: Any, sorting: Sorting | None, **marks: Any) -> Component:
    if sorting is None:
        return rx.el.th(label, scope="col", **marks)
    return rx.el.th(sort_button(label, key, sorting), scope="col", aria_sort=aria_sort(key, sorting), **marks)


def _row(row: Any, on_open: Any) -> Component:
    words = rx.el.span(
        _figure_name(row, on_open),
        rx.cond(row.detail != "", rx.el.span(row.detail, class_name="bh-secondary"), rx.fragment()),
        class_name="bh-cell-words",
    )
    cells = rx.foreach(row.cells, lambda cell: rx.el.td(cell, data_align="right"))
    return rx.el.tr(rx.el.th(words, scope="row"), cells, key=row.id)


def _figure_name(row: Any, on_open: Any) -> Component:
    link = ReactRouterLink.create(row.name, to=row.href, class_name="bh-row-link")
    plain = rx.el.span(row.name)
    if on_open is not None:
        plain = rx.el.button(row.name, type="button", class_name="bh-row-link bh-row-button", on_click=on_open(row.id))
    return rx.cond(row.href != "", link, plain)
