"""/sign-in: an address and a password."""

import reflex as rx

from bizhub.components.auth import auth_card
from bizhub.components.forms import form_error, form_field, password_field
from bizhub.components.page import page_link
from bizhub.components.posted_form import posted_form, submit
from bizhub.state.sign_in import SignInState


@rx.page(route="/sign-in", title="Sign in · BizHub", on_load=SignInState.load)
def sign_in_page() -> rx.Component:
    """Where people come back."""
    return auth_card(
        "Sign in",
        rx.cond(
            SignInState.lost != "",
            "Your password turns 2-step verification off, once, so that you can sign in without your lost device.",
            rx.cond(
                SignInState.again,
                "The center asks you to sign in again: your session is older than its rules allow.",
                rx.cond(
                    SignInState.was_deleted,
                    "Your account is deleted. A last message to you says so, too.",
                    "Welcome back.",
                ),
            ),
        ),
        posted_form(
            "/auth/sign-in",
            form_field(
                "E-mail or phone number",
                "address",
                error=SignInState.errors.get("address", ""),
                type="text",
                input_mode="email",
                auto_complete="username",
                auto_capitalize="none",
                spell_check=False,
                auto_focus=True,
            ),
            password_field("Password", error=SignInState.errors.get("password", "")),
            rx.el.input(type="hidden", name="lost", value=SignInState.lost, read_only=True),
            form_error(SignInState.errors.get("", "")),
            submit("Sign in"),
            report="answer",
            on_report=SignInState.answered,
            data_bh_next="",
        ),
        footer=rx.fragment(
            page_link("Forgot your password?", href="/reset"),
            rx.el.span(" · "),
            page_link("Sign up", href="/sign-up"),
        ),
    )
