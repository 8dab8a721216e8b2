"""Server-paged tables: sortable columns, row links, selection, row menus, pager, empty and loading."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_components_core.react_router.dom import ReactRouterLink

from bizhub.components.menu import menu
from bizhub.components.table_parts import (
    Column,
    Paging,
    Sorting,
    aria_sort,
    skeleton_body,
    sort_button,
    table_section,
    yes_or_no,
)
from bizhub.components.text import Text, hidden, icon


@dataclass(frozen=True)
class Selection:
    """Selected row ids; `on_toggle(id)`, `on_toggle_page()`, `on_clear()`; `actions` act on them.

    Where nobody may act on anything, `offered` says that there is nothing to select.
    """

    ids: Any
    on_toggle: Any
    on_toggle_page: Any
    on_clear: Any
    actions: Sequence[Component] = ()
    offered: Any = True

    def only(self, part: Component) -> Component:
        """A part of the table for those who may select."""
        return part if self.offered is True else rx.cond(self.offered, part, rx.fragment())


def data_table(
    rows: Any,
    columns: Sequence[Column],
    *,
    label: str,
    loading: Any,
    empty: Component,
    sorting: Sorting | None = None,
    paging: Paging | None = None,
    selection: Selection | None = None,
    row_id: Callable[[Any], Any] = lambda row: row.id,
    row_href: Callable[[Any], Any] | None = None,
    row_menu: Callable[[Any], Sequence[Component]] | None = None,
) -> Component:
    """One page of rows; `row_href` makes the first column a link that the whole row follows.

    While `loading` with no rows a skeleton of the same columns shows; with rows they stay, dimmed.
    """

    def draw(row: Any) -> Component:
        return _row(row, columns, row_id(row), selection, row_href, row_menu)

    return table_section(
        _head(columns, rows, sorting, selection, menu=row_menu is not None),
        rx.el.tbody(rx.foreach(rows, draw)),
        rows,
        label=label,
        loading=loading,
        empty=empty,
        waiting=skeleton_body(
            columns, check=selection.only(rx.el.td()) if selection else None, menu=row_menu is not None
        ),
        paging=paging,
        bar=selection.only(_selection_bar(selection)) if selection else None,
    )


def cell(title: Component | Text, *details: Text, before: Component | None = None) -> Component:
    """A cell with lines below its first, which may be empty, and an optional tile before them."""
    below = (rx.el.span(detail, class_name="bh-secondary bh-ellipsis") for detail in details)
    words = rx.el.span(rx.el.span(title, class_name="bh-ellipsis"), *below, class_name="bh-cell-words")
    return rx.el.span(before, words, class_name="bh-cell")


def _head(
    columns: Sequence[Column], rows: Any, sorting: Sorting | None, selection: Selection | None, *, menu: bool
) -> Component:
    return rx.el.thead(
        rx.el.tr(
            selection.only(rx.el.th(_check_all(selection, rows), scope="col")) if selection else None,
            *(_header(column, sorting) for column in columns),
            rx.el.th(hidden("Actions"), scope="col", class_name="bh-row-menu") if menu else None,
        )
    )


def _header(column: Column, sorting: Sorting | None) -> Component:
    words: Any = rx.el.span(column.label)
    marks: dict[str, Any] = {}
    if sorting is not None and column.sort_key:
        words = sort_button(column.label, column.sort_key, sorting)
        marks["aria_sort"] = aria_sort(column.sort_key, sorting)
    if column.tooltip:
        words = rx.tooltip(words, content=column.tooltip)
    return rx.el.th(words, scope="col", data_align=column.align, data_phone=yes_or_no(column.phone), **marks)


def _row(
    row: Any,
    columns: Sequence[Column],
    row_key: Any,
    selection: Selection | None,
    row_href: Callable[[Any], Any] | None,
    row_menu: Callable[[Any], Sequence[Component]] | None,
) -> Component:
    marks: dict[str, Any] = (
        {"data_selected": rx.cond(selection.ids.contains(row_key), "true", "false")} if selection else {}
    )
    return rx.el.tr(
        selection.only(rx.el.td(_check(row_key, selection))) if selection else None,
        *(_cell(row, column, row_href if place == 0 else None) for place, column in enumerate(columns)),
        rx.el.td(_menu(row_menu(row)), class_name="bh-row-menu") if row_menu else None,
        key=row_key,
        **marks,
    )


def _cell(row: Any, column: Column, row_href: Callable[[Any], Any] | None) -> Component:
    content: Any = column.cell(row)
    if row_href is not None:
        content = ReactRouterLink.create(content, to=row_href(row), class_name="bh-row-link")
    return rx.el.td(content, data_align=column.align, data_phone=yes_or_no(column.phone))


def _menu(items: Sequence[Component]) -> Component:
    return menu(rx.el.button(icon("ellipsis"), hidden("Row actions"), type="button", class_name="bh-plain"), *items)


def _check(row_key: Any, selection: Selection) -> Component:
    return rx.el.input(
        type="checkbox",
        class_name="bh-checkbox",
        aria_label="Select row",
        checked=selection.ids.contains(row_key),
        on_change=selection.on_toggle(row_key),
    )


def _check_all(selection: Selection, rows: Any) -> Component:
    """Ticked once anything is selected, with a dash until that is the whole page; then it clears."""
    count = selection.ids.length()
    return rx.el.input(
        type="checkbox",
        class_name="bh-checkbox",
        aria_label=rx.cond(count > 0, "Clear the selection", "Select all rows of this page"),
        checked=count > 0,
        data_some=rx.cond((count > 0) & (count < rows.length()), "true", "false"),
        on_change=selection.on_toggle_page,
    )


def _selection_bar(selection: Selection) -> Component:
    bar = rx.el.div(
        rx.el.span(selection.ids.length(), " selected", class_name="bh-strong bh-num"),
        *selection.actions,
        rx.el.span(class_name="bh-spread"),
        rx.el.button("Clear", type="button", class_name="bh-plain", on_click=selection.on_clear),
        class_name="bh-selection",
    )
    return rx.el.div(rx.cond(selection.ids.length() > 0, bar, rx.fragment()), role="status")
