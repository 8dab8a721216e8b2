"""/: what BizHub is, for people who are not signed in; others go on to their overview."""

import reflex as rx

from bizhub.components.page import button_link, page_link
from bizhub.components.shell import brand
from bizhub.components.text import icon
from bizhub.state.sign_in import SignInState

_PROMISES = (
    ("zap", "Switch instantly", "A shortcut and a few letters bring up any of your ad accounts, on the same page."),
    ("scale", "Honest figures", "Exact sums; currencies side by side or converted with the day's rate, never mixed."),
    ("shield_check", "A record that holds", "Who did what, when and why, chained so that nothing is changed quietly."),
)


@rx.page(route="/", title="BizHub", image="/favicon.svg", on_load=[SignInState.load])
def landing() -> rx.Component:
    """Name, promises, and the two ways in."""
    return rx.el.div(
        rx.el.header(brand(), page_link("Sign in", href="/sign-in"), class_name="bh-landing-head"),
        rx.el.main(
            rx.el.h1("All your ad accounts, your people and the proof, in one place"),
            rx.el.p("BizHub is the business center that you run yourself.", class_name="bh-landing-lead"),
            rx.el.div(
                button_link("Sign up", href="/sign-up", size="3"),
                button_link("Sign in", href="/sign-in", size="3", variant="outline", color_scheme="gray"),
                class_name="bh-row",
            ),
            rx.el.ul(*(_promise(*promise) for promise in _PROMISES), class_name="bh-promises"),
            id="main",
            class_name="bh-landing-main",
        ),
        class_name="bh-landing",
    )


def _promise(icon_name: str, title: str, words: str) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon(icon_name), class_name="bh-tile"),
        rx.el.div(rx.el.h2(title), rx.el.p(words)),
        class_name="bh-card bh-promise",
    )
