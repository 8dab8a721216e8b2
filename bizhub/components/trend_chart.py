"""A line over days: this period coloured, the one before dashed grey, the same numbers as a table."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData
from reflex_base.vars.function import FunctionStringVar

from bizhub.components.text import Text

_JSX = VarData(imports={"@emotion/react": [ImportVar(tag="jsx")]})

# Recharts calls this with the point under the pointer or the arrow keys; texts come written from the server.
_TIP = FunctionStringVar.create(
    """(({active, payload}) => {
      const point = active && payload && payload.length ? payload[0].payload : null;
      if (!point) return null;
      const line = (kind, label, text) => jsx("div", {key: kind, className: "bh-tip-line"},
        jsx("span", {className: "bh-legend", "data-kind": kind}, label), jsx("b", {}, text));
      return jsx("div", {className: "bh-tip"}, line("now", point.label, point.now_text),
        point.before_text ? line("previous", point.before_label, point.before_text) : null);
    })""",
    _var_data=_JSX,
)


def trend_chart(
    title: Text,
    points: Any,
    *,
    ticks: Any,
    tick_labels: Any,
    now_label: Text,
    before_label: Text = "",
    as_of: Text = "",
    loading: Any = False,
) -> Component:
    """The chart in its card.

    `points` is a list of `{label, now, now_text, before_label, before, before_text}`: numbers to draw,
    texts to read; without a previous period `before` is None and its texts are empty. `ticks` are the
    few numbers of the vertical axis from the lowest up, 0 among them, `tick_labels` the same with their unit.
    """
    points = points.to(list[dict[str, str]])
    ticks = rx.Var.create(ticks).to(list[int])
    return rx.el.section(
        _head(title, now_label, before_label, as_of),
        rx.el.div(
            rx.cond(
                rx.Var.create(loading).to(bool) & (points.length() == 0),
                rx.el.span(class_name="bh-skeleton bh-chart-skeleton"),
                _drawing(title, points, ticks, tick_labels),
            ),
            class_name="bh-chart",
        ),
        _numbers(title, points, now_label, before_label),
        class_name="bh-card",
    )


def _head(title: Text, now_label: Text, before_label: Text, as_of: Text) -> Component:
    before = rx.el.span(before_label, class_name="bh-legend bh-secondary", data_kind="previous")
    return rx.el.div(
        rx.el.h2(title),
        rx.el.span(now_label, class_name="bh-legend bh-secondary"),
        rx.cond(rx.Var.create(before_label) != "", before, rx.fragment()),
        rx.el.span(class_name="bh-spread"),
        rx.el.span(as_of, class_name="bh-secondary"),
        class_name="bh-card-head",
    )


def _drawing(title: Text, points: Any, ticks: Any, tick_labels: Any) -> Component:
    return rx.recharts.area_chart(
        rx.recharts.cartesian_grid(horizontal=True, vertical=False, stroke="var(--gray-a4)"),
        *_axes(ticks, tick_labels),
        rx.recharts.graphing_tooltip(
            is_animation_active=False,
            cursor={"stroke": "var(--gray-a8)", "strokeWidth": 1},
            custom_attrs={"content": _TIP},
        ),
        *_lines(),
        data=points,
        margin={"top": 8, "right": 4, "bottom": 0, "left": 0},
        custom_attrs={"title": title, "desc": "Left and right arrow keys read the days."},
    )


def _axes(ticks: Any, tick_labels: Any) -> tuple[Component, Component]:
    bare: dict[str, Any] = {"axis_line": False, "tick_line": False}
    days = rx.recharts.x_axis(
        data_key="label",
        interval="preserveStartEnd",
        min_tick_gap=64,
        height=22,
        padding={"left": 4, "right": 4},
        **bare,
    )
    amounts = rx.recharts.y_axis(
        ticks=ticks,
        domain=rx.Var.create([ticks[0], ticks[-1]]),
        tick_formatter=_tick_words(ticks, tick_labels),
        width=_axis_width(tick_labels),
        **bare,
    )
    return days, amounts


def _lines() -> tuple[Component, Component]:
    # Nothing moves: a drawn line is the answer, and a switch of accounts redraws it at once.
    still: dict[str, Any] = {"is_animation_active": False, "dot": False, "type_": "linear"}
    before = rx.recharts.area(
        data_key="before",
        stroke="var(--gray-9)",
        fill="none",
        stroke_width=1.5,
        active_dot=False,
        custom_attrs={"strokeDasharray": "3 4"},
        **still,
    )
    now = rx.recharts.area(
        data_key="now",
        stroke="var(--accent-9)",
        fill="var(--accent-a3)",
        stroke_width=2,
        active_dot={"r": 4, "fill": "var(--accent-9)", "stroke": "var(--color-panel-solid)", "strokeWidth": 2},
        # Round ends make a dot of a day that stands alone between days without a value.
        custom_attrs={"fillOpacity": 0.7, "strokeLinecap": "round"},
        **still,
    )
    return before, now


def _tick_words(ticks: Any, tick_labels: Any) -> FunctionStringVar:
    data = VarData.merge(rx.Var.create(ticks)._get_all_var_data(), rx.Var.create(tick_labels)._get_all_var_data())  # noqa: SLF001
    return FunctionStringVar.create(f"((value) => {tick_labels!s}[{ticks!s}.indexOf(value)] ?? '')", _var_data=data)


def _axis_width(tick_labels: Any) -> rx.Var[int]:
    """Room for the longest amount, in pixels: 12 px digits are 7 wide."""
    labels = rx.Var.create(tick_labels)
    return rx.Var(
        f"Math.max(40, ...{labels!s}.map((label) => 7 * label.length + 8))",
        _var_type=int,
        _var_data=labels._get_all_var_data(),  # noqa: SLF001
    )


def _numbers(title: Text, points: Any, now_label: Text, before_label: Text) -> Component:
    return rx.el.div(
        rx.el.table(
            rx.el.caption(title),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Day", scope="col"),
                    rx.el.th(now_label, scope="col"),
                    rx.cond(before_label, rx.el.th(before_label, scope="col"), rx.fragment()),
                )
            ),
            rx.el.tbody(
                rx.foreach(
                    points,
                    lambda point: rx.el.tr(
                        rx.el.th(point["label"], scope="row"),
                        rx.el.td(point["now_text"]),
                        rx.cond(before_label, rx.el.td(point["before_text"]), rx.fragment()),
                    ),
                )
            ),
        ),
        class_name="bh-hidden",
    )
