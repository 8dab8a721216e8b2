"""/team: who is in the center, the invitations, and the warning when all depends on one admin."""

from typing import Any

import reflex as rx

from bizhub.components.data_table import Selection, cell, data_table
from bizhub.components.dialogs import confirm_dialog
from bizhub.components.forms import filter_bar, search_field, select
from bizhub.components.invitations import invitation_list
from bizhub.components.invite import invite_form
from bizhub.components.page import button_link, card, empty_state, note, page_header, page_link
from bizhub.components.table_parts import Column, Paging, paging_of
from bizhub.components.text import badge, icon, secondary, status_badge, strong, tile
from bizhub.components.variables import var
from bizhub.components.vouching import two_step_badge
from bizhub.pages.frame import signed_in_page
from bizhub.state.approvals import ApprovalsState
from bizhub.state.ends_soon import EndsSoonState
from bizhub.state.invitations import InvitationsState
from bizhub.state.invite import InviteState
from bizhub.state.session import SessionState
from bizhub.state.team import TeamState

_ROLES = (("ADMIN", "Admins"), ("STANDARD", "Standard members"))


@signed_in_page(
    route="/team",
    title="Team",
    active="team",
    on_load=[
        TeamState.load,
        InvitationsState.load,
        InviteState.load,
        ApprovalsState.load,
        EndsSoonState.load_count,
    ],
)
def team_page() -> rx.Component:
    """The team of the current center."""
    return rx.fragment(
        page_header(
            "Team",
            rx.cond(TeamState.loaded, _count(), "\u00a0"),
            page_link("Asset groups", href="/team/groups"),
            page_link("Requests", href="/team/requests"),
            _approvals(),
            _ends_soon(),
            page_link("Give access to many", href="/team/bulk"),
            rx.cond(
                TeamState.manages & ~var(InviteState.opened),
                rx.button(
                    icon("user_plus"),
                    "Invite people",
                    variant=rx.cond(TeamState.has_one_admin, "surface", "solid"),
                    on_click=InviteState.open_form,
                ),
                rx.fragment(),
            ),
        ),
        rx.cond(TeamState.has_one_admin & ~var(InviteState.opened), _one_admin(), rx.fragment()),
        invite_form(),
        rx.cond(
            TeamState.manages,
            rx.fragment(
                rx.el.div(_filters(), key=var(TeamState.visits).to_string()),
                rx.el.div(_members(), class_name="bh-people-list"),
                invitation_list(),
            ),
            rx.fragment(
                rx.cond(TeamState.loaded, _who_manages(), rx.fragment()),
                rx.el.div(_admins(), class_name="bh-people-list"),
            ),
        ),
        rx.cond(TeamState.loaded, _leave(), rx.fragment()),
    )


def _count() -> rx.Component:
    total = var(TeamState.paging).total
    counted = rx.cond(total == "1", "1 person", f"{total} people")
    whose = rx.cond(TeamState.narrows, " with these filters", f" in {SessionState.center_name}")
    return rx.cond(TeamState.manages, rx.el.span(counted, whose), f"The admins of {SessionState.center_name}")


def _approvals() -> rx.Component:
    """How many of them wait for this person is said."""
    count = var(ApprovalsState.to_answer).length()
    words = rx.cond(count > 0, f"Approvals ({count})", "Approvals")
    return rx.cond(TeamState.manages | (count > 0), page_link(words, href="/team/approvals"), rx.fragment())


def _ends_soon() -> rx.Component:
    count = var(EndsSoonState.count)
    words = rx.cond(count != "", f"Ends soon ({count})", "Ends soon")
    return rx.cond(TeamState.manages | (count != ""), page_link(words, href="/team/ends-soon"), rx.fragment())


def _one_admin() -> rx.Component:
    waits = rx.fragment(
        strong(InvitationsState.waiting_admin),
        " is invited as an admin. Once they have accepted, this warning goes away.",
    )
    remedy = "A second admin takes two minutes."
    return note(
        strong("This center depends on one admin. "),
        "Should that person leave or lose their sign-in, nobody could invite people or decide who may do what. ",
        rx.cond(InvitationsState.waiting_admin != "", waits, remedy),
        tone="warn",
        action=_second_admin(
            rx.cond(InvitationsState.waiting_admin != "", "See where it stands", "Add a second admin")
        ),
    )


def _second_admin(words: Any) -> rx.Component:
    return button_link(icon("shield_plus"), words, href="/team/second-admin")


def _who_manages() -> rx.Component:
    return note(
        "The admins manage the team: they invite people and decide who works on which ad account. "
        "Ask one of them when you need something."
    )


def _filters() -> rx.Component:
    return filter_bar(
        search_field("Search by name or address", default_value=TeamState.search, on_change=TeamState.search_for),
        select(
            _ROLES,
            name="role-filter",
            placeholder="Any role",
            aria_label="Filter by role",
            value=TeamState.shown_role,
            on_change=TeamState.filter_by_role,
        ),
        rx.cond(
            TeamState.narrows,
            rx.button("Clear", variant="ghost", color_scheme="gray", on_click=TeamState.clear_filters),
            rx.fragment(),
        ),
        label="Filters of the members",
    )


def _members() -> rx.Component:
    return data_table(
        TeamState.rows,
        [
            Column("Name", _person),
            Column("Role", lambda row: cell(status_badge(row.role), row.finance_role)),
            Column("Ad accounts", lambda row: rx.cond(row.levels != "", row.levels, secondary("None")), phone=False),
            Column("2-step", lambda row: two_step_badge(row.has_two_step), phone=False),
            Column("Last seen", lambda row: _or(row.last_seen, "Not yet"), phone=False),
            Column("Member since", lambda row: _since(row, row.invited_by), phone=False),
        ],
        label="Members",
        loading=TeamState.loading | ~TeamState.loaded,
        empty=empty_state(
            "search_x",
            "Nobody fits these filters.",
            rx.button("Clear the filters", variant="surface", on_click=TeamState.clear_filters),
        ),
        paging=_paging(),
        selection=Selection(
            TeamState.selected,
            TeamState.toggle,
            TeamState.toggle_page,
            TeamState.clear_selection,
            (_give_access(),),
        ),
        row_href=lambda row: f"/team/{row.id}",
    )


def _give_access() -> rx.Component:
    selected = var(TeamState.selected).join(",")
    return button_link(
        icon("user_plus"), "Give access…", href=rx.Var.create("/team/bulk?people=") + selected, variant="surface"
    )


def _admins() -> rx.Component:
    """What everybody may know: who the admins are."""
    return data_table(
        TeamState.rows,
        [Column("Name", _person), Column("Role", lambda row: status_badge(row.role)), Column("Admin since", _since)],
        label="Admins",
        loading=TeamState.loading | ~TeamState.loaded,
        empty=empty_state("users", "There is nobody to show."),
        paging=_paging(),
    )


def _paging() -> Paging:
    return paging_of(TeamState.paging, TeamState.turn_back, TeamState.turn_on)


def _person(row: Any) -> rx.Component:
    is_oneself = rx.cond(row.id == SessionState.user_id, secondary(" (you)"), rx.fragment())
    disabled = rx.cond(row.is_disabled, rx.fragment(" ", badge("Disabled", icon_name="ban")), rx.fragment())
    return cell(rx.fragment(row.name, is_oneself, disabled), row.address, before=tile(row.name, person=True))


def _since(row: Any, *more: Any) -> rx.Component:
    until = rx.cond(row.until != "", rx.Var.create("until ") + row.until, "")
    return cell(rx.el.span(row.since, class_name="bh-num"), *more, until)


def _or(text: Any, otherwise: str) -> rx.Component:
    return rx.cond(text != "", rx.el.span(text, class_name="bh-num"), secondary(otherwise))


def _leave() -> rx.Component:
    return card(
        rx.el.div(
            rx.cond(
                TeamState.leave_problem != "",
                note(TeamState.leave_problem, tone="bad", role="alert", action=_second_admin("Add a second admin")),
                rx.fragment(),
            ),
            rx.el.div(
                secondary("Your role and your levels on ad accounts end at once. What you did stays in the activity."),
                rx.el.span(class_name="bh-spread"),
                confirm_dialog(
                    rx.button(icon("log_out"), "Leave…", variant="surface", color_scheme="red"),
                    title=rx.Var.create("Leave ") + SessionState.center_name + "?",
                    ends="Your role and every level on its ad accounts end at once. Only an invitation brings you "
                    "back, and what you held does not come back with it.",
                    verb="Leave the center",
                    on_confirm=TeamState.leave,
                ),
                class_name="bh-row",
            ),
            class_name="bh-stack",
        ),
        title="Leave this center",
    )
