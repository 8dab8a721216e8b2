"""/team/approvals: what waits for a second admin, and what became of it."""

from typing import Any

import reflex as rx

from bizhub.components.dialogs import drawer
from bizhub.components.forms import form_actions, form_field
from bizhub.components.page import card, empty_state, page_header, page_link, skeleton
from bizhub.components.text import hidden, secondary, strong, tile
from bizhub.components.variables import var
from bizhub.domain.levels import LONGEST_REASON
from bizhub.pages.frame import signed_in_page
from bizhub.state.approvals import ApprovalsState


@signed_in_page(route="/team/approvals", title="Approvals", active="team", on_load=[ApprovalsState.load])
def approvals_page() -> rx.Component:
    """What this person can answer, what else waits, and what is over."""
    return rx.fragment(
        page_header(
            "Approvals",
            "Where the rules ask for two admins, another one answers here",
            page_link("Team", href="/team", class_name="bh-link bh-turn"),
        ),
        rx.cond(
            ApprovalsState.is_loaded,
            rx.el.div(
                card(_list(ApprovalsState.to_answer, _to_answer, _nothing()), title="To answer"),
                _card_if_any(ApprovalsState.waiting, _waiting, "Waiting for others"),
                _card_if_any(ApprovalsState.past, _past, "Earlier"),
                class_name="bh-stack",
            ),
            card(*(skeleton() for _ in range(5))),
        ),
        _refusal(),
    )


def _nothing() -> rx.Component:
    return empty_state(
        "stamp",
        "Nothing waits for your answer. Whether two admins have to agree is one of the rules of the center.",
        page_link("See the rules", href="/settings/rules"),
    )


def _list(lines: Any, draw: Any, otherwise: rx.Component) -> rx.Component:
    shown = rx.el.ul(rx.foreach(lines, draw), class_name="bh-access")
    return rx.cond(var(lines).length() > 0, shown, otherwise)


def _card_if_any(lines: Any, draw: Any, title: str) -> rx.Component:
    return rx.cond(var(lines).length() > 0, card(_list(lines, draw, rx.fragment()), title=title), rx.fragment())


def _to_answer(line: Any) -> rx.Component:
    refuse = rx.button(
        rx.cond(line.is_notice, "Object…", "Decline…"),
        hidden(": ", line.words),
        variant="surface",
        color_scheme="gray",
        on_click=ApprovalsState.begin_refusal(line.id),
    )
    approve = rx.button("Approve", hidden(": ", line.words), on_click=ApprovalsState.approve(line.id))
    answers = rx.el.span(refuse, rx.cond(line.may_answer, approve, rx.fragment()), class_name="bh-row")
    return _row(line, " wants to ", below=answers)


def _waiting(line: Any) -> rx.Component:
    withdraw = rx.button(
        "Withdraw",
        hidden(": ", line.words),
        variant="surface",
        color_scheme="gray",
        on_click=ApprovalsState.withdraw(line.id),
    )
    return _row(
        line, " asked to ", aside=rx.cond(line.is_own, rx.el.span(withdraw, class_name="bh-row"), rx.fragment())
    )


def _past(line: Any) -> rx.Component:
    return _row(line, " asked to ", aside=secondary(line.standing))


def _row(line: Any, verb: str, aside: Any = None, below: Any = None) -> rx.Component:
    """One line; answers stand below it, where a phone has room for both."""
    until = rx.cond(
        line.is_notice,
        rx.fragment(" · carried out on ", line.until, " unless ", line.concerned, " objects"),
        rx.cond(line.standing == "", rx.fragment(" · until ", line.until), rx.fragment()),
    )
    return rx.el.li(
        tile(line.asked_by, person=True),
        rx.el.span(strong(line.asked_by), verb, strong(line.words), class_name="bh-access-name"),
        aside,
        rx.el.ul(
            rx.el.li(
                secondary(
                    "asked on ",
                    line.asked,
                    rx.cond(line.day != "", f" · last day {line.day}", ""),
                    until,
                    rx.cond(line.decided != "", f" · settled on {line.decided}", ""),
                )
            ),
            rx.cond(line.reason != "", rx.el.li(secondary("“", line.reason, "”")), rx.fragment()),
            rx.el.li(below) if below is not None else None,
        ),
        key=line.id,
    )


def _refusal() -> rx.Component:
    objects = ApprovalsState.is_objecting
    return drawer(
        ApprovalsState.refusing != "",
        rx.el.form(
            form_field(
                "Why",
                "reason",
                error=ApprovalsState.errors.get("reason", ""),
                hint="Goes to who asked.",
                optional=True,
                max_length=LONGEST_REASON,
                auto_complete="off",
            ),
            form_actions(rx.button(rx.cond(objects, "Object to it", "Decline it"), type="submit")),
            key=var(ApprovalsState.refusing),
            no_validate=True,
            on_submit=ApprovalsState.refuse,
            class_name="bh-form",
        ),
        title=rx.cond(objects, "Object to the notice", "Decline the request"),
        subtitle=ApprovalsState.refused_words,
        on_open_change=ApprovalsState.set_opened,
    )
