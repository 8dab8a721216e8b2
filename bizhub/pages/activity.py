"""/activity: who did what, with filters, differences, export and the check that nothing was changed."""

from typing import Any

import reflex as rx

from bizhub.components.address import page_address
from bizhub.components.forms import day_field, filter_bar, search_field, select
from bizhub.components.menus import export_menu
from bizhub.components.page import card, empty_state, note, page_header, page_link, skeleton
from bizhub.components.suggest import suggest_field
from bizhub.components.text import copyable_id, hidden, icon, moment, secondary, strong, tile
from bizhub.components.variables import var
from bizhub.domain.activity_words import KINDS
from bizhub.pages.frame import signed_in_page
from bizhub.state.activity import ActivityState
from bizhub.state.session import SessionState

EXPORT_PATH = "/activity/export"


@signed_in_page(route="/activity", title="Activity", active="activity", on_load=[ActivityState.load])
def activity_page() -> rx.Component:
    """The activity of the current center."""
    return rx.fragment(
        page_header(
            "Activity",
            rx.cond(
                ActivityState.sees_all,
                f"Every change in {SessionState.center_name}, newest first",
                "What you did, and what concerns ad accounts you hold",
            ),
            export_menu(
                "csv",
                "json",
                address=lambda name: f"{EXPORT_PATH}?format={name}&{ActivityState.export_query}",
                disabled=~var(ActivityState.is_loaded),
            ),
            rx.cond(ActivityState.sees_all, _check_button(), rx.fragment()),
        ),
        _check_result(),
        rx.cond(
            ActivityState.is_loaded,
            rx.fragment(
                rx.el.div(
                    _filters(),
                    key=var(ActivityState.filters_shown).to_string(),
                    class_name="bh-activity-filters",
                ),
                rx.cond(
                    var(ActivityState.lines).length() > 0,
                    _entries(),
                    rx.cond(ActivityState.loading, _waiting(), _nothing()),
                ),
            ),
            _waiting(),
        ),
        page_address(ActivityState.address, ready=ActivityState.is_loaded),
    )


def _check_button() -> rx.Component:
    return rx.cond(
        ActivityState.is_checking,
        rx.button(icon("x"), "Stop checking", variant="surface", on_click=ActivityState.stop_check),
        rx.button(icon("shield_check"), "Check the activity", variant="surface", on_click=ActivityState.check_record),
    )


def _check_result() -> rx.Component:
    words = rx.fragment(
        ActivityState.check_words,
        rx.cond(
            var(ActivityState.check_problems).length() > 0,
            rx.el.ul(rx.foreach(ActivityState.check_problems, lambda line: rx.el.li(line)), class_name="bh-problems"),
            rx.fragment(),
        ),
    )
    return rx.el.div(
        rx.match(
            ActivityState.check_tone,
            ("good", note(words, tone="good")),
            ("bad", note(words, tone="bad")),
            rx.cond(ActivityState.check_words != "", note(words), rx.fragment()),
        ),
        role="status",
    )


def _filters() -> rx.Component:
    chosen = ActivityState.chosen
    return filter_bar(
        search_field(
            "Search names or an ID",
            default_value=chosen["search"],
            on_change=ActivityState.filter_by("search"),
        ),
        select(
            var(ActivityState.people),
            placeholder="Everybody",
            aria_label="Person",
            default_value=chosen["person"],
            on_change=ActivityState.filter_by("person"),
        ),
        select(
            tuple(KINDS.items()),
            placeholder="All kinds",
            aria_label="Kind",
            default_value=chosen["kind"],
            on_change=ActivityState.filter_by("kind"),
        ),
        suggest_field(
            "Ad account",
            placeholder="Any ad account",
            chosen=ActivityState.asset_name,
            rows=ActivityState.asset_rows,
            answered=ActivityState.asset_answered,
            on_ask=ActivityState.suggest_assets,
            on_choose=lambda asset: ActivityState.filter_by("asset", asset),
            clear_label="Show all ad accounts",
        ),
        rx.el.div(_day("From", "from"), _day("To", "to"), class_name="bh-period"),
        rx.cond(
            ActivityState.is_filtered,
            rx.button("Clear", variant="ghost", color_scheme="gray", on_click=ActivityState.clear_filters),
            rx.fragment(),
        ),
    )


def _day(label: str, name: str) -> rx.Component:
    return day_field(label, default_value=ActivityState.chosen[name], on_change=ActivityState.filter_by(name))


def _nothing() -> rx.Component:
    return rx.cond(
        ActivityState.is_filtered,
        empty_state(
            "search_x",
            "Nothing matches these filters.",
            rx.button("Clear the filters", variant="surface", on_click=ActivityState.clear_filters),
        ),
        empty_state("history", "Nothing has happened here yet. Every change will be listed here, with who made it."),
    )


def _waiting() -> rx.Component:
    return rx.el.div(card(*(skeleton() for _ in range(8))), aria_busy="true")


def _entries() -> rx.Component:
    return rx.el.section(
        rx.el.ul(rx.foreach(ActivityState.lines, _entry), class_name="bh-entries"),
        _turn_pages(),
        class_name="bh-card",
        aria_label="Entries",
        aria_busy=rx.cond(ActivityState.loading, "true", "false"),
    )


def _entry(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                tile(line.person, person=True),
                rx.el.span(
                    rx.foreach(line.parts, lambda part: rx.cond(part.is_name, strong(part.text), part.text)),
                    class_name="bh-entry-words",
                ),
                rx.el.span(moment(line.when, utc=line.utc), class_name="bh-secondary bh-entry-when"),
                icon("chevron_down", class_name="bh-entry-mark"),
            ),
            _details(line),
        ),
        key=line.sequence,
    )


def _details(line: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(
            line.differences.length() > 0,
            rx.el.dl(rx.foreach(line.differences, _difference), class_name="bh-differences"),
            rx.fragment(),
        ),
        rx.el.p(
            secondary("Entry ", line.number, " · ", line.origin, " · ", rx.el.span(line.utc, class_name="bh-num")),
            rx.cond(line.object_id != "", secondary("ID ", copyable_id(line.object_id, what="ID")), rx.fragment()),
            rx.cond(
                line.asset_address != "",
                page_link("Only this ad account", href=line.asset_address),
                rx.fragment(),
            ),
            rx.cond((line.bulk != "") & var(ActivityState.sees_all), _bulk(line), rx.fragment()),
            rx.cond(line.can_be_undone & var(ActivityState.sees_all), _undo(line), rx.fragment()),
            class_name="bh-row",
        ),
        class_name="bh-entry-details",
    )


def _bulk(line: Any) -> rx.Component:
    """Where all of it can be seen and undone as one, and its entries alone."""
    return rx.fragment(
        page_link("Whole bulk change", href=rx.Var.create("/team/bulk?run=") + line.bulk),
        page_link("Only its entries", href=rx.Var.create("/activity?bulk=") + line.bulk),
    )


def _undo(line: Any) -> rx.Component:
    return rx.el.button(
        "Undo",
        hidden(": entry ", line.number),
        type="button",
        class_name="bh-as-link",
        on_click=ActivityState.undo(line.sequence),
    )


def _difference(change: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(change.field),
        rx.el.dd(
            rx.cond(
                change.before != "",
                rx.fragment(rx.el.del_(change.before), hidden(" became "), icon("arrow_right")),
                rx.fragment(),
            ),
            rx.cond(change.after != "", rx.el.span(change.after), secondary("nothing")),
        ),
    )


def _turn_pages() -> rx.Component:
    newer = page_link(icon("chevron_left"), "Newer", href=ActivityState.newer_path, class_name="bh-link bh-turn")
    older = page_link("Older", icon("chevron_right"), href=ActivityState.older_path, class_name="bh-link bh-turn")
    return rx.cond(
        (ActivityState.older_path != "") | (ActivityState.newer_path != ""),
        rx.el.nav(
            rx.cond(ActivityState.newer_path != "", newer, rx.el.span()),
            rx.cond(ActivityState.older_path != "", older, rx.el.span()),
            class_name="bh-pager",
            aria_label="Pages",
        ),
        rx.fragment(),
    )
