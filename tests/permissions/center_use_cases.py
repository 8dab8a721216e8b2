"""The use cases of a center itself: its name, its rules, its end; as in use_cases.py."""

from tests.permissions.rows import Row, row
from tests.permissions.who import Who

CENTER_USE_CASES: dict[str, Row] = {
    "center_deletion.delete_center": row(Who.CENTER_ADMIN, name="Ours"),
    "center_deletion.keep_center": row(Who.CENTER_ADMIN),
    "center_deletion.tell_admins": row(Who.PART),
    "center_deletion.view_deletion": row(Who.CENTER_ADMIN),
    "center_rules.require_inviting": row(Who.PART),
    "center_rules.edit_rules": row(Who.CENTER_ADMIN, domains="example.org", allowlist_for="ALL", seen={}),
    "center_rules.rules_of": row(Who.PART),
    "center_rules.store": row(Who.PART),
    "center_rules.view_rules": row(Who.MEMBER),
    "centers.edit_center": row(Who.CENTER_ADMIN, name="Renamed", seen={}),
    "centers.hide_checklist": row(Who.MEMBER),
    "centers.list_centers": row(Who.SIGNED_IN),
    "centers.list_limits": row(Who.MEMBER),
    "centers.view_center_details": row(Who.MEMBER),
    "centers.view_checklist": row(Who.MEMBER),
}
