"""/accounts: the ad accounts of the center, searched, filtered, sorted, labelled and pinned."""

from typing import Any

import reflex as rx

from bizhub.components.data_table import Selection, cell, data_table
from bizhub.components.forms import filter_bar, search_field, select
from bizhub.components.labels import label_chips, labels_drawer
from bizhub.components.menu import menu_item, menu_link
from bizhub.components.page import button_link, empty_state, page_header
from bizhub.components.table_parts import Column, Paging, Sorting
from bizhub.components.text import hidden, icon, secondary, status_badge, strong, tile
from bizhub.components.variables import var
from bizhub.domain.policy import Permission
from bizhub.pages.frame import signed_in_page
from bizhub.state.ad_accounts import AdAccountsState
from bizhub.state.labels import LabelsState
from bizhub.state.palette import PaletteState
from bizhub.state.session import SessionState


@signed_in_page(
    route="/accounts", title="Ad accounts", active="accounts", on_load=[LabelsState.load, AdAccountsState.load]
)
def ad_accounts_page() -> rx.Component:
    """The list."""
    return rx.fragment(
        page_header(
            "Ad accounts",
            rx.cond(AdAccountsState.loaded, _count(), "\u00a0"),
            _only(
                SessionState.may_label,
                rx.button(
                    icon("tags"), "Labels", variant="surface", color_scheme="gray", on_click=LabelsState.open_for([])
                ),
            ),
            _only(
                var(SessionState.permissions).contains(Permission.ASSET_MANAGE.value),
                button_link(
                    icon("plus"), "New ad account", href="/accounts/new", variant="surface", color_scheme="gray"
                ),
            ),
            _only(SessionState.may_import, button_link(icon("file_up"), "Import figures", href="/import")),
        ),
        rx.el.div(_filters(), key=var(AdAccountsState.visits).to_string(), class_name="bh-two-abreast"),
        data_table(
            AdAccountsState.rows,
            _columns(),
            label="Ad accounts",
            loading=AdAccountsState.loading | ~AdAccountsState.loaded,
            empty=_nothing(),
            sorting=Sorting(AdAccountsState.sort, AdAccountsState.descending, AdAccountsState.sort_by),
            paging=Paging(
                AdAccountsState.first,
                AdAccountsState.last,
                AdAccountsState.total,
                AdAccountsState.has_previous,
                AdAccountsState.has_next,
                AdAccountsState.turn_back,
                AdAccountsState.turn_on,
            ),
            selection=Selection(
                AdAccountsState.selected,
                AdAccountsState.toggle,
                AdAccountsState.toggle_page,
                AdAccountsState.clear_selection,
                (_only(SessionState.may_label, _label_selected()), _only(AdAccountsState.may_give, _give_access())),
                offered=SessionState.may_label | var(AdAccountsState.may_give),
            ),
            row_href=lambda row: f"/accounts/{row.id}",
            row_menu=_row_menu,
        ),
        labels_drawer(LabelsState),
    )


def _only(may: Any, part: rx.Component) -> rx.Component:
    return rx.cond(may, part, rx.fragment())


def _count() -> rx.Component:
    counted = rx.cond(AdAccountsState.total == "1", "1 ad account", f"{AdAccountsState.total} ad accounts")
    sees_all = var(SessionState.permissions).contains(Permission.INSIGHTS_VIEW_CENTER.value)
    whose = rx.cond(sees_all, f" of {SessionState.center_name}", " on which you hold a level")
    return rx.el.span(counted, rx.cond(AdAccountsState.narrows, " with these filters", whose))


def _columns() -> list[Column]:
    return [
        Column("Name", _name, sort_key="name"),
        Column("Status", lambda row: status_badge(row.status), sort_key="status"),
        Column("Your level", _level, phone=False),
        Column("Labels", lambda row: label_chips(row.labels), phone=False),
        Column("Currency", lambda row: row.currency, sort_key="currency", phone=False),
        Column("Added", lambda row: rx.el.span(row.created, class_name="bh-num"), sort_key="created", phone=False),
    ]


def _name(row: Any) -> rx.Component:
    pinned = rx.cond(row.pinned, rx.fragment(icon("pin"), hidden(" Pinned")), rx.fragment())
    return cell(rx.fragment(row.name, " ", pinned), row.detail, before=tile(row.name))


def _level(row: Any) -> rx.Component:
    return rx.cond(row.level != "", status_badge(row.level), secondary("None"))


def _row_menu(row: Any) -> list[rx.Component]:
    return [
        menu_item("arrow_left_right", "Look at this account", on_click=PaletteState.switch_account(row.id)),
        menu_link("chart_line", "See insights", f"/insights?account={row.id}"),
        menu_item(
            "pin", rx.cond(row.pinned, "Unpin", "Pin to the palette"), on_click=AdAccountsState.toggle_pin(row.id)
        ),
        _labels_item(row),
    ]


def _labels_item(row: Any) -> rx.Component:
    """Only what the level allows: who may take a level is told that it comes first."""
    why = rx.el.span("Take a level on its page first.", class_name="bh-menu-more")
    return rx.cond(
        row.may_label,
        menu_item("tags", "Labels…", on_click=LabelsState.open_for([row.id])),
        _only(
            var(SessionState.permissions).contains(Permission.ASSET_MANAGE.value),
            menu_item(
                "tags",
                rx.el.span("Labels…", why, class_name="bh-menu-words"),
                disabled=True,
                class_name="bh-menu-tall",
            ),
        ),
    )


def _label_selected() -> rx.Component:
    return rx.button(
        icon("tags"), "Labels…", variant="surface", size="2", on_click=LabelsState.open_for(AdAccountsState.selected)
    )


def _give_access() -> rx.Component:
    """For admins, and for who leads the people of some ad account: what they may not is said in the preview."""
    selected = var(AdAccountsState.selected).join(",")
    return button_link(
        icon("user_plus"), "Give access…", href=rx.Var.create("/team/bulk?accounts=") + selected, variant="surface"
    )


def _filters() -> rx.Component:
    return filter_bar(
        search_field(
            "Search by name or ID", default_value=AdAccountsState.search, on_change=AdAccountsState.search_for
        ),
        _select("status", "Any status", AdAccountsState.status_choices, AdAccountsState.status),
        _select("level", "Any level", AdAccountsState.level_choices, AdAccountsState.level),
        _select("label", "Any label", AdAccountsState.label_choices, AdAccountsState.label),
        _select("currency", "Any currency", AdAccountsState.currency_choices, AdAccountsState.currency),
        _select("owner", "Any owner", AdAccountsState.owner_choices, AdAccountsState.owner),
        rx.cond(
            AdAccountsState.narrows,
            rx.button("Clear", variant="ghost", color_scheme="gray", on_click=AdAccountsState.clear_filters),
            rx.fragment(),
        ),
    )


def _select(name: str, placeholder: str, choices: Any, value: Any) -> rx.Component:
    return select(
        choices,
        name=name,
        placeholder=placeholder,
        aria_label=name.capitalize(),
        value=value,
        on_change=lambda chosen: AdAccountsState.filter_by(name, chosen),
    )


def _nothing() -> rx.Component:
    return rx.cond(
        AdAccountsState.narrows,
        empty_state(
            "search_x",
            "No ad account fits these filters.",
            rx.button("Clear the filters", variant="surface", on_click=AdAccountsState.clear_filters),
        ),
        rx.cond(
            var(SessionState.permissions).contains(Permission.ASSET_MANAGE.value),
            empty_state(
                "megaphone",
                "There are no ad accounts yet. Importing a report file creates the first one.",
                button_link("Import figures", href="/import"),
            ),
            empty_state(
                "megaphone",
                rx.el.span(
                    "You hold no ad account yet. Ask an admin of this center to give you a level: ",
                    strong(AdAccountsState.admins),
                    ".",
                ),
            ),
        ),
    )
