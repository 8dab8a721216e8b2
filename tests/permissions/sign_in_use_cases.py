"""The use cases of 2-step verification, of a center's rules about signing in and of the end of a sign-in: who may."""

from tests.permissions.rows import Our, Row, row
from tests.permissions.who import Who
from tests.sign_in_steps import PASSWORD

SIGN_IN_USE_CASES: dict[str, Row] = {
    "account_deletion.delete_account": row(Who.SIGNED_IN, password="x", code=""),
    "account_deletion.view_account_deletion": row(Who.SIGNED_IN),
    "lost_device.cancel": row(Who.PART),
    "lost_device.redeem": row(Who.PART),
    "lost_device.vouch": row(Who.NAMED_ADMIN, user_id=Our.GUARDED, password=PASSWORD),
    "own_password.prove": row(Who.PART),
    "own_password.require_same": row(Who.PART),
    "person_messages.tell": row(Who.PART),
    "rules_page.edit_rules_page": row(
        Who.CENTER_ADMIN,
        addresses={"domains": "example.org", "allowlist_for": "ALL"},
        signing_in={"two_step_for": "", "two_step_days": "3", "session_hours": "24"},
        seen={},
    ),
    "rules_page.view_rules_page": row(Who.MEMBER),
    "second_step.finish": row(Who.ANYBODY, request=Our.SECOND_STEP, code=Our.RECOVERY_CODE),
    "second_step.forget": row(Who.PART),
    "second_step.is_waiting": row(Who.ANYBODY, request="x"),
    "second_step.wait": row(Who.PART),
    "sign_in_rules.edit_sign_in_rules": row(
        Who.CENTER_ADMIN, two_step_for="", two_step_days="3", session_hours="24", seen={}
    ),
    "sign_in_rules.view_sign_in_rules": row(Who.MEMBER),
    "two_step.begin_setup": row(Who.SIGNED_IN),
    "two_step.check": row(Who.PART),
    "two_step.confirm_setup": row(Who.SIGNED_IN, code="000000"),
    "two_step.is_on": row(Who.PART),
    "two_step.remove": row(Who.PART),
    "two_step.renew_codes": row(Who.SIGNED_IN, code="000000"),
    "two_step.view_two_step": row(Who.SIGNED_IN),
    "two_step_messages.tell_of_new_codes": row(Who.PART),
    "two_step_messages.tell_of_recovery": row(Who.PART),
    "two_step_messages.tell_of_turning_off": row(Who.PART),
    "two_step_messages.tell_of_turning_on": row(Who.PART),
    "two_step_messages.tell_of_vouching": row(Who.PART),
    "two_step_off.turn_off": row(Who.SIGNED_IN, password="x", code="000000"),
    "user_disabling.disable_user": row(Who.PART),
    "user_disabling.enable_user": row(Who.PART),
    "user_ending.hold_centers": row(Who.PART),
    "user_ending.hold_person": row(Who.PART),
    "user_ending.in_each": row(Who.PART),
}
