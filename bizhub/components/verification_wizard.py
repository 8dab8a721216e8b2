"""The wizard that sends a verification: who, which document, its files, check."""

from typing import Any

import reflex as rx

from bizhub.components.documents import document_upload
from bizhub.components.forms import form_actions, form_error, form_field, select_field
from bizhub.components.page import note, page_link
from bizhub.components.text import secondary
from bizhub.components.variables import var
from bizhub.components.wizard import step_bar, wizard_step
from bizhub.domain.centers import LONGEST_NAME, LONGEST_WEBSITE
from bizhub.domain.documents import Holder
from bizhub.domain.verification import LONGEST_NUMBER
from bizhub.domain.verification_reasons import FIELD_WORDS
from bizhub.state.verification_draft import REGIONS, VerificationDraftState

STEPS = ("Who", "Document", "Files", "Check")


def verification_wizard() -> rx.Component:
    """The step at which it is."""
    state = VerificationDraftState
    return rx.fragment(
        page_link("Verification", href="/verification", class_name="bh-link bh-turn"),
        step_bar(STEPS, state.step),
        rx.cond(state.overtaken != "", note(state.overtaken, tone="warn", role="alert"), rx.fragment()),
        rx.match(state.step, (1, _who()), (2, _document()), (3, _files()), _check()),
    )


def _form(*fields: rx.Component, back: int) -> rx.Component:
    state = VerificationDraftState
    button = rx.button("Back", type="button", variant="surface", color_scheme="gray", on_click=state.show_step(back))
    return rx.el.form(
        *fields,
        form_actions(*([button] if back else []), rx.button("Continue", type="submit")),
        key=var(state.drawn).to_string(),
        on_submit=state.go_on,
        no_validate=True,
        class_name="bh-stack",
    )


def _given(name: str, control: rx.Component) -> rx.Component:
    """A field with what the desk said of it; what it has accepted is shown as it is sent."""
    state = VerificationDraftState
    said = state.said.get(name, "")
    accepted = rx.el.p(secondary(f"{FIELD_WORDS[name]}, accepted: "), state.values[name], class_name="bh-as-sent")
    return rx.cond(
        var(state.open).contains(name),
        rx.fragment(rx.cond(said != "", note(said, tone="bad"), rx.fragment()), control),
        rx.cond(state.values[name] != "", accepted, rx.fragment())
        if name not in {"kind", "region", "document_type"}
        else rx.fragment(),
    )


def _field(label: Any, name: str, **more: Any) -> rx.Component:
    state = VerificationDraftState
    control = form_field(
        label,
        name,
        error=state.errors.get(name, ""),
        default_value=state.values[name],
        on_change=state.keep(name).debounce(300),
        on_blur=state.keep(name),
        **more,
    )
    return _given(name, control)


def _choice(label: str, name: str, options: Any, **more: Any) -> rx.Component:
    state = VerificationDraftState
    control = select_field(
        label,
        name,
        options,
        error=state.errors.get(name, ""),
        default_value=state.values[name],
        on_change=state.keep(name),
        placeholder="Choose",
        **more,
    )
    return _given(name, control)


def _who() -> rx.Component:
    return wizard_step(
        "Who is behind this center?",
        "A company, club or shop is a business, also with one person. Without any of these you are an individual.",
        _form(_choice("Behind this center is", "kind", var(VerificationDraftState.kinds)), back=0),
    )


def _document() -> rx.Component:
    state = VerificationDraftState
    types = _choice(
        "Document", "document_type", var(state.types), hint="Those of your country come first."
    )  # fmt: skip
    return wizard_step(
        "Which document do you send?",
        "What you type here is compared with the document, sign by sign.",
        _form(
            _choice("Country", "region", REGIONS, auto_complete="country"),
            rx.el.div(types, key=state.types_of),
            _field(state.number_label, "document_number", max_length=LONGEST_NUMBER, auto_complete="off"),
            _field(
                "Name in the document",
                "name",
                max_length=LONGEST_NAME,
                auto_complete="organization",
                hint=rx.Var.create("Your center is called ")
                + state.center_name
                + ". If the document has another name, write it as it stands there, and ask for a change of the "
                "company name with a ticket.",
            ),
            _field(
                "Website",
                "website",
                optional=True,
                type="url",
                max_length=LONGEST_WEBSITE,
                auto_complete="url",
                placeholder="shop.example.com",
            ),
            back=1,
        ),
    )


def _files() -> rx.Component:
    state = VerificationDraftState
    said = state.said.get("files", "")
    return wizard_step(
        "Add the document",
        "Every page, both sides of a card, all four corners in the picture, and sharp.",
        rx.cond(said != "", note(said, tone="bad"), rx.fragment()),
        document_upload(holder=Holder.VERIFICATION.value, holder_id=state.draft_id),
        form_error(state.errors.get("files", "")),
        secondary("Files are stored encrypted and shown only to the admins of this center and to the desk."),
        _form(back=2),
    )


def _check() -> rx.Component:
    state = VerificationDraftState
    return wizard_step(
        "Is this right?",
        "The desk compares it with the document. You can take it back until it has decided.",
        rx.el.dl(rx.foreach(state.summary, _told), class_name="bh-told"),
        rx.el.div(rx.foreach(state.errors.items(), lambda item: note(item[1], tone="bad", role="alert"))),
        document_upload(holder=Holder.VERIFICATION.value, holder_id=state.draft_id),
        form_actions(
            rx.button("Back", variant="surface", color_scheme="gray", type="button", on_click=state.show_step(3)),
            rx.button(
                "Send to the desk",
                type="button",
                on_click=state.submit,
                loading=state.is_sending,
                disabled=state.is_sending,
            ),
        ),
    )


def _told(line: Any) -> rx.Component:
    change = rx.el.button(
        "Change",
        rx.el.span(" ", line[0], class_name="bh-hidden"),
        type="button",
        class_name="bh-plain bh-link",
        on_click=VerificationDraftState.show_step(line[2].to(int)),
    )
    return rx.el.div(
        rx.el.dt(line[0]),
        rx.el.dd(line[1]),
        rx.el.dd(rx.cond(line[2] != "0", change, secondary("Accepted"))),
    )
