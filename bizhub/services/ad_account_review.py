"""Ad accounts at the desk: approved, refused with the fields that are wrong, suspended, and the suspension lifted."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Row, select, update

from bizhub.adapters import clock
from bizhub.domain.ad_account_review import (
    FIELD_WORDS,
    WAITING,
    ReviewedAdAccount,
    checked_problems,
    checked_reason,
)
from bizhub.domain.ad_accounts import AdAccountStatus
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.desk import CaseKind, FoundCase, Outcome
from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.notifications import Facts, Kind
from bizhub.domain.verification import Problem
from bizhub.services import admins, regions, review_cases
from bizhub.services.access import AD_ACCOUNT
from bizhub.services.ad_account_applications import APPLICATION, OBJECT, ROWS, form_of, move, problems_of, tell_pages
from bizhub.services.desk_gate import require_desk
from bizhub.services.review_cases import CASE
from bizhub.services.sign_in_state import CENTER
from bizhub.services.verification_standing import read_standing
from bizhub.services.work import Work


def read_application(work: Work, *, case_id: str) -> ReviewedAdAccount | None:
    """What a case is about, open or decided; None for a case of another kind. Raises NotFound."""
    require_desk(work)
    case = work.connection.execute(select(CASE).where(CASE.c.id == parse_id(case_id))).one_or_none()
    if case is None:
        raise NotFound
    if case.kind != CaseKind.AD_ACCOUNT:
        return None
    row, center = _row(work, case.subject_id), _center(work, case.center_id)
    standing = read_standing(work.connection, case.center_id, work.now)
    is_mine = case.closed_at is None and review_cases.is_claimed(case, work.now) and case.claimed_by == work.user_id
    return ReviewedAdAccount(
        str(row.id), AdAccountStatus(row.status), form_of(row), row.currency, row.time_zone,
        regions.region_name(row.region or center.region), center.name, center.company_name, center.website,
        standing.until if standing.is_verified else None, problems_of(row), is_mine,
    )  # fmt: skip


def approve_ad_account(work: Work, *, case_id: str) -> bool:
    """Let an ad account be used; False while a second reviewer has to agree. Raises Conflict, NotFound."""
    case, row = _held(work, case_id)
    if not review_cases.settles(work, case, json.dumps({"decision": Outcome.APPROVED})):
        return False
    move(work, row, AdAccountStatus.ENABLE)
    _note_problems(work, row, ())
    _record(work, AuditEvent.AD_ACCOUNT_APPROVE, row, after={"status": AdAccountStatus.ENABLE.value})
    review_cases.close_case(work, case, Outcome.APPROVED)
    _tell(work, row, Kind.AD_ACCOUNT_APPROVED, {})
    return True


def reject_ad_account(work: Work, *, case_id: str, problems: Sequence[Problem]) -> bool:
    """Refuse an ad account, with what is wrong with which field; False while a second reviewer has to agree."""
    case, row = _held(work, case_id)
    found = checked_problems(tuple(problems))
    gist = sorted([each.field, each.code.value] for each in found)
    if not review_cases.settles(work, case, json.dumps({"decision": Outcome.REJECTED, "problems": gist})):
        return False
    move(work, row, AdAccountStatus.CONFIRM_FAIL)
    _note_problems(work, row, found)
    said = [f"{FIELD_WORDS[each.field]}: {each.code.value}" for each in found]
    after = {"status": AdAccountStatus.CONFIRM_FAIL.value, "problems": said}
    _record(work, AuditEvent.AD_ACCOUNT_REJECT, row, after=after)
    review_cases.close_case(work, case, Outcome.REJECTED)
    _tell(work, row, Kind.AD_ACCOUNT_REFUSED, {"what": ", ".join(FIELD_WORDS[each.field] for each in found)})
    return True


def limit_ad_account(work: Work, *, ad_account_id: str, reason: str) -> None:
    """Suspend an ad account that is in use, with a reason that its center reads. Raises Conflict, NotFound."""
    row = _take(work, ad_account_id)
    words = checked_reason(reason)
    if row.status != AdAccountStatus.ENABLE:
        raise Conflict("Only an ad account that is in use can be suspended.")
    move(work, row, AdAccountStatus.LIMIT)
    work.connection.execute(_known(row, limit_reason=words))
    _record(work, AuditEvent.AD_ACCOUNT_LIMIT, row, after={"status": AdAccountStatus.LIMIT.value, "reason": words})
    _tell(work, row, Kind.AD_ACCOUNT_LIMITED, {"reason": words})


def lift_limit(work: Work, *, ad_account_id: str) -> None:
    """Let a suspended ad account be used again. Raises Conflict, NotFound."""
    row = _take(work, ad_account_id)
    if row.status != AdAccountStatus.LIMIT:
        raise Conflict("This ad account is not suspended.")
    move(work, row, AdAccountStatus.ENABLE)
    work.connection.execute(_known(row, limit_reason=""))
    _record(work, AuditEvent.AD_ACCOUNT_LIFT, row, after={"status": AdAccountStatus.ENABLE.value})
    _tell(work, row, Kind.AD_ACCOUNT_LIFTED, {})


def _held(work: Work, case_id: str) -> tuple[FoundCase, Row[Any]]:
    case = review_cases.hold_claimed(work, case_id)
    if case.kind is not CaseKind.AD_ACCOUNT:
        raise NotFound
    row = _row(work, case.subject_id)
    if row.status not in WAITING:
        raise Conflict("This ad account does not wait for a decision any more. Load the page again.")
    return case, row


def _take(work: Work, ad_account_id: str) -> Row[Any]:
    """An ad account, with the turn of its center held by somebody of the desk."""
    require_desk(work)
    number = parse_id(ad_account_id)
    center = work.connection.execute(select(AD_ACCOUNT.c.center_id).where(AD_ACCOUNT.c.id == number)).scalar()
    if number is None or center is None:
        raise NotFound
    work.runtime.database.take_turn(work.connection, center)
    work.now = clock.now()
    require_desk(work)  # their seat may have ended while this waited
    work.caller = replace(work.caller, through=Through.DESK)
    return _row(work, number)


def _row(work: Work, number: int) -> Row[Any]:
    query = ROWS.where(AD_ACCOUNT.c.id == number).with_for_update(of=AD_ACCOUNT)
    row: Row[Any] = work.connection.execute(query).one()
    return row


def _center(work: Work, number: int) -> Row[Any]:
    return work.connection.execute(select(CENTER).where(CENTER.c.id == number)).one()


def _note_problems(work: Work, row: Row[Any], problems: Sequence[Problem]) -> None:
    work.connection.execute(_known(row, problems=json.dumps([asdict(each) for each in problems], ensure_ascii=False)))


def _known(row: Row[Any], **values: Any) -> Any:
    """Write what is known of an ad account; an imported one may have had nothing yet."""
    if row.ad_account_id is None:
        return APPLICATION.insert().values(ad_account_id=row.id, **values)
    return update(APPLICATION).where(APPLICATION.c.ad_account_id == row.id).values(values)


def _record(work: Work, event: AuditEvent, row: Row[Any], *, after: dict[str, Any]) -> None:
    work.audit(
        event, object_type=OBJECT, object_id=str(row.id), object_name=row.name, before={"status": row.status},
        after=after, center_id=row.center_id,
    )  # fmt: skip
    tell_pages(work, row.center_id)


def _tell(work: Work, row: Row[Any], kind: Kind, facts: Facts) -> None:
    about = {"ad_account_id": str(row.id), "ad_accounts": row.name, **facts}
    admins.tell_admins(work, kind, about, center_id=row.center_id)
