"""Use cases of the desk and of what it decides on: who may call each, and arguments with which it can be tried."""

from bizhub.domain.ad_account_review import AdAccountForm
from bizhub.domain.desk import Show
from bizhub.domain.verification import Problem, ReasonCode
from tests.permissions.recovery_use_cases import RECOVERY_USE_CASES
from tests.permissions.rows import Our, Row, row
from tests.permissions.verification_use_cases import VERIFICATION_USE_CASES
from tests.permissions.who import Who

_FORM = AdAccountForm(name="New", company="Ours")
_PROBLEMS = (Problem("name", ReasonCode.INCOMPLETE),)

DESK_USE_CASES: dict[str, Row] = {
    "ad_account_applications.correct_ad_account": row(Who.ACCOUNT_ADMIN, ad_account_id=Our.AD_ACCOUNT, form=_FORM),
    "ad_account_applications.create_ad_account": row(Who.CENTER_ADMIN, form=_FORM, time_zone="Europe/Berlin"),
    "ad_account_applications.disable_ad_account": row(Who.NAMED_ADMIN, ad_account_id=Our.AD_ACCOUNT),
    "ad_account_applications.find": row(Who.PART),
    "ad_account_applications.move": row(Who.PART),
    "ad_account_applications.tell_pages": row(Who.PART),
    "ad_account_applications.view_application": row(Who.ACCOUNT_VIEWER, ad_account_id=Our.AD_ACCOUNT),
    "ad_account_applications.view_offer": row(Who.CENTER_ADMIN),
    "ad_account_review.approve_ad_account": row(Who.DESK, case_id=Our.NEW_ACCOUNT_CASE),
    "ad_account_review.lift_limit": row(Who.DESK, ad_account_id=Our.SUSPENDED),
    "ad_account_review.limit_ad_account": row(Who.DESK, ad_account_id=Our.AD_ACCOUNT, reason="x"),
    "ad_account_review.read_application": row(Who.DESK, case_id=Our.NEW_ACCOUNT_CASE),
    "ad_account_review.reject_ad_account": row(Who.DESK, case_id=Our.NEW_ACCOUNT_CASE, problems=_PROBLEMS),
    **RECOVERY_USE_CASES,
    **VERIFICATION_USE_CASES,
    "desk.claim_case": row(Who.DESK, case_id=Our.FREE_CASE),
    "desk.list_cases": row(Who.DESK, kind=None, show=Show.ALL),
    "desk.next_case": row(Who.DESK, after="", kind=None),
    "desk.queue_query": row(Who.PART),
    "desk.read_case": row(Who.DESK, case_id=Our.FREE_CASE),
    "desk.read_figures": row(Who.DESK),
    "desk.release_case": row(Who.DESK, case_id=Our.TICKET_CASE),
    "desk_gate.is_at_desk": row(Who.PART),
    "desk_gate.require_desk": row(Who.PART),
    "desk_people.add_to_desk": row(Who.PART),
    "desk_people.leave_desk": row(Who.PART),
    "desk_people.list_desk_people": row(Who.PART),
    "desk_people.remove_from_desk": row(Who.PART),
    "review_cases.close_case": row(Who.PART),
    "review_cases.free_all_of": row(Who.PART),
    "review_cases.hold_case": row(Who.PART),
    "review_cases.hold_claimed": row(Who.PART),
    "review_cases.open_case": row(Who.PART),
    "review_cases.queue_place": row(Who.PART),
    "review_cases.settles": row(Who.PART),
    "review_cases.tell_desk": row(Who.PART),
    "review_cases.withdraw_case": row(Who.PART),
}
