"""/invitation: what a link offers, to whoever holds it; only the invited person can answer."""

from typing import Any

import reflex as rx

from bizhub.components.auth import auth_card
from bizhub.components.bridge import sign_out_form
from bizhub.components.invitations import offer_answers, offer_facts
from bizhub.components.page import button_link, note, skeleton
from bizhub.components.shell import SIGN_OUT_PATH
from bizhub.components.text import strong
from bizhub.state.invitation import InvitationPageState

_Offer: Any = InvitationPageState.offer
_OVER = (
    "It was answered already",
    "It was sent again: only the link in the newest message opens it",
    "It was taken back, or its 14 days are over",
)


@rx.page(route="/invitation", title="Invitation · BizHub", on_load=InvitationPageState.load)
def invitation_page() -> rx.Component:
    """Outside the shell: there may be nobody signed in."""
    return rx.fragment(
        rx.match(
            InvitationPageState.standing,
            ("", auth_card("Invitation", skeleton())),
            ("gone", _gone()),
            rx.cond(_Offer, _offered(), rx.fragment()),
        ),
        sign_out_form(SIGN_OUT_PATH),
    )


def _offered() -> rx.Component:
    return auth_card(
        rx.Var.create("Join ") + _Offer.center,
        rx.fragment(strong(_Offer.inviter), " invites you to work together on BizHub."),
        rx.el.div(
            offer_facts(_Offer),
            rx.match(
                InvitationPageState.standing,
                ("mine", _answers()),
                ("other", _somebody_else()),
                _sign_in(),
            ),
            class_name="bh-form",
        ),
    )


def _answers() -> rx.Component:
    return offer_answers(_Offer, on_accept=InvitationPageState.accept, on_decline=InvitationPageState.decline)


def _somebody_else() -> rx.Component:
    sign_out = rx.button(
        "Sign out", type="button", variant="surface", custom_attrs={"data-bh-submit": "bh-sign-out"}, width="100%"
    )
    return rx.fragment(
        note(
            "This invitation is for ",
            strong(_Offer.email),
            ", and you are signed in with another address. Sign out, open the link again and sign in with that one.",
            tone="warn",
        ),
        sign_out,
    )


def _sign_in() -> rx.Component:
    return rx.fragment(
        note("Sign in or sign up with ", strong(_Offer.email), ": only that address can answer."),
        button_link("Sign in", href=InvitationPageState.sign_in_path, width="100%"),
        button_link("Sign up", href="/sign-up", variant="surface", width="100%"),
        rx.el.p(
            "Once you have signed up, the invitation waits on your first page.",
            class_name="bh-secondary bh-flush bh-centered",
        ),
    )


def _gone() -> rx.Component:
    return auth_card(
        "This invitation is not valid any more",
        "One of these is the reason:",
        rx.el.div(
            rx.el.ul(*(rx.el.li(reason) for reason in _OVER), class_name="bh-reasons"),
            rx.el.p("Ask whoever invited you to send it again.", class_name="bh-flush"),
            rx.cond(
                InvitationPageState.is_known,
                button_link("Go to the overview", href="/overview", width="100%"),
                button_link("Sign in", href="/sign-in", width="100%"),
            ),
            class_name="bh-form",
        ),
    )
