"""Verifications at the desk: what was sent beside what the center says of itself, and the decision."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.desk import CaseKind, FoundCase
from bizhub.domain.document_types import document_type
from bizhub.domain.documents import DocumentRow, DocumentState, Holder
from bizhub.domain.errors import Conflict, InvalidInput, NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.notifications import Facts, Kind
from bizhub.domain.verification import EntityKind, Problem, ReviewedSubmission, SubmissionState, months_later
from bizhub.domain.verification_reasons import FILE, LONGEST_NOTE, codes_of, field_words
from bizhub.services import admins, document_numbers, document_rows, regions, review_cases, signals, verification_rows
from bizhub.services.desk_gate import require_desk
from bizhub.services.review_cases import CASE
from bizhub.services.verification_drafts import name_of
from bizhub.services.verification_rows import OBJECT
from bizhub.services.verification_standing import VERIFICATION
from bizhub.services.work import Work

APPROVED, REJECTED = "APPROVED", "REJECTED"


def read_submission(work: Work, *, case_id: str) -> ReviewedSubmission | None:
    """What a case is about, also after its decision; None for a case of another kind. Raises NotFound."""
    require_desk(work)
    number = parse_id(case_id)
    case = work.connection.execute(select(CASE).where(CASE.c.id == number)).one_or_none() if number else None
    if case is None:
        raise NotFound
    if case.kind != CaseKind.VERIFICATION:
        return None
    row = verification_rows.by_number(work, case.subject_id)
    if row is None:
        raise NotFound
    return _reviewed(work, case_id, row)


def approve_verification(work: Work, *, case_id: str) -> bool:
    """Verify the center until the time that the settings give; False while a second reviewer has to agree."""
    case, row = _held(work, case_id)
    waiting = [each for each in _documents(work, row) if each.state is not DocumentState.CLEAN]
    if waiting:
        raise Conflict("A document is still being checked for viruses. Decide when it can be seen.")
    if not review_cases.settles(work, case, json.dumps({"decision": APPROVED})):
        return False
    until = months_later(work.now, work.runtime.settings.verification_months)
    _decide(work, case, row, SubmissionState.VERIFIED, expires_at=until)
    review_cases.close_case(work, case, APPROVED)
    _record(work, AuditEvent.VERIFICATION_APPROVE, case, {"until": until.isoformat()})
    time_zone = verification_rows.center_facts(work, case.center_id)["time_zone"]
    _tell(work, case, Kind.VERIFICATION_APPROVED, {"until": until.astimezone(ZoneInfo(time_zone)).date().isoformat()})
    return True


def reject_verification(work: Work, *, case_id: str, problems: Sequence[Problem]) -> bool:
    """Refuse what was sent, with a code for each field that failed; False while a second reviewer has to agree.

    Raises InvalidInput for no problem, an unknown field, a code that is not the field's, or a note that is too long.
    """
    case, row = _held(work, case_id)
    found = _checked(problems, {each.id for each in _documents(work, row)})
    words = verification_rows.problems_json(found)
    if not review_cases.settles(work, case, json.dumps({"decision": REJECTED, "problems": _gist(found)})):
        return False
    _decide(work, case, row, SubmissionState.FAILED, problems=words)
    review_cases.close_case(work, case, REJECTED)
    names = verification_rows.file_names(work, found, case.center_id)
    fields = [field_words(each.field, names) for each in found]
    _record(
        work, AuditEvent.VERIFICATION_REJECT, case,
        {"problems": [f"{field}: {each.code.value}" for field, each in zip(fields, found, strict=True)]},
    )  # fmt: skip
    _tell(work, case, Kind.VERIFICATION_REFUSED, {"what": ", ".join(fields)})
    return True


def _held(work: Work, case_id: str) -> tuple[FoundCase, Row[Any]]:
    """The claimed case and its submission, in review."""
    case = review_cases.hold_claimed(work, case_id)
    row = verification_rows.by_number(work, case.subject_id) if case.kind is CaseKind.VERIFICATION else None
    if row is None:
        raise NotFound
    if row.state != SubmissionState.REVIEWING:
        raise Conflict("This is not in review any more. Load the page again.")
    return case, row


def _checked(problems: Sequence[Problem], own_documents: set[str]) -> tuple[Problem, ...]:
    if not problems:
        raise InvalidInput("Say of at least one field what is wrong with it.")
    for each in problems:
        is_foreign = each.field.startswith(FILE) and each.field.removeprefix(FILE) not in own_documents
        if is_foreign or not codes_of(each.field):
            raise InvalidInput("This is no field of the verification.", field=each.field)
        if each.code not in codes_of(each.field):
            raise InvalidInput("Choose one of the reasons for this field.", field=each.field)
        if len(each.note) > LONGEST_NOTE:
            raise InvalidInput(f"Use at most {LONGEST_NOTE:,} characters.", field=each.field)
    if len({each.field for each in problems}) != len(problems):
        raise InvalidInput("Give one reason for each field.", field=problems[0].field)
    return tuple(Problem(each.field, each.code, each.note.strip()) for each in problems)


def _gist(problems: Sequence[Problem]) -> list[list[str]]:
    """What two reviewers have to agree on: fields and codes, whatever their words."""
    return sorted([each.field, each.code.value] for each in problems)


def _decide(work: Work, case: FoundCase, row: Row[Any], state: SubmissionState, **values: Any) -> None:
    decided = {"state": state.value, "decided_at": work.now, "decided_by": work.user_id, **values}
    waits = (VERIFICATION.c.id == row.id, VERIFICATION.c.state == SubmissionState.REVIEWING.value)
    if work.connection.execute(update(VERIFICATION).where(*waits).values(decided)).rowcount != 1:
        raise Conflict("This is not in review any more. Load the page again.")
    work.after_commit(partial(signals.send, signals.CenterChanged(str(case.center_id), OBJECT)))


def _record(work: Work, event: AuditEvent, case: FoundCase, after: dict[str, Any]) -> None:
    work.audit(
        event, object_type=OBJECT, object_id=str(case.subject_id), object_name=case.center_name, after=after,
        center_id=case.center_id,
    )  # fmt: skip


def _tell(work: Work, case: FoundCase, kind: Kind, facts: Facts) -> None:
    admins.tell_admins(work, kind, facts, center_id=case.center_id)


def _documents(work: Work, row: Row[Any]) -> tuple[DocumentRow, ...]:
    return document_rows.rows_of(work, Holder.VERIFICATION, row.id)


def _reviewed(work: Work, case_id: str, row: Row[Any]) -> ReviewedSubmission:
    kind = EntityKind(row.kind) if row.kind else None
    document = document_type(kind, row.region, row.document_type) if kind else None
    number = verification_rows.open_number(work, row)
    center = verification_rows.center_facts(work, row.center_id)
    problems = verification_rows.problems_of(row)
    failed_before = verification_rows.problems_of(verification_rows.by_number(work, row.previous_id))
    return ReviewedSubmission(
        case_id=case_id, state=SubmissionState(row.state), kind=kind, region=regions.region_name(row.region),
        document=verification_rows.document_words(kind, row.region, row.document_type),
        number_label=document.number if document else "Number", document_number=number,
        number_verdict=document_numbers.number_verdict(document, number), name=row.name, website=row.website,
        center_name=center["name"], company_name=center["company_name"],
        center_region=regions.region_name(center["region"]), center_website=center["website"],
        documents=_documents(work, row), problems=problems, failed_before=failed_before,
        appeal=row.appeal, submitted_at=row.submitted_at, submitted_by=name_of(work, row.submitted_by),
        expires_at=row.expires_at,
        file_names=verification_rows.file_names(work, (*problems, *failed_before), row.center_id),
    )  # fmt: skip
