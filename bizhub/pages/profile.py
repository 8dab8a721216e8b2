"""/profile: one's own name, locale and password."""

import reflex as rx

from bizhub.components.forms import form_error, form_field, password_field, select_field
from bizhub.components.kept_form import kept_form
from bizhub.components.page import button_link, card, note, page_header, page_link, skeleton
from bizhub.components.posted_form import new_password_field, posted_form
from bizhub.components.text import secondary
from bizhub.components.variables import var
from bizhub.domain.names import LONGEST_NAME
from bizhub.domain.passwords import SHORTEST
from bizhub.pages.frame import signed_in_page
from bizhub.state.profile import PasswordChangeState, ProfileState


@signed_in_page(route="/profile", title="Profile", on_load=[ProfileState.load, PasswordChangeState.load], width="form")
def profile_page() -> rx.Component:
    """What belongs to the person and not to a center."""
    return rx.fragment(
        page_header(
            "Profile",
            "You, in every center you belong to",
            page_link("2-step verification", href="/profile/two-step"),
            page_link("Sessions", href="/profile/sessions"),
        ),
        rx.cond(
            ProfileState.is_loaded,
            rx.fragment(_person(), _password(), _delete()),
            card(*(skeleton() for _ in range(6))),
        ),
    )


def _person() -> rx.Component:
    return card(
        kept_form(
            form_field(
                "Your name",
                "name",
                error=ProfileState.errors.get("name", ""),
                default_value=ProfileState.name,
                max_length=LONGEST_NAME,
                auto_complete="name",
            ),
            select_field(
                "Language of numbers and dates",
                "locale",
                var(ProfileState.locales),
                error=ProfileState.errors.get("locale", ""),
                placeholder="As the browser says",
                default_value=ProfileState.locale,
                optional=True,
            ),
            _address("E-mail", var(ProfileState.email)),
            _address("Phone number", var(ProfileState.phone)),
            rx.el.div(rx.button("Save", type="submit"), class_name="bh-form-actions"),
            state=ProfileState,
            on_submit=ProfileState.save,
            class_name="bh-stack",
        ),
        title="You",
    )


def _address(label: str, value: rx.Var[str]) -> rx.Component:
    return rx.cond(
        value != "",
        rx.el.dl(rx.el.div(rx.el.dt(label), rx.el.dd(value)), class_name="bh-told"),
        rx.fragment(),
    )


def _password() -> rx.Component:
    return card(
        rx.cond(
            PasswordChangeState.was_changed,
            note("Your password was changed, and every other session has ended.", tone="good", role="status"),
            rx.fragment(),
        ),
        posted_form(
            "/auth/change-password",
            # Password managers learn from this for whom the password is.
            rx.el.input(
                type="text",
                name="username",
                value=rx.cond(ProfileState.email != "", ProfileState.email, ProfileState.phone),
                auto_complete="username",
                read_only=True,
                hidden=True,
                disabled=True,
            ),
            password_field("Current password", "current", error=PasswordChangeState.errors.get("current", "")),
            new_password_field(
                "New password",
                PasswordChangeState,
                hint=f"At least {SHORTEST} characters. Every other session ends.",
            ),
            form_error(PasswordChangeState.errors.get("", "")),
            rx.el.div(rx.button("Change the password", type="submit", variant="soft"), class_name="bh-form-actions"),
            report="answer",
            on_report=PasswordChangeState.answered,
        ),
        title="Password",
    )


def _delete() -> rx.Component:
    return card(
        secondary("Your sign-in and all that you are in your centers end with it, at once and for good."),
        rx.el.div(
            button_link("Delete your account…", href="/profile/delete", variant="surface", color_scheme="red"),
            class_name="bh-below",
        ),
        title="Delete your account",
    )
