"""The panel of a verification at the desk: each field accepted or refused for a reason, then the decision."""

from typing import Any

import reflex as rx

from bizhub.components.dialogs import confirm_dialog
from bizhub.components.forms import form_error, select
from bizhub.components.page import card, note, stack
from bizhub.components.text import badge, secondary, strong
from bizhub.components.variables import var
from bizhub.components.verification import problem_note
from bizhub.domain.verification_reasons import LONGEST_NOTE
from bizhub.state.desk_case import DeskCaseState
from bizhub.state.desk_verification import DeskVerificationState

# The button has the focus when its key was pressed, so the place is remembered beside it.
_NEXT_FIELD = (
    "(() => { const all = [...document.querySelectorAll('[data-bh-field]')]; if (!all.length) return; "
    "const last = all.findIndex((one) => 'bhLast' in one.dataset); const next = (last + 1) % all.length; "
    "all.forEach((one) => delete one.dataset.bhLast); all[next].dataset.bhLast = ''; all[next].focus(); })()"
)


def verification_panel() -> rx.Component:
    """What was sent, what the center says of itself, and the decision."""
    state = DeskVerificationState
    return rx.cond(
        state.case_id != "",
        stack(
            rx.cond(state.appeal != "", note("Appeal: “", state.appeal, "”", tone="warn"), rx.fragment()),
            rx.cond(
                var(state.before).length() > 0,
                card(stack(rx.foreach(state.before, problem_note)), title="Refused before"),
                rx.fragment(),
            ),
            card(
                rx.el.ul(rx.foreach(state.lines, _line), class_name="bh-sent", key=var(state.drawn).to_string()),
                title="What was sent",
                aside=rx.cond(state.is_open & DeskCaseState.is_mine, _next_field(), rx.fragment()),
            ),
            rx.cond(
                var(state.outcome).length() > 0,
                card(stack(rx.foreach(state.outcome, problem_note)), title="Refused"),
                rx.fragment(),
            ),
            rx.cond(state.is_open & DeskCaseState.is_mine, _decision(), rx.fragment()),
        ),
        rx.fragment(),
    )


def _next_field() -> rx.Component:
    return rx.button(
        "Next field",
        type="button",
        size="1",
        variant="surface",
        color_scheme="gray",
        on_click=rx.call_script(_NEXT_FIELD),
        custom_attrs={"data-shortcut": "n"},
    )


def _line(line: Any) -> rx.Component:
    errors = DeskVerificationState.errors
    sent = rx.el.div(
        secondary(line.label),
        rx.el.div(strong(line.value)),
        rx.cond(line.beside != "", rx.el.div(secondary(line.beside)), rx.fragment()),
    )
    refused = rx.cond(line.code != "", badge("Refused", tone="bad", icon_name="x"), rx.fragment())
    return rx.el.li(
        rx.el.div(sent, refused, class_name="bh-row"),
        rx.cond(DeskVerificationState.is_open & DeskCaseState.is_mine, _judgement(line), rx.fragment()),
        form_error(errors.get(line.field, "")),
        key=line.field,
        tab_index=-1,
        custom_attrs={"data-bh-field": line.field},
    )


def _judgement(line: Any) -> rx.Component:
    state = DeskVerificationState
    words = rx.el.textarea(
        default_value=line.note,
        # Another reason begins with its own words.
        key=line.code,
        aria_label=f"What is wrong with {line.label}",
        class_name="bh-input",
        rows=2,
        max_length=LONGEST_NOTE,
        on_blur=state.write_note(line.field),
    )
    return rx.el.div(
        select(
            var(line.codes),
            placeholder="Accepted",
            aria_label=f"Decide on {line.label}",
            on_change=state.choose_reason(line.field),
        ),
        rx.cond(line.code != "", words, rx.fragment()),
        class_name="bh-stack",
    )


def _decision() -> rx.Component:
    state = DeskVerificationState
    refuse = confirm_dialog(
        rx.button(
            "Refuse",
            type="button",
            color_scheme="red",
            variant="surface",
            disabled=state.refused == 0,
            custom_attrs={"data-shortcut": "r"},
        ),
        title="Refuse this verification?",
        verb="Refuse",
        on_confirm=state.reject,
        ends=f"The center is told of {state.refused} of its fields, and sends only these again.",
    )
    approve = rx.button(
        "Approve",
        type="button",
        on_click=state.approve,
        disabled=state.refused > 0,
        custom_attrs={"data-shortcut": "a"},
    )
    return rx.el.div(form_error(state.errors.get("", "")), refuse, approve, class_name="bh-form-actions")
