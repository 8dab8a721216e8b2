"""/desk/case: one case, its documents beside its data, and the decision."""

import reflex as rx

from bizhub.components import desk_panels
from bizhub.components.desk import desk_or_problem, keys
from bizhub.components.documents import document_viewer
from bizhub.components.page import card, note, page_header, page_link, skeleton
from bizhub.components.variables import var
from bizhub.domain.desk import CaseKind
from bizhub.pages.frame import signed_in_page
from bizhub.state.desk_case import DeskCaseState


@signed_in_page(
    route="/desk/case", title="Case", on_load=[DeskCaseState.load, *desk_panels.loaders()]
)  # fmt: skip
def desk_case_page() -> rx.Component:
    """Who has it above, what was sent at the left, what it says and the decision at the right."""
    state = DeskCaseState
    shown = rx.fragment(_standing(), _content(), _keys())
    return rx.fragment(
        page_header(
            rx.cond(state.title != "", state.title, "Case"),
            rx.cond(state.opened != "", f"{state.kind_word} of {state.center} · {state.opened}", ""),
            page_link("Desk", href="/desk", class_name="bh-link bh-turn"),
            rx.cond(state.problem == "", _actions(), rx.fragment()),
        ),
        desk_or_problem(state.problem, rx.cond(state.case_id != "", shown, card(*(skeleton() for _ in range(6))))),
    )


def _actions() -> rx.Component:
    state = DeskCaseState
    put_back = rx.button(
        "Put back", variant="surface", color_scheme="gray", on_click=state.release, custom_attrs={"data-shortcut": "u"}
    )
    following = rx.button(
        "Next case", variant="surface", color_scheme="gray", on_click=state.go_on, custom_attrs={"data-shortcut": "x"}
    )
    claim = rx.button("Review it", on_click=state.claim, custom_attrs={"data-shortcut": "c"})
    return rx.el.div(
        rx.cond(state.is_mine, put_back, following),
        rx.cond(state.may_claim, claim, rx.fragment()),
        class_name="bh-row",
    )


def _standing() -> rx.Component:
    state = DeskCaseState
    return rx.fragment(
        rx.cond(state.is_mine, note(state.standing, tone="accent"), note(state.standing)),
        rx.cond(state.second != "", note(state.second, tone="warn"), rx.fragment()),
    )


def _content() -> rx.Component:
    state = DeskCaseState
    has_documents = (var(state.kind) == CaseKind.VERIFICATION) | (var(state.kind) == CaseKind.TICKET)
    documents = rx.el.div(document_viewer(state.case_id), class_name="bh-case-documents")
    return rx.el.div(
        rx.cond(has_documents, documents, rx.fragment()),
        rx.el.div(desk_panels.panel(state.kind), class_name="bh-case-panel"),
        class_name="bh-case",
    )


def _keys() -> rx.Component:
    return keys(
        ("c", "review it"), ("u", "put back"), ("n", "next field"), ("a", "approve"), ("r", "refuse"),
        ("x", "next case"), ("[ ]", "page"), (", .", "document"), ("+ -", "zoom"), ("t", "turn"),
    )  # fmt: skip
