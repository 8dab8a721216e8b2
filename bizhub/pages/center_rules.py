"""/settings/rules: what a center asks of its people."""

import reflex as rx

from bizhub.components.approval_rule import two_admins
from bizhub.components.forms import form_field, select_field
from bizhub.components.kept_form import kept_form
from bizhub.components.page import card, note, page_header, page_link, skeleton, stack
from bizhub.domain.center_rules import AllowlistFor
from bizhub.pages.frame import signed_in_page
from bizhub.state.approval_rule import ApprovalRuleState
from bizhub.state.center_rules import CenterRulesState
from bizhub.state.session import SessionState

_ALLOWLIST = (
    (AllowlistFor.NOBODY.value, "Any address is fine"),
    (AllowlistFor.ADMINS.value, "Admins need an address of these domains"),
    (AllowlistFor.ALL.value, "All members need an address of these domains"),
)


@signed_in_page(
    route="/settings/rules",
    title="Rules",
    active="settings",
    on_load=[CenterRulesState.load, ApprovalRuleState.load],
    width="form",
)
def center_rules_page() -> rx.Component:
    """The rules of the current center."""
    return rx.fragment(
        page_header(
            "Rules",
            f"What {SessionState.center_name} asks of its people",
            page_link("Back to the settings", href="/settings"),
        ),
        rx.cond(CenterRulesState.is_loaded, stack(_addresses(), two_admins()), card(*(skeleton() for _ in range(4)))),
    )


def _addresses() -> rx.Component:
    return card(
        kept_form(
            form_field(
                "Domains",
                "domains",
                error=CenterRulesState.errors.get("domains", ""),
                hint="What follows the @, separated by commas: linden.example, linden.shop",
                default_value=CenterRulesState.domains,
                disabled=~CenterRulesState.may_edit,
                auto_complete="off",
                spell_check=False,
                optional=True,
            ),
            select_field(
                "Who needs one",
                "allowlist_for",
                _ALLOWLIST,
                error=CenterRulesState.errors.get("allowlist_for", ""),
                hint="Asked of whoever is invited or becomes an admin from now on. Who is there already stays.",
                default_value=CenterRulesState.allowlist_for,
                disabled=~CenterRulesState.may_edit,
            ),
            rx.cond(
                CenterRulesState.may_edit,
                rx.el.div(rx.button("Save the rules", type="submit"), class_name="bh-form-actions"),
                note("Only admins of this center can change its rules."),
            ),
            state=CenterRulesState,
            on_submit=CenterRulesState.save,
            class_name="bh-stack",
        ),
        title="E-mail addresses",
    )
