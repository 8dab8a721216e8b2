"""Access explained: lines with every chain, the day that is looked at, and the drawer that changes a level."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.dialogs import drawer
from bizhub.components.forms import day_field, form_actions, form_field, select_field
from bizhub.components.page import note, page_link
from bizhub.components.suggest import suggest_field
from bizhub.components.text import Text, badge, hidden, icon, secondary, status_badge, strong, tile
from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.levels import EXTENSION, LONGEST_REASON

EXTEND = f"Extend by {EXTENSION.days} days"
_LEVELS = [*((level.value, word) for level, word in LEVEL_WORDS.items()), ("", "No access")]


def access_lines(lines: Any, draw: Any, *, label: str) -> Component:
    """Who or what, the level that counts, and how it comes about."""
    return rx.el.ul(rx.foreach(lines, draw), class_name="bh-access", aria_label=label)


def access_line(line: Any, *, href: Text, person: bool, may_change: Any, on_change: Any, on_extend: Any) -> Component:
    """One line; `may_change` offers to change what is direct, and to extend what ends soon."""
    name = page_link(line.name, href=href, class_name="bh-link bh-strong") if href else strong(line.name)
    change = rx.el.button(
        icon("pencil"),
        hidden("Change: ", line.name),
        type="button",
        class_name="bh-plain bh-square",
        on_click=on_change,
    )
    extend = rx.el.button(EXTEND, hidden(": ", line.name), type="button", class_name="bh-as-link", on_click=on_extend)
    return rx.el.li(
        tile(line.name, person=person),
        rx.el.span(name, " ", rx.el.span(line.detail, class_name="bh-secondary bh-num"), class_name="bh-access-name"),
        status_badge(line.level),
        rx.cond(may_change, change, rx.fragment()),
        rx.el.ul(rx.foreach(line.chains, lambda chain: _chain(chain, rx.cond(may_change, extend, rx.fragment())))),
        key=line.id,
    )


def _chain(chain: Any, extend: Component) -> Component:
    group = rx.cond(chain.group_path != "", page_link(chain.group, href=chain.group_path), rx.fragment())
    soon = rx.fragment(" ", badge("Ends soon", tone="warn", icon_name="clock"), " ")
    return rx.el.li(
        secondary(chain.level, " ", chain.way, group, ", ", chain.words),
        rx.cond(chain.reason != "", secondary(" · “", chain.reason, "”"), rx.fragment()),
        rx.cond(chain.ends_soon, soon, rx.fragment()),
        rx.cond(chain.may_extend, extend, rx.fragment()),
    )


def day_looked_at(state: Any) -> Component:
    """The field for the day; `state` has `on`, `visits` and the handler `look_at`."""
    return rx.el.div(
        day_field("On date", default_value=state.on, on_change=state.look_at), key=state.visits.to_string()
    )


def other_day_note(state: Any) -> Component:
    """Says that another day than today is looked at, with the way back."""
    shown = note(
        f"This is how it stands at the end of {state.day}.",
        action=rx.button("Show now", variant="surface", color_scheme="gray", on_click=state.look_at_now),
    )
    return rx.el.div(rx.cond(state.is_other_day, shown, rx.fragment()), role="status")


def level_drawer(state: Any) -> Component:
    """The drawer of `LevelState`."""
    return drawer(
        state.opened,
        rx.cond(
            state.picks == "ad_account",
            _suggest("Ad account", "Search ad accounts by name or ID", state),
            rx.cond(state.picks == "member", _suggest("Member", "Search members by name", state), rx.fragment()),
        ),
        rx.cond(state.is_ready, _form(state), rx.fragment()),
        title=state.title,
        subtitle=state.subtitle,
        on_open_change=state.set_opened,
    )


def _suggest(label: str, placeholder: str, state: Any) -> Component:
    field = suggest_field(
        label,
        placeholder=placeholder,
        chosen=state.chosen,
        rows=state.rows,
        answered=state.answered,
        on_ask=state.suggest,
        on_choose=state.choose,
        clear_label=f"Choose another {label.lower()}",
    )
    return rx.el.div(rx.el.span(label, class_name="bh-label", aria_hidden="true"), field, class_name="bh-pick")


def _form(state: Any) -> Component:
    errors = state.errors
    keeps = note(
        rx.el.span("More comes through the group ", strong(state.groups), ". It is changed there."),
    )
    return rx.el.form(
        select_field("Level", "level", _LEVELS, error=errors.get("level", ""), default_value=state.level),
        form_field(
            "Last day",
            "last_day",
            type="date",
            error=errors.get("until", ""),
            hint="Access ends with this day. Leave it empty for no end.",
            optional=True,
            default_value=state.until,
        ),
        form_field(
            "Reason",
            "reason",
            error=errors.get("reason", ""),
            hint="Kept in the activity.",
            optional=True,
            max_length=LONGEST_REASON,
            auto_complete="off",
        ),
        rx.cond(state.groups != "", keeps, rx.fragment()),
        form_actions(rx.button("Save level", type="submit")),
        key=state.form_version.to_string(),
        no_validate=True,
        on_submit=state.save,
        class_name="bh-form",
    )
