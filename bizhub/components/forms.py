"""Fields of forms: label, control, hint, and the error beside the field it belongs to."""

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.text import Text, hidden, icon

Option = tuple[str, str]  # value, label


def form_field(
    label: Text,
    name: str,
    *,
    error: Text = "",
    hint: Text = "",
    optional: bool = False,
    multiline: bool = False,
    **control: Any,
) -> Component:
    """A text field; further arguments (type, default_value, on_blur, auto_complete…) go to the control."""
    element = rx.el.textarea if multiline else rx.el.input
    return field_frame(
        label, name, element(**_control(name, error, hint, control, optional=optional)), error, hint, optional=optional
    )


def password_field(
    label: Text,
    name: str = "password",
    *,
    error: Text = "",
    hint: Text = "",
    score: rx.Var[int] | None = None,
    verdict: Text = "",
    **control: Any,
) -> Component:
    """A password with show/hide; `score` 0–4 and `verdict` come from the server while typing."""
    control = {"type": "password", "auto_complete": "current-password", **control}
    shown = rx.el.div(
        rx.el.input(**_control(name, error, hint, control)),
        rx.el.button(
            icon("eye", class_name="bh-show"),
            icon("eye_off", class_name="bh-conceal"),
            hidden("Show password"),
            type="button",
            class_name="bh-plain bh-reveal",
            aria_pressed="false",
            data_bh_reveal=_control_id(name),
        ),
        class_name="bh-with-button",
    )
    strength = _strength(score, verdict) if score is not None else None
    return field_frame(label, name, rx.fragment(shown, strength), error, hint)


def select_field(
    label: Text,
    name: str,
    options: Sequence[Option] | rx.Var[list[list[str]]],
    *,
    error: Text = "",
    hint: Text = "",
    placeholder: str = "",
    optional: bool = False,
    **control: Any,
) -> Component:
    """A native select: type-ahead and the phone's own picker make 400 options quick."""
    picker = select(options, placeholder=placeholder, **_control(name, error, hint, control, optional=optional))
    return field_frame(label, name, picker, error, hint, optional=optional)


def select(
    options: Sequence[Option] | rx.Var[list[list[str]]],
    *,
    placeholder: str = "",
    **control: Any,
) -> Component:
    """A native select without label; name it with `aria_label`. Options are (value, label) pairs."""
    shown = (
        rx.foreach(options, lambda option: rx.el.option(option[1], value=option[0]))
        if isinstance(options, rx.Var)
        else rx.fragment(*(rx.el.option(text, value=value) for value, text in options))
    )
    empty = rx.el.option(placeholder, value="") if placeholder else None
    control = {"class_name": "bh-input", **control}
    return rx.el.div(rx.el.select(empty, shown, **control), icon("chevron_down"), class_name="bh-select")


def time_zone_field(
    zones: Sequence[str], name: str = "time_zone", *, error: Text = "", hint: Text = "", **control: Any
) -> Component:
    """Every zone of the list, found by any part of its name."""
    field = rx.el.input(
        list="time-zones",
        spell_check=False,
        placeholder="Type a city, such as Berlin",
        **_control(name, error, hint, {"auto_complete": "off", **control}),
    )
    options = rx.el.datalist(*(rx.el.option(value=zone) for zone in zones), id="time-zones")
    return field_frame("Time zone", name, rx.fragment(field, options), error, hint)


def search_field(
    label: Text, *, on_change: Any, default_value: Text = "", max_length: int = 100, wait_ms: int = 200, **props: Any
) -> Component:
    """A search that asks the server once the person pauses; nothing typed is overwritten, but by another `key`."""
    return rx.el.div(
        rx.el.input(
            type="search",
            placeholder=label,
            aria_label=label,
            default_value=default_value,
            max_length=max_length,
            on_change=on_change.debounce(wait_ms),  # type: ignore[attr-defined]
            class_name="bh-input",
            auto_complete="off",
            spell_check=False,
        ),
        icon("search"),
        class_name="bh-search",
        **props,
    )


def day_field(label: str, **control: Any) -> Component:
    """A day among filters, its label above it on phones; further arguments are the input's."""
    return rx.el.label(
        rx.el.span(label, class_name="bh-secondary"),
        rx.el.input(type="date", class_name="bh-input", **control),
        class_name="bh-day",
    )


def filter_bar(*controls: Component, label: str = "Filters") -> Component:
    """The line of search and selects above a table; two on a page need two labels."""
    return rx.el.div(*controls, class_name="bh-filters", role="search", aria_label=label)


def form_error(message: Text) -> Component:
    """An error that belongs to the whole form; empty shows nothing, a change is read aloud."""
    shown = rx.cond(rx.Var.create(message) != "", _error_words(message), rx.fragment())
    return rx.el.div(shown, role="alert", class_name="bh-error")


def form_actions(*buttons: Component) -> Component:
    """Back at the left, the one primary button at the right."""
    return rx.el.div(*buttons, class_name="bh-form-actions")


def field_frame(
    label: Text, name: str, control: Component, error: Text, hint: Text = "", *, optional: bool = False
) -> Component:
    """Label, a control of your own, hint and error; the control's id is `field-<name>`."""
    return rx.el.div(
        rx.el.label(
            rx.el.span(label, rx.el.span(" (optional)", class_name="bh-optional") if optional else None),
            html_for=_control_id(name),
            class_name="bh-label",
        ),
        control,
        rx.el.span(hint, id=f"{_control_id(name)}-hint", class_name="bh-hint") if _given(hint) else None,
        rx.el.div(
            rx.cond(rx.Var.create(error) != "", _error_words(error), rx.fragment()),
            id=f"{_control_id(name)}-error",
            class_name="bh-error",
            aria_live="polite",
        ),
        class_name="bh-field",
    )


def _control(name: str, error: Text, hint: Text, given: dict[str, Any], *, optional: bool = False) -> dict[str, Any]:
    wrong = rx.Var.create(error) != ""
    described = f"{_control_id(name)}-error" + (f" {_control_id(name)}-hint" if _given(hint) else "")
    return {
        "name": name,
        "class_name": "bh-input",
        "aria_required": "false" if optional else "true",
        "aria_invalid": rx.cond(wrong, "true", "false"),
        "aria_describedby": described,
        **given,
        # As a property Reflex would send the field a second time with its form, under its id.
        "custom_attrs": {"id": _control_id(name), **given.get("custom_attrs", {})},
    }


def _strength(score: rx.Var[int], verdict: Text) -> Component:
    return rx.el.div(
        rx.el.div(*(rx.el.span() for _ in range(4)), class_name="bh-strength-bar", data_score=score.to_string()),
        rx.el.span(verdict, class_name="bh-hint", aria_live="polite"),
        class_name="bh-strength",
    )


def _error_words(message: Text) -> Component:
    return rx.fragment(icon("circle_alert"), rx.el.span(message))


def _given(text: Text) -> bool:
    return isinstance(text, rx.Var) or bool(text)


def _control_id(name: str) -> str:
    return f"field-{name}"
