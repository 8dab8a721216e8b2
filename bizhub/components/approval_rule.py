"""The rule that two admins agree on who is one."""

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.page import card, note, page_link
from bizhub.components.text import badge
from bizhub.domain.approvals import LASTS, NOTICE_LASTS
from bizhub.state.approval_rule import ApprovalRuleState

_WORDS = (
    "Another admin then approves who becomes an admin and who stops being one, and turning this off again. They have "
    f"{LASTS.days} days to answer. Where only the person concerned could answer, they get {NOTICE_LASTS.days} days to "
    "object, and without objection it is carried out."
)


def two_admins() -> Component:
    """A card with the rule and its button; needs `ApprovalRuleState.load` in the page's on_load."""
    turn_on = rx.button("Turn on", type="button", variant="surface", on_click=ApprovalRuleState.set_on(True))
    turn_off = rx.button(
        "Turn off", type="button", variant="surface", color_scheme="gray", on_click=ApprovalRuleState.set_on(False)
    )
    return card(
        rx.el.div(
            rx.el.p(_WORDS, class_name="bh-secondary"),
            rx.cond(
                ApprovalRuleState.is_on & ApprovalRuleState.rests,
                note(
                    "The rule rests while there is one admin.",
                    action=page_link("Add a second admin", href="/team/second-admin"),
                ),
                rx.fragment(),
            ),
            rx.cond(
                ApprovalRuleState.may_edit,
                rx.el.div(rx.cond(ApprovalRuleState.is_on, turn_off, turn_on), class_name="bh-form-actions"),
                rx.fragment(),
            ),
            class_name="bh-stack",
        ),
        title="Two-admin approval",
        aside=rx.cond(ApprovalRuleState.is_on, badge("On", tone="good", icon_name="check"), badge("Off")),
    )
