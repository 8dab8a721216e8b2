"""Use cases of recovering a center and of a person's own ad accounts, as in use_cases.py."""

from tests.permissions.rows import Our, Row, row
from tests.permissions.who import Who

RECOVERY_USE_CASES: dict[str, Row] = {
    "appointment.appoint": row(Who.PART),
    "appointment.why_not": row(Who.PART),
    "orphans.list_orphans": row(Who.DESK),
    "orphans.present_admin": row(Who.PART),
    "orphans.read_center": row(Who.PART),
    "orphans.view_orphan": row(Who.DESK, center_id=Our.ORPHAN),
    "own_space.count_own_ad_accounts": row(Who.SIGNED_IN),
    "own_space.end_own_space": row(Who.PART),
    "own_space.open_own_space": row(Who.SIGNED_IN, region="DE", currency="EUR", time_zone="Europe/Berlin"),
    "own_space.view_own_space": row(Who.SIGNED_IN),
    "recovery.cancel_recovery": row(Who.DESK, recovery_id=Our.RECOVERY),
    "recovery.close": row(Who.PART),
    "recovery.list_recoveries": row(Who.DESK),
    "recovery.object_to_recovery": row(Who.INSIDER, recovery_id=Our.RECOVERY),
    "recovery.read": row(Who.PART),
    "recovery.record": row(Who.PART),
    "recovery.start_recovery": row(Who.DESK, center_id=Our.ORPHAN, address=Our.CHOSEN, reason="Nobody is left"),
    "recovery.tell_members": row(Who.PART),
    "recovery.tell_over": row(Who.PART),
    "recovery.view_recovery": row(Who.MEMBER),
}
