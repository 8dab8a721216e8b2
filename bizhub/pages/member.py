"""/team/[member_no]: one member, what they hold and how it came about."""

from typing import Any

import reflex as rx

from bizhub.components.access import access_line, access_lines, day_looked_at, level_drawer, other_day_note
from bizhub.components.dialogs import confirm_dialog
from bizhub.components.facts import fact, fact_list
from bizhub.components.forms import filter_bar, form_actions, form_field, search_field, select, select_field
from bizhub.components.kept_form import kept_form
from bizhub.components.page import button_link, card, empty_state, note, page_header, page_link, skeleton
from bizhub.components.table_parts import pager, paging_of
from bizhub.components.text import badge, icon, secondary, status_badge
from bizhub.components.variables import var
from bizhub.components.vouching import two_step_badge, vouching
from bizhub.domain.policy import CenterRole
from bizhub.domain.team import ADMIN_MAY
from bizhub.pages.frame import signed_in_page
from bizhub.state.level import LevelState
from bizhub.state.member import MemberState
from bizhub.state.member_access import MemberAccessState
from bizhub.state.view_as import ViewAsState

_ROLES = [("STANDARD", "Standard"), ("ADMIN", "Admin")]
_FINANCE_ROLES = [("", "None"), ("ANALYST", "Analyst: sees finance"), ("MANAGER", "Manager: changes finance")]


@signed_in_page(
    route="/team/[member_no]", title="Member", active="team", on_load=[MemberState.load, MemberAccessState.load]
)
def member_page() -> rx.Component:
    """The page of one member, or why there is none."""
    return rx.fragment(
        rx.cond(
            MemberState.problem != "",
            rx.fragment(
                page_header("Member"),
                empty_state(
                    "search_x", MemberState.problem, button_link("To the team", href="/team", variant="surface")
                ),
            ),
            rx.cond(MemberState.loaded, _shown(), _waiting()),
        ),
        level_drawer(LevelState),
    )


def _waiting() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.div(rx.el.h1(skeleton("40%")), class_name="bh-header-words"), class_name="bh-header"),
        rx.el.div(
            card(*(skeleton() for _ in range(6))), card(*(skeleton() for _ in range(4))), class_name="bh-account"
        ),
    )


def _shown() -> rx.Component:
    role = rx.el.span(
        status_badge(MemberState.role),
        rx.cond(MemberState.is_disabled, badge("Disabled", tone="warn", icon_name="ban"), rx.fragment()),
        rx.el.span(MemberState.address),
        class_name="bh-row",
    )
    give = rx.button(icon("plus"), "Give access", on_click=LevelState.open_for(MemberState.user_id, ""))
    may_view = MemberState.may_change & MemberState.is_member & ~MemberState.is_self & ~MemberState.is_disabled
    return rx.fragment(
        page_header(
            MemberState.name,
            rx.cond(MemberState.is_member, role, "No longer a member of this center"),
            page_link("Team", href="/team", class_name="bh-link bh-turn"),
            rx.cond(may_view, _view_as(), rx.fragment()),
            rx.cond(MemberState.may_change, give, rx.fragment()),
        ),
        rx.cond(
            MemberState.waiting != "",
            note(MemberState.waiting, tone="accent", action=page_link("Approvals", href="/team/approvals")),
            rx.fragment(),
        ),
        rx.el.div(
            _access(),
            rx.cond(
                MemberState.is_member,
                _membership(),
                rx.cond(MemberState.restore_words != "", _restore(), rx.fragment()),
            ),
            class_name="bh-account",
        ),
    )


def _view_as() -> rx.Component:
    return confirm_dialog(
        rx.button(icon("eye"), "View as…", variant="surface", color_scheme="gray"),
        title=f"See BizHub as {MemberState.name} sees it?",
        ends="For 15 minutes, in all your tabs. Nothing can be changed or exported, and the activity names you.",
        verb="View as",
        on_confirm=ViewAsState.begin(MemberState.user_id),
        danger=False,
    )


def _membership() -> rx.Component:
    edit = rx.cond(
        MemberState.may_change & ~MemberState.editing,
        rx.button(icon("pencil"), "Edit", variant="ghost", on_click=MemberState.start_editing),
        rx.fragment(),
    )
    return card(_form(), title="Membership", aside=edit)


def _facts() -> rx.Component:
    finance = rx.match(MemberState.finance_role, ("MANAGER", "Manager"), ("ANALYST", "Analyst"), "None")
    return rx.fragment(
        fact_list(
            fact("Role", status_badge(MemberState.role)),
            fact("Finance role", finance),
            fact("Member since", MemberState.since),
            fact("Last day", rx.cond(MemberState.until != "", MemberState.until, "No end")),
            fact("Invited by", MemberState.added_by),
            fact("2-step verification", two_step_badge(MemberState.has_two_step)),
            fact("Last seen", rx.cond(MemberState.last_seen != "", MemberState.last_seen, "–")),
        ),
        rx.cond(
            MemberState.may_change & MemberState.has_two_step & ~MemberState.is_self,
            vouching(MemberState),
            rx.fragment(),
        ),
        rx.cond(MemberState.may_change, _remove(), rx.fragment()),
    )


def _remove() -> rx.Component:
    return rx.el.div(
        rx.cond(MemberState.left_behind != "", _hand_over(), rx.fragment()),
        confirm_dialog(
            rx.button("Remove from the center", type="button", variant="soft", color_scheme="red"),
            title=rx.Var.create("Remove ") + MemberState.name + "?",
            ends=MemberState.removal,
            verb="Remove",
            on_confirm=MemberState.remove,
        ),
        class_name="bh-fact-note bh-stack",
    )


def _hand_over() -> rx.Component:
    heir = select(
        var(MemberState.heirs),
        placeholder="Nobody takes them over",
        aria_label="Who takes them over when this member is removed",
        value=MemberState.heir,
        on_change=MemberState.choose_heir,
    )
    return rx.el.div(rx.el.p(MemberState.left_behind, class_name="bh-secondary"), heir, class_name="bh-stack")


def _restore() -> rx.Component:
    return card(
        note(
            MemberState.restore_words,
            action=rx.button("Make a member again", variant="surface", on_click=MemberState.restore),
        ),
        title="Membership",
    )


def _form() -> rx.Component:
    errors = MemberState.errors
    return kept_form(
        select_field("Role", "role", _ROLES, error=errors.get("role", ""), default_value=MemberState.role),
        rx.el.div(
            rx.el.p("An Admin may", class_name="bh-hint"),
            rx.el.ul(*(rx.el.li(icon("check"), line) for line in ADMIN_MAY), class_name="bh-list bh-secondary"),
        ),
        select_field(
            "Finance role",
            "finance_role",
            _FINANCE_ROLES,
            error=errors.get("finance_role", ""),
            default_value=MemberState.finance_role,
        ),
        form_field(
            "Last day",
            "until",
            type="date",
            error=errors.get("until", ""),
            hint="Membership and every level end with this day. An admin with a last day does not count as one.",
            optional=True,
            default_value=MemberState.until_day,
        ),
        form_actions(
            rx.button(
                "Cancel", type="button", variant="surface", color_scheme="gray", on_click=MemberState.stop_editing
            ),
            rx.button("Save changes", type="submit"),
        ),
        state=MemberState,
        opened=var(MemberState.editing),
        closed=_facts(),
        on_submit=MemberState.save,
        class_name="bh-form",
    )


def _access() -> rx.Component:
    is_admin = (MemberState.role == CenterRole.ADMIN.value) & ~var(MemberAccessState.is_other_day)
    held = rx.el.section(
        access_lines(MemberAccessState.lines, _line, label="Ad accounts"), _turn_pages(), class_name="bh-below"
    )
    return card(
        rx.el.div(
            filter_bar(
                search_field(
                    "Search by name or ID",
                    default_value=MemberAccessState.search,
                    on_change=MemberAccessState.search_for,
                    key=var(MemberAccessState.visits).to_string(),
                ),
                day_looked_at(MemberAccessState),
            ),
            other_day_note(MemberAccessState),
            rx.cond(
                is_admin, note("As an admin of this center they see every ad account, held or not."), rx.fragment()
            ),
            class_name="bh-stack",
        ),
        rx.cond(
            MemberAccessState.loaded,
            rx.cond(var(MemberAccessState.lines).length() > 0, held, _nothing()),
            rx.fragment(*(skeleton() for _ in range(4))),
        ),
        title="Access to ad accounts",
        aside=secondary(var(MemberAccessState.page).total),
    )


def _line(line: Any) -> rx.Component:
    return access_line(
        line,
        href=f"/accounts/{line.id}",
        person=False,
        may_change=MemberState.may_change & ~var(MemberAccessState.is_other_day),
        on_change=LevelState.open_for(MemberState.user_id, line.id),
        on_extend=LevelState.extend(MemberState.user_id, line.id),
    )


def _nothing() -> rx.Component:
    return rx.cond(
        MemberAccessState.search != "",
        empty_state("search_x", "Nothing that is held fits this search."),
        rx.cond(
            MemberAccessState.is_other_day,
            empty_state("key_round", rx.Var.create(MemberState.name) + " holds no level on that day."),
            empty_state("key_round", rx.Var.create(MemberState.name) + " holds no level on any ad account."),
        ),
    )


def _turn_pages() -> rx.Component:
    page: Any = MemberAccessState.page
    paging = paging_of(page, MemberAccessState.turn_back, MemberAccessState.turn_on)
    return rx.cond(page.has_previous | page.has_next, pager(paging, of="Ad accounts"), rx.fragment())
