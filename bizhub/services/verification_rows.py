"""The rows of verifications: read, their number opened, what was refused, and the documents that go on with them."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

import structlog
from sqlalchemy import Row, Table, select, update

from bizhub.adapters import seals
from bizhub.domain.document_types import document_type
from bizhub.domain.documents import Holder
from bizhub.domain.errors import NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.verification import VALUE_FIELDS, EntityKind, Problem, ReasonCode, SubmissionState
from bizhub.domain.verification_reasons import FILE, FILES
from bizhub.models.center import Center
from bizhub.services.document_rows import DOCUMENT, STANDS
from bizhub.services.verification_standing import VERIFICATION
from bizhub.services.work import Work

CENTER = cast(Table, Center.__table__)  # type: ignore[attr-defined]
OBJECT = "verification"
SENT = (SubmissionState.REVIEWING, SubmissionState.VERIFIED, SubmissionState.FAILED)

_KEY = "verification"


def read_own(work: Work, submission_id: str) -> Row[Any]:
    """A submission or draft of the current center, held until the commit; raises NotFound."""
    number = parse_id(submission_id)
    own = select(VERIFICATION).where(VERIFICATION.c.id == number, VERIFICATION.c.center_id == work.center_id)
    row = None if number is None else work.connection.execute(own.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row


def all_of(work: Work, center_id: int) -> list[Row[Any]]:
    """Everything that a center has written or sent, the newest first."""
    own = select(VERIFICATION).where(VERIFICATION.c.center_id == center_id)
    return list(work.connection.execute(own.order_by(VERIFICATION.c.created_at.desc(), VERIFICATION.c.id.desc())))


def by_number(work: Work, number: int | None) -> Row[Any] | None:
    """A submission by its number, whosever it is; None without one."""
    if number is None:
        return None
    return work.connection.execute(select(VERIFICATION).where(VERIFICATION.c.id == number)).one_or_none()


def values_of(work: Work, row: Row[Any]) -> dict[str, str]:
    """What a submission says, by VALUE_FIELDS, with its number opened."""
    values = {name: str(getattr(row, name) or "") for name in VALUE_FIELDS}
    return {**values, "document_number": open_number(work, row)}


def open_number(work: Work, row: Row[Any]) -> str:
    """The number as it was typed; empty where there is none, or none that opens."""
    if not row.document_number:
        return ""
    try:
        return seals.unseal(_key(work), row.document_number, of=f"{OBJECT}:{row.id}")
    except seals.BrokenSeal:
        structlog.get_logger(__name__).error("The number of a verification cannot be opened", verification=str(row.id))
        return ""


def sealed_number(work: Work, verification: int, number: str) -> str:
    """A number as it is stored, for one submission."""
    return seals.seal(_key(work), number, of=f"{OBJECT}:{verification}") if number else ""


def problems_of(row: Row[Any] | None) -> tuple[Problem, ...]:
    """What was refused of a submission."""
    if row is None:
        return ()
    return tuple(Problem(each["field"], ReasonCode(each["code"]), each["note"]) for each in json.loads(row.problems))


def problems_json(problems: Iterable[Problem]) -> str:
    """As they are stored."""
    return json.dumps([{"field": each.field, "code": each.code.value, "note": each.note} for each in problems])


def document_words(kind: EntityKind | None, region: str, key: str) -> str:
    """What a kind of document is called; empty while none is chosen."""
    found = document_type(kind, region, key) if kind else None
    return found.label if found else key


def file_names(work: Work, problems: Collection[Problem], center_id: int) -> dict[str, str]:
    """The names of the documents that problems name, also of deleted ones, by their IDs."""
    numbers = [parse_id(each.field.removeprefix(FILE)) for each in problems if each.field.startswith(FILE)]
    named = select(DOCUMENT.c.id, DOCUMENT.c.name).where(
        DOCUMENT.c.center_id == center_id, DOCUMENT.c.id.in_([number for number in numbers if number is not None])
    )
    return {str(row.id): row.name for row in work.connection.execute(named)} if numbers else {}


def carry_documents(work: Work, before: int, after: int, problems: Collection[Problem] = ()) -> None:
    """Let documents that did not fail belong to the next submission; those that did stay where they were refused."""
    if any(each.field == FILES for each in problems):
        return
    failed = [int(each.field.removeprefix(FILE)) for each in problems if each.field.startswith(FILE)]
    move_documents(work, before, after, DOCUMENT.c.id.not_in(failed))


def move_documents(work: Work, before: int, after: int, *conditions: Any) -> None:
    """Let documents of one submission belong to another one of the same center."""
    of_before = (DOCUMENT.c.holder == Holder.VERIFICATION.value, DOCUMENT.c.holder_id == before, STANDS, *conditions)
    work.connection.execute(update(DOCUMENT).where(*of_before).values(holder_id=after))


def center_facts(work: Work, center_id: int) -> Mapping[str, Any]:
    """What a center says of itself: name, company_name, region, website, time_zone, is_personal."""
    wanted = (CENTER.c.name, CENTER.c.company_name, CENTER.c.region, CENTER.c.website, CENTER.c.time_zone)
    query = select(*wanted, CENTER.c.is_personal).where(CENTER.c.id == center_id)
    return dict(work.connection.execute(query).mappings().one())


def _key(work: Work) -> bytes:
    return work.runtime.settings.secret(_KEY)
