"""/team/requests: who asks for access to which ad account, and what became of it."""

from typing import Any

import reflex as rx

from bizhub.components.dialogs import drawer
from bizhub.components.forms import form_actions, form_field
from bizhub.components.page import card, empty_state, page_header, page_link, skeleton
from bizhub.components.text import hidden, secondary, strong, tile
from bizhub.components.variables import var
from bizhub.domain.levels import LONGEST_REASON
from bizhub.pages.frame import signed_in_page
from bizhub.state.access_requests import AccessRequestsState


@signed_in_page(route="/team/requests", title="Requests", active="team", on_load=[AccessRequestsState.load])
def access_requests_page() -> rx.Component:
    """What this person can answer, and what they have asked for."""
    return rx.fragment(
        page_header(
            "Requests for access",
            "Whoever can say who works on an ad account answers them",
            page_link("Team", href="/team", class_name="bh-link bh-turn"),
        ),
        rx.cond(
            AccessRequestsState.is_loaded,
            rx.el.div(_to_answer(), _own(), class_name="bh-stack"),
            card(*(skeleton() for _ in range(5))),
        ),
        _refusal(),
    )


def _to_answer() -> rx.Component:
    return card(
        rx.cond(
            var(AccessRequestsState.to_answer).length() > 0,
            rx.el.ul(rx.foreach(AccessRequestsState.to_answer, _waiting), class_name="bh-access"),
            empty_state("inbox", "Nobody waits for your answer."),
        ),
        title="To answer",
    )


def _own() -> rx.Component:
    return rx.cond(
        var(AccessRequestsState.own).length() > 0,
        card(
            rx.el.ul(rx.foreach(AccessRequestsState.own, _asked), class_name="bh-access"),
            title="What you asked for",
        ),
        rx.fragment(),
    )


def _waiting(line: Any) -> rx.Component:
    refuse = rx.button(
        "Refuse…",
        hidden(": ", line.person, ", ", line.ad_account),
        variant="surface",
        color_scheme="gray",
        on_click=AccessRequestsState.begin_refusal(line.id),
    )
    grant = rx.button(
        "Give access", hidden(": ", line.person, ", ", line.ad_account), on_click=AccessRequestsState.grant(line.id)
    )
    return rx.el.li(
        tile(line.person, person=True),
        rx.el.span(
            strong(line.person),
            " asks for ",
            strong(line.level),
            " on ",
            page_link(line.ad_account, href=f"/accounts/{line.ad_account_id}", class_name="bh-link bh-strong"),
            class_name="bh-access-name",
        ),
        rx.el.span(refuse, grant, class_name="bh-row"),
        rx.el.ul(rx.el.li(_words(line))),
        key=line.id,
    )


def _asked(line: Any) -> rx.Component:
    withdraw = rx.button(
        "Withdraw",
        hidden(": ", line.ad_account),
        variant="surface",
        color_scheme="gray",
        on_click=AccessRequestsState.withdraw(line.id),
    )
    return rx.el.li(
        tile(line.ad_account, person=False),
        rx.el.span(
            strong(line.level),
            " on ",
            page_link(line.ad_account, href=f"/accounts/{line.ad_account_id}", class_name="bh-link bh-strong"),
            class_name="bh-access-name",
        ),
        rx.cond(line.is_waiting, rx.el.span(withdraw, class_name="bh-row"), secondary(line.state)),
        rx.el.ul(
            rx.el.li(_words(line)),
            rx.cond(line.answer != "", rx.el.li(secondary("“", line.answer, "”")), rx.fragment()),
        ),
        key=line.id,
    )


def _words(line: Any) -> rx.Component:
    return secondary(
        "asked on ",
        line.asked,
        rx.cond(line.until != "", f", until {line.until}", ""),
        rx.cond(line.reason != "", f" · “{line.reason}”", ""),
    )


def _refusal() -> rx.Component:
    return drawer(
        AccessRequestsState.refusing != "",
        rx.el.form(
            form_field(
                "Why",
                "answer",
                error=AccessRequestsState.errors.get("reason", ""),
                hint="Goes to who asked.",
                optional=True,
                max_length=LONGEST_REASON,
                auto_complete="off",
            ),
            form_actions(rx.button("Refuse the request", type="submit")),
            key=var(AccessRequestsState.refusing),
            no_validate=True,
            on_submit=AccessRequestsState.refuse,
            class_name="bh-form",
        ),
        title="Refuse the request",
        subtitle=AccessRequestsState.refused_words,
        on_open_change=AccessRequestsState.set_opened,
    )
