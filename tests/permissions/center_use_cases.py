"""The use cases of a center itself: its name, its rules, its end; as in use_cases.py."""

from tests.permissions.rows import Our, Row, row
from tests.permissions.who import Who

CENTER_USE_CASES: dict[str, Row] = {
    "admins.current_admins": row(Who.PART),
    "admins.tell_admins": row(Who.PART),
    "center_deletion.delete_center": row(Who.CENTER_ADMIN, name="Ours"),
    "center_deletion.keep_center": row(Who.CENTER_ADMIN),
    "center_deletion.view_deletion": row(Who.CENTER_ADMIN),
    "center_picture.change_picture": row(Who.CENTER_ADMIN, content=b"no picture", seen=""),
    "center_picture.expect_picture": row(Who.CENTER_ADMIN, seen=""),
    "center_picture.read_picture": row(Who.NAMED_MEMBER, name=Our.PICTURE),
    "center_picture.remove_picture": row(Who.CENTER_ADMIN, seen=Our.PICTURE),
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
