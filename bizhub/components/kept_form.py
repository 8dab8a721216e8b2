"""Forms whose words outlive the server: typed text is kept in the browser until it is saved (assets/kept_forms.js)."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.bridge import bridge_input
from bizhub.components.variables import var
from bizhub.state.session import SessionState

_BACK = "What you typed before is back. It is not saved yet."


def kept_form(
    *content: Component, state: Any, opened: rx.Var[bool] | None = None, closed: Component | None = None, **props: Any
) -> Component:
    """A form of a KeptFormState, one on a page; without `opened` it always shows, else `closed` stands in its place.

    Kept are text fields, text areas and selects whose names the state has seen; passwords never are.
    """
    form = rx.el.form(
        rx.el.p(_BACK, class_name="bh-hint", role="status", hidden=True, data_bh_kept_note=""),
        *content,
        key=var(state.form_version).to_string(),
        no_validate=True,
        data_bh_kept="",
        data_bh_seen=state.form_seen.to_string(),
        **props,
    )
    # Nothing is put back for another person, in another center or about another object.
    whose = f"{SessionState.user_id}/{SessionState.center_id}/{state.form_of}"
    return rx.fragment(
        rx.el.span(
            bridge_input("kept", state.take_up),
            hidden=True,
            data_bh_kept_of=rx.cond((SessionState.user_id != "") & (state.form_of != ""), whose, ""),
            data_bh_kept_ends=var(state.form_ends).to_string(),
        ),
        form if opened is None else rx.cond(opened, form, closed or rx.fragment()),
    )
