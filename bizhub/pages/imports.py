"""/import: drop report files, see what each would do, import them."""

import reflex as rx

from bizhub.components.import_file import import_file
from bizhub.components.page import card, empty_state, note, page_header, skeleton
from bizhub.components.table_parts import Paging, pager
from bizhub.components.upload import file_drop
from bizhub.components.variables import var
from bizhub.pages.frame import signed_in_page
from bizhub.state.imports import ImportState
from bizhub.state.session import SessionState


@signed_in_page(route="/import", title="Import figures", active="accounts", on_load=[ImportState.load])
def import_page() -> rx.Component:
    """The page of imports."""
    return rx.fragment(
        page_header(
            "Import figures",
            "Bring in Ads Manager exports as CSV or XLSX. You see what would change before anything does.",
            rx.cond(
                (ImportState.ended_count > 0) | (var(ImportState.not_taken).length() > 0),
                rx.button("Clear what has ended", variant="surface", on_click=ImportState.clear_ended),
                rx.fragment(),
            ),
            rx.cond(
                ImportState.ready_count > 1,
                rx.button(f"Import all {ImportState.ready_count}", on_click=ImportState.start_all),
                rx.fragment(),
            ),
        ),
        rx.cond(
            ImportState.problem != "",
            empty_state("lock", ImportState.problem),
            # Before the center and the limit are known there is nothing to send and nowhere to send it to.
            rx.cond((SessionState.center_id != "") & ImportState.loaded, _shown(), _waiting()),
        ),
    )


def _waiting() -> rx.Component:
    """The place for files and a file, before either is known."""
    return rx.el.div(
        rx.el.div(skeleton("8%"), skeleton("40%"), skeleton("60%"), class_name="bh-drop"),
        card(skeleton("30%"), *(skeleton() for _ in range(3))),
        class_name="bh-stack",
        aria_busy="true",
    )


def _shown() -> rx.Component:
    return rx.fragment(
        _drop(),
        rx.foreach(ImportState.not_taken, lambda words: note(words, tone="bad", role="alert")),
        rx.cond(
            var(ImportState.files).length() == 0,
            empty_state(
                "file_spreadsheet",
                "No imports yet. In Ads Manager, export a report with the “By Day” breakdown and drop the file above.",
            ),
            _files(),
        ),
    )


def _drop() -> rx.Component:
    return file_drop(
        "report",
        title="Choose report files",
        hint=f"CSV or XLSX with a “By Day” column, up to {ImportState.largest} each. Several at once are fine.",
        largest_bytes=ImportState.largest_bytes,
        accept=".csv,.tsv,.txt,.xlsx",
        target=f"/imports/upload?center={SessionState.center_id}",
        on_report=ImportState.uploaded,
        multiple=True,
    )


def _files() -> rx.Component:
    return rx.fragment(
        rx.el.p(ImportState.summary, role="status", class_name="bh-secondary"),
        rx.el.div(
            rx.foreach(ImportState.files, lambda file: rx.fragment(import_file(file), key=file.id)),
            class_name="bh-stack",
        ),
        rx.cond(ImportState.has_previous | ImportState.has_next, pager(_paging(), of="Files"), rx.fragment()),
    )


def _paging() -> Paging:
    return Paging(
        first=ImportState.shown_from,
        last=ImportState.shown_to,
        total=ImportState.total,
        has_previous=ImportState.has_previous,
        has_next=ImportState.has_next,
        on_previous=ImportState.turn_back,
        on_next=ImportState.turn_on,
    )
