"""The pieces of a page: header, cards, empty states, notes, links."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_components_core.react_router.dom import ReactRouterLink

from bizhub.components.text import Text, icon

NOTE_ICONS = {
    "neutral": "info",
    "accent": "info",
    "good": "circle_check",
    "warn": "triangle_alert",
    "bad": "circle_alert",
}


def page_link(*children: Component | Text, href: Text, class_name: str = "bh-link", **props: Any) -> Component:
    """A link to a page of BizHub, followed without loading the site again."""
    return ReactRouterLink.create(*children, to=href, class_name=class_name, **props)


def button_link(*words: Component | Text, href: Text, **props: Any) -> Component:
    """A link that looks like a button; further arguments (variant, color_scheme…) are those of `rx.button`."""
    return rx.button(ReactRouterLink.create(*words, to=href), as_child=True, **props)


def page_header(title: Text, subtitle: Component | Text = "", *actions: Component) -> Component:
    """Title, one line that says what is shown, actions at the right (one of them primary)."""
    return rx.el.header(
        rx.el.div(rx.el.h1(title), rx.el.p(subtitle), class_name="bh-header-words"),
        rx.el.div(*actions, class_name="bh-header-actions") if actions else None,
        class_name="bh-header",
    )


def card(*children: Component, title: Text = "", aside: Component | None = None) -> Component:
    """A framed part of a page, with an optional title line."""
    head = (
        rx.el.div(
            rx.el.h2(title),
            rx.el.span(class_name="bh-spread") if aside is not None else None,
            aside,
            class_name="bh-card-head",
        )
        if isinstance(title, rx.Var) or title
        else None
    )
    return rx.el.section(head, rx.el.div(*children, class_name="bh-card-body"), class_name="bh-card")


def stack(*children: Component) -> Component:
    """Parts below each other."""
    return rx.el.div(*children, class_name="bh-stack")


def row(*children: Component) -> Component:
    """Parts beside each other, wrapping where there is no room."""
    return rx.el.div(*children, class_name="bh-row")


def section_title(text: Text) -> Component:
    """The title of a part of a page that has no frame."""
    return rx.el.h2(text, class_name="bh-section-title")


def empty_state(icon_name: str, sentence: Component | Text, action: Component | None = None) -> Component:
    """What an empty list shows: one sentence that says what to do next, and one button."""
    return rx.el.div(
        rx.el.span(icon(icon_name), class_name="bh-empty-icon"),
        rx.el.p(sentence),
        action,
        class_name="bh-empty",
    )


def note(*words: Component | Text, tone: str = "neutral", action: Component | None = None, **props: Any) -> Component:
    """A standing notice: neutral, accent, good, warn or bad; `role="alert"` makes it speak."""
    return rx.el.div(
        icon(NOTE_ICONS[tone]),
        rx.el.div(*words, class_name="bh-note-words"),
        action,
        class_name="bh-note",
        data_tone=tone,
        **props,
    )


def skeleton(width: str = "100%") -> Component:
    """A grey bar where text will be."""
    return rx.el.span(class_name="bh-skeleton", style={"width": width}, aria_hidden="true")
