"""/settings: the center's name, its company data, the limits."""

from typing import Any

import reflex as rx

from bizhub.components.center_picture import center_picture
from bizhub.components.forms import form_field
from bizhub.components.kept_form import kept_form
from bizhub.components.page import button_link, card, note, page_header, page_link, skeleton
from bizhub.components.text import copyable_id, moment, secondary
from bizhub.components.variables import var
from bizhub.domain.centers import LONGEST_NAME
from bizhub.pages.frame import signed_in_page
from bizhub.state.center_settings import CenterSettingsState
from bizhub.state.session import SessionState


@signed_in_page(
    route="/settings", title="Settings", active="settings", on_load=[CenterSettingsState.load], width="form"
)
def settings_page() -> rx.Component:
    """The settings of the current center."""
    return rx.fragment(
        page_header(
            "Settings",
            f"The center {SessionState.center_name}",
            page_link("Rules", href="/settings/rules"),
            page_link("Create another center", href="/welcome"),
        ),
        rx.cond(
            CenterSettingsState.is_loaded,
            rx.fragment(_name(), center_picture(var(CenterSettingsState.may_edit)), _company(), _limits(), _delete()),
            card(*(skeleton() for _ in range(6))),
        ),
    )


def _name() -> rx.Component:
    return card(
        kept_form(
            form_field(
                "Name",
                "name",
                error=CenterSettingsState.errors.get("name", ""),
                hint="Shown to the people and partners of this center. It can be changed at any time.",
                default_value=CenterSettingsState.name,
                max_length=LONGEST_NAME,
                disabled=~CenterSettingsState.may_edit,
                auto_complete="off",
            ),
            rx.cond(
                CenterSettingsState.may_edit,
                rx.el.div(rx.button("Save the name", type="submit"), class_name="bh-form-actions"),
                note("Only admins of this center can change its name."),
            ),
            state=CenterSettingsState,
            on_submit=CenterSettingsState.rename,
            class_name="bh-stack",
        ),
        rx.el.p(
            secondary("ID: ", copyable_id(SessionState.center_id, what="center ID", shorten=False)),
            class_name="bh-below",
        ),
        title="Center",
    )


def _company() -> rx.Component:
    return card(
        note(
            "Company name, website, country, currency and time zone are fixed: figures, invoices and partners rely on "
            "them. They are changed only through a ticket to the people who run this BizHub, and every version is kept."
        ),
        rx.el.dl(rx.foreach(CenterSettingsState.company, _told), class_name="bh-told"),
        rx.cond(
            var(CenterSettingsState.versions).length() > 0,
            rx.fragment(
                rx.el.h3("Versions", class_name="bh-section-title"),
                rx.el.ul(rx.foreach(CenterSettingsState.versions, _version), class_name="bh-plain-list bh-below"),
            ),
            rx.fragment(),
        ),
        title="Company",
        aside=rx.cond(
            CenterSettingsState.may_ask, page_link("Tickets: ask for a change", href="/tickets"), rx.fragment()
        ),
    )


def _told(line: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(line[0]), rx.el.dd(line[1]))


def _version(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(line.words),
        secondary(
            rx.cond(line.until != "", "from ", "now, since "),
            moment(line.since, utc=line.since_utc),
            rx.cond(line.until != "", rx.fragment(" until ", moment(line.until, utc=line.until_utc)), rx.fragment()),
            " · ",
            line.who,
        ),
    )


def _limits() -> rx.Component:
    return card(
        secondary("Whoever runs this BizHub can set those that name a variable."),
        rx.el.details(
            rx.el.summary("Show all limits", class_name="bh-link"),
            rx.foreach(CenterSettingsState.limits, _limit_group),
        ),
        title="Limits",
    )


def _delete() -> rx.Component:
    """For admins, unless the banner above says already that it is being deleted."""
    return rx.cond(
        CenterSettingsState.may_edit & (SessionState.ending == ""),
        card(
            secondary("Its people, ad accounts and figures end with it. For 30 days any admin can take that back."),
            rx.el.div(
                button_link("Delete this center…", href="/settings/delete", variant="surface", color_scheme="red"),
                class_name="bh-below",
            ),
            title="Delete this center",
        ),
        rx.fragment(),
    )


def _limit_group(group: Any) -> rx.Component:
    return rx.fragment(
        rx.el.h3(group.title, class_name="bh-section-title"),
        rx.el.dl(rx.foreach(group.lines, _limit), class_name="bh-told bh-limits"),
    )


def _limit(line: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(line.label),
        rx.el.dd(
            rx.el.span(line.value, class_name="bh-num"),
            rx.cond(line.setting != "", rx.el.code(line.setting, class_name="bh-small"), rx.fragment()),
        ),
    )
