"""The form that invites people, and what became of each address."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.forms import form_actions, form_error, form_field, select_field
from bizhub.components.kept_form import kept_form
from bizhub.components.page import card
from bizhub.components.suggest import suggest_field
from bizhub.components.text import hidden, icon, secondary, strong
from bizhub.components.variables import var
from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.team import ADMIN_MAY, LONGEST_MESSAGE, MOST_ADDRESSES, MOST_GRANTS
from bizhub.state.invite import InviteState

_ROLES = (("STANDARD", "Standard: works on the ad accounts they get"), ("ADMIN", "Admin: manages the center"))
_FINANCE = (("ANALYST", "Finance analyst: sees money matters"), ("MANAGER", "Finance manager: everything financial"))
_ADDRESSES = f"Up to {MOST_ADDRESSES}, separated by blanks, commas or lines."
_LAST_DAY = "The last day; empty for no end."
_LEVELS = tuple((level.value, word) for level, word in LEVEL_WORDS.items())


def invite_form() -> Component:
    """The form while it is open; needs `InviteState.load` in the page's on_load."""
    fields = rx.el.div(
        rx.el.input(type="hidden", name="version", value=var(InviteState.form_version).to_string(), read_only=True),
        _text("E-mail addresses", "addresses", rows=3, hint=_ADDRESSES, auto_focus=True, spell_check=False),
        rx.el.div(
            _choice("Role", "role", _ROLES),
            _choice("Finance role", "finance_role", _FINANCE, placeholder="None", optional=True),
            class_name="bh-abreast",
        ),
        _admin_words(),
        rx.el.div(_accounts(), _day("Member until", "member_until", hint=_LAST_DAY), class_name="bh-abreast"),
        rx.cond(var(InviteState.accounts).length() > 0, _levels(), rx.fragment()),
        _text("Message", "message", rows=2, hint=f"At most {LONGEST_MESSAGE:,} characters.", optional=True),
        form_error(InviteState.errors.get("", "")),
        form_actions(
            rx.button("Cancel", type="button", variant="surface", color_scheme="gray", on_click=InviteState.close_form),
            rx.button(icon("send"), "Send the invitations", type="submit"),
        ),
        class_name="bh-form",
    )
    return rx.fragment(
        _results(),
        kept_form(
            card(fields, title="Invite people"),
            state=InviteState,
            opened=var(InviteState.opened),
            on_submit=InviteState.send,
            class_name="bh-invite",
        ),
    )


def _text(label: str, name: str, **more: Any) -> Component:
    return form_field(
        label,
        name,
        error=InviteState.errors.get(name, ""),
        default_value=InviteState.form_seen[name],
        multiline=True,
        auto_complete="off",
        **more,
    )


def _choice(label: str, name: str, options: Any, **more: Any) -> Component:
    error, value = InviteState.errors.get(name, ""), InviteState.form_seen[name]
    return select_field(label, name, options, error=error, default_value=value, **more)


def _day(label: str, name: str, **more: Any) -> Component:
    error, value = InviteState.errors.get(name, ""), InviteState.form_seen[name]
    return form_field(label, name, type="date", error=error, default_value=value, optional=True, **more)


def _admin_words() -> Component:
    """Shown while the role Admin is chosen (assets/styles/team.css)."""
    return rx.el.div(
        strong("An admin may"),
        rx.el.ul(*(rx.el.li(icon("check"), rx.el.span(line)) for line in ADMIN_MAY), class_name="bh-list"),
        rx.el.span("They see money matters only with a finance role.", class_name="bh-secondary"),
        class_name="bh-admin-words",
    )


def _accounts() -> Component:
    chosen = rx.el.ul(rx.foreach(InviteState.accounts, _chip), class_name="bh-chips", aria_label="Chosen ad accounts")
    field = suggest_field(
        "First ad accounts",
        placeholder="Find by name or ID",
        chosen="",
        rows=InviteState.account_rows,
        answered=InviteState.account_answered,
        on_ask=InviteState.suggest_accounts,
        on_choose=InviteState.add_account,
        clear_label="",
        many=True,
    )
    return rx.el.div(
        rx.el.span(
            rx.el.span("First ad accounts", rx.el.span(" (optional)", class_name="bh-optional")), class_name="bh-label"
        ),
        field,
        rx.cond(
            var(InviteState.accounts).length() > 0,
            chosen,
            rx.el.span(f"Up to {MOST_GRANTS}; more can be given afterwards.", class_name="bh-hint"),
        ),
        form_error(InviteState.errors.get("ad_account_ids", "")),
        class_name="bh-field",
    )


def _chip(account: Any) -> Component:
    return rx.el.li(
        rx.el.span(account.name, class_name="bh-ellipsis"),
        rx.el.button(
            icon("x"),
            hidden(rx.Var.create("Take away ") + account.name),
            type="button",
            class_name="bh-plain",
            on_click=InviteState.remove_account(account.id),
        ),
        key=account.id,
    )


def _levels() -> Component:
    """What everybody who is invited gets on the chosen ad accounts."""
    return rx.el.div(
        _choice("Level on these ad accounts", "level", _LEVELS),
        _day("Level until", "level_until", hint=_LAST_DAY),
        class_name="bh-abreast",
    )


def _results() -> Component:
    """Read aloud once it is there."""
    title = "What became of each address"
    listed = rx.el.ul(rx.foreach(InviteState.results, _result), class_name="bh-results", aria_label=title)
    shown = card(listed, title=title)
    return rx.el.div(
        rx.cond(var(InviteState.results).length() > 0, shown, rx.fragment()), role="status", class_name="bh-spoken"
    )


def _result(line: Any) -> Component:
    became = rx.cond(line.waits, "Waits for another admin.", "Invited.")
    good = rx.fragment(icon("circle_check", class_name="bh-good"), strong(line.address), secondary(became))
    bad = rx.fragment(icon("circle_alert", class_name="bh-bad"), strong(line.address), secondary(line.problem))
    return rx.el.li(rx.cond(line.problem == "", good, bad), key=line.address)
