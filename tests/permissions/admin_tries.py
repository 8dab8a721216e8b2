"""How the handlers of two-admin approval, of deleting a center and of the wizard for a second admin are tried."""

from tests.permissions.shows import becomes, either, has, leads_to, says, tells
from tests.permissions.tried import SESSION, Try
from tests.permissions.use_cases import Our

APPROVALS = {"page": "/team/approvals", "steps": (SESSION, "approvals.ApprovalsState.load")}
ONE = {"approval_id": Our.APPROVAL}
BEGIN_REFUSAL = ("approvals.ApprovalsState.begin_refusal", ONE)
REFUSING = {**APPROVALS, "steps": (*APPROVALS["steps"], BEGIN_REFUSAL), "filled_by": "admin"}
RULE = {"page": "/settings/rules", "steps": (SESSION, "approval_rule.ApprovalRuleState.load")}
DELETION = {"page": "/settings/delete", "steps": (SESSION, "center_deletion.CenterDeletionState.load")}
WIZARD = {"page": "/team/second-admin?step=2", "steps": (SESSION, "second_admin.SecondAdminState.load")}
ADDRESS = {"name": "address", "value": "bo@example.org"}
TYPED = {**WIZARD, "steps": (*WIZARD["steps"], ("second_admin.SecondAdminState.keep", ADDRESS))}
OFFERED = {**WIZARD, "steps": (*WIZARD["steps"], ("second_admin.SecondAdminState.suggest_members", {"query": ""}))}
INVITATION = {"invitation_id": Our.INVITATION}


ADMIN_TRIES: tuple[Try, ...] = (
    Try("approval_rule.ApprovalRuleState.load", becomes("is_loaded", True), page="/settings/rules", steps=(SESSION,)),
    Try("approval_rule.ApprovalRuleState.set_on", says("Two-admin approval is on."), {"is_on": True}, **RULE),
    Try("approvals.ApprovalsState.approve", says("This cannot be done any more"), ONE, **APPROVALS),
    Try("approvals.ApprovalsState.begin_refusal", becomes("refusing", Our.APPROVAL), ONE, **APPROVALS,
        filled_by="admin"),
    Try("approvals.ApprovalsState.load", becomes("is_loaded", True), page="/team/approvals", steps=(SESSION,)),
    Try("approvals.ApprovalsState.refresh", tells("past"), **APPROVALS),
    Try("approvals.ApprovalsState.refuse", says("Declined."), {"form_data": {"reason": ""}}, **REFUSING),
    Try("approvals.ApprovalsState.set_opened", becomes("refusing", ""), {"opened": False}, **REFUSING),
    Try("approvals.ApprovalsState.withdraw", says("Withdrawn."), {"approval_id": Our.NOTICE}, **APPROVALS),
    Try("center_deletion.CenterDeletionState.delete", either(says("This center is being deleted."), has("errors")),
        {"form": {"name": "Ours"}}, **DELETION),
    Try("center_deletion.CenterDeletionState.keep", says("has kept this center already"), **DELETION),
    Try("center_deletion.CenterDeletionState.load", has("ends"), page="/settings/delete", steps=(SESSION,)),
    Try("center_picture.CenterPictureState.remove", says("The picture is removed.", "has changed the picture"),
        page="/settings", steps=(SESSION,), filled_by="admin"),
    Try("center_picture.CenterPictureState.uploaded", says("The picture is changed."),
        {"report": '{"status": 200, "state": "done", "answer": null}'}, page="/settings", steps=(SESSION,)),
    Try("second_admin.SecondAdminState.add_another", leads_to("/team/second-admin?step=2"), **WIZARD),
    Try("second_admin.SecondAdminState.change_address", leads_to("/team/second-admin?step=2"), INVITATION, **WIZARD),
    Try("second_admin.SecondAdminState.choose_member", tells("drawn"), {"row_id": Our.PERSON}, **OFFERED),
    Try("second_admin.SecondAdminState.go_on", leads_to("/team/second-admin?step=3"),
        {"step": 2, "form": {"address": "bo@example.org"}}, **WIZARD),
    Try("second_admin.SecondAdminState.keep", becomes("address", "bo@example.org"), ADDRESS, **WIZARD),
    Try("second_admin.SecondAdminState.load", becomes("step", 2), page="/team/second-admin?step=2", steps=(SESSION,)),
    Try("second_admin.SecondAdminState.refresh", tells("sent"), **WIZARD),
    Try("second_admin.SecondAdminState.resend", says("Sent again"), INVITATION, **WIZARD),
    Try("second_admin.SecondAdminState.send", says("The invitation to bo@example.org is on its way."), **TYPED),
    Try("second_admin.SecondAdminState.show_step", leads_to("/team/second-admin?step=2"), {"step": 2}, **WIZARD),
    Try("second_admin.SecondAdminState.suggest_members", becomes("members_answered", "m"), {"query": "m"}, **WIZARD),
    Try("second_admin.SecondAdminState.take_back", says("Taken back."), {"row_id": Our.INVITATION}, **WIZARD),
)  # fmt: skip
