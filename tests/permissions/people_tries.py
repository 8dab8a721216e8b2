"""How the handlers of invitations, requests for access and rules are tried."""

import json

from tests.permissions.shows import (
    becomes,
    either,
    has,
    leads_to,
    left_or_kept,
    says,
    tells,
)
from tests.permissions.tried import SESSION, Try
from tests.permissions.use_cases import Our

RULES = {"page": "/settings/rules", "steps": (SESSION, "center_rules.CenterRulesState.load")}
SIGNING_IN = {"two_step_for": "", "two_step_days": "14", "session_hours": "0"}
ASKED = {"page": "/accounts/{AD_ACCOUNT}", "steps": (SESSION, "access_request.AccessRequestState.load")}
IS_ASKED = either(says("Your request is on its way."), becomes("errors", {"level": "You hold this level already."}))
REQUEST_FORM = {"form_data": {"level": "ADMIN", "last_day": "", "reason": ""}}
REQUESTS = {"page": "/team/requests", "steps": (SESSION, "access_requests.AccessRequestsState.load")}
BEGIN_REFUSAL = ("access_requests.AccessRequestsState.begin_refusal", {"request_id": Our.REQUEST})
REFUSING = {**REQUESTS, "steps": (*REQUESTS["steps"], BEGIN_REFUSAL)}
TEAM = {"page": "/team", "steps": (SESSION, "team.TeamState.load")}
INVITATIONS = {"page": "/team", "steps": (SESSION, "invitations.InvitationsState.load")}
INVITING = {"page": "/team", "steps": (SESSION, "invite.InviteState.load"), "filled_by": "admin"}
OFFERED = ("invite.InviteState.suggest_accounts", {"query": ""})
CHOSEN = ("invite.InviteState.add_account", {"ad_account_id": Our.AD_ACCOUNT})
TOLD = {"page": "/notifications", "steps": (SESSION, "notifications.NotificationsState.load")}
INVITED = {"page": "/invitation?key={INVITATION_LINK}", "steps": ("invitation.InvitationPageState.load",)}


PEOPLE_TRIES: tuple[Try, ...] = (
    Try("access_request.AccessRequestState.ask", IS_ASKED, REQUEST_FORM, **ASKED),
    Try("access_request.AccessRequestState.load", becomes("form_version", 1), page="/accounts/{AD_ACCOUNT}",
        steps=(SESSION,)),
    Try("access_request.AccessRequestState.refresh", becomes("form_version", 2), **ASKED),
    Try("access_request.AccessRequestState.withdraw", says("The request is withdrawn."), **ASKED),
    Try("access_requests.AccessRequestsState.begin_refusal", becomes("refusing", Our.REQUEST),
        {"request_id": Our.REQUEST}, **REQUESTS, filled_by="admin"),
    Try("access_requests.AccessRequestsState.grant", says("Access is given."), {"request_id": Our.REQUEST}, **REQUESTS),
    Try("access_requests.AccessRequestsState.load", becomes("is_loaded", True), page="/team/requests",
        steps=(SESSION,)),
    Try("access_requests.AccessRequestsState.refresh", tells("own"), **REQUESTS),
    Try("access_requests.AccessRequestsState.refuse", says("The request is refused."), {"form_data": {"answer": ""}},
        **REFUSING),
    Try("access_requests.AccessRequestsState.set_opened", becomes("refusing", ""), {"opened": False}, **REFUSING,
        filled_by="admin"),
    Try("access_requests.AccessRequestsState.withdraw", says("The request is withdrawn."), {"request_id": Our.REQUEST},
        **REQUESTS),
    Try("bell.BellState.load", tells("spoken"), steps=(SESSION,)),
    Try("bell.BellState.read", tells("spoken"), {"notification_id": Our.NOTIFICATION}, steps=(SESSION,)),
    Try("bell.BellState.read_all", becomes("count", ""), steps=(SESSION,)),
    Try("bell.BellState.refresh", tells("spoken"), steps=(SESSION,)),
    Try("bell.BellState.set_opened", becomes("opened", True), {"opened": True}, steps=(SESSION,)),
    Try("center_rules.CenterRulesState.load", becomes("is_loaded", True), page="/settings/rules", steps=(SESSION,)),
    Try("center_rules.CenterRulesState.save", says("The rules are saved."),
        {"form": {"domains": "example.org", "allowlist_for": "ALL", **SIGNING_IN}}, **RULES),
    Try("center_rules.CenterRulesState.take_up",
        becomes("form_seen", {"domains": "b.org", "allowlist_for": "", **SIGNING_IN}),
        {"report": json.dumps({"of": "center_rules", "seen": {"domains": "b.org"}, "n": 1})}, **RULES,
        filled_by="admin"),
    Try("notifications.NotificationsState.load", becomes("loaded", True), page="/notifications", steps=(SESSION,)),
    Try("notifications.NotificationsState.refresh", tells("rows"), **TOLD),
    Try("notifications.NotificationsState.show", leads_to("/notifications?show=unread"), {"which": "unread"}, **TOLD),
    Try("notifications.NotificationsState.turn_back", leads_to("/notifications"), **TOLD),
    Try("notifications.NotificationsState.turn_on", leads_to("/notifications?page=2"), **TOLD),
    Try("invitation.InvitationPageState.accept", leads_to("/overview?center="), **INVITED),
    Try("invitation.InvitationPageState.decline", leads_to("/overview"), **INVITED),
    Try("invitation.InvitationPageState.load", has("offer"), page="/invitation?key={INVITATION_LINK}"),
    Try("invitation.OffersState.accept", leads_to("/overview?center="), {"invitation_id": Our.INVITATION},
        page="/welcome"),
    Try("invitation.OffersState.decline", says("Declined."), {"invitation_id": Our.INVITATION}, page="/welcome"),
    Try("invitation.OffersState.load", tells("offers"), page="/welcome"),
    Try("invitations.InvitationsState.load", tells("rows"), page="/team", steps=(SESSION,)),
    Try("invitations.InvitationsState.refresh", tells("rows"), **INVITATIONS),
    Try("invitations.InvitationsState.resend", says("Sent again"), {"invitation_id": Our.INVITATION}, **INVITATIONS),
    Try("invitations.InvitationsState.take_back", says("Taken back."), {"invitation_id": Our.INVITATION},
        **INVITATIONS),
    Try("invitations.InvitationsState.turn_back", tells("rows"), **INVITATIONS),
    Try("invitations.InvitationsState.turn_on", tells("rows"), **INVITATIONS),
    Try("invite.InviteState.add_account", has("accounts"), {"ad_account_id": Our.AD_ACCOUNT}, page="/team",
        steps=(SESSION, OFFERED), filled_by="admin"),
    Try("invite.InviteState.close_form", becomes("opened", False), **INVITING),
    Try("invite.InviteState.load", tells("form_of"), page="/team", steps=(SESSION,)),
    Try("invite.InviteState.open_form", becomes("opened", True), **INVITING),
    Try("invite.InviteState.remove_account", becomes("accounts", []), {"ad_account_id": Our.AD_ACCOUNT}, page="/team",
        steps=(SESSION, OFFERED, CHOSEN), filled_by="admin"),
    Try("invite.InviteState.send", says("1 invitation is on its way."), {"form": {"addresses": "bo@example.org"}},
        **INVITING),
    Try("invite.InviteState.suggest_accounts", tells("account_answered"), {"query": "shop"}, **INVITING),
    Try("invite.InviteState.take_up", becomes("opened", True),
        {"report": json.dumps({"of": "invite", "seen": {}, "n": 1})}, **INVITING),
    Try("team.TeamState.clear_filters", leads_to("/team"), **TEAM),
    Try("team.TeamState.filter_by_role", leads_to("/team?role=ADMIN"), {"role": "ADMIN"}, **TEAM),
    Try("team.TeamState.leave", left_or_kept, **TEAM),
    Try("team.TeamState.load", tells("rows"), page="/team", steps=(SESSION,)),
    Try("team.TeamState.refresh", tells("rows"), **TEAM),
    Try("team.TeamState.search_for", leads_to("/team?q=bo"), {"text": "bo"}, **TEAM),
    Try("team.TeamState.turn_back", leads_to("/team"), **TEAM),
    Try("team.TeamState.turn_on", leads_to("/team?page=2"), **TEAM),
)  # fmt: skip
