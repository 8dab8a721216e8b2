"""/team/groups: the asset groups of the center."""

from typing import Any

import reflex as rx

from bizhub.components.data_table import cell, data_table
from bizhub.components.dialogs import drawer
from bizhub.components.forms import filter_bar, form_actions, form_field, search_field, select_field
from bizhub.components.page import empty_state, page_header, page_link
from bizhub.components.table_parts import Column, paging_of
from bizhub.components.text import icon, number, status_badge, tile
from bizhub.components.variables import var
from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.asset_groups import LONGEST_NAME
from bizhub.pages.frame import signed_in_page
from bizhub.state.groups import GroupsState

LEVELS = [(level.value, word) for level, word in reversed(list(LEVEL_WORDS.items()))]


@signed_in_page(route="/team/groups", title="Asset groups", active="team", on_load=[GroupsState.load])
def groups_page() -> rx.Component:
    """The list, and a new group."""
    return rx.fragment(
        page_header(
            "Asset groups",
            rx.cond(
                GroupsState.may_change,
                "Whoever is in a group holds its level on every ad account in it",
                "The groups that you are in, and the level that each gives you",
            ),
            page_link("Team", href="/team", class_name="bh-link bh-turn"),
            rx.cond(GroupsState.may_change, _new_button(), rx.fragment()),
        ),
        filter_bar(
            search_field(
                "Search by name",
                default_value=GroupsState.search,
                on_change=GroupsState.search_for,
                key=var(GroupsState.visits).to_string(),
            )
        ),
        data_table(
            GroupsState.rows,
            _columns(),
            label="Asset groups",
            loading=GroupsState.loading | ~GroupsState.loaded,
            empty=_nothing(),
            paging=paging_of(GroupsState.paging, GroupsState.turn_back, GroupsState.turn_on),
            row_href=lambda row: f"/team/groups/{row.id}",
        ),
        _new_group(),
    )


def _new_button() -> rx.Component:
    return rx.button(icon("plus"), "New group", on_click=GroupsState.set_creating(True))


def _columns() -> list[Column]:
    return [
        Column("Name", lambda row: cell(row.name, before=tile(row.name))),
        Column("Level", lambda row: status_badge(row.level)),
        Column("Members", lambda row: number(row.members), align="right", phone=False),
        Column("Ad accounts", lambda row: number(row.ad_accounts), align="right", phone=False),
    ]


def _nothing() -> rx.Component:
    return rx.cond(
        GroupsState.search != "",
        empty_state(
            "search_x",
            "No asset group fits this search.",
            rx.button("Clear the search", variant="surface", on_click=GroupsState.clear_filters),
        ),
        rx.cond(
            GroupsState.may_change,
            empty_state(
                "layers",
                "There are no asset groups yet. One gives several people the same level on several ad accounts.",
                _new_button(),
            ),
            empty_state("layers", "You are in no asset group."),
        ),
    )


def _new_group() -> rx.Component:
    errors: Any = GroupsState.errors
    form = rx.el.form(
        form_field("Name", "name", error=errors.get("name", ""), max_length=LONGEST_NAME, auto_complete="off"),
        select_field("Level", "level", LEVELS, error=errors.get("level", "")),
        form_actions(rx.button("Create group", type="submit")),
        no_validate=True,
        on_submit=GroupsState.create,
        class_name="bh-form",
    )
    return drawer(
        GroupsState.creating,
        form,
        title="New asset group",
        subtitle="Members and ad accounts are put in next.",
        on_open_change=GroupsState.set_creating,
    )
