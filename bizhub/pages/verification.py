"""/verification: where a center stands with its verification, and the wizard that sends one."""

from typing import Any

import reflex as rx

from bizhub.components.dialogs import confirm_dialog, drawer
from bizhub.components.forms import form_actions, form_error, form_field
from bizhub.components.page import (
    button_link,
    card,
    empty_state,
    note,
    page_header,
    section_title,
    skeleton,
    stack,
)
from bizhub.components.text import badge
from bizhub.components.variables import var
from bizhub.components.verification import problem_note, sent_line
from bizhub.components.verification_wizard import verification_wizard
from bizhub.domain.verification import LONGEST_APPEAL
from bizhub.pages.frame import signed_in_page
from bizhub.state.session import SessionState
from bizhub.state.verification import VerificationState
from bizhub.state.verification_draft import VerificationDraftState


@signed_in_page(
    route="/verification",
    title="Verification",
    active="verification",
    on_load=[VerificationState.load, VerificationDraftState.load],
    width="form",
)
def verification_page() -> rx.Component:
    """The wizard at its step, or where the center stands."""
    return rx.cond(
        VerificationState.problem != "",
        rx.fragment(
            page_header("Verification", f"Who is behind {SessionState.center_name}"),
            empty_state(
                "shield", VerificationState.problem, button_link("To the team", href="/team", variant="surface")
            ),
        ),
        rx.cond(
            VerificationState.is_loaded,
            rx.cond(VerificationDraftState.step > 0, verification_wizard(), _status()),
            card(*(skeleton() for _ in range(5))),
        ),
    )


def _status() -> rx.Component:
    return rx.fragment(
        page_header("Verification", f"Who is behind {SessionState.center_name}"),
        stack(
            _standing(),
            rx.cond(
                (VerificationState.refused != "") & ~VerificationState.has_draft,
                rx.el.section(
                    section_title("What was refused"),
                    stack(rx.foreach(VerificationState.problems, problem_note)),
                    aria_label="What was refused",
                ),
                rx.fragment(),
            ),
            _history(),
            _appeal(),
        ),
    )


def _standing() -> rx.Component:
    state = VerificationState
    return card(
        stack(
            rx.el.p(state.next),
            rx.cond(state.place != "", rx.el.p(state.place, class_name="bh-strong", role="status"), rx.fragment()),
            rx.cond(
                state.has_draft,
                note(
                    rx.cond(
                        state.is_correction, "A correction was begun and is not sent yet.",
                        "A verification was begun and is not sent yet.",
                    ),
                    tone="accent",
                ),
                rx.fragment(),
            ),
            rx.el.div(_buttons(), class_name="bh-actions-end"),
        ),
        title="Where it stands",
        aside=badge(state.standing, tone=state.tone, icon_name="shield_check"),
    )  # fmt: skip


def _buttons() -> rx.Component:
    state = VerificationState
    plain: dict[str, Any] = {"variant": "surface", "color_scheme": "gray", "type": "button"}
    go_on = rx.fragment(
        confirm_dialog(
            rx.button("Drop it", **plain), title="Drop what was begun?", verb="Drop it", on_confirm=state.drop,
            ends="What you typed and the files you added are deleted. What was sent before stays.",
        ),
        button_link("Go on", href="/verification?step=1"),
    )  # fmt: skip
    take_back = confirm_dialog(
        rx.button("Take it back", **plain), title="Take it back?", verb="Take it back", on_confirm=state.withdraw,
        ends="The desk stops reviewing it and its place in the queue is lost. What you typed is kept.",
    )  # fmt: skip
    begin = rx.button(
        rx.cond(
            state.may_correct, "Begin anew",
            rx.cond(state.is_verified, "Renew", "Verify now"),
        ),
        type="button", on_click=state.start,
        variant=rx.cond(state.may_correct | state.is_verified, "surface", "solid"),
    )  # fmt: skip
    after_refusal = rx.fragment(
        rx.button("Appeal", on_click=state.open_appeal(True), **plain),  # noqa: FBT003
        rx.button("Send only this again", type="button", on_click=state.correct),
    )
    return rx.fragment(
        rx.cond(state.has_draft, go_on, rx.fragment()),
        rx.cond(state.reviewing != "", take_back, rx.fragment()),
        rx.cond(state.may_start, begin, rx.fragment()),
        rx.cond(state.may_correct, after_refusal, rx.fragment()),
    )


def _history() -> rx.Component:
    return rx.cond(
        var(VerificationState.sent).length() > 0,
        card(rx.el.ul(rx.foreach(VerificationState.sent, sent_line), class_name="bh-sent"), title="What was sent"),
        rx.fragment(),
    )


def _appeal() -> rx.Component:
    return drawer(
        VerificationState.is_appealing,
        rx.el.form(
            form_field(
                "Why is it right as it was sent?",
                "reason",
                multiline=True,
                rows=6,
                error=VerificationState.errors.get("reason", ""),
                hint="The desk looks again at exactly what you sent, with this beside it.",
                max_length=LONGEST_APPEAL,
            ),
            form_error(VerificationState.errors.get("", "")),
            form_actions(rx.button("Send the appeal", type="submit")),
            on_submit=VerificationState.appeal(VerificationState.refused),
            no_validate=True,
            class_name="bh-stack",
        ),
        title="Appeal",
        subtitle="If something can be corrected, sending only that again is quicker.",
        on_open_change=VerificationState.open_appeal,
    )
