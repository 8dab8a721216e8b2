"""Every use case: who may call it, and arguments with which it can be tried."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from bizhub.domain.activity import ActivityFilter
from bizhub.domain.ad_account_input import NewAdAccount
from bizhub.domain.ad_accounts import AdAccountFilter
from bizhub.domain.centers import NewCenter
from bizhub.domain.chain import ChainReport
from bizhub.domain.figures import Dimension, Freshness, Period
from bizhub.domain.insights import Question, WholeTable
from bizhub.domain.insights_view import InsightsView
from bizhub.domain.team import Wish
from bizhub.services.insights_export import TakenTable
from tests.permissions.who import Who


class Our(Enum):
    """What the tests put in its place; an argument that is a function is called with all of them."""

    AD_ACCOUNT = "the ID of our ad account"
    CENTER = "the ID of our center"
    LABEL = "the ID of a label of our center"
    FILE = "the ID of a file that our operator has uploaded, which is read and ready"
    ENDED_FILE = "an import of the same person that was given up"
    SESSION = "the ID of the second session of our member"
    PERSON = "the ID of our member"
    FORMER = "the ID of somebody who was an admin of our center"
    ENTRY = "the place of an entry of our admin in our activity: the role of the account admin was changed"
    REQUEST = "a request of our analyst for more on our ad account"
    APPROVAL = "what a deputy has asked for and our admin can answer"
    NOTICE = "a notice to our analyst"
    NOTICE_GIVEN = "a notice that our analyst has given"
    NOTIFICATION = "what our account admin was told"
    ASSET_GROUP = "the ID of an asset group of our center, with the analyst in it"
    INVITATION = "an invitation into our center that waits"
    INVITATION_LINK = "what stands in its link"
    SIGN_UP = "what the browser of somebody who signs up waits with"
    SIGN_UP_CODE = "the code that was sent to them"
    RESET = "what the browser of our admin waits with, who has forgotten the password"
    RESET_CODE = "the code that was sent there"


@dataclass(frozen=True)
class Row:
    """One use case."""

    who: Who
    arguments: dict[str, Any] = field(default_factory=dict)


def row(who: Who, **arguments: Any) -> Row:
    """A use case that is tried with these arguments."""
    return Row(who, arguments)


_FILTER = ActivityFilter()
_REPORT = ChainReport(center_id="1", entries=0, seconds=0.0, problems=(), problem_count=0)
_CENTER = NewCenter(
    name="New", region="DE", currency="EUR", time_zone="Europe/Berlin", industry="RETAIL", contact_name="Ada",
    contact_email="ada@example.org",
)  # fmt: skip


def _about_our_ad_account(ours: dict[Our, str]) -> Question:
    return Question(ad_account_id=ours[Our.AD_ACCOUNT])


def _taken_from_our_ad_account(ours: dict[Our, str]) -> TakenTable:
    table = WholeTable((), Period(date(2026, 1, 1), date(2026, 1, 2)), Freshness(0))
    return TakenTable(InsightsView(), ours[Our.AD_ACCOUNT], table, {}, "Shop DE", "")


USE_CASES: dict[str, Row] = {
    "access_request_messages.ask": row(Who.PART),
    "access_request_messages.tell": row(Who.PART),
    "access_requests.grant_request": row(Who.ACCOUNT_PEOPLE, request_id=Our.REQUEST),
    "access_requests.list_requests": row(Who.MEMBER),
    "access_requests.refuse_request": row(Who.ACCOUNT_PEOPLE, request_id=Our.REQUEST),
    "access_requests.request_access": row(Who.INSIDER, ad_account_id=Our.AD_ACCOUNT, level="ADMIN"),
    "access_requests.view_request_offer": row(Who.INSIDER, ad_account_id=Our.AD_ACCOUNT),
    "access_requests.withdraw_request": row(Who.REQUESTER, request_id=Our.REQUEST),
    "activity.begin_export": row(Who.MEMBER, chosen=_FILTER, format="csv"),
    "activity.list_activity": row(Who.MEMBER, chosen=_FILTER),
    "activity.list_filter_choices": row(Who.MEMBER),
    "activity.note_verification": row(Who.CENTER_ADMIN, report=_REPORT),
    "activity.read_export_step": row(Who.MEMBER, chosen=_FILTER, before=1),
    "activity.verify_activity": row(Who.CENTER_ADMIN),
    "ad_account_people.extend_level": row(Who.ACCOUNT_PEOPLE, ad_account_id=Our.AD_ACCOUNT, user_id=Our.PERSON),
    "ad_account_people.grant_own_level": row(Who.PART),
    "ad_account_people.grant_to_admins": row(Who.PART),
    "ad_account_people.refuse_beyond_own": row(Who.PART),
    "ad_account_people.require_people": row(Who.PART),
    "ad_account_people.set_level": row(
        Who.ACCOUNT_PEOPLE, ad_account_id=Our.AD_ACCOUNT, user_id=Our.PERSON, level="ANALYST", seen={}
    ),
    "ad_account_people.take_level": row(Who.NAMED_ADMIN, ad_account_id=Our.AD_ACCOUNT),
    "ad_account_people.view_level": row(Who.ACCOUNT_PEOPLE, ad_account_id=Our.AD_ACCOUNT, user_id=Our.PERSON),
    "ad_accounts.count_free_places": row(Who.PART),
    "ad_accounts.create_imported": row(Who.CENTER_ADMIN, accounts=(NewAdAccount("9", "New", "EUR", "Europe/Berlin"),)),
    "ad_accounts.edit_ad_account": row(
        Who.ACCOUNT_ADMIN, ad_account_id=Our.AD_ACCOUNT, seen={}, name="Renamed", industry="", note=""
    ),
    "ad_accounts.get_ad_account": row(Who.ACCOUNT_VIEWER, ad_account_id=Our.AD_ACCOUNT),
    "ad_accounts.list_ad_accounts": row(Who.MEMBER, chosen=AdAccountFilter()),
    "ad_accounts.list_filter_choices": row(Who.MEMBER),
    "ad_accounts.require_room": row(Who.PART),
    "ad_accounts.why_no_room": row(Who.PART),
    "approval_answers.approve": row(Who.NAMED_ADMIN, approval_id=Our.APPROVAL),
    "approval_answers.carry_out_notice": row(Who.PART),
    "approval_answers.decline": row(Who.NAMED_ADMIN, approval_id=Our.APPROVAL),
    "approval_answers.object_to": row(Who.CONCERNED, approval_id=Our.NOTICE),
    "approval_answers.withdraw": row(Who.REQUESTER, approval_id=Our.NOTICE_GIVEN),
    "approval_messages.ask": row(Who.PART),
    "approval_messages.give_notice": row(Who.PART),
    "approval_messages.tell": row(Who.PART),
    "approval_rule.rests": row(Who.MEMBER),
    "approval_rule.set_two_admin_approval": row(Who.CENTER_ADMIN, is_on=True),
    "approvals.ask": row(Who.PART),
    "approvals.audit": row(Who.PART),
    "approvals.current_admins": row(Who.PART),
    "approvals.list_approvals": row(Who.MEMBER),
    "approvals.view_waiting": row(Who.PERSON_ITSELF, user_id=Our.PERSON),
    "asset_groups.change_ad_accounts": row(Who.NAMED_ADMIN, group_id=Our.ASSET_GROUP, add=[Our.AD_ACCOUNT]),
    "asset_groups.change_members": row(Who.NAMED_ADMIN, group_id=Our.ASSET_GROUP, add=[Our.PERSON]),
    "asset_groups.create_group": row(Who.CENTER_ADMIN, name="Fresh", level="ANALYST"),
    "asset_groups.delete_group": row(Who.NAMED_ADMIN, group_id=Our.ASSET_GROUP),
    "asset_groups.edit_group": row(Who.NAMED_ADMIN, group_id=Our.ASSET_GROUP, name="Other", level="ADMIN", seen={}),
    "asset_groups.name_and_level": row(Who.PART),
    "asset_group_list.list_groups": row(Who.MEMBER),
    "asset_group_list.view_group": row(Who.GROUP_MEMBER, group_id=Our.ASSET_GROUP),
    "access_explorer.explain_ad_account": row(Who.ACCOUNT_VIEWER, ad_account_id=Our.AD_ACCOUNT),
    "access_explorer.explain_person": row(Who.PERSON_ITSELF, user_id=Our.PERSON),
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
    "codes.ask": row(Who.PART),
    "codes.check_code": row(Who.PART),
    "codes.code_hash": row(Who.PART),
    "codes.pending_code": row(Who.ANYBODY, request="x"),
    "codes.send_again": row(Who.ANYBODY, request="x"),
    "codes.sending_rules": row(Who.PART),
    "codes.spend": row(Who.PART),
    "import_accounts.choose": row(Who.PART),
    "import_accounts.forget_sources": row(Who.PART),
    "import_files.has_batches": row(Who.PART),
    "import_files.read_file": row(Who.PART),
    "import_files.read_state": row(Who.PART),
    "import_files.write_state": row(Who.PART),
    "import_list.clear_imports": row(Who.UPLOADER, file_ids=[Our.ENDED_FILE]),
    "import_list.list_open_imports": row(Who.LABELLER, first={}),
    "import_overlaps.find_obstacle": row(Who.PART),
    "import_overlaps.find_overlap": row(Who.PART),
    "import_overlaps.require_as_seen": row(Who.PART),
    "import_plan.find_obstacle": row(Who.PART),
    "import_plan.find_ready": row(Who.PART),
    "import_plan.plan_accounts": row(Who.PART),
    "import_plan.plan_first": row(Who.PART),
    "import_plan.plan_import": row(Who.PART),
    "import_promises.promise": row(Who.PART),
    "import_targets.count_new": row(Who.PART),
    "import_targets.require_import_into": row(Who.PART),
    "imports.cancel_import": row(Who.UPLOADER, file_id=Our.FILE),
    "imports.choose_account": row(Who.UPLOADER, file_id=Our.FILE, source="", field="name", value="Shop"),
    "imports.expect_file": row(Who.LABELLER, number=1, size=1),
    "imports.find_obstacle": row(Who.UPLOADER, file_id=Our.FILE),
    "imports.receive_file": row(Who.LABELLER, file_name="a.csv", path=Path("absent"), sha256="0" * 64, size=1),
    "imports.require_may_import": row(Who.LABELLER),
    "imports.require_room": row(Who.LABELLER, size=1),
    "imports.start_import": row(Who.UPLOADER, file_id=Our.FILE),
    "imports.view_import": row(Who.UPLOADER, file_id=Our.FILE),
    "insights.all_figures": row(Who.PART),
    "insights.names_of": row(Who.PART),
    "insights.scope_of": row(Who.PART),
    "insights.show_details": row(Who.ACCOUNT_VIEWER, question=_about_our_ad_account, metric="spend", by=Dimension.DAY),
    "insights.summarise": row(Who.ACCOUNT_VIEWER, question=_about_our_ad_account),
    "insights_export.read_whole_table": row(
        Who.ACCOUNT_VIEWER, view=InsightsView(), ad_account_id=Our.AD_ACCOUNT, format="csv"
    ),
    "insights_export.record_export": row(Who.ACCOUNT_VIEWER, taken=_taken_from_our_ad_account, format="csv"),
    "group_grants.follow": row(Who.PART),
    "invitation_answers.accept_invitation": row(Who.INVITED, invitation_id=Our.INVITATION),
    "invitation_answers.decline_invitation": row(Who.INVITED, invitation_id=Our.INVITATION),
    "invitation_answers.list_own_invitations": row(Who.SIGNED_IN),
    "invitation_answers.view_invitation": row(Who.ANYBODY, link=Our.INVITATION_LINK),
    "invitation_messages.send": row(Who.PART),
    "invitation_messages.tell_inviter": row(Who.PART),
    "invitations.invite": row(Who.CENTER_ADMIN, addresses="bo@example.org", wish=Wish(role="STANDARD")),
    "invitations.list_invitations": row(Who.CENTER_ADMIN),
    "invitations.resend_invitation": row(Who.NAMED_ADMIN, invitation_id=Our.INVITATION),
    "invitations.revoke_invitation": row(Who.NAMED_ADMIN, invitation_id=Our.INVITATION),
    "labels.change_labels": row(Who.ACCOUNT_OPERATOR, ad_account_ids=[Our.AD_ACCOUNT]),
    "labels.count_labels": row(Who.MEMBER, ad_account_ids=[]),
    "labels.create_label": row(Who.LABELLER, name="Fresh", color="blue"),
    "labels.create_label_for": row(Who.ACCOUNT_OPERATOR, ad_account_ids=[Our.AD_ACCOUNT], name="Fresh", color="blue"),
    "labels.delete_label": row(Who.NAMED_ADMIN, label_id=Our.LABEL),
    "labels.edit_label": row(Who.NAMED_ADMIN, label_id=Our.LABEL, name="Other", color="blue", seen={}),
    "labels.labels_of": row(Who.PART),
    "labels.list_labels": row(Who.MEMBER),
    "last_admin.keep_an_admin": row(Who.PART),
    "last_admin.lasting_admins": row(Who.PART),
    "last_admin.lock_center": row(Who.PART),
    "level_news.notices": row(Who.PART),
    "levels.apply": row(Who.PART),
    "levels.held_directly": row(Who.PART),
    "levels.most_of": row(Who.PART),
    "levels.standing_of": row(Who.PART),
    "levels.tell": row(Who.PART),
    "limits.address_bucket": row(Who.PART),
    "limits.count_try": row(Who.PART),
    "limits.give_back": row(Who.PART),
    "limits.is_exhausted": row(Who.PART),
    "limits.network_bucket": row(Who.PART),
    "limits.note_try": row(Who.PART),
    "limits.refuse_exhausted": row(Who.PART),
    "member_choice.suggest_members": row(Who.PEOPLE_CHOOSER, query=""),
    "member_page.edit_member": row(
        Who.NAMED_ADMIN, user_id=Our.PERSON, role="STANDARD", finance_role="ANALYST", until=None, seen={}
    ),
    "member_page.view_member": row(Who.PERSON_ITSELF, user_id=Our.PERSON),
    "invitations.email_or_problem": row(Who.PART),
    "members.as_shown": row(Who.PART),
    "members.begin_again": row(Who.PART),
    "members.change_role": row(Who.NAMED_ADMIN, user_id=Our.PERSON, role="STANDARD", finance_role="ANALYST", seen={}),
    "members.checked_end": row(Who.PART),
    "members.current": row(Who.PART),
    "members.end_levels": row(Who.PART),
    "members.end_membership": row(Who.PART),
    "members.last_seen": row(Who.PART),
    "members.leave_center": row(Who.MEMBER),
    "members.list_members": row(Who.MEMBER),
    "members.refuse_outside": row(Who.PART),
    "members.refuse_too_many_admins": row(Who.PART),
    "members.remove_member": row(Who.NAMED_ADMIN, user_id=Our.PERSON),
    "members.set_member_end": row(Who.NAMED_ADMIN, user_id=Our.PERSON, until=None, seen={}),
    "offboarding.offboard_member": row(Who.NAMED_ADMIN, user_id=Our.PERSON),
    "offboarding.plan_removal": row(Who.NAMED_ADMIN, user_id=Our.PERSON),
    "offboarding.plan_restore": row(Who.NAMED_ADMIN, user_id=Our.FORMER),
    "offboarding.restore_member": row(Who.NAMED_ADMIN, user_id=Our.FORMER),
    "notification_list.list_notifications": row(Who.SIGNED_IN),
    "notification_list.mark_all_read": row(Who.SIGNED_IN),
    "notification_list.mark_read": row(Who.TOLD, notification_id=Our.NOTIFICATION),
    "notification_list.view_bell": row(Who.SIGNED_IN),
    "notification_messages.send": row(Who.PART),
    "notifications.levels_moved": row(Who.PART),
    "notifications.tell": row(Who.PART),
    "onboarding.check_center_step": row(Who.SIGNED_IN, step=1, values={}),
    "onboarding.create_center": row(Who.SIGNED_IN, asked=_CENTER),
    "onboarding.read_center_draft": row(Who.SIGNED_IN),
    "onboarding.save_center_draft": row(Who.SIGNED_IN, submission="", step=1, values={}),
    "outbox.queue_message": row(Who.PART),
    "palette.prepare_palette": row(Who.MEMBER),
    "palette.search_palette": row(Who.MEMBER, query="", current_account=""),
    "palette.suggest_ad_accounts": row(Who.MEMBER, query="shop"),
    "password_change.change_password": row(Who.SIGNED_IN, current="x", password="y"),
    "password_notice.tell_of_new_password": row(Who.PART),
    "pins.list_pins": row(Who.MEMBER),
    "pins.move_pin": row(Who.PIN_OWNER, ad_account_id=Our.AD_ACCOUNT, key=2),
    "pins.pin_ad_account": row(Who.ACCOUNT_VIEWER, ad_account_id=Our.AD_ACCOUNT),
    "pins.unpin_ad_account": row(Who.MEMBER, ad_account_id=Our.AD_ACCOUNT),
    "preferences.read_preference": row(Who.PART),
    "preferences.write_preference": row(Who.PART),
    "profile.edit_profile": row(Who.SIGNED_IN, name="Other", locale="", seen={}),
    "profile.view_profile": row(Who.SIGNED_IN),
    "reset.ask_for_reset": row(Who.ANYBODY, address="a@example.org"),
    "reset.choose_password": row(Who.ANYBODY, request="x", code="000000", password="x" * 12),
    "search_index.is_ready": row(Who.PART),
    "search_index.read_names": row(Who.PART),
    "search_index.search_names": row(Who.PART),
    "session_store.end_rows": row(Who.PART),
    "session_store.open_session": row(Who.PART),
    "second_admin.change_address": row(Who.NAMED_ADMIN, invitation_id=Our.INVITATION),
    "second_admin.check_second_admin": row(Who.CENTER_ADMIN),
    "second_admin.keep_second_admin": row(Who.CENTER_ADMIN, values={"message": "x"}),
    "second_admin.send_second_admin": row(Who.CENTER_ADMIN),
    "second_admin.view_second_admin": row(Who.CENTER_ADMIN),
    "session_store.own_device_rules": row(Who.PART),
    "session_store.read_open_sessions": row(Who.PART),
    "session_store.renew_token": row(Who.PART),
    "session_view.count_ended_rights": row(Who.ANYBODY),
    "session_view.is_signed_in": row(Who.ANYBODY),
    "session_view.remember_ad_account": row(Who.ACCOUNT_VIEWER, ad_account_id=Our.AD_ACCOUNT),
    "session_view.remember_center": row(Who.NAMED_MEMBER, center_id=Our.CENTER),
    "session_view.view_ad_account": row(Who.ACCOUNT_VIEWER, ad_account_id=Our.AD_ACCOUNT),
    "session_view.view_center": row(Who.MEMBER, wanted_account="", current_account=""),
    "session_view.view_person": row(Who.SIGNED_IN, wanted_center="", current_center=""),
    "sessions.end_other_sessions": row(Who.SIGNED_IN),
    "sessions.end_session": row(Who.SESSION_OWNER, session_id=Our.SESSION),
    "sessions.list_sessions": row(Who.SIGNED_IN),
    "sessions.sign_out": row(Who.ANYBODY),
    "sign_in.sign_in": row(Who.ANYBODY, address="a@example.org", password="x"),
    "sign_up.confirm": row(Who.ANYBODY, request="x", code="000000"),
    "sign_up.sign_up": row(Who.ANYBODY, name="A", address="a@example.org", password="x" * 12),
    "switching.recent_ad_accounts": row(Who.PART),
    "switching.remember_switch": row(Who.ACCOUNT_VIEWER, ad_account_id=Our.AD_ACCOUNT),
    "undo.undo_entry": row(Who.NAMED_ADMIN, sequence=lambda ours: int(ours[Our.ENTRY])),
    "visible.first_accounts": row(Who.PART),
    "visible.visible_accounts": row(Who.PART),
}
