"""/team/bulk: levels of many people on many ad accounts: asked for, previewed, run, stopped and undone."""

from typing import Any

import reflex as rx

from bizhub.components.bulk_form import bulk_form
from bizhub.components.data_table import cell, data_table
from bizhub.components.forms import filter_bar, select
from bizhub.components.menus import export_menu
from bizhub.components.page import button_link, card, empty_state, note, page_header, page_link, skeleton, stack
from bizhub.components.table_parts import Column, paging_of
from bizhub.components.text import badge, icon, secondary, strong
from bizhub.components.upload import progress_bar
from bizhub.components.variables import var
from bizhub.pages.frame import signed_in_page
from bizhub.state.bulk_form import BulkFormState
from bizhub.state.bulk_run import BulkRunState
from bizhub.state.session import SessionState

PREVIEW_PATH = "/team/bulk/preview"
EXPORT_PATH = "/team/bulk/export"
_RESULTS = (("WAITING", "Not done yet"), ("CHANGED", "Changed"), ("SAME", "Already so"), ("SKIPPED", "Skipped"))


@signed_in_page(
    route="/team/bulk", title="Give access to many", active="team", on_load=[BulkRunState.load, BulkFormState.load]
)
def bulk_page() -> rx.Component:
    """The form with the last bulk changes, or the one that the address names."""
    waiting = rx.el.div(card(skeleton(), skeleton(), skeleton()), aria_busy="true")
    problem = rx.cond(BulkRunState.problem != "", BulkRunState.problem, BulkFormState.problem)
    return rx.cond(
        problem != "",
        rx.fragment(_form_header(), note(problem, tone="warn", action=_begin())),
        rx.cond(
            BulkRunState.run,
            _run(var(BulkRunState.run)),
            rx.fragment(
                _form_header(),
                rx.cond(BulkRunState.loaded, stack(bulk_form(PREVIEW_PATH), _last_runs()), waiting),
            ),
        ),
    )


def _form_header() -> rx.Component:
    return page_header(
        "Give access to many",
        "Give, change or end levels on many ad accounts in one step, with a preview",
        page_link("Team", href="/team"),
    )


def _begin() -> rx.Component:
    return page_link("Begin a new one", href="/team/bulk")


def _last_runs() -> rx.Component:
    def line(run: Any) -> rx.Component:
        return rx.el.li(
            page_link(run.title, href=rx.Var.create("/team/bulk?run=") + run.id),
            badge(run.state),
            secondary(run.when),
            key=run.id,
        )

    listed = rx.el.ul(rx.foreach(BulkRunState.runs, line), class_name="bh-results")
    return rx.cond(var(BulkRunState.runs).length() > 0, card(listed, title="Your last bulk changes"), rx.fragment())


def _run(run: Any) -> rx.Component:
    address = rx.Var.create(f"{EXPORT_PATH}?run=") + run.id + "&center=" + SessionState.center_id
    return rx.fragment(
        page_header(
            rx.cond(run.is_preview, "Preview", "Bulk change"),
            rx.el.span(run.title, rx.cond(run.asked != "", rx.Var.create(" · ") + run.asked, "")),
            _begin(),
            rx.cond(
                run.is_preview, rx.fragment(), export_menu("csv", address=lambda _: address, disabled=run.is_moving)
            ),
        ),
        stack(
            rx.el.div(
                rx.cond(run.is_moving, _progress(run), rx.cond(run.is_preview, _preview(run), _result(run))),
                role="status",
            ),
            stack(_filter(), _pairs()),
        ),
    )


def _preview(run: Any) -> rx.Component:
    words = rx.fragment(
        strong(run.waiting),
        " of ",
        run.pairs,
        " would change, ",
        run.same,
        " are already so, ",
        run.skipped,
        " skipped.",
    )
    buttons = rx.el.div(
        rx.cond(
            run.is_undo,
            page_link("Not now", href=rx.Var.create("/team/bulk?run=") + run.undo_of),
            button_link(
                icon("arrow_left"), "Change", href=rx.Var.create("/team/bulk?from=") + run.id, variant="surface"
            ),
        ),
        rx.button(
            icon("play"),
            rx.cond(run.is_undo, "Undo these ", "Run: change "),
            run.waiting,
            disabled=~run.may_start,
            on_click=BulkRunState.start,
        ),
        class_name="bh-row",
    )
    return card(stack(rx.el.p(words), _reasons(run), buttons))


def _reasons(run: Any) -> rx.Component:
    """Why some are skipped, counted."""
    listed = rx.el.ul(rx.foreach(run.reasons, lambda line: rx.el.li(line)), class_name="bh-problems")
    return rx.cond(run.reasons.length() > 0, rx.el.div(rx.el.p("Skipped:"), listed), rx.fragment())


def _progress(run: Any) -> rx.Component:
    words = run.settled + " of " + run.pairs
    stop = rx.button(
        "Stop", variant="surface", color_scheme="gray", disabled=~run.may_cancel, on_click=BulkRunState.cancel
    )
    return card(
        progress_bar(run.percent, label=run.state, words=words, action=stop),
        rx.el.p("It goes on when you leave this page.", class_name="bh-hint"),
    )


def _result(run: Any) -> rx.Component:
    counts = rx.fragment(strong(run.changed), " changed, ", run.same, " were already so, ", run.skipped, " skipped.")
    undo = rx.button(icon("undo_2"), "Undo all of it…", variant="surface", on_click=BulkRunState.undo)
    before = rx.cond(
        run.undo_of != "",
        page_link("What it undid", href=rx.Var.create("/team/bulk?run=") + run.undo_of),
        rx.fragment(),
    )
    return card(
        stack(
            rx.el.p(badge(run.state), " ", counts),
            rx.cond(run.outcome != "", rx.el.p(run.outcome), rx.fragment()),
            _reasons(run),
            rx.el.div(
                rx.cond(run.may_undo, undo, rx.fragment()),
                page_link("Its entries in the activity", href=rx.Var.create("/activity?bulk=") + run.id),
                before,
                class_name="bh-row",
            ),
            rx.el.p(secondary("By ", run.by)),
        )
    )


def _filter() -> rx.Component:
    return filter_bar(
        select(
            _RESULTS,
            placeholder="All",
            aria_label="Show only",
            value=BulkRunState.shown,
            on_change=BulkRunState.show_only,
        ),
        label="Which changes are shown",
    )


def _pairs() -> rx.Component:
    return data_table(
        BulkRunState.rows,
        [
            Column("Person", lambda row: row.person),
            Column("Ad account", lambda row: cell(row.ad_account, row.detail)),
            Column("Before", lambda row: row.before, phone=False),
            Column("After", lambda row: row.after, phone=False),
            Column("Result", _what_became),
        ],
        label="Changes",
        loading=~var(BulkRunState.loaded),
        empty=empty_state("search_x", "There is none of these."),
        paging=paging_of(var(BulkRunState.page), BulkRunState.turn_back, BulkRunState.turn_on),
    )


def _what_became(row: Any) -> rx.Component:
    shown = rx.match(
        row.result,
        ("CHANGED", badge(row.words, tone="good", icon_name="check")),
        ("WAITING", badge(row.words, tone="accent", icon_name="arrow_right")),
        ("SAME", badge(row.words, icon_name="equal")),
        rx.el.span(row.words, class_name="bh-secondary"),
    )
    return rx.fragment(shown)
