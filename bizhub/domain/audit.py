"""The registry of events that the activity records, each with the sentence people read."""

from dataclasses import dataclass
from enum import StrEnum


class Through(StrEnum):
    """By which door a change came."""

    WEB = "web"
    API = "api"
    DESK = "desk"
    IMPORT = "import"
    SYSTEM = "system"


class AuditEvent(StrEnum):
    """One kind of change; `subject:action`."""

    USER_SIGN_UP = "user:sign_up"
    USER_CONFIRM = "user:confirm"
    USER_SIGN_IN = "user:sign_in"
    USER_SIGN_OUT = "user:sign_out"
    USER_EDIT = "user:edit"
    USER_PASSWORD_CHANGE = "user:password_change"
    USER_PASSWORD_RESET = "user:password_reset"
    USER_SESSION_END = "user:session_end"
    CENTER_CREATE = "center:create"
    CENTER_EDIT = "center:edit"
    MEMBER_ADD = "member:add"
    AD_ACCOUNT_CREATE = "ad_account:create"
    AD_ACCOUNT_EDIT = "ad_account:edit"
    AD_ACCOUNT_LABEL = "ad_account:label"
    AD_ACCOUNT_GRANT = "ad_account:grant"
    LABEL_CREATE = "label:create"
    LABEL_EDIT = "label:edit"
    LABEL_DELETE = "label:delete"
    IMPORT_RUN = "import:run"
    EXPORT_RUN = "export:run"
    ACTIVITY_BEGIN = "activity:begin"
    ACTIVITY_EXPORT = "activity:export"
    ACTIVITY_VERIFY = "activity:verify"


SENTENCES: dict[AuditEvent, str] = {
    AuditEvent.USER_SIGN_UP: "{person} signed up",
    AuditEvent.USER_CONFIRM: "{person} confirmed {object}",
    AuditEvent.USER_SIGN_IN: "{person} signed in",
    AuditEvent.USER_SIGN_OUT: "{person} signed out",
    AuditEvent.USER_EDIT: "{person} changed their profile",
    AuditEvent.USER_PASSWORD_CHANGE: "{person} changed their password",
    AuditEvent.USER_PASSWORD_RESET: "{person} reset their password",
    AuditEvent.USER_SESSION_END: "{person} ended a session on {object}",
    AuditEvent.CENTER_CREATE: "{person} created the center {object}",
    AuditEvent.CENTER_EDIT: "{person} changed the center {object}",
    AuditEvent.MEMBER_ADD: "{person} added {object} as a member",
    AuditEvent.AD_ACCOUNT_CREATE: "{person} created the ad account {object}",
    AuditEvent.AD_ACCOUNT_EDIT: "{person} changed the ad account {object}",
    AuditEvent.AD_ACCOUNT_LABEL: "{person} changed the labels of {object}",
    AuditEvent.AD_ACCOUNT_GRANT: "{person} gave access to {object}",
    AuditEvent.LABEL_CREATE: "{person} created the label {object}",
    AuditEvent.LABEL_EDIT: "{person} changed the label {object}",
    AuditEvent.LABEL_DELETE: "{person} deleted the label {object}",
    AuditEvent.IMPORT_RUN: "{person} imported figures into {object}",
    AuditEvent.EXPORT_RUN: "{person} exported figures of {object}",
    AuditEvent.ACTIVITY_BEGIN: "{person} began the record of {object}",
    AuditEvent.ACTIVITY_EXPORT: "{person} exported the activity",
    AuditEvent.ACTIVITY_VERIFY: "{person} checked the activity",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry on its way into the record; `before` and `after` are JSON texts."""

    event: AuditEvent
    object_type: str
    object_id: str
    object_name: str
    before: str
    after: str
    approval: str = ""
