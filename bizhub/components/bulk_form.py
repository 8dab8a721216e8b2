"""The form of a bulk change: who, which ad accounts, and what they shall hold."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.forms import form_actions, form_error, form_field, select_field
from bizhub.components.page import card
from bizhub.components.posted_form import posted_form
from bizhub.components.suggest import suggest_field
from bizhub.components.text import hidden, icon
from bizhub.components.variables import var
from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.bulk import MOST_PAIRS
from bizhub.state.bulk_form import BulkFormState
from bizhub.state.session import SessionState

_WHAT = (*((level.value, f"Give {word}") for level, word in LEVEL_WORDS.items()), ("END", "End access"))
_ADDRESSES, _ONE_PER_LINE = "Or paste e-mail addresses or IDs", "One per line, or with commas between them."
_HOW = (("", "Raise and lower"), ("raise", "Only raise: nobody gets less"))


def bulk_form(path: str) -> Component:
    """Posts to `path`; what is typed stays in the page while something is wrong with it."""
    state = BulkFormState
    people = _chosen("people", "People", _people(), state.people, _pasted("people", _ADDRESSES, _ONE_PER_LINE))
    pasted = _pasted("ad_accounts", "Or paste IDs", "Their ID in BizHub or in TikTok.")
    accounts = _chosen("accounts", "Ad accounts", _accounts(), state.accounts, pasted)
    return rx.el.div(
        posted_form(
            rx.Var.create(f"{path}?center=") + SessionState.center_id,
            rx.el.input(type="hidden", name="chosen_people", value=state.people_ids, read_only=True),
            rx.el.input(type="hidden", name="chosen_ad_accounts", value=state.account_ids, read_only=True),
            rx.el.div(people, accounts, class_name="bh-bulk-targets"),
            card(_what(), title="What they shall hold"),
            report="bulk",
            on_report=state.answered,
        ),
        key=var(state.visits).to_string(),
    )


def _people() -> Component:
    return suggest_field(
        "Find people",
        placeholder="Find by name",
        chosen="",
        rows=BulkFormState.people_rows,
        answered=BulkFormState.people_answered,
        on_ask=BulkFormState.suggest_people,
        on_choose=BulkFormState.add_person,
        clear_label="",
        many=True,
    )


def _accounts() -> Component:
    return suggest_field(
        "Find ad accounts",
        placeholder="Find by name or ID",
        chosen="",
        rows=BulkFormState.account_rows,
        answered=BulkFormState.accounts_answered,
        on_ask=BulkFormState.suggest_accounts,
        on_choose=BulkFormState.add_account,
        clear_label="",
        many=True,
    )


def _what() -> Component:
    return rx.el.div(
        rx.el.div(
            _choice("Access", "level", _WHAT),
            _choice("Who holds something already", "only_raise", _HOW),
            class_name="bh-abreast",
        ),
        rx.el.div(
            _field("Last day", "until", type="date", hint="Empty for no end."),
            _field("Reason", "reason", auto_complete="off", hint="Stays with every level that is given."),
            class_name="bh-abreast",
        ),
        form_error(BulkFormState.errors.get("", "")),
        form_actions(rx.button(icon("list_checks"), "Preview", type="submit")),
        rx.el.p(
            f"Up to {MOST_PAIRS:,} at once: people times ad accounts. Nothing changes before the preview.",
            class_name="bh-hint",
        ),
        class_name="bh-form",
    )


def _chosen(kind: str, title: str, finder: Component, chips: Any, pasted: Component) -> Component:
    chosen = rx.el.ul(
        rx.foreach(chips, lambda chip: _chip(kind, chip)), class_name="bh-chips", aria_label=f"Chosen: {title}"
    )
    return card(
        rx.el.div(finder, rx.cond(var(chips).length() > 0, chosen, rx.fragment()), pasted, class_name="bh-form"),
        title=title,
    )


def _chip(kind: str, chip: Any) -> Component:
    return rx.el.li(
        rx.el.span(chip.name, class_name="bh-ellipsis"),
        rx.el.button(
            icon("x"),
            hidden(rx.Var.create("Take away ") + chip.name),
            type="button",
            class_name="bh-plain",
            on_click=BulkFormState.remove(kind, chip.id),
        ),
        key=chip.id,
    )


def _pasted(name: str, label: str, hint: str) -> Component:
    """A text area, and a file whose text goes into it (assets/forms.js)."""
    area = form_field(
        label,
        name,
        error=BulkFormState.errors.get(name, ""),
        hint=hint,
        optional=True,
        multiline=True,
        rows=4,
        default_value=BulkFormState.values[name],
        spell_check=False,
        auto_complete="off",
    )
    file = rx.el.label(
        icon("file_up"),
        "From a text or CSV file",
        rx.el.input(type="file", accept=".txt,.csv,text/plain,text/csv", class_name="bh-hidden", data_bh_into=name),
        class_name="bh-link bh-row",
    )
    return rx.fragment(area, file)


def _field(label: str, name: str, **more: Any) -> Component:
    error, value = BulkFormState.errors.get(name, ""), BulkFormState.values[name]
    return form_field(label, name, error=error, default_value=value, optional=True, **more)


def _choice(label: str, name: str, options: Any) -> Component:
    error, value = BulkFormState.errors.get(name, ""), BulkFormState.values[name]
    return select_field(label, name, options, error=error, default_value=value)
