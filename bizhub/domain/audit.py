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
    OPERATOR = "operator"


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
    USER_TWO_STEP_ON = "user:two_step_on"
    USER_TWO_STEP_OFF = "user:two_step_off"
    USER_RECOVERY_CODE = "user:recovery_code"
    USER_RECOVERY_CODES = "user:recovery_codes"
    USER_DISABLE = "user:disable"
    USER_ENABLE = "user:enable"
    USER_DELETE = "user:delete"
    CENTER_CREATE = "center:create"
    CENTER_EDIT = "center:edit"
    CENTER_EDIT_RULES = "center:edit_rules"
    CENTER_DELETE = "center:delete"
    CENTER_KEEP = "center:keep"
    CENTER_CLEAR = "center:clear"
    CENTER_EDIT_COMPANY = "center:edit_company"
    CENTER_ACCOUNT_MANAGER = "center:account_manager"
    MEMBER_ADD = "member:add"
    MEMBER_EDIT = "member:edit"
    MEMBER_REMOVE = "member:remove"
    MEMBER_LEAVE = "member:leave"
    MEMBER_RESTORE = "member:restore"
    MEMBER_DISABLE = "member:disable"
    MEMBER_ENABLE = "member:enable"
    MEMBER_DELETE_ACCOUNT = "member:delete_account"
    MEMBER_VOUCH = "member:vouch"
    MEMBER_VIEW_BEGIN = "member:view_begin"
    MEMBER_VIEW_END = "member:view_end"
    INVITATION_SEND = "invitation:send"
    INVITATION_RESEND = "invitation:resend"
    INVITATION_REVOKE = "invitation:revoke"
    INVITATION_DECLINE = "invitation:decline"
    AD_ACCOUNT_CREATE = "ad_account:create"
    AD_ACCOUNT_EDIT = "ad_account:edit"
    AD_ACCOUNT_LABEL = "ad_account:label"
    AD_ACCOUNT_GRANT = "ad_account:grant"
    AD_ACCOUNT_SUBMIT = "ad_account:submit"
    AD_ACCOUNT_APPROVE = "ad_account:approve"
    AD_ACCOUNT_REJECT = "ad_account:reject"
    AD_ACCOUNT_LIMIT = "ad_account:limit"
    AD_ACCOUNT_LIFT = "ad_account:lift"
    AD_ACCOUNT_DISABLE = "ad_account:disable"
    VERIFICATION_SUBMIT = "verification:submit"
    VERIFICATION_WITHDRAW = "verification:withdraw"
    VERIFICATION_APPROVE = "verification:approve"
    VERIFICATION_REJECT = "verification:reject"
    TICKET_SUBMIT = "ticket:submit"
    TICKET_MESSAGE = "ticket:message"
    TICKET_APPROVE = "ticket:approve"
    TICKET_REJECT = "ticket:reject"
    TICKET_WITHDRAW = "ticket:withdraw"
    CASE_CLAIM = "case:claim"
    CASE_RELEASE = "case:release"
    CASE_FIRST_DECISION = "case:first_decision"
    RECOVERY_START = "recovery:start"
    RECOVERY_OBJECT = "recovery:object"
    RECOVERY_CANCEL = "recovery:cancel"
    RECOVERY_CARRY_OUT = "recovery:carry_out"
    RECOVERY_FAIL = "recovery:fail"
    DESK_ADD = "desk:add"
    DESK_REMOVE = "desk:remove"
    BULK_START = "bulk:start"
    BULK_CANCEL = "bulk:cancel"
    BULK_EXPORT = "bulk:export"
    ACCESS_REQUEST_SEND = "access_request:send"
    ACCESS_REQUEST_GRANT = "access_request:grant"
    ACCESS_REQUEST_REFUSE = "access_request:refuse"
    ACCESS_REQUEST_WITHDRAW = "access_request:withdraw"
    APPROVAL_ASK = "approval:ask"
    APPROVAL_APPROVE = "approval:approve"
    APPROVAL_DECLINE = "approval:decline"
    APPROVAL_WITHDRAW = "approval:withdraw"
    APPROVAL_OBJECT = "approval:object"
    APPROVAL_CARRY_OUT = "approval:carry_out"
    APPROVAL_FAIL = "approval:fail"
    ASSET_GROUP_CREATE = "asset_group:create"
    ASSET_GROUP_EDIT = "asset_group:edit"
    ASSET_GROUP_MEMBERS = "asset_group:members"
    ASSET_GROUP_AD_ACCOUNTS = "asset_group:ad_accounts"
    ASSET_GROUP_DELETE = "asset_group:delete"
    LABEL_CREATE = "label:create"
    LABEL_EDIT = "label:edit"
    LABEL_DELETE = "label:delete"
    IMPORT_RUN = "import:run"
    DOCUMENT_ADD = "document:add"
    DOCUMENT_REMOVE = "document:remove"
    DOCUMENT_VIEW = "document:view"
    DOCUMENT_DELETE = "document:delete"
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
    AuditEvent.USER_TWO_STEP_ON: "{person} turned on 2-step verification",
    AuditEvent.USER_TWO_STEP_OFF: "{person} turned off 2-step verification",
    AuditEvent.USER_RECOVERY_CODE: "{person} used a recovery code",
    AuditEvent.USER_RECOVERY_CODES: "{person} made new recovery codes",
    AuditEvent.USER_DISABLE: "{person} disabled the sign-in of {object}",
    AuditEvent.USER_ENABLE: "{person} enabled the sign-in of {object} again",
    AuditEvent.USER_DELETE: "{person} deleted their account",
    AuditEvent.CENTER_CREATE: "{person} created the center {object}",
    AuditEvent.CENTER_EDIT: "{person} changed the center {object}",
    AuditEvent.CENTER_EDIT_RULES: "{person} changed the rules of {object}",
    AuditEvent.CENTER_DELETE: "{person} began to delete the center {object}",
    AuditEvent.CENTER_KEEP: "{person} kept the center {object}",
    AuditEvent.CENTER_CLEAR: "{person} cleared away the figures and files of the deleted center {object}",
    AuditEvent.CENTER_EDIT_COMPANY: "{person} changed the company data of {object}",
    AuditEvent.CENTER_ACCOUNT_MANAGER: "{person} chose who manages {object} at the desk",
    AuditEvent.MEMBER_ADD: "{person} added {object} as a member",
    AuditEvent.MEMBER_EDIT: "{person} changed the membership of {object}",
    AuditEvent.MEMBER_REMOVE: "{person} removed {object} from the center",
    AuditEvent.MEMBER_LEAVE: "{person} left the center",
    AuditEvent.MEMBER_RESTORE: "{person} made {object} a member again",
    AuditEvent.MEMBER_DISABLE: "{person} disabled the sign-in of {object}",
    AuditEvent.MEMBER_ENABLE: "{person} enabled the sign-in of {object} again",
    AuditEvent.MEMBER_DELETE_ACCOUNT: "{person} deleted their account and left the center",
    AuditEvent.MEMBER_VOUCH: "{person} vouched for the lost device of {object}",
    AuditEvent.MEMBER_VIEW_BEGIN: "{person} began to see BizHub as {object} sees it",
    AuditEvent.MEMBER_VIEW_END: "{person} stopped seeing BizHub as {object} sees it",
    AuditEvent.INVITATION_SEND: "{person} invited {object}",
    AuditEvent.INVITATION_RESEND: "{person} sent the invitation of {object} again",
    AuditEvent.INVITATION_REVOKE: "{person} took back the invitation of {object}",
    AuditEvent.INVITATION_DECLINE: "{person} declined the invitation of {object}",
    AuditEvent.AD_ACCOUNT_CREATE: "{person} created the ad account {object}",
    AuditEvent.AD_ACCOUNT_EDIT: "{person} changed the ad account {object}",
    AuditEvent.AD_ACCOUNT_LABEL: "{person} changed the labels of {object}",
    AuditEvent.AD_ACCOUNT_GRANT: "{person} gave access to {object}",
    AuditEvent.AD_ACCOUNT_SUBMIT: "{person} corrected the ad account {object} and sent it to the desk again",
    AuditEvent.AD_ACCOUNT_APPROVE: "{person} approved the ad account {object}",
    AuditEvent.AD_ACCOUNT_REJECT: "{person} refused the ad account {object}",
    AuditEvent.AD_ACCOUNT_LIMIT: "{person} suspended the ad account {object}",
    AuditEvent.AD_ACCOUNT_LIFT: "{person} lifted the suspension of the ad account {object}",
    AuditEvent.AD_ACCOUNT_DISABLE: "{person} disabled the ad account {object} for good",
    AuditEvent.VERIFICATION_SUBMIT: "{person} sent the verification of {object} to the desk",
    AuditEvent.VERIFICATION_WITHDRAW: "{person} took back the verification of {object}",
    AuditEvent.VERIFICATION_APPROVE: "{person} verified {object}",
    AuditEvent.VERIFICATION_REJECT: "{person} refused the verification of {object}",
    AuditEvent.TICKET_SUBMIT: "{person} asked the desk to change the company data of {object}",
    AuditEvent.TICKET_MESSAGE: "{person} wrote on the ticket of {object}",
    AuditEvent.TICKET_APPROVE: "{person} approved the ticket of {object}",
    AuditEvent.TICKET_REJECT: "{person} rejected the ticket of {object}",
    AuditEvent.TICKET_WITHDRAW: "{person} took back the ticket of {object}",
    AuditEvent.CASE_CLAIM: "{person} began to review {object}",
    AuditEvent.CASE_RELEASE: "{person} put {object} back into the queue of the desk",
    AuditEvent.CASE_FIRST_DECISION: "{person} decided on {object} as the first of two reviewers",
    AuditEvent.RECOVERY_START: "{person} began to recover the center: {object} will be made an admin",
    AuditEvent.RECOVERY_OBJECT: "{person} objected to the recovery of the center with {object} as an admin",
    AuditEvent.RECOVERY_CANCEL: "{person} stopped the recovery of the center with {object} as an admin",
    AuditEvent.RECOVERY_CARRY_OUT: "The recovery that {person} began was carried out: {object} is an admin",
    AuditEvent.RECOVERY_FAIL: "The recovery that {person} began could not be carried out: {object} is no admin",
    AuditEvent.DESK_ADD: "{person} took {object} to the desk",
    AuditEvent.DESK_REMOVE: "{person} took {object} away from the desk",
    AuditEvent.BULK_START: "{person} started a bulk change: {object}",
    AuditEvent.BULK_CANCEL: "{person} stopped a bulk change: {object}",
    AuditEvent.BULK_EXPORT: "{person} exported the result of a bulk change: {object}",
    AuditEvent.ACCESS_REQUEST_SEND: "{person} asked for access to {object}",
    AuditEvent.ACCESS_REQUEST_GRANT: "{person} granted a request for access to {object}",
    AuditEvent.ACCESS_REQUEST_REFUSE: "{person} refused a request for access to {object}",
    AuditEvent.ACCESS_REQUEST_WITHDRAW: "{person} withdrew their request for access to {object}",
    AuditEvent.APPROVAL_ASK: "{person} asked to {object}",
    AuditEvent.APPROVAL_APPROVE: "{person} approved a request: {object}",
    AuditEvent.APPROVAL_DECLINE: "{person} declined a request: {object}",
    AuditEvent.APPROVAL_WITHDRAW: "{person} withdrew a request: {object}",
    AuditEvent.APPROVAL_OBJECT: "{person} objected to a notice: {object}",
    AuditEvent.APPROVAL_CARRY_OUT: "A notice of {person} was carried out: {object}",
    AuditEvent.APPROVAL_FAIL: "{person} tried to carry out a request, which failed: {object}",
    AuditEvent.ASSET_GROUP_CREATE: "{person} created the asset group {object}",
    AuditEvent.ASSET_GROUP_EDIT: "{person} changed the asset group {object}",
    AuditEvent.ASSET_GROUP_MEMBERS: "{person} changed who is in the asset group {object}",
    AuditEvent.ASSET_GROUP_AD_ACCOUNTS: "{person} changed the ad accounts of the asset group {object}",
    AuditEvent.ASSET_GROUP_DELETE: "{person} deleted the asset group {object}",
    AuditEvent.LABEL_CREATE: "{person} created the label {object}",
    AuditEvent.LABEL_EDIT: "{person} changed the label {object}",
    AuditEvent.LABEL_DELETE: "{person} deleted the label {object}",
    AuditEvent.IMPORT_RUN: "{person} imported figures into {object}",
    AuditEvent.DOCUMENT_ADD: "{person} added the document {object}",
    AuditEvent.DOCUMENT_REMOVE: "{person} removed the document {object}",
    AuditEvent.DOCUMENT_VIEW: "{person} looked at the document {object}",
    AuditEvent.DOCUMENT_DELETE: "{person} deleted documents for good: {object}",
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
