"""What can be undone from the activity."""

from bizhub.domain.audit import AuditEvent

UNDOABLE = frozenset(
    {
        AuditEvent.AD_ACCOUNT_GRANT.value,
        AuditEvent.AD_ACCOUNT_LABEL.value,
        AuditEvent.MEMBER_EDIT.value,
        AuditEvent.ASSET_GROUP_EDIT.value,
        AuditEvent.ASSET_GROUP_MEMBERS.value,
        AuditEvent.ASSET_GROUP_AD_ACCOUNTS.value,
    }
)
"""Events that name all that was there before; the others end something for good, or are no change."""
