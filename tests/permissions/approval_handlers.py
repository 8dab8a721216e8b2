"""The handlers of what waits for a second admin."""

from tests.permissions.who import Who

APPROVAL_HANDLERS: dict[str, Who] = {
    "approvals.ApprovalsState.approve": Who.NAMED_ADMIN,
    "approvals.ApprovalsState.begin_refusal": Who.SIGNED_IN,
    "approvals.ApprovalsState.load": Who.MEMBER,
    "approvals.ApprovalsState.refresh": Who.MEMBER,
    "approvals.ApprovalsState.refuse": Who.NAMED_ADMIN,
    "approvals.ApprovalsState.set_opened": Who.SIGNED_IN,
    "approvals.ApprovalsState.withdraw": Who.REQUESTER,
}
