"""The form that asks for access, where an ad account is refused."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.forms import form_actions, form_field, select_field
from bizhub.components.page import card, note
from bizhub.domain.levels import LONGEST_REASON


def request_card(state: Any) -> Component:
    """Ask for a level, or see that the request waits; `state` is AccessRequestState."""
    withdraw = rx.button("Withdraw the request", variant="surface", color_scheme="gray", on_click=state.withdraw)
    return card(
        rx.cond(
            state.waiting != "",
            note(state.waiting, action=withdraw),
            rx.fragment(rx.cond(state.answered != "", note(state.answered), rx.fragment()), _form(state)),
        ),
        title="Request access",
    )


def _form(state: Any) -> Component:
    errors = state.errors
    return rx.el.form(
        select_field("Level", "level", state.levels, error=errors.get("level", "")),
        form_field(
            "Last day",
            "last_day",
            type="date",
            error=errors.get("until", ""),
            hint="Leave it empty if you need it for good.",
            optional=True,
        ),
        form_field(
            "Reason",
            "reason",
            error=errors.get("reason", ""),
            hint="Shown to whoever answers.",
            optional=True,
            max_length=LONGEST_REASON,
            auto_complete="off",
        ),
        form_actions(rx.button("Request access", type="submit")),
        key=state.form_version.to_string(),
        no_validate=True,
        on_submit=state.ask,
        class_name="bh-form bh-below",
    )
