"""What admins see of a member's 2-step verification, and the dialog in which they vouch for a lost device."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.dialogs import drawer
from bizhub.components.forms import form_actions, form_error, password_field
from bizhub.components.page import note
from bizhub.components.posted_form import posted_form
from bizhub.components.text import badge
from bizhub.state.session import SessionState
from bizhub.state.two_step import VouchState


def two_step_badge(is_on: Any) -> Component:
    """On or off, in words."""
    return rx.cond(is_on, badge("On", tone="good", icon_name="shield_check"), badge("Off", icon_name="shield_off"))


def vouching(member: Any) -> Component:
    """The button and its drawer; `member` is a state with `user_id` and `name`."""
    return rx.el.div(
        rx.button(
            "Vouch for a lost device",
            type="button",
            variant="soft",
            color_scheme="gray",
            on_click=VouchState.set_opened(True),
        ),
        drawer(
            VouchState.opened,
            rx.cond(VouchState.is_sent, _sent(member), _form(member)),
            over=member.name,
            title="Vouch for a lost device",
            subtitle="For somebody who cannot sign in because the device for 2-step verification is gone.",
            on_open_change=VouchState.set_opened,
        ),
        class_name="bh-fact-note bh-stack",
    )


def _sent(member: Any) -> Component:
    return note("A link is on its way to ", member.name, ". It is good for 24 hours.", tone="good", role="status")


def _form(member: Any) -> Component:
    return posted_form(
        rx.Var.create("/auth/vouch?center=") + SessionState.center_id,
        rx.el.p(
            "First make sure, by voice or face to face, that it is really them who asks. They get a link at their own "
            "address, good for 24 hours; once they have typed their own password there, 2-step verification is off. "
            "You get no access to their sign-in. It is recorded, and they are told that it was you.",
        ),
        rx.el.input(type="hidden", name="member", value=member.user_id, read_only=True),
        password_field("Your own password", error=VouchState.errors.get("password", "")),
        form_error(VouchState.errors.get("", "")),
        form_actions(rx.button("Vouch", type="submit")),
        report="vouched",
        on_report=VouchState.answered,
    )
