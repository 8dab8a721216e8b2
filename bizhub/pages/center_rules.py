"""/settings/rules: what a center asks of its people."""

import reflex as rx

from bizhub.components.approval_rule import two_admins
from bizhub.components.forms import form_field, select_field
from bizhub.components.kept_form import kept_form
from bizhub.components.page import card, note, page_header, page_link, skeleton, stack
from bizhub.components.variables import var
from bizhub.domain.center_rules import AllowlistFor
from bizhub.domain.sign_in_rules import MOST_GRACE_DAYS, TwoStepFor
from bizhub.pages.frame import signed_in_page
from bizhub.state.approval_rule import ApprovalRuleState
from bizhub.state.center_rules import CenterRulesState
from bizhub.state.session import SessionState

_ALLOWLIST = (
    (AllowlistFor.NOBODY.value, "Any address is fine"),
    (AllowlistFor.ADMINS.value, "Admins need an address of these domains"),
    (AllowlistFor.ALL.value, "All members need an address of these domains"),
)
_TWO_STEP = (
    (TwoStepFor.NOBODY.value, "Nobody has to turn it on"),
    (TwoStepFor.ADMINS.value, "Admins"),
    (TwoStepFor.ALL.value, "Everybody in this center"),
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
        rx.cond(CenterRulesState.is_loaded, stack(_form(), two_admins()), card(*(skeleton() for _ in range(4)))),
    )


def _form() -> rx.Component:
    return kept_form(
        _addresses(),
        _signing_in(),
        rx.cond(
            CenterRulesState.may_edit,
            rx.el.div(rx.button("Save the rules", type="submit"), class_name="bh-form-actions"),
            note("Only admins of this center can change its rules."),
        ),
        state=CenterRulesState,
        on_submit=CenterRulesState.save,
        class_name="bh-stack",
    )


def _addresses() -> rx.Component:
    return card(
        stack(
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
        ),
        title="E-mail addresses",
    )


def _signing_in() -> rx.Component:
    errors = CenterRulesState.errors
    return card(
        stack(
            rx.cond(
                CenterRulesState.two_step_since != "",
                note("2-step verification is asked for from ", CenterRulesState.two_step_since, " on."),
                rx.fragment(),
            ),
            select_field(
                "Who needs 2-step verification",
                "two_step_for",
                _TWO_STEP,
                error=errors.get("two_step_for", ""),
                hint=rx.cond(
                    CenterRulesState.left_out != "",
                    CenterRulesState.left_out,
                    "Whoever has it off is told of the day, and let in after it once they turn it on.",
                ),
                default_value=CenterRulesState.two_step_for,
                disabled=~CenterRulesState.may_edit,
            ),
            form_field(
                "Days until it is asked for",
                "two_step_days",
                error=errors.get("two_step_days", ""),
                hint=f"0 to {MOST_GRACE_DAYS}, counted from the day on which the rule is saved.",
                default_value=CenterRulesState.two_step_days,
                disabled=~CenterRulesState.may_edit,
                input_mode="numeric",
                auto_complete="off",
            ),
            select_field(
                "How long a session opens this center",
                "session_hours",
                var(CenterRulesState.session_choices),
                error=errors.get("session_hours", ""),
                hint="Whoever signed in longer ago signs in again. That may be you, right after saving.",
                default_value=CenterRulesState.session_hours,
                disabled=~CenterRulesState.may_edit,
            ),
        ),
        title="Signing in",
    )
