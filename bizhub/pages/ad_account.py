"""/accounts/[account_no]: one ad account."""

from typing import Any

import reflex as rx

from bizhub.components.access import access_line, access_lines, day_looked_at, level_drawer, other_day_note
from bizhub.components.access_request import request_card
from bizhub.components.ad_account_standing import disable_button, standing_notes
from bizhub.components.facts import fact, fact_list
from bizhub.components.forms import form_actions, form_field, select
from bizhub.components.kept_form import kept_form
from bizhub.components.labels import label_chips, labels_drawer
from bizhub.components.page import button_link, card, empty_state, note, page_header, page_link, skeleton
from bizhub.components.text import copyable_id, icon, moment, secondary, status_badge, strong
from bizhub.components.variables import var
from bizhub.domain.pins import KEYS
from bizhub.pages.frame import signed_in_page
from bizhub.state.access_request import AccessRequestState
from bizhub.state.account_people import AccountPeopleState
from bizhub.state.ad_account import AdAccountState
from bizhub.state.ad_account_standing import AdAccountStandingState
from bizhub.state.labels import LabelsState
from bizhub.state.level import LevelState

_Account: Any = AdAccountState.account


@signed_in_page(
    route="/accounts/[account_no]",
    title="Ad account",
    active="accounts",
    on_load=[
        LabelsState.load,
        AdAccountState.load,
        AdAccountStandingState.load,
        AccountPeopleState.load,
        AccessRequestState.load,
    ],
)
def ad_account_page() -> rx.Component:
    """The page of one ad account, or why there is none."""
    return rx.fragment(
        rx.cond(
            AdAccountState.problem != "",
            rx.fragment(
                page_header("Ad account"),
                empty_state(
                    "search_x",
                    AdAccountState.problem,
                    button_link("To all ad accounts", href="/accounts", variant="surface"),
                ),
                rx.cond(var(AccessRequestState.levels).length() > 0, request_card(AccessRequestState), rx.fragment()),
            ),
            rx.cond(AdAccountState.account, _shown(), _waiting()),
        ),
        labels_drawer(LabelsState),
        level_drawer(LevelState),
    )


def _waiting() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.div(rx.el.h1(skeleton("40%")), class_name="bh-header-words"), class_name="bh-header"),
        rx.el.div(
            rx.el.div(card(*(skeleton() for _ in range(6))), class_name="bh-stack"),
            rx.el.div(card(*(skeleton() for _ in range(4))), class_name="bh-stack"),
            class_name="bh-account",
        ),
    )


def _shown() -> rx.Component:
    return rx.fragment(
        page_header(
            _Account.name,
            rx.el.span(
                status_badge(_Account.status),
                copyable_id(AdAccountState.external_id, what="ad account ID", shorten=False),
                rx.el.span(_Account.currency, " · ", AdAccountState.time_zone),
                class_name="bh-row",
            ),
            _pin_button(),
            rx.cond(
                AdAccountState.may_import,
                button_link(icon("file_up"), "Import figures", href="/import", variant="surface", color_scheme="gray"),
                rx.fragment(),
            ),
            button_link(icon("chart_line"), "See insights", href=f"/insights?account={_Account.id}"),
        ),
        standing_notes(AdAccountStandingState, _Account.status),
        rx.cond(AdAccountState.may_take_level, _take_level(), rx.fragment()),
        rx.el.div(
            rx.el.div(_details(), _changes(), class_name="bh-stack"),
            rx.el.div(_data(), _labels(), _people(), class_name="bh-stack"),
            class_name="bh-account",
        ),
    )


def _pin_button() -> rx.Component:
    keys = select(
        [(str(key), f"Key {key}") for key in KEYS],
        aria_label="Key in the palette",
        value=_Account.pin_key,
        on_change=AdAccountState.move_pin,
    )
    button = rx.button(
        rx.cond(_Account.pinned, icon("pin_off"), icon("pin")),
        rx.cond(_Account.pinned, "Unpin", "Pin"),
        variant="surface",
        color_scheme="gray",
        on_click=AdAccountState.toggle_pin,
    )
    return rx.fragment(rx.cond(_Account.pinned, keys, rx.fragment()), button)


def _take_level() -> rx.Component:
    return note(
        rx.cond(
            _Account.level == "",
            "As an admin of this center you see this ad account, but you hold no level on it.",
            f"You hold the level {AdAccountState.level_word} on this ad account.",
        ),
        action=rx.button("Give me the level Admin", variant="surface", on_click=AdAccountState.take_level),
    )


def _details() -> rx.Component:
    edit = rx.cond(
        AdAccountState.may_edit & ~AdAccountState.editing,
        rx.button(icon("pencil"), "Edit", variant="ghost", on_click=AdAccountState.start_editing),
        rx.fragment(),
    )
    aside = rx.el.span(disable_button(AdAccountStandingState, _Account.name), edit, class_name="bh-row")
    return card(_form(), title="Details", aside=aside)


def _facts() -> rx.Component:
    return rx.fragment(
        fact_list(
            fact("Your level", rx.cond(_Account.level != "", status_badge(_Account.level), "None")),
            fact("Owner", AdAccountState.owner_name),
            fact("Industry", rx.cond(AdAccountState.industry != "", AdAccountState.industry, "–")),
            fact("Added", _Account.created, rx.cond(_Account.imported, secondary(" by an import"), "")),
            fact("Added by", rx.cond(AdAccountState.created_by != "", AdAccountState.created_by, "The operator")),
            fact("BizHub ID", copyable_id(_Account.id, what="BizHub ID")),
        ),
        rx.cond(
            AdAccountState.note != "",
            rx.el.div(
                rx.el.h3("Note", class_name="bh-secondary"),
                rx.el.p(AdAccountState.note, class_name="bh-note-text"),
                class_name="bh-fact-note",
            ),
            rx.fragment(),
        ),
    )


def _form() -> rx.Component:
    errors = AdAccountState.errors
    return kept_form(
        form_field("Name", "name", error=errors.get("name", ""), default_value=_Account.name),
        form_field(
            "Industry",
            "industry",
            error=errors.get("industry", ""),
            optional=True,
            default_value=AdAccountState.industry,
        ),
        form_field(
            "Note",
            "note",
            error=errors.get("note", ""),
            hint="Up to 2,000 characters, seen by everybody who sees this ad account.",
            optional=True,
            multiline=True,
            rows=6,
            default_value=AdAccountState.note,
        ),
        form_actions(
            rx.button(
                "Cancel", type="button", variant="surface", color_scheme="gray", on_click=AdAccountState.stop_editing
            ),
            rx.button("Save changes", type="submit"),
        ),
        state=AdAccountState,
        opened=var(AdAccountState.editing),
        closed=_facts(),
        on_submit=AdAccountState.save,
        class_name="bh-form",
    )


def _data() -> rx.Component:
    there = fact_list(fact("Period", AdAccountState.period), fact("Data as of", AdAccountState.as_of))
    none = rx.el.p("No figures have been imported yet.", class_name="bh-secondary")
    return card(rx.cond(AdAccountState.period != "", there, none), title="Figures")


def _labels() -> rx.Component:
    change = rx.cond(
        AdAccountState.may_label,
        rx.button(icon("tags"), "Change labels", variant="ghost", on_click=LabelsState.open_for([_Account.id])),
        rx.fragment(),
    )
    none = rx.el.p("No labels.", class_name="bh-secondary")
    return card(rx.cond(_Account.labels.length() > 0, label_chips(_Account.labels), none), title="Labels", aside=change)


def _people() -> rx.Component:
    none = rx.el.p("Nobody holds a level.", class_name="bh-secondary")
    listed = access_lines(AccountPeopleState.lines, _person, label="People")
    give = rx.button(icon("plus"), "Give access", variant="ghost", on_click=LevelState.open_for("", _Account.id))
    admins = rx.el.p(
        rx.cond(AccountPeopleState.is_other_day, "Admins on that day: ", "Admins see every ad account: "),
        AccountPeopleState.admins,
        ".",
        class_name="bh-secondary bh-below",
    )
    return card(
        rx.el.div(day_looked_at(AccountPeopleState), other_day_note(AccountPeopleState), class_name="bh-stack"),
        rx.cond(var(AccountPeopleState.lines).length() > 0, listed, none),
        rx.cond(AccountPeopleState.admins != "", admins, rx.fragment()),
        title="People",
        aside=rx.cond(AccountPeopleState.may_change, give, rx.fragment()),
    )


def _person(person: Any) -> rx.Component:
    return access_line(
        person,
        href="",
        person=True,
        may_change=AccountPeopleState.may_change,
        on_change=LevelState.open_for(person.id, _Account.id),
        on_extend=LevelState.extend(person.id, _Account.id),
    )


def _changes() -> rx.Component:
    more = page_link("All activity", href=f"/activity?asset={_Account.id}")
    none = rx.el.p("Nothing has changed here yet.", class_name="bh-secondary")
    listed = rx.el.ul(rx.foreach(AdAccountState.changes, _change), class_name="bh-changes")
    return card(rx.cond(var(AdAccountState.changes).length() > 0, listed, none), title="Last changes", aside=more)


def _change(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(rx.foreach(line.parts, lambda part: rx.cond(part.is_name, strong(part.text), part.text))),
        secondary(moment(line.when, utc=line.utc)),
        key=line.sequence,
    )
