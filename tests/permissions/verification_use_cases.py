"""Use cases of verifications: who may call each, and arguments with which it can be tried."""

from bizhub.domain.verification import Problem, ReasonCode
from tests.permissions.rows import Our, Row, row
from tests.permissions.who import Who

_PROBLEMS = (Problem("name", ReasonCode.NAME_MISMATCH),)

VERIFICATION_USE_CASES: dict[str, Row] = {
    "verification.appeal_verification": row(Who.STANDING_ADMIN, submission_id=Our.SUBMISSION, reason="It is right"),
    "verification.read_verification": row(Who.CENTER_ADMIN),
    "verification.submit_verification": row(Who.STANDING_ADMIN, draft_id=Our.DRAFT, version=1),
    "verification.withdraw_verification": row(Who.NAMED_ADMIN, submission_id=Our.SUBMISSION),
    "verification_drafts.check_step": row(Who.NAMED_ADMIN, draft_id=Our.DRAFT, step=1),
    "verification_drafts.checked_field": row(Who.PART),
    "verification_drafts.discard_draft": row(Who.NAMED_ADMIN, draft_id=Our.DRAFT),
    "verification_drafts.draft_of": row(Who.PART),
    "verification_drafts.name_of": row(Who.PART),
    "verification_drafts.require_correction": row(Who.PART),
    "verification_drafts.require_documents": row(Who.PART),
    "verification_drafts.require_draft": row(Who.PART),
    "verification_drafts.save_draft": row(Who.NAMED_ADMIN, draft_id=Our.DRAFT, version=1, step=2, values={"name": "A"}),
    "verification_drafts.start_correction": row(Who.CENTER_ADMIN),
    "verification_drafts.start_verification": row(Who.CENTER_ADMIN),
    "verification_review.approve_verification": row(Who.DESK, case_id=Our.SUBMISSION_CASE),
    "verification_review.read_submission": row(Who.DESK, case_id=Our.SUBMISSION_CASE),
    "verification_review.reject_verification": row(Who.DESK, case_id=Our.SUBMISSION_CASE, problems=_PROBLEMS),
    "verification_rows.all_of": row(Who.PART),
    "verification_rows.by_number": row(Who.PART),
    "verification_rows.carry_documents": row(Who.PART),
    "verification_rows.center_facts": row(Who.PART),
    "verification_rows.file_names": row(Who.PART),
    "verification_rows.move_documents": row(Who.PART),
    "verification_rows.open_number": row(Who.PART),
    "verification_rows.read_own": row(Who.PART),
    "verification_rows.sealed_number": row(Who.PART),
    "verification_rows.values_of": row(Who.PART),
}
