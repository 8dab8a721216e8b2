"""/confirm: the code of the message that was sent."""

import reflex as rx

from bizhub.components.auth import auth_card
from bizhub.components.code_step import another_message, code_field, where_to_look
from bizhub.components.forms import form_error
from bizhub.components.page import page_link, skeleton
from bizhub.components.posted_form import posted_form, submit
from bizhub.components.text import strong
from bizhub.state.confirm import ConfirmState


@rx.page(route="/confirm", title="Confirm your address · BizHub", on_load=ConfirmState.load)
def confirm_page() -> rx.Component:
    """The second step of signing up."""
    return auth_card(
        "Confirm your address",
        rx.cond(
            ConfirmState.is_loaded,
            rx.cond(
                ConfirmState.address != "",
                rx.fragment("We sent a message to ", strong(ConfirmState.address), ". Type the code in it here."),
                rx.fragment("Nothing is waiting for a code in this browser. Please sign up again."),
            ),
            skeleton(),
        ),
        rx.cond(ConfirmState.address != "", _code(), rx.fragment()),
        footer=rx.fragment(
            page_link("Use another address", href="/sign-up"),
            rx.el.span(" · "),
            page_link("Sign in", href="/sign-in"),
        ),
    )


def _code() -> rx.Component:
    return rx.el.div(
        where_to_look(ConfirmState.where_to_look),
        posted_form(
            "/auth/confirm",
            code_field(error=ConfirmState.errors.get("code", ""), auto_focus=True),
            form_error(ConfirmState.errors.get("", "")),
            submit("Confirm"),
            report="answer",
            on_report=ConfirmState.answered,
        ),
        another_message(ConfirmState.was_sent_again, ConfirmState.sent_again),
        class_name="bh-stack",
    )
