"""/tickets: what this center has asked the desk to change, and asking for something new."""

from typing import Any

import reflex as rx

from bizhub.components.data_table import data_table
from bizhub.components.forms import form_error, form_field, select_field, time_zone_field
from bizhub.components.kept_form import kept_form
from bizhub.components.page import button_link, card, empty_state, note, page_header, page_link, skeleton, stack
from bizhub.components.table_parts import Column, paging_of
from bizhub.components.text import secondary, status_badge, strong
from bizhub.domain.centers import LONGEST_NAME, LONGEST_WEBSITE
from bizhub.domain.tickets import CONSEQUENCES, LONGEST_REASON
from bizhub.pages.frame import signed_in_page
from bizhub.state.session import SessionState
from bizhub.state.tickets import TicketsState
from bizhub.state.welcome import CURRENCIES, REGIONS, TIME_ZONES


@signed_in_page(route="/tickets", title="Tickets", active="settings", width="form", on_load=[TicketsState.load])
def tickets_page() -> rx.Component:
    """The new ticket first, then those that were."""
    return rx.fragment(
        page_header(
            "Tickets",
            f"What the desk changes for {SessionState.center_name}",
            page_link("Back to the settings", href="/settings"),
        ),
        rx.cond(
            TicketsState.is_loaded,
            stack(rx.cond(TicketsState.open_id != "", _waits(), _new()), _list()),
            rx.cond(
                TicketsState.problem != "",
                empty_state(
                    "shield",
                    TicketsState.problem,
                    button_link("To the settings", href="/settings", variant="surface"),
                ),
                card(*(skeleton() for _ in range(6))),
            ),
        ),
    )


def _waits() -> rx.Component:
    return note(
        "A ticket of this center waits for the desk. Write on it, or withdraw it to ask for something else.",
        tone="accent",
        action=page_link("Open the ticket", href=f"/tickets/{TicketsState.open_id}"),
    )


def _new() -> rx.Component:
    return card(
        note(
            "The people who run this BizHub read it and decide. Nothing changes until they approve, and every version "
            "of the company data is kept in the settings."
        ),
        kept_form(
            _text("Company name", "company_name", max_length=LONGEST_NAME, auto_complete="organization"),
            _text("Website", "website", max_length=LONGEST_WEBSITE, optional=True, auto_complete="url"),
            _choice("Country", "region", REGIONS),
            _choice("Currency", "currency", CURRENCIES),
            time_zone_field(
                TIME_ZONES,
                error=TicketsState.errors.get("time_zone", ""),
                hint=CONSEQUENCES["time_zone"],
                default_value=TicketsState.company["time_zone"],
            ),
            form_field(
                "Reason",
                "reason",
                error=TicketsState.errors.get("reason", ""),
                hint=f"What has changed, and since when. At most {LONGEST_REASON:,} characters.",
                multiline=True,
                rows=4,
            ),
            secondary(
                "Documents, such as an extract of the register, are added on the next page. ",
                rx.cond(
                    TicketsState.manager != "",
                    rx.fragment("The ticket reaches ", strong(TicketsState.manager), ", who looks after this center."),
                    "The ticket joins the queue of the desk, where the oldest is read first.",
                ),
            ),
            form_error(TicketsState.errors.get("changes", "")),
            rx.el.div(
                rx.button("Send the ticket", type="submit", disabled=TicketsState.is_sending),
                class_name="bh-form-actions",
            ),
            state=TicketsState,
            on_submit=TicketsState.ask,
            class_name="bh-stack bh-below",
        ),
        title="Ask for other company data",
    )


def _text(label: str, name: str, **control: Any) -> rx.Component:
    return form_field(
        label,
        name,
        error=TicketsState.errors.get(name, ""),
        hint=CONSEQUENCES.get(name, ""),
        default_value=TicketsState.company[name],
        spell_check=False,
        **control,
    )


def _choice(label: str, name: str, options: Any) -> rx.Component:
    return select_field(
        label,
        name,
        options,
        error=TicketsState.errors.get(name, ""),
        hint=CONSEQUENCES.get(name, ""),
        default_value=TicketsState.company[name],
    )


def _list() -> rx.Component:
    return data_table(
        TicketsState.rows,
        (
            Column("About", lambda row: strong(row.about)),
            Column("State", lambda row: status_badge(row.state)),
            Column("Asked", lambda row: row.asked),
            Column("Answered", lambda row: rx.cond(row.answered != "", row.answered, "–"), phone=False),
        ),
        label="Tickets of this center",
        loading=False,
        empty=empty_state("ticket", "No tickets yet. What you ask the desk to change is listed here with its answer."),
        paging=paging_of(TicketsState.paging, TicketsState.turn_back, TicketsState.turn_on),
        row_href=lambda row: f"/tickets/{row.id}",
    )
