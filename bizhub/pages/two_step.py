"""/profile/two-step: 2-step verification of one's own sign-in."""

from typing import Any

import reflex as rx

from bizhub.components.code_step import app_code_field, second_step_field
from bizhub.components.dialogs import confirm_dialog
from bizhub.components.forms import form_actions, form_error, password_field
from bizhub.components.page import card, note, page_header, page_link, skeleton, stack
from bizhub.components.posted_form import posted_form
from bizhub.components.text import badge, copy_button, icon, secondary, strong
from bizhub.components.variables import var
from bizhub.domain.policy import Bar
from bizhub.pages.frame import signed_in_page
from bizhub.state.session import SessionState
from bizhub.state.two_step import TurnOffState, TwoStepState


@signed_in_page(route="/profile/two-step", title="2-step verification", on_load=[TwoStepState.load], width="form")
def two_step_page() -> rx.Component:
    """Turning it on, recovery codes, turning it off."""
    return rx.fragment(
        page_header(
            "2-step verification",
            "Besides your password, a code of an app on your phone",
            page_link("Profile", href="/profile"),
        ),
        rx.cond(SessionState.bar == Bar.TWO_STEP.value, _barred(), rx.fragment()),
        rx.cond(TwoStepState.is_loaded, _shown(), card(*(skeleton() for _ in range(4)))),
    )


def _barred() -> rx.Component:
    leave = confirm_dialog(
        rx.button("Leave this center", type="button", variant="surface", color_scheme="red"),
        title=rx.Var.create("Leave ") + SessionState.center_name + "?",
        ends="Your role and every level on its ad accounts end at once. Only an invitation brings you back.",
        verb="Leave the center",
        on_confirm=TwoStepState.leave,
    )
    return note(
        strong(SessionState.center_name),
        strong(" asks for 2-step verification. "),
        "Until you turn it on, nothing in this center opens for you: this is a rule of its admins. Your profile and "
        "your other centers are open as always.",
        tone="warn",
        role="alert",
        action=leave,
    )


def _shown() -> rx.Component:
    codes = var(TwoStepState.recovery_codes)
    return rx.cond(
        codes.length() > 0,
        _codes(),
        rx.cond(TwoStepState.is_on, _on(), rx.cond(TwoStepState.secret != "", _setup(), _off())),
    )


def _off() -> rx.Component:
    return card(
        stack(
            rx.cond(
                TwoStepState.was_turned_off,
                note("2-step verification is off now. Your password alone signs you in.", role="status"),
                rx.fragment(),
            ),
            rx.el.p(
                badge("Off", icon_name="shield_off"),
                " Whoever learns your password can sign in as you. With 2-step verification they also need your phone.",
            ),
            rx.el.p(
                "You need an authenticator app, such as the one of your phone or of your password manager.",
                class_name="bh-secondary",
            ),
            form_actions(rx.button("Turn it on", type="button", on_click=TwoStepState.start)),
        ),
        title="Status",
    )


def _setup() -> rx.Component:
    code = rx.el.img(src=TwoStepState.qr, alt="QR code for your authenticator app", class_name="bh-qr")
    return card(
        rx.el.ol(
            rx.el.li(rx.el.div(rx.el.p("Scan this with your authenticator app."), code, class_name="bh-stack")),
            rx.el.li(
                rx.el.p("Or type this secret into it:"),
                rx.el.p(
                    rx.el.code(TwoStepState.secret, class_name="bh-secret"),
                    copy_button(TwoStepState.secret, what="secret"),
                ),
            ),
            rx.el.li(
                rx.el.form(
                    app_code_field(error=TwoStepState.errors.get("code", "")),
                    form_actions(
                        _not_now(TwoStepState.give_up),
                        rx.button("Turn it on", type="submit"),
                    ),
                    on_submit=TwoStepState.confirm,
                    no_validate=True,
                    class_name="bh-form",
                )
            ),
            class_name="bh-numbered",
        ),
        title="Turn on 2-step verification",
    )


def _codes() -> rx.Component:
    codes = var(TwoStepState.recovery_codes)
    text = codes.join("\n")
    address = rx.Var.create("data:text/plain;charset=utf-8,") + codes.join("%0A")
    return card(
        stack(
            note(
                "2-step verification is on. These recovery codes are shown only now: keep them where you find them "
                "without your phone. Each signs you in once in place of a code of the app.",
                tone="good",
                role="status",
            ),
            rx.el.ul(rx.foreach(codes, lambda code: rx.el.li(rx.el.code(code))), class_name="bh-codes"),
            rx.el.div(
                copy_button(text, what="recovery codes", label="Copy"),
                rx.button(
                    rx.el.a(icon("download"), "Download", href=address, download="bizhub-recovery-codes.txt"),
                    as_child=True,
                    variant="surface",
                    color_scheme="gray",
                ),
                class_name="bh-row",
            ),
            _other_sessions(),
            form_actions(rx.button("I have kept them", type="button", on_click=TwoStepState.put_codes_away)),
        ),
        title="Recovery codes",
    )


def _on() -> rx.Component:
    return rx.fragment(_status(), _recovery(), _turning_off())


def _status() -> rx.Component:
    return card(
        stack(
            rx.el.p(
                badge("On", tone="good", icon_name="shield_check"),
                " Signing in asks for a code of your app after the password.",
            ),
            rx.cond(
                TwoStepState.asked_by != "", rx.el.p(secondary("Asked for by ", TwoStepState.asked_by)), rx.fragment()
            ),
            _other_sessions(),
        ),
        title="Status",
    )


def _recovery() -> rx.Component:
    left = var(TwoStepState.codes_left)
    left_words = rx.cond(left == 1, "1 recovery code is left.", left.to_string() + " recovery codes are left.")
    form = rx.el.form(
        second_step_field(error=TwoStepState.errors.get("code", ""), auto_focus=True),
        form_actions(_not_now(TwoStepState.give_up), rx.button("Make new codes", type="submit")),
        on_submit=TwoStepState.renew,
        no_validate=True,
        class_name="bh-form",
    )
    begin = rx.button("New recovery codes", type="button", variant="soft", on_click=TwoStepState.begin_renewal)
    return card(
        stack(
            rx.cond(
                left > 2,
                rx.el.p(left_words),
                note(left_words, " Make new ones before you need them.", tone="warn"),
            ),
            rx.cond(TwoStepState.renewing, form, form_actions(begin)),
        ),
        title="Recovery codes",
    )


def _turning_off() -> rx.Component:
    begin = rx.button(
        "Turn it off…", type="button", variant="soft", color_scheme="red", on_click=TurnOffState.set_opened(True)
    )
    return card(
        stack(
            rx.cond(
                TwoStepState.asked_by != "",
                note(TwoStepState.asked_by, " would be closed to you without it.", tone="warn"),
                rx.fragment(),
            ),
            rx.cond(TurnOffState.opened, _turn_off(), form_actions(begin)),
        ),
        title="Turn it off",
    )


def _not_now(on_click: Any) -> rx.Component:
    return rx.button("Not now", type="button", variant="surface", color_scheme="gray", on_click=on_click)


def _turn_off() -> rx.Component:
    return posted_form(
        "/auth/two-step-off",
        password_field("Current password", error=TurnOffState.errors.get("password", "")),
        second_step_field(error=TurnOffState.errors.get("code", "")),
        form_error(TurnOffState.errors.get("", "")),
        form_actions(
            _not_now(TurnOffState.set_opened(False)),
            rx.button("Turn it off", type="submit", color_scheme="red"),
        ),
        report="answer",
        on_report=TurnOffState.answered,
    )


def _other_sessions() -> rx.Component:
    count = TwoStepState.other_sessions
    return rx.cond(
        count > 0,
        rx.el.p(
            rx.cond(count == 1, "One other session is", rx.fragment(count, " other sessions are")),
            " still signed in. ",
            page_link("See your sessions", href="/profile/sessions", class_name="bh-as-link"),
            class_name="bh-secondary",
        ),
        rx.fragment(),
    )
