"""/sign-up: a name, an address and a password."""

import reflex as rx

from bizhub.components.auth import auth_card
from bizhub.components.forms import form_error, form_field
from bizhub.components.page import page_link
from bizhub.components.posted_form import new_password_field, posted_form, submit
from bizhub.domain.names import LONGEST_NAME
from bizhub.domain.passwords import SHORTEST
from bizhub.state.sign_in import SignUpState


@rx.page(route="/sign-up", title="Sign up · BizHub", on_load=SignUpState.load)
def sign_up_page() -> rx.Component:
    """Where people begin."""
    return auth_card(
        "Sign up",
        "One sign-in for every center and ad account you work with.",
        posted_form(
            "/auth/sign-up",
            form_field(
                "Your name",
                "name",
                error=SignUpState.errors.get("name", ""),
                auto_complete="name",
                max_length=LONGEST_NAME,
                auto_focus=True,
            ),
            form_field(
                "E-mail or phone number",
                "address",
                error=SignUpState.errors.get("address", ""),
                hint="A phone number begins with + and the country code.",
                type="text",
                input_mode="email",
                auto_complete="username",
                auto_capitalize="none",
                spell_check=False,
            ),
            new_password_field(
                "Password",
                SignUpState,
                hint=f"At least {SHORTEST} characters. A few words in a row are easy to remember and hard to guess.",
            ),
            form_error(SignUpState.errors.get("", "")),
            submit("Sign up"),
            report="answer",
            on_report=SignUpState.answered,
        ),
        footer=rx.fragment("Signed up already? ", page_link("Sign in", href="/sign-in")),
    )
