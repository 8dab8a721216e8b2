"""/team/groups/[group_no]: one asset group with its members and ad accounts."""

from typing import Any

import reflex as rx

from bizhub.components.data_table import Selection, cell, data_table
from bizhub.components.dialogs import confirm_dialog
from bizhub.components.forms import (
    day_field,
    filter_bar,
    form_actions,
    form_error,
    form_field,
    search_field,
    select_field,
)
from bizhub.components.kept_form import kept_form
from bizhub.components.page import button_link, card, empty_state, page_header, page_link, section_title, skeleton
from bizhub.components.suggest import suggest_field
from bizhub.components.table_parts import Column, paging_of
from bizhub.components.text import icon, status_badge, strong, tile
from bizhub.components.variables import var
from bizhub.domain.asset_groups import LONGEST_NAME
from bizhub.pages.frame import signed_in_page
from bizhub.pages.groups import LEVELS
from bizhub.state.group import GroupState
from bizhub.state.group_add import GroupAddState
from bizhub.state.group_content import GroupContentState, Kind


@signed_in_page(
    route="/team/groups/[group_no]",
    title="Asset group",
    active="team",
    on_load=[GroupState.load, GroupContentState.load],
)
def group_page() -> rx.Component:
    """The page of one group, or why there is none."""
    return rx.cond(
        GroupState.problem != "",
        rx.fragment(
            page_header("Asset group"),
            empty_state(
                "search_x", GroupState.problem, button_link("To the groups", href="/team/groups", variant="surface")
            ),
        ),
        rx.cond(GroupState.loaded, _shown(), card(*(skeleton() for _ in range(8)))),
    )


def _shown() -> rx.Component:
    return rx.fragment(
        page_header(
            GroupState.name,
            rx.el.span("Everybody in it holds ", status_badge(GroupState.level), " on every ad account in it"),
            page_link("Asset groups", href="/team/groups", class_name="bh-link bh-turn"),
            rx.cond(GroupState.may_change & ~GroupState.editing, _actions(), rx.fragment()),
        ),
        _form(),
        filter_bar(
            search_field(
                "Search in this group",
                default_value=GroupContentState.search,
                on_change=GroupContentState.search_for,
                key=var(GroupContentState.visits).to_string(),
            )
        ),
        rx.el.div(_members(), _ad_accounts(), class_name="bh-halves"),
    )


def _actions() -> rx.Component:
    delete = confirm_dialog(
        rx.button("Delete", type="button", variant="soft", color_scheme="red"),
        title=rx.Var.create("Delete the asset group ") + GroupState.name + "?",
        ends=GroupState.deletion,
        verb="Delete group",
        on_confirm=GroupState.delete,
    )
    edit = rx.button(icon("pencil"), "Edit", variant="surface", color_scheme="gray", on_click=GroupState.start_editing)
    return rx.fragment(delete, edit)


def _form() -> rx.Component:
    errors = GroupState.errors
    return kept_form(
        card(
            rx.el.div(
                form_field(
                    "Name",
                    "name",
                    error=errors.get("name", ""),
                    default_value=GroupState.name,
                    max_length=LONGEST_NAME,
                    auto_complete="off",
                ),
                select_field(
                    "Level",
                    "level",
                    LEVELS,
                    error=errors.get("level", ""),
                    hint="Another level holds at once for everybody in the group.",
                    default_value=GroupState.level,
                ),
                form_actions(
                    rx.button(
                        "Cancel",
                        type="button",
                        variant="surface",
                        color_scheme="gray",
                        on_click=GroupState.stop_editing,
                    ),
                    rx.button("Save changes", type="submit"),
                ),
                class_name="bh-form",
            ),
        ),
        state=GroupState,
        opened=var(GroupState.editing),
        on_submit=GroupState.save,
    )


def _members() -> rx.Component:
    adding = rx.el.form(
        rx.el.div(
            suggest_field(
                "Member",
                placeholder="Put a member in",
                chosen=GroupAddState.chosen_member,
                rows=GroupAddState.member_rows,
                answered=GroupAddState.members_answered,
                on_ask=GroupAddState.suggest_members,
                on_choose=GroupAddState.choose_member,
                clear_label="Choose another member",
            ),
            day_field("Last day", name="until"),
            rx.button("Put in", type="submit", disabled=GroupAddState.chosen_member == ""),
            class_name="bh-put-in",
        ),
        form_error(var(GroupAddState.errors).get("until", "")),
        rx.el.p("Leave the last day empty for no end. It holds for who is in already, too.", class_name="bh-hint"),
        key=var(GroupAddState.typed_version).to_string(),
        no_validate=True,
        on_submit=GroupAddState.add_member,
    )
    columns = [
        Column("Member", _member),
        Column("Last day", lambda row: rx.cond(row.until != "", row.until, "No end")),
        Column("Added by", lambda row: row.added_by, phone=False),
    ]
    return _part("members", "Members", GroupContentState.members, columns, GroupContentState.selected_members, adding)


def _member(row: Any) -> rx.Component:
    name = rx.cond(
        GroupContentState.may_change,
        page_link(row.name, href=f"/team/{row.id}", class_name="bh-link bh-strong"),
        strong(row.name),
    )
    return cell(name, rx.Var.create("since ") + row.since, before=tile(row.name, person=True))


def _ad_accounts() -> rx.Component:
    adding = rx.el.div(
        suggest_field(
            "Ad account",
            placeholder="Put an ad account in",
            chosen="",
            rows=GroupAddState.ad_account_rows,
            answered=GroupAddState.ad_accounts_answered,
            on_ask=GroupAddState.suggest_ad_accounts,
            on_choose=GroupAddState.add_ad_account,
            clear_label="Clear",
        ),
        key=var(GroupAddState.typed_version).to_string(),
        class_name="bh-put-in",
    )
    columns = [
        Column("Ad account", _ad_account),
        Column("In it since", lambda row: row.since, phone=False),
        Column("Added by", lambda row: row.added_by, phone=False),
    ]
    rows, selected = GroupContentState.ad_accounts, GroupContentState.selected_ad_accounts
    return _part("ad_accounts", "Ad accounts", rows, columns, selected, adding)


def _ad_account(row: Any) -> rx.Component:
    name = page_link(row.name, href=f"/accounts/{row.id}", class_name="bh-link bh-strong")
    return cell(name, row.detail, before=tile(row.name))


def _part(
    kind: Kind, title: str, rows: Any, columns: list[Column], selected: Any, adding: rx.Component
) -> rx.Component:
    page = GroupContentState.members_page if kind == "members" else GroupContentState.ad_accounts_page
    remove = confirm_dialog(
        rx.button("Take out", type="button", variant="soft", color_scheme="red"),
        title="Take out what is selected?",
        ends="The levels that come through this group end at once. What is held in other ways stays.",
        verb="Take out",
        on_confirm=GroupContentState.remove_selected(kind),
    )
    table = data_table(
        rows,
        columns,
        label=title,
        loading=~var(GroupContentState.loaded),
        empty=empty_state(
            "search_x", rx.cond(GroupContentState.search != "", "Nothing fits this search.", "None yet.")
        ),
        paging=paging_of(page, GroupContentState.turn(kind, "back"), GroupContentState.turn(kind, "on")),
        selection=Selection(
            selected,
            lambda row_id: GroupContentState.toggle(kind, row_id),
            GroupContentState.toggle_page(kind),
            GroupContentState.toggle_page(kind),
            (remove,),
            offered=GroupContentState.may_change,
        ),
    )
    put_in = rx.cond(GroupContentState.may_change, card(adding, title=title), section_title(title))
    return rx.el.div(put_in, table, class_name="bh-stack")
