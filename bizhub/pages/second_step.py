"""/second-step: the code after the password."""

import reflex as rx

from bizhub.components.auth import auth_card
from bizhub.components.code_step import second_step_field
from bizhub.components.forms import form_error
from bizhub.components.page import button_link, page_link, skeleton
from bizhub.components.posted_form import posted_form, submit
from bizhub.state.two_step import SecondStepState


@rx.page(route="/second-step", title="Second step · BizHub", on_load=SecondStepState.load)
def second_step_page() -> rx.Component:
    """The second step of signing in."""
    return auth_card(
        "Second step",
        rx.cond(
            SecondStepState.is_loaded,
            rx.cond(
                SecondStepState.is_waiting,
                "Your password is right. Now type the code that your authenticator app shows.",
                "No sign-in waits for its second step in this browser any more.",
            ),
            skeleton(),
        ),
        rx.cond(
            SecondStepState.is_loaded,
            rx.cond(SecondStepState.is_waiting, _code(), button_link("Sign in again", href="/sign-in", width="100%")),
            rx.fragment(),
        ),
        footer=page_link("Sign in as somebody else", href="/sign-in"),
    )


def _code() -> rx.Component:
    return rx.el.div(
        posted_form(
            "/auth/second-step",
            second_step_field(error=SecondStepState.errors.get("code", ""), auto_focus=True),
            form_error(SecondStepState.errors.get("", "")),
            submit("Go on"),
            report="answer",
            on_report=SecondStepState.answered,
            data_bh_next="",
        ),
        rx.el.p(
            "Without your device, a recovery code goes in the same field. Have you lost both? Another admin of your "
            "center can vouch for you: ask one to open your page under Team.",
            class_name="bh-secondary",
        ),
        class_name="bh-stack",
    )
