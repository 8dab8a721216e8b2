"""The words of the activity: what a stored field and a stored value are called on screen."""

from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.centers import INDUSTRIES

FIELD_WORDS: dict[str, str] = {
    "name": "name",
    "email": "e-mail",
    "phone": "phone number",
    "role": "role",
    "finance_role": "finance role",
    "user": "person",
    "user_name": "person",
    "level": "level",
    "valid_from": "from",
    "valid_until": "until",
    "until": "until",
    "via": "through",
    "given_by": "given by",
    "bulk": "bulk change",
    "undo_of": "undoes the bulk change",
    "pairs": "changes asked for",
    "invited_by": "invited by",
    "added": "added",
    "removed": "removed",
    "ad_accounts": "ad accounts",
    "levels": "levels",
    "reason": "reason",
    "answer": "answer",
    "allowlist_for": "who needs an address of these domains",
    "domains": "e-mail domains",
    "two_admin_approval": "approval of a second admin",
    "picture": "picture",
    "ends_at": "deleted on",
    "asked_by": "asked by",
    "notice_to": "notice to",
    "two_step_for": "who needs 2-step verification",
    "two_step_days": "days until it is asked",
    "session_hours": "hours after which a session is too old",
    "company_name": "company name",
    "region": "region",
    "currency": "currency",
    "time_zone": "time zone",
    "industry": "industry",
    "website": "website",
    "contact_name": "contact",
    "contact_email": "contact's e-mail",
    "contact_phone": "contact's phone number",
    "status": "status",
    "external_id": "external ID",
    "imported": "imported",
    "note": "note",
    "labels": "labels",
    "color": "colour",
    "locale": "language and region",
    "file": "file",
    "file_name": "file",
    "sha256": "fingerprint of the file (SHA-256)",
    "first_day": "first day",
    "last_day": "last day",
    "grain": "level of detail",
    "rows": "rows",
    "changed_days": "days with other figures",
    "spend": "cost",
    "impressions": "impressions",
    "clicks": "clicks",
    "conversion": "conversions",
    "format": "format",
    "entries": "entries",
    "problems": "problems",
    "person": "person",
    "kind": "kind",
    "asset": "asset",
    "search": "search",
    "device": "device",
    "address": "network address",
    "documents": "documents",
    "media_type": "type of file",
    "size": "size in bytes",
    "pages": "pages",
    "error": "error",
}
"""Stored name → word, in the order in which differences are listed; other names show themselves."""

_ROLES_AND_LEVELS = {
    "ADMIN": "Admin",
    "STANDARD": "Standard",
    "OWNER": "Owner",
    "MANAGER": "Manager",
    "OPERATOR": "Operator",
    "ANALYST": "Analyst",
}

CODE_WORDS: dict[str, dict[str, str]] = {
    "allowlist_for": {"ADMINS": "admins", "ALL": "all members"},
    "role": _ROLES_AND_LEVELS,
    "finance_role": _ROLES_AND_LEVELS,
    "level": _ROLES_AND_LEVELS,
    "status": {
        "STATUS_ENABLE": "Active",
        "STATUS_DISABLE": "Disabled",
        "STATUS_PENDING_CONFIRM": "In review",
        "STATUS_PENDING_CONFIRM_MODIFY": "In review again",
        "STATUS_CONFIRM_FAIL": "Refused",
        "STATUS_LIMIT": "Suspended",
    },
    "industry": dict(INDUSTRIES),
}
"""Stored codes of the fields that hold codes; everything else is shown as it was typed."""

THROUGH_WORDS: dict[str, str] = {
    Through.WEB: "in the browser",
    Through.API: "through the API",
    Through.DESK: "by the desk",
    Through.IMPORT: "by an import",
    Through.SYSTEM: "by BizHub itself",
    Through.OPERATOR: "on the command line",
}

KINDS: dict[str, str] = {
    "ad_account": "Ad accounts",
    "import": "Imports",
    "label": "Labels",
    "member": "Members",
    "invitation": "Invitations",
    "bulk": "Bulk changes",
    "access_request": "Requests for access",
    "approval": "Approvals of a second admin",
    "verification": "Verification",
    "ticket": "Tickets",
    "case": "Reviews at the desk",
    "recovery": "Recovery of the center",
    "asset_group": "Asset groups",
    "center": "Center",
    "document": "Documents",
    "export": "Exports of figures",
    "activity": "Exports and checks of the activity",
}
"""Subject of an event → what the filter calls it; what people do with their own sign-in is in no center's record."""


def events_of(kind: str) -> tuple[str, ...]:
    """The events whose subject this is; none for an unknown subject."""
    return tuple(event.value for event in AuditEvent if event.value.partition(":")[0] == kind)
