"""/profile/delete: what ends with one's account, what stands in the way, and the password that ends it."""

from typing import Any

import reflex as rx

from bizhub.components.code_step import second_step_field
from bizhub.components.facts import counted_list
from bizhub.components.forms import form_actions, form_error, password_field
from bizhub.components.page import card, note, page_header, page_link, row, skeleton, stack
from bizhub.components.posted_form import posted_form
from bizhub.components.text import strong
from bizhub.components.variables import var
from bizhub.pages.frame import signed_in_page
from bizhub.state.account_deletion import AccountDeletionState


@signed_in_page(route="/profile/delete", title="Delete your account", on_load=[AccountDeletionState.load], width="form")
def account_deletion_page() -> rx.Component:
    """Deleting one's own account."""
    return rx.fragment(
        page_header(
            "Delete your account", "Your sign-in, in every center", page_link("Back to the profile", href="/profile")
        ),
        rx.cond(
            AccountDeletionState.is_loaded,
            stack(
                _what_ends(),
                rx.cond(var(AccountDeletionState.only_admin_of).length() > 0, _in_the_way(), _form()),
            ),
            card(*(skeleton() for _ in range(5))),
        ),
    )


def _what_ends() -> rx.Component:
    return card(
        stack(
            rx.el.p("At once, and for good:"),
            counted_list(AccountDeletionState.ends),
            rx.el.p(
                "Your e-mail address, phone number, password, 2-step verification and preferences are removed. You can "
                "sign up with the same address later, as somebody new.",
                class_name="bh-secondary",
            ),
            rx.el.p(
                "What you did in a center stays in its activity, under the name you had then.",
                class_name="bh-secondary",
            ),
        ),
        title="What ends",
    )


def _in_the_way() -> rx.Component:
    return card(
        stack(
            note(
                "You are the only admin there. Make another one admin first, or delete the center: once it is gone, "
                "nothing keeps your account. An admin with a last day does not count.",
                tone="warn",
            ),
            rx.el.ul(rx.foreach(AccountDeletionState.only_admin_of, _center), class_name="bh-plain-list"),
        ),
        title="These centers need you",
    )


def _center(center: Any) -> rx.Component:
    return rx.el.li(
        row(
            strong(center[1]),
            page_link("Add a second admin", href=rx.Var.create("/team/second-admin?center=") + center[0]),
            page_link("Delete the center", href=rx.Var.create("/settings/delete?center=") + center[0]),
        )
    )


def _form() -> rx.Component:
    errors = AccountDeletionState.errors
    return card(
        posted_form(
            "/auth/delete-account",
            password_field("Current password", error=errors.get("password", "")),
            rx.cond(AccountDeletionState.asks_code, second_step_field(error=errors.get("code", "")), rx.fragment()),
            form_error(errors.get("", "")),
            form_actions(rx.button("Delete your account", type="submit", color_scheme="red")),
            report="answer",
            on_report=AccountDeletionState.answered,
        ),
        title="Delete",
    )
