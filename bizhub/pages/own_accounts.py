"""/my: the ad accounts that a person owns without a center."""

from typing import Any

import reflex as rx

from bizhub.components.data_table import cell, data_table
from bizhub.components.forms import filter_bar, form_actions, search_field, select_field
from bizhub.components.menu import menu_link
from bizhub.components.page import button_link, card, empty_state, note, page_header, page_link, row, skeleton, stack
from bizhub.components.table_parts import Column, paging_of
from bizhub.components.text import icon, secondary, status_badge, tile
from bizhub.components.variables import var
from bizhub.pages.frame import signed_in_page
from bizhub.state.own_accounts import CURRENCIES, REGIONS, TIME_ZONES, OwnAccountsState, OwnSpaceState

CREATE_PATH = "/accounts/new"
VERIFY_PATH = "/verification"


@signed_in_page(
    route="/my", title="My ad accounts", active="accounts", on_load=[OwnSpaceState.load, OwnAccountsState.load]
)
def own_accounts_page() -> rx.Component:
    """The place where they begin, then the list of them."""
    has_space = OwnSpaceState.space_id != ""
    return rx.fragment(
        page_header(
            "My ad accounts",
            "Ad accounts that belong to you and to no center",
            _only(
                has_space,
                button_link(icon("plus"), "Create an ad account", href=CREATE_PATH, variant="surface"),
            ),
            _only(has_space, button_link(icon("file_up"), "Import figures", href="/import")),
        ),
        rx.cond(
            OwnSpaceState.is_loaded,
            rx.cond(has_space, stack(_verification(), _search(), _list()), _begin()),
            card(*(skeleton() for _ in range(5))),
        ),
    )


def _only(may: Any, part: rx.Component) -> rx.Component:
    return rx.cond(may, part, rx.fragment())


def _begin() -> rx.Component:
    return card(
        stack(
            rx.el.p(
                "Keep ad accounts of your own here, without a business: import their figures, or create new ones once "
                "you have proved who you are. Only you see them. A center can ask you for access later."
            ),
            rx.el.form(
                _choice("Country", "region", REGIONS, hint=""),
                _choice("Currency", "currency", CURRENCIES, hint="Of the ad accounts you create here. It stays."),
                _choice("Time zone", "time_zone", [(zone, zone) for zone in TIME_ZONES], hint=""),
                form_actions(rx.button("Begin", type="submit")),
                no_validate=True,
                on_submit=OwnSpaceState.begin,
                class_name="bh-stack",
            ),
            row(
                secondary("You have a business, or work with others?"),
                page_link("Create or join a center", href="/welcome"),
            ),
        ),
        title="Begin",
    )


def _choice(label: str, name: str, options: Any, *, hint: str) -> rx.Component:
    return select_field(
        label,
        name,
        options,
        error=OwnSpaceState.errors.get(name, ""),
        hint=hint,
        placeholder="Choose",
        default_value=OwnSpaceState.suggested[name],
    )


def _verification() -> rx.Component:
    """Says what creating takes, until the person has proved who they are."""
    return _only(
        ~var(OwnSpaceState.is_verified),
        note(
            OwnSpaceState.verification,
            " You need that to create ad accounts; importing figures needs nothing.",
            tone="accent",
            action=page_link("Verify as an individual", href=VERIFY_PATH),
        ),
    )


def _search() -> rx.Component:
    found = filter_bar(
        search_field(
            "Search by name or ID", default_value=OwnAccountsState.search, on_change=OwnAccountsState.search_for
        ),
        label="Search of your ad accounts",
    )
    return rx.el.div(found, key=var(OwnAccountsState.visits).to_string())


def _list() -> rx.Component:
    return data_table(
        OwnAccountsState.rows,
        [
            Column("Name", lambda row: cell(row.name, row.detail, before=tile(row.name))),
            Column("Status", lambda row: status_badge(row.status)),
            Column("Added", lambda row: rx.el.span(row.created, class_name="bh-num"), phone=False),
        ],
        label="My ad accounts",
        loading=OwnAccountsState.loading | ~OwnAccountsState.loaded,
        empty=_nothing(),
        paging=paging_of(OwnAccountsState.paging, OwnAccountsState.turn_back, OwnAccountsState.turn_on),
        row_href=lambda row: f"/accounts/{row.id}",
        row_menu=lambda row: [menu_link("chart_line", "See insights", f"/insights?account={row.id}")],
    )


def _nothing() -> rx.Component:
    return rx.cond(
        OwnAccountsState.narrows,
        empty_state(
            "search_x",
            "None of your ad accounts fits this.",
            rx.button("Show all", variant="surface", on_click=OwnAccountsState.clear_filters),
        ),
        empty_state(
            "megaphone",
            "You have no ad accounts of your own yet. Importing a report file creates the first one.",
            button_link("Import figures", href="/import"),
        ),
    )
