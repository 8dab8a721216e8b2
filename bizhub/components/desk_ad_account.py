"""What the desk sees of an ad account, and its decision; `a` approves and `r` refuses."""

from typing import Any

import reflex as rx

from bizhub.components.ad_account_standing import problem_list
from bizhub.components.dialogs import drawer
from bizhub.components.forms import form_actions, form_field, select_field
from bizhub.components.page import card, note, stack
from bizhub.components.text import status_badge
from bizhub.components.variables import var
from bizhub.domain.ad_account_review import FIELD_WORDS, LONGEST_REASON, REASONS
from bizhub.state.desk_ad_account import IN_USE, LIMITED, DeskAdAccountState


def ad_account_panel() -> rx.Component:
    """The ad account of the case that the address names."""
    state = DeskAdAccountState
    shown = stack(
        card(stack(_facts(state.facts), _before(), _decision()), title="Ad account", aside=status_badge(state.status)),
        card(_facts(state.of_center), title="Who asks"),
        _refusal(),
        _limit(),
    )
    return rx.cond(state.status != "", shown, rx.fragment())


def _facts(pairs: Any) -> rx.Component:
    return rx.el.dl(
        rx.foreach(pairs, lambda pair: rx.el.div(rx.el.dt(pair[0]), rx.el.dd(pair[1]))), class_name="bh-facts"
    )


def _before() -> rx.Component:
    before: Any = var(DeskAdAccountState.before)
    words = note("Refused because of", problem_list(before), tone="warn")
    return rx.cond(before.length() > 0, words, rx.fragment())


def _decision() -> rx.Component:
    state = DeskAdAccountState
    refuse = rx.button(
        "Refuse…", type="button", variant="surface", color_scheme="red", on_click=state.set_opened("refuse"),
        custom_attrs={"data-shortcut": "r"},
    )  # fmt: skip
    approve = rx.button("Approve", type="button", on_click=state.approve, custom_attrs={"data-shortcut": "a"})
    limit = rx.button(
        "Suspend…", type="button", variant="surface", color_scheme="red", on_click=state.set_opened("limit")
    )
    lift = rx.button("Lift the suspension", type="button", on_click=state.lift)
    return rx.fragment(
        rx.cond(state.may_decide, form_actions(refuse, approve), rx.fragment()),
        rx.cond(state.status == IN_USE, form_actions(limit), rx.fragment()),
        rx.cond(state.status == LIMITED, form_actions(lift), rx.fragment()),
    )


def _refusal() -> rx.Component:
    state = DeskAdAccountState
    reasons = [("", "In order"), *((code.value, words) for code, (words, _) in REASONS.items())]
    fields = (
        select_field(word, field, reasons, error=state.errors.get(field, "")) for field, word in FIELD_WORDS.items()
    )
    form = rx.el.form(
        *fields,
        form_field(
            "What the center reads besides",
            "note",
            error=state.errors.get("note", ""),
            hint=f"Say what they can do. At most {LONGEST_REASON:,} characters.",
            optional=True,
            multiline=True,
            rows=4,
        ),
        form_actions(rx.button("Refuse the ad account", type="submit", color_scheme="red")),
        no_validate=True,
        on_submit=state.reject,
        class_name="bh-form",
    )
    return drawer(
        state.opened == "refuse",
        form,
        title="Refuse the ad account",
        subtitle="Choose what is wrong with which field; the center corrects it and sends it again.",
        on_open_change=state.close,
    )


def _limit() -> rx.Component:
    state = DeskAdAccountState
    form = rx.el.form(
        form_field(
            "Why",
            "reason",
            error=state.errors.get("reason", ""),
            hint=f"The admins of the center read it. At most {LONGEST_REASON:,} characters.",
            multiline=True,
            rows=4,
        ),
        form_actions(rx.button("Suspend the ad account", type="submit", color_scheme="red")),
        no_validate=True,
        on_submit=state.limit,
        class_name="bh-form",
    )
    return drawer(
        state.opened == "limit",
        form,
        title="Suspend the ad account",
        subtitle="Its people can look at it; it cannot be used until the suspension is lifted.",
        on_open_change=state.close,
    )
