"""Documents: added to something one after the other, and looked at page by page."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.page import note, skeleton
from bizhub.components.text import Text, badge, hidden, icon, secondary, strong
from bizhub.components.upload import file_drop
from bizhub.components.variables import var
from bizhub.domain.documents import LARGEST_BYTES, MEDIA_TYPES, MOST_FILES
from bizhub.state.documents import DocumentsState, DocumentViewerState
from bizhub.state.session import SessionState

_UPLOAD, _VIEW, _PAGE = "/documents/upload", "/documents/view", "/documents/page"


def document_upload(*, holder: str, holder_id: Any, hint: Text = "") -> Component:
    """The documents of something of the center ("verification", "ticket"), with a way to add and remove some.

    It loads them itself, also when `holder_id` becomes another one; while that is empty it shows nothing. A file that
    is refused says why at its name; the others, and what is typed on the page, stay. One on a page.
    """
    return rx.cond(
        holder_id != "",
        rx.cond(
            (var(DocumentsState.holder) == holder) & (var(DocumentsState.holder_id) == holder_id),
            rx.el.div(
                rx.foreach(DocumentsState.rows, _document),
                rx.foreach(DocumentsState.not_taken, _refused),
                rx.cond(DocumentsState.may_edit, _drop(holder, holder_id, hint), rx.fragment()),
                class_name="bh-documents",
            ),
            # Also drawn when the server has forgotten the page, and then loads it again.
            rx.el.div(skeleton(), key=holder_id, on_mount=DocumentsState.show(holder, holder_id)),
        ),
        rx.fragment(),
    )


def document_viewer(case_id: Any) -> Component:
    """The documents of a case beside its data, for the desk: pages, zoom and turning, by buttons and keys.

    It loads them itself, also when `case_id` becomes another one. Its buttons have the keys of the desk
    (assets/desk.js); how large and how turned a page is stays in the browser (assets/documents.js).
    """
    return rx.cond(
        case_id != "",
        rx.cond(
            var(DocumentViewerState.case_id) == case_id,
            rx.cond(
                var(DocumentViewerState.rows).length() > 0,
                rx.el.section(_names(), _shown(), class_name="bh-viewer", aria_label="Documents"),
                secondary("No documents were sent."),
            ),
            rx.el.div(skeleton(), key=case_id, on_mount=DocumentViewerState.show(case_id)),
        ),
        rx.fragment(),
    )


def _drop(holder: str, holder_id: Any, hint: Text) -> Component:
    kinds = ", ".join(MEDIA_TYPES.values())
    return file_drop(
        "documents",
        title="Choose files",
        hint=hint or f"{kinds}, up to {LARGEST_BYTES // 1024**2} MB each, {MOST_FILES} at most.",
        accept=",".join(MEDIA_TYPES),
        target=f"{_UPLOAD}?center={SessionState.center_id}&holder={holder}&id={holder_id}",
        largest_bytes=LARGEST_BYTES,
        on_report=DocumentsState.uploaded,
        multiple=True,
    )


def _document(row: Any) -> Component:
    save = rx.el.a(
        icon("download"),
        hidden(f"Save {row.name}"),
        href=f"{_VIEW}?center={SessionState.center_id}&id={row.id}",
        class_name="bh-icon-link",
    )
    remove = rx.icon_button(
        icon("x"),
        aria_label=f"Remove {row.name}",
        type="button",
        variant="ghost",
        color_scheme="gray",
        on_click=DocumentsState.remove(row.id),
    )
    return rx.el.div(
        icon("file_text"),
        rx.el.div(strong(row.name), secondary(row.about), class_name="bh-document-words"),
        rx.cond(row.waits != "", badge(row.waits, tone="warn", icon_name="clock"), save),
        rx.cond(DocumentsState.may_edit, remove, rx.fragment()),
        class_name="bh-document",
    )


def _refused(refused: Any, place: Any) -> Component:
    forget = rx.icon_button(
        icon("x"),
        aria_label=f"Take {refused.name} off the list",
        type="button",
        variant="ghost",
        color_scheme="gray",
        on_click=DocumentsState.forget_refusal(place),
    )
    return note(strong(refused.name), " ", refused.why, tone="bad", role="alert", action=forget)


def _names() -> Component:
    def name(row: Any) -> Component:
        is_shown = row.id == var(DocumentViewerState.document_id)
        return rx.button(
            row.name,
            type="button",
            size="1",
            variant=rx.cond(is_shown, "solid", "surface"),
            aria_pressed=is_shown,
            disabled=row.waits != "",
            title=rx.cond(row.waits != "", row.waits, row.about),
            on_click=DocumentViewerState.look_at(row.id),
        )

    return rx.el.div(rx.foreach(DocumentViewerState.rows, name), class_name="bh-row")


def _shown() -> Component:
    waits = secondary("The documents are still being checked for viruses.")
    return rx.cond(DocumentViewerState.document_id != "", rx.fragment(_tools(), _sheet()), waits)


def _tools() -> Component:
    state = DocumentViewerState
    return rx.el.div(
        _tool("Previous page", "chevron_left", "[", on_click=state.turn_page(-1), disabled=state.page <= 1),
        rx.el.span(f"Page {state.page} of {state.pages}", class_name="bh-secondary bh-num", aria_live="polite"),
        _tool("Next page", "chevron_right", "]", on_click=state.turn_page(1), disabled=state.page >= state.pages),
        _tool("Previous document", "chevrons_left", ",", on_click=state.turn_document(-1)),
        _tool("Next document", "chevrons_right", ".", on_click=state.turn_document(1)),
        rx.el.span(class_name="bh-spread"),
        _tool("Smaller", "zoom_out", "-", look="out"),
        _tool("Larger", "zoom_in", "+", look="in"),
        _tool("Fit", "maximize", "0", look="fit"),
        _tool("Turn right", "rotate_cw", "t", look="turn"),
        class_name="bh-viewer-tools",
        role="toolbar",
        aria_label="How the page is shown",
    )


def _sheet() -> Component:
    state = DocumentViewerState
    page = rx.el.img(
        src=f"{_PAGE}?id={state.document_id}&page={state.page}",
        alt=f"Page {state.page} of {state.pages} of {state.name}",
        custom_attrs={"data-bh-page": ""},
    )
    return rx.el.div(
        rx.el.div(page, class_name="bh-viewer-sheet"),
        note("This page cannot be shown. Try again in a minute.", tone="bad", hidden=True),
        class_name="bh-viewer-frame",
        tab_index=0,
        role="region",
        aria_label="The page",
    )


def _tool(words: str, icon_name: str, key: str, *, look: str = "", **props: Any) -> Component:
    attributes = {"data-shortcut": key, **({"data-bh-look": look} if look else {})}
    return rx.icon_button(
        icon(icon_name),
        aria_label=words,
        title=f"{words} ({key})",
        aria_keyshortcuts=key,
        type="button",
        variant="ghost",
        color_scheme="gray",
        custom_attrs=attributes,
        **props,
    )
