"""The queues of the desk: what waits, who has it, and how long people wait."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Row, Select, and_, func, not_, or_, select, tuple_, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.desk import (
    CLAIM_LASTS,
    CaseKind,
    DeskCase,
    DeskFigures,
    FoundCase,
    KindFigures,
    Outcome,
    Queue,
    QueuedCase,
    ReviewerFigures,
    Show,
)
from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.ids import parse_id
from bizhub.services import review_cases
from bizhub.services.access import CENTER, USER
from bizhub.services.desk_gate import require_desk
from bizhub.services.review_cases import CASE
from bizhub.services.work import Work

PAGE = 50
_MOST_MEASURED = 500
"""Decided cases of each kind that the waiting time is taken from, the last ones: more would not change a median."""
_MONTH, _WEEK = timedelta(days=30), timedelta(days=7)

_OPENER, _REVIEWER, _FIRST, _CLOSER = (USER.alias(name) for name in ("opener", "reviewer", "first", "closer"))
_ROWS = (
    select(
        CASE, CENTER.c.name.label("center"), _OPENER.c.name.label("opener"), _REVIEWER.c.name.label("reviewer"),
    )
    .join(CENTER, CENTER.c.id == CASE.c.center_id)
    .join(_OPENER, _OPENER.c.id == CASE.c.opened_by)
    .outerjoin(_REVIEWER, _REVIEWER.c.id == CASE.c.claimed_by)
)  # fmt: skip
_OPEN = CASE.c.closed_at.is_(None)


def list_cases(
    work: Work, *, kind: CaseKind | None, show: Show, text: str = "", waiting_days: int = 0, after: str = ""
) -> Queue:
    """A part of the open cases, those that wait longest first; `text` is looked for in titles and names of centers.

    `waiting_days` leaves out what waits for a shorter time, `after` goes on where another part ended.
    """
    require_desk(work)
    query = queue_query(work, kind=kind, show=show, text=text, waiting_days=waiting_days, after=after)
    rows = work.connection.execute(query).all()
    cases = tuple(_queued(work, row) for row in rows[:PAGE])
    return Queue(cases, cases[-1].id if len(rows) > PAGE else "")


def queue_query(
    work: Work, *, kind: CaseKind | None, show: Show, text: str, waiting_days: int, after: str
) -> Select[Any]:  # fmt: skip
    """The rows of `list_cases`, and one more where there are more."""
    query = _ROWS.where(_OPEN).order_by(CASE.c.opened_at, CASE.c.id).limit(PAGE + 1)
    if kind is not None:
        query = query.where(CASE.c.kind == kind)
    if show is Show.MINE:
        query = query.where(_is_held(work.now), CASE.c.claimed_by == work.user_id)
    if show is Show.FREE:
        others = or_(CASE.c.first_by.is_(None), CASE.c.first_by != work.user_id)
        query = query.where(not_(_is_held(work.now)), others)
    if words := " ".join(text.split()):
        found = (column.icontains(words, autoescape=True) for column in (CASE.c.title, CENTER.c.name))
        query = query.where(or_(*found))
    if waiting_days > 0:
        query = query.where(CASE.c.opened_at <= work.now - timedelta(days=min(waiting_days, 3_650)))
    if (last := parse_id(after)) is not None:
        since = select(CASE.c.opened_at).where(CASE.c.id == last).scalar_subquery()
        query = query.where(tuple_(CASE.c.opened_at, CASE.c.id) > tuple_(since, last))
    return query


def read_case(work: Work, *, case_id: str) -> DeskCase:
    """One case, open or closed. Raises NotFound."""
    require_desk(work)
    query = (
        _ROWS.add_columns(_FIRST.c.name.label("first"), _CLOSER.c.name.label("closer"))
        .outerjoin(_FIRST, _FIRST.c.id == CASE.c.first_by)
        .outerjoin(_CLOSER, _CLOSER.c.id == CASE.c.closed_by)
    )
    row = work.connection.execute(query.where(CASE.c.id == parse_id(case_id))).one_or_none()
    if row is None:
        raise NotFound
    is_open, is_held = row.closed_at is None, row.closed_at is None and review_cases.is_claimed(row, work.now)
    return DeskCase(
        str(row.id), CaseKind(row.kind), str(row.subject_id), row.title, str(row.center_id), row.center,
        row.opened_at, row.opener, row.reviewer if is_held else "", is_held and row.claimed_by == work.user_id,
        row.touched_at + CLAIM_LASTS if is_held else None, row.first or "",
        is_open and not is_held and row.first_by != work.user_id,
        None if is_open else Outcome(row.outcome), row.closed_at, row.closer or "",
    )  # fmt: skip


def next_case(work: Work, *, after: str, kind: CaseKind | None) -> str:
    """The case that waits longest of those nobody reviews, leaving out one; "" where there is none."""
    require_desk(work)
    query = queue_query(work, kind=kind, show=Show.FREE, text="", waiting_days=0, after="")
    found = work.connection.execute(query.where(CASE.c.id != (parse_id(after) or 0)).limit(1)).first()
    return "" if found is None else str(found.id)


def claim_case(work: Work, *, case_id: str) -> None:
    """Begin to review a case that nobody else has. Raises Conflict, NotFound."""
    case = review_cases.hold_case(work, case_id)
    row = work.connection.execute(_ROWS.where(CASE.c.id == case.id)).one()
    if case.first_by == work.user_id:
        raise Conflict("You have decided on this case already. Somebody else of the desk decides now.")
    is_held = review_cases.is_claimed(row, work.now)
    if is_held and row.claimed_by != work.user_id:
        raise Conflict(f"{row.reviewer} reviews this case. Choose another one.")
    claimed = {"claimed_by": work.user_id, "touched_at": work.now}
    if not is_held:
        claimed["claimed_at"] = work.now
        _record(work, AuditEvent.CASE_CLAIM, case)
    work.connection.execute(update(CASE).where(CASE.c.id == case.id).values(claimed))


def release_case(work: Work, *, case_id: str) -> None:
    """Let others review a case that one has claimed. Raises Conflict, NotFound."""
    case = review_cases.hold_claimed(work, case_id)
    free = {"claimed_by": None, "claimed_at": None, "touched_at": None}
    work.connection.execute(update(CASE).where(CASE.c.id == case.id).values(free))
    _record(work, AuditEvent.CASE_RELEASE, case)


def read_figures(work: Work) -> DeskFigures:
    """What waits and since when, how long people waited in the last 30 days, and who decided how much."""
    require_desk(work)
    waiting = {
        row.kind: row
        for row in work.connection.execute(
            select(CASE.c.kind, func.count().label("waiting"), func.min(CASE.c.opened_at).label("oldest"))
            .where(_OPEN)
            .group_by(CASE.c.kind)
        )
    }
    decided = _decided_by_whom(work)
    kinds = tuple(_of_kind(work, kind, waiting.get(kind), decided) for kind in CaseKind)
    return DeskFigures(kinds, _of_reviewers(work, decided))


def _was_decided(work: Work) -> Any:
    return and_(CASE.c.closed_at > work.now - _MONTH, CASE.c.outcome != Outcome.WITHDRAWN)


def _decided_by_whom(work: Work) -> Sequence[Any]:
    """How many each reviewer decided of each kind: `month` in the last 30 days, `week` of those in the last 7."""
    in_week = func.count().filter(CASE.c.closed_at > work.now - _WEEK)
    counted = (
        select(CASE.c.kind, CASE.c.closed_by, func.count().label("month"), in_week.label("week"))
        .where(_was_decided(work))
        .group_by(CASE.c.kind, CASE.c.closed_by)
        .subquery()
    )
    named = select(counted, USER.c.name).join(USER, USER.c.id == counted.c.closed_by)
    return work.connection.execute(named).all()


def _of_kind(work: Work, kind: CaseKind, waiting: Any, decided: Sequence[Any]) -> KindFigures:
    last = (
        select(CASE.c.opened_at, CASE.c.closed_at)
        .where(_was_decided(work), CASE.c.kind == kind)
        .order_by(CASE.c.closed_at.desc(), CASE.c.id.desc())
        .limit(_MOST_MEASURED)
    )
    waits = [row.closed_at - row.opened_at for row in work.connection.execute(last)]
    number, oldest = (waiting.waiting, waiting.oldest) if waiting else (0, None)
    count = sum(row.month for row in decided if row.kind == kind)
    return KindFigures(kind, number, oldest, count, _middle(waits))


def _middle(waits: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(wait.total_seconds() for wait in waits)) if waits else None


def _of_reviewers(work: Work, decided: Sequence[Any]) -> tuple[ReviewerFigures, ...]:
    held = select(_REVIEWER.c.id, _REVIEWER.c.name).join(CASE, CASE.c.claimed_by == _REVIEWER.c.id)
    in_hand = work.connection.execute(held.where(_OPEN, _is_held(work.now))).all()
    names = {row.closed_by: row.name for row in decided} | {row.id: row.name for row in in_hand}
    week, month, hand = Counter[int](), Counter[int](), Counter(row.id for row in in_hand)
    for row in decided:
        week[row.closed_by] += row.week
        month[row.closed_by] += row.month
    order = sorted(names, key=lambda person: (-month[person], names[person], person))
    return tuple(ReviewerFigures(names[one], week[one], month[one], hand[one]) for one in order)


def _is_held(moment: datetime) -> Any:
    return and_(CASE.c.claimed_by.is_not(None), CASE.c.touched_at > moment - CLAIM_LASTS)


def _queued(work: Work, row: Row[Any]) -> QueuedCase:
    is_held = review_cases.is_claimed(row, work.now)
    return QueuedCase(
        str(row.id), CaseKind(row.kind), row.title, row.center, row.opened_at, row.opener,
        row.reviewer if is_held else "", is_held and row.claimed_by == work.user_id, row.first_by is not None,
        row.for_user_id == work.user_id,
    )  # fmt: skip


def _record(work: Work, event: AuditEvent, case: FoundCase) -> None:
    work.audit(
        event, object_type=review_cases.OBJECT, object_id=str(case.id), object_name=case.title,
        center_id=case.center_id,
    )  # fmt: skip
    review_cases.tell_desk(work)
