"""What tables share: columns, sorting, paging, the skeleton of a page of rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.text import Text, hidden, icon

SKELETON_ROWS = 8


@dataclass(frozen=True)
class Column:
    """One column: `cell` draws a row's content, `sort_key` is what the server sorts by."""

    label: Text
    cell: Callable[[Any], Component | rx.Var[str]]
    sort_key: str = ""
    align: Literal["left", "right"] = "left"
    phone: bool = True
    tooltip: str = ""


@dataclass(frozen=True)
class Sorting:
    """The state's sort key and direction, and the handler that takes the clicked key."""

    key: Any
    descending: Any
    on_sort: Any


@dataclass(frozen=True)
class Paging:
    """`first`, `last`, `total` are counts for people ("1", "50", "10,000"); handlers turn the page."""

    first: Any
    last: Any
    total: Any
    has_previous: Any
    has_next: Any
    on_previous: Any
    on_next: Any


def paging_of(page: Any, on_previous: Any, on_next: Any) -> Paging:
    """For a state's variable with the fields of `Paging` that are no handlers."""
    return Paging(page.first, page.last, page.total, page.has_previous, page.has_next, on_previous, on_next)


def table_section(
    head: Component,
    body: Component,
    rows: Any,
    *,
    label: str,
    loading: Any,
    empty: Component,
    waiting: Component,
    paging: Paging | None,
    bar: Component | None = None,
    **wrap: Any,
) -> Component:
    """The framed table: `waiting` stands in for the first rows, `empty` for no rows at all.

    Further arguments are those of the box in which a wide table is moved sideways.
    """
    table = rx.el.table(
        rx.el.caption(label, class_name="bh-hidden"),
        head,
        rx.cond(loading & (rows.length() == 0), waiting, body),
        class_name="bh-table",
        aria_busy=rx.cond(loading, "true", "false"),
    )
    table_box = rx.el.div(table, class_name="bh-table-wrap", **wrap)
    shown = rx.fragment(table_box, pager(paging, of=label) if paging else None)
    return rx.el.section(
        bar,
        rx.cond(loading | (rows.length() > 0), shown, empty),
        class_name="bh-card bh-table-card",
        aria_label=label,
    )


def pager(paging: Paging, *, of: Text) -> Component:
    """ "1–50 of 10,000" and the two buttons; `of` tells several on a page apart."""
    return rx.el.nav(
        rx.el.span(
            paging.first, "–", paging.last, " of ", paging.total, class_name="bh-secondary bh-num", aria_live="polite"
        ),
        rx.el.span(
            _turn("Previous page", "chevron_left", paging.has_previous, paging.on_previous),
            _turn("Next page", "chevron_right", paging.has_next, paging.on_next),
            class_name="bh-pager-buttons",
        ),
        class_name="bh-pager",
        aria_label=f"Pages of {of}",
    )


def sort_button(label: Text, sort_key: Any, sorting: Sorting) -> Component:
    """A column's title that sorts by it; the arrow shows on the sorted column and on hover."""
    arrow = rx.cond(
        sorting.key == sort_key,
        rx.cond(sorting.descending, icon("arrow_down"), icon("arrow_up")),
        icon("chevrons_up_down", class_name="bh-sort-idle"),
    )
    return rx.el.button(label, arrow, type="button", class_name="bh-plain bh-sort", on_click=sorting.on_sort(sort_key))


def aria_sort(sort_key: Any, sorting: Any) -> Any:
    """The header's `aria-sort`."""
    direction = rx.cond(sorting.descending, "descending", "ascending")
    return rx.cond(sorting.key == sort_key, direction, "none")


def skeleton_body(columns: Sequence[Column], *, check: Component | None = None, menu: bool = False) -> Component:
    """Grey bars in the columns of the table to come; `check` stands before them."""
    bar = rx.el.span(class_name="bh-skeleton")
    line = [
        check,
        *(rx.el.td(bar, data_align=column.align, data_phone=yes_or_no(column.phone)) for column in columns),
        rx.el.td() if menu else None,
    ]
    return rx.el.tbody(
        *(rx.el.tr(*line) for _ in range(SKELETON_ROWS)), class_name="bh-table-skeleton", aria_hidden="true"
    )


def yes_or_no(value: bool) -> str:
    """The two values of `data-phone`."""
    return "yes" if value else "no"


def _turn(label: str, icon_name: str, possible: Any, handler: Any) -> Component:
    return rx.el.button(
        icon(icon_name),
        hidden(label),
        type="button",
        class_name="bh-plain bh-square",
        disabled=~rx.Var.create(possible).to(bool),
        on_click=handler,
    )
