"""The verification of a center: where it stands, what was sent, sending it, taking it back, and appealing."""

from collections.abc import Collection
from functools import partial
from typing import Any

from sqlalchemy import Row, insert, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.desk import CaseKind
from bizhub.domain.documents import Holder
from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.ids import new_id
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import Permission
from bizhub.domain.verification import (
    LONGEST_APPEAL,
    VALUE_FIELDS,
    EntityKind,
    SubmissionRow,
    SubmissionState,
    VerificationPage,
)
from bizhub.services import admins, review_cases, signals, verification_drafts, verification_rows
from bizhub.services.document_rows import rows_of
from bizhub.services.verification_rows import OBJECT
from bizhub.services.verification_standing import VERIFICATION, read_standing
from bizhub.services.work import Work

_LONGEST_TITLE = 100


def read_verification(work: Work) -> VerificationPage:
    """Where the current center stands, what is being written, and all that was sent."""
    work.require(Permission.CENTER_VERIFY)
    rows = verification_rows.all_of(work, work.center_id)
    center = verification_rows.center_facts(work, work.center_id)
    draft = next((row for row in rows if row.state == SubmissionState.DRAFT), None)
    reviewing = next((row for row in rows if row.state == SubmissionState.REVIEWING), None)
    last = verification_drafts.last_sent(rows)
    is_free = draft is None and reviewing is None
    return VerificationPage(
        standing=read_standing(work.connection, work.center_id, work.now),
        kinds=(EntityKind.INDIVIDUAL,) if center["is_personal"] else tuple(EntityKind),
        center_name=center["company_name"] or center["name"],
        draft=verification_drafts.draft_of(work, draft) if draft else None,
        place=_place(work, reviewing),
        sent=tuple(_row(work, row) for row in rows if row.submitted_at is not None),
        may_start=is_free,
        may_correct=is_free and last is not None and last.state == SubmissionState.FAILED,
        may_withdraw=reviewing is not None,
    )


def submit_verification(work: Work, *, draft_id: str, version: int) -> None:
    """Send a draft to the desk, as the page shows it.

    Raises InvalidInput for what cannot be sent, DraftOvertaken for another version, Conflict once it was sent.
    """
    work.require(Permission.CENTER_VERIFY)
    row = verification_drafts.require_draft(work, draft_id)
    verification_drafts.begun(verification_rows.all_of(work, work.center_id))
    verification_drafts.save_draft(work, draft_id=draft_id, version=version, step=row.step, values={})
    draft = verification_drafts.draft_of(work, row)
    values = {name: verification_drafts.checked_field(work, draft.values, name) for name in VALUE_FIELDS}
    verification_drafts.require_documents(work, row, draft)
    verification_drafts.require_correction(work, row, draft)
    number = verification_rows.sealed_number(work, row.id, values["document_number"])
    sent = {"state": SubmissionState.REVIEWING.value, "submitted_at": work.now, "submitted_by": work.user_id}
    stored = {**values, "document_number": number, **sent}
    work.connection.execute(update(VERIFICATION).where(VERIFICATION.c.id == row.id).values(stored))
    _to_the_desk(work, row.id, {name: value for name, value in values.items() if name != "document_number" and value})


def withdraw_verification(work: Work, *, submission_id: str) -> None:
    """Take back what the desk has not decided on; what was typed and sent is there for the next try."""
    work.require(Permission.CENTER_VERIFY)
    row = verification_rows.read_own(work, submission_id)
    if row.state != SubmissionState.REVIEWING:
        raise Conflict(_not_in_review(work, row))
    review_cases.withdraw_case(work, kind=CaseKind.VERIFICATION, subject_id=row.id)
    back = {"state": SubmissionState.WITHDRAWN.value, "edited_by": work.user_id}
    work.connection.execute(update(VERIFICATION).where(VERIFICATION.c.id == row.id).values(back))
    work.audit(
        AuditEvent.VERIFICATION_WITHDRAW, object_type=OBJECT, object_id=str(row.id),
        object_name=work.in_center().name,
    )  # fmt: skip
    admins.tell_admins(work, Kind.VERIFICATION_TAKEN_BACK, {})
    _changed(work)


def appeal_verification(work: Work, *, submission_id: str, reason: str) -> None:
    """Ask the desk to look again at what it has refused, as it was sent, for a reason."""
    work.require(Permission.CENTER_VERIFY)
    row = verification_rows.read_own(work, submission_id)
    words = reason.strip()
    rows = verification_rows.all_of(work, work.center_id)
    last = verification_drafts.last_sent(rows)
    if last is None or last.id != row.id or row.state != SubmissionState.FAILED:
        raise Conflict("This is not the last decision of the desk any more. Load the page again.")
    if any(each.state == SubmissionState.DRAFT for each in rows):
        raise Conflict("A correction was begun. Send it, or drop it before you appeal.")
    if not words:
        raise InvalidInput("Say why the desk should look again.", field="reason")
    if len(words) > LONGEST_APPEAL:
        raise InvalidInput(f"Use at most {LONGEST_APPEAL:,} characters.", field="reason")
    number, values = new_id(), verification_rows.values_of(work, row)
    stored = {**values, "document_number": verification_rows.sealed_number(work, number, values["document_number"])}
    made = {"created_at": work.now, "created_by": work.user_id, "submitted_at": work.now, "submitted_by": work.user_id}
    state = {"state": SubmissionState.REVIEWING.value, "center_id": work.center_id, "previous_id": row.id}
    work.connection.execute(insert(VERIFICATION).values(id=number, appeal=words, **stored, **made, **state))
    verification_rows.move_documents(work, row.id, number)
    _to_the_desk(work, number, {"reason": words})


def _to_the_desk(work: Work, number: int, after: dict[str, Any]) -> None:
    center = work.in_center()
    review_cases.open_case(
        work, kind=CaseKind.VERIFICATION, subject_id=number, title=center.name[:_LONGEST_TITLE]
    )  # fmt: skip
    sent = len(rows_of(work, Holder.VERIFICATION, number))
    work.audit(
        AuditEvent.VERIFICATION_SUBMIT, object_type=OBJECT, object_id=str(number), object_name=center.name,
        after={**after, "documents": sent},
    )  # fmt: skip
    admins.tell_admins(work, Kind.VERIFICATION_SENT, {"appeal": "yes"} if "reason" in after else {})
    _changed(work)


def _changed(work: Work) -> None:
    work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), OBJECT)))


def _place(work: Work, reviewing: Row[Any] | None) -> int | None:
    if reviewing is None:
        return None
    return review_cases.queue_place(work, kind=CaseKind.VERIFICATION, subject_id=reviewing.id)


def _not_in_review(work: Work, row: Row[Any]) -> str:
    if row.state == SubmissionState.DRAFT:
        return "This was not sent yet."
    if row.state == SubmissionState.WITHDRAWN:
        return f"{verification_drafts.name_of(work, row.edited_by)} has taken this back already. Load the page again."
    return "The desk has decided on this already. Load the page again."


def _row(work: Work, row: Row[Any]) -> SubmissionRow:
    kind = EntityKind(row.kind) if row.kind else None
    problems: Collection[Any] = verification_rows.problems_of(row)
    return SubmissionRow(
        id=str(row.id), state=SubmissionState(row.state), kind=kind, name=row.name,
        document=verification_rows.document_words(kind, row.region, row.document_type), problems=tuple(problems),
        appeal=row.appeal, submitted_at=row.submitted_at,
        submitted_by=verification_drafts.name_of(work, row.submitted_by), decided_at=row.decided_at,
        expires_at=row.expires_at, file_names=verification_rows.file_names(work, problems, row.center_id),
    )  # fmt: skip
