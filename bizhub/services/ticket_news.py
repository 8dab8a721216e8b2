"""What is told of a ticket: to the admins of its center and whoever asked, and to those of the desk whom it reaches."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from sqlalchemy import select

from bizhub.domain.desk import CaseKind
from bizhub.domain.notifications import Kind
from bizhub.domain.ticket_input import short
from bizhub.services import admins, notifications, signals
from bizhub.services.desk_gate import DESK_PERSON
from bizhub.services.review_cases import CASE, is_claimed
from bizhub.services.ticket_rows import MESSAGE
from bizhub.services.work import Work

_MOST_TOLD = 20
_SEATS = select(DESK_PERSON.c.user_id).where(DESK_PERSON.c.ended_at.is_(None))


def tell_center(work: Work, kind: Kind, *, center_id: int, ticket: int, fields: str, words: str = "") -> None:
    """Tell the admins of the center; whoever of them did it knows it already."""
    facts = {"ticket_id": str(ticket), "fields": fields, "text": short(words)}
    admins.tell_admins(work, kind, facts, center_id=center_id)


def tell_desk(work: Work, kind: Kind, *, center_id: int, ticket: int, fields: str, words: str = "") -> None:
    """Tell whoever of the desk has to do with it, else everybody there while they are few."""
    case = _case(work, ticket)
    if case is None:
        return
    facts = {"case_id": str(case.id), "fields": fields, "text": short(words)}
    reviewer = case.claimed_by if is_claimed(case, work.now) else None
    own = {number for number in (case.for_user_id, reviewer) if number is not None}
    for number in _seated(work, own | _writers(work, ticket)):
        notifications.tell(work, number, kind, facts, center_id=center_id)


def show_again(work: Work, center_id: int, *subjects: str) -> None:
    """Let open pages of the center that show this read it again."""
    for subject in subjects:
        work.after_commit(partial(signals.send, signals.CenterChanged(str(center_id), subject)))


def _case(work: Work, ticket: int) -> Any:
    """The newest case of a ticket: it is told of a withdrawal after that has closed it."""
    own = (CASE.c.kind == CaseKind.TICKET, CASE.c.subject_id == ticket)
    return work.connection.execute(select(CASE).where(*own).order_by(CASE.c.id.desc()).limit(1)).one_or_none()


def _writers(work: Work, ticket: int) -> set[int]:
    """Who has written on it from the desk."""
    wrote = select(MESSAGE.c.user_id).where(MESSAGE.c.ticket_id == ticket, MESSAGE.c.from_desk)
    return set(work.connection.execute(wrote.distinct()).scalars())


def _seated(work: Work, wanted: set[int]) -> Iterable[int]:
    """Those who work there now; all of them, up to a number, where nobody of them has to do with it yet."""
    seats = work.connection.execute(_SEATS.where(DESK_PERSON.c.user_id.in_(wanted))).scalars().all() if wanted else ()
    return seats or work.connection.execute(_SEATS.order_by(DESK_PERSON.c.id).limit(_MOST_TOLD)).scalars()
