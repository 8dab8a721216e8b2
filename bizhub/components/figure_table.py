"""Tables of figures whose metric columns the person chooses."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_components_core.react_router.dom import ReactRouterLink

from bizhub.components.table_parts import Column, Paging, Sorting, aria_sort, pager, skeleton_body, sort_button
from bizhub.components.text import Text


def figure_table(
    columns: Any,
    rows: Any,
    *,
    label: str,
    loading: Any,
    empty: Component,
    sorting: Sorting,
    paging: Paging | None = None,
    first_label: Text,
    first_key: str = "name",
    on_open: Any = None,
) -> Component:
    """A table whose metric columns are the state's choice.

    `columns` is a list of rows with `key`, `label`, `phone` ("yes"/"no"); `rows` a list with `id`,
    `name`, `detail`, `href` and `cells: list[str]`, one written figure per column. A row with an
    `href` is a link; one without calls `on_open(id)` when that is given.
    """

    def header(column: Any) -> Component:
        return rx.el.th(
            sort_button(column.label, column.key, sorting),
            scope="col",
            data_align="right",
            data_phone=column.phone,
            aria_sort=aria_sort(column.key, sorting),
        )

    def draw(row: Any) -> Component:
        words = rx.el.span(
            _figure_name(row, on_open),
            rx.cond(row.detail != "", rx.el.span(row.detail, class_name="bh-secondary"), rx.fragment()),
            class_name="bh-cell-words",
        )
        cells = rx.foreach(
            row.cells,
            lambda cell, place: rx.el.td(cell, data_align="right", data_phone=columns[place].phone),
        )
        return rx.el.tr(rx.el.th(words, scope="row"), cells, key=row.id)

    head = rx.el.thead(
        rx.el.tr(
            rx.el.th(
                sort_button(first_label, first_key, sorting), scope="col", aria_sort=aria_sort(first_key, sorting)
            ),
            rx.foreach(columns, header),
        )
    )
    placeholder = tuple(
        Column("", lambda row: rx.fragment(), align="right" if place else "left", phone=place < 2) for place in range(6)
    )
    body = rx.cond(loading & (rows.length() == 0), skeleton_body(placeholder), rx.el.tbody(rx.foreach(rows, draw)))
    table = rx.el.table(
        rx.el.caption(label, class_name="bh-hidden"),
        head,
        body,
        class_name="bh-table",
        aria_busy=rx.cond(loading, "true", "false"),
    )
    return rx.el.section(
        rx.cond(
            loading | (rows.length() > 0),
            rx.fragment(rx.el.div(table, class_name="bh-table-wrap"), pager(paging) if paging else None),
            empty,
        ),
        class_name="bh-card bh-table-card",
        aria_label=label,
    )


def _figure_name(row: Any, on_open: Any) -> Component:
    link = ReactRouterLink.create(row.name, to=row.href, class_name="bh-row-link")
    plain = rx.el.span(row.name)
    if on_open is not None:
        plain = rx.el.button(row.name, type="button", class_name="bh-row-link bh-row-button", on_click=on_open(row.id))
    return rx.cond(row.href != "", link, plain)
