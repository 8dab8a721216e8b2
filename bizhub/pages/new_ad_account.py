"""/accounts/new: an ad account is created in a verified center."""

import reflex as rx

from bizhub.components.ad_account_standing import application_fields
from bizhub.components.facts import fact, fact_list
from bizhub.components.forms import form_actions, select_field
from bizhub.components.page import button_link, card, empty_state, page_header, page_link, skeleton
from bizhub.components.variables import var
from bizhub.pages.frame import signed_in_page
from bizhub.state.new_ad_account import TIME_ZONES, NewAdAccountState


@signed_in_page(
    route="/accounts/new",
    title="New ad account",
    active="accounts",
    width="form",
    on_load=[NewAdAccountState.load],
)
def new_ad_account_page() -> rx.Component:
    """The form, or what is missing."""
    state = NewAdAccountState
    missing = card(
        empty_state("shield_check", state.missing, button_link("See the verification", href="/verification"))
    )
    return rx.fragment(
        page_header(
            "New ad account",
            "The desk looks at it before it can be used",
            page_link("Ad accounts", href="/accounts", class_name="bh-link bh-turn"),
        ),
        rx.cond(
            state.loaded,
            rx.cond(state.missing != "", missing, _form()),
            card(*(skeleton() for _ in range(6))),
        ),
    )


def _form() -> rx.Component:
    state = NewAdAccountState
    zones = [(zone, zone.replace("_", " ")) for zone in TIME_ZONES]
    fields = rx.el.form(
        *application_fields(state.errors, state),
        select_field(
            "Time zone",
            "time_zone",
            zones,
            error=state.errors.get("time_zone", ""),
            hint="Days of its figures begin and end there. It cannot be changed later.",
            default_value=state.time_zone,
        ),
        fact_list(fact("Currency", var(state.currency), ", that of the center"), fact("Country", var(state.region))),
        form_actions(rx.button("Send to the desk", type="submit")),
        no_validate=True,
        on_submit=state.create,
        class_name="bh-form",
    )
    return card(fields)
