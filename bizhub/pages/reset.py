"""/reset: an address, then a code and a new password."""

import reflex as rx

from bizhub.components.auth import auth_card
from bizhub.components.code_step import another_message, code_field, where_to_look
from bizhub.components.forms import form_error, form_field
from bizhub.components.page import page_link, skeleton
from bizhub.components.posted_form import new_password_field, posted_form, submit
from bizhub.components.text import strong
from bizhub.domain.passwords import SHORTEST
from bizhub.state.confirm import ResetState

NO_WAY_BACK = (
    "Without access to the e-mail or phone number on file you cannot do this alone. Another admin of your center can "
    "invite you with a new address. Where you are the only admin, ask the people who run this BizHub, the desk: they "
    "can make somebody else an admin, after all members of the center were told."
)


@rx.page(route="/reset", title="New password · BizHub", on_load=ResetState.load)
def reset_page() -> rx.Component:
    """Two steps on one page; a reload stays at the step."""
    return auth_card(
        "Choose a new password",
        rx.cond(
            ResetState.is_loaded,
            rx.cond(
                ResetState.address != "",
                rx.fragment("If ", strong(ResetState.address), " is known here, a message with a code is on its way."),
                rx.fragment("Type the address you sign in with. We send a code to it."),
            ),
            skeleton(),
        ),
        rx.cond(ResetState.is_loaded, rx.cond(ResetState.address != "", _choose(), _ask()), rx.fragment()),
        rx.el.p(NO_WAY_BACK, class_name="bh-secondary bh-no-way-back"),
        footer=page_link("Back to sign in", href="/sign-in"),
    )


def _ask() -> rx.Component:
    return posted_form(
        "/auth/reset",
        form_field(
            "E-mail or phone number",
            "address",
            error=ResetState.errors.get("address", ""),
            type="text",
            input_mode="email",
            auto_complete="username",
            auto_capitalize="none",
            spell_check=False,
            auto_focus=True,
        ),
        form_error(ResetState.errors.get("", "")),
        submit("Send a code"),
        report="answer",
        on_report=ResetState.answered,
    )


def _choose() -> rx.Component:
    return rx.el.div(
        where_to_look(ResetState.where_to_look),
        posted_form(
            "/auth/new-password",
            code_field(error=ResetState.errors.get("code", ""), auto_focus=True),
            new_password_field(
                "New password", ResetState, hint=f"At least {SHORTEST} characters. Every other session ends."
            ),
            form_error(ResetState.errors.get("", "")),
            submit("Set the new password"),
            report="answer",
            on_report=ResetState.answered,
        ),
        another_message(ResetState.was_sent_again, ResetState.sent_again),
        posted_form(
            "/auth/begin-again",
            rx.el.button("Use another address", type="submit", class_name="bh-as-link"),
            report="begin-again",
            on_report=ResetState.answered,
            class_name="bh-secondary",
        ),
        class_name="bh-stack",
    )
