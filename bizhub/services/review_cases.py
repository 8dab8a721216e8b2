"""Cases of the desk: opened with what they are about, held by one reviewer, closed by one decision.

What changes a center is written under the center's own turn, also when the desk does it (`hold_case`), so that its
people and the desk follow each other. The desk acts in no center: entries and notices name the case's.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, tuple_, update

from bizhub.adapters import clock
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.desk import CLAIM_LASTS, CaseKind, FoundCase
from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.ids import new_id, parse_id
from bizhub.models.desk import ReviewCase
from bizhub.services import signals
from bizhub.services.access import CENTER, USER
from bizhub.services.desk_gate import require_desk
from bizhub.services.work import Work

CASE = cast(Table, ReviewCase.__table__)  # type: ignore[attr-defined]
OBJECT = "case"
WITHDRAWN = "WITHDRAWN"


def open_case(work: Work, *, kind: CaseKind, subject_id: int, title: str, for_user_id: int | None = None) -> int:
    """Let something of the current center wait for the desk; the case's number."""
    number = new_id()
    values = {"center_id": work.center_id, "kind": kind, "subject_id": subject_id, "title": title}
    opened = {"opened_at": work.now, "opened_by": work.user_id, "for_user_id": for_user_id}
    work.connection.execute(insert(CASE).values(id=number, **values, **opened))
    tell_desk(work)
    return number


def withdraw_case(work: Work, *, kind: CaseKind, subject_id: int) -> None:
    """Take what waits out of the queue; a reviewer who has it is told with their next step."""
    row = work.connection.execute(_open(kind, subject_id).with_for_update()).one_or_none()
    if row is None:
        raise Conflict("The desk has decided on this already. Load the page again.")
    ended = {"closed_at": work.now, "closed_by": work.user_id, "outcome": WITHDRAWN}
    work.connection.execute(update(CASE).where(CASE.c.id == row.id).values(ended))
    tell_desk(work)


def queue_place(work: Work, *, kind: CaseKind, subject_id: int) -> int | None:
    """The place in the queue of its kind, from 1; None for what does not wait."""
    row = work.connection.execute(_open(kind, subject_id)).one_or_none()
    if row is None:
        return None
    before = select(func.count()).where(
        CASE.c.kind == kind, CASE.c.closed_at.is_(None), tuple_(CASE.c.opened_at, CASE.c.id) < (row.opened_at, row.id)
    )
    return int(work.connection.execute(before).scalar_one()) + 1


def hold_case(work: Work, case_id: str) -> FoundCase:
    """An open case, held with the turn of its center until the commit; for the desk alone.

    For a transaction that holds no center's turn yet. Raises NotFound, Conflict when it was decided already.
    """
    require_desk(work)
    number = parse_id(case_id)
    center = work.connection.execute(select(CASE.c.center_id).where(CASE.c.id == number)).scalar()
    if center is None:
        raise NotFound
    work.runtime.database.take_turn(work.connection, center)
    work.now = clock.now()
    require_desk(work)  # their seat may have ended while this waited
    work.caller = replace(work.caller, through=Through.DESK)
    row = _read(work, number)
    if row.closed_at is not None:
        raise Conflict(_decided_words(work, row))
    return _found(row)


def hold_claimed(work: Work, case_id: str) -> FoundCase:
    """The same for the reviewer who has claimed it, whose claim lasts on from now. Raises Conflict for others."""
    case = hold_case(work, case_id)
    row = _read(work, case.id)
    if not is_claimed(row, work.now):
        raise Conflict("Nobody reviews this case now. Claim it first.")
    if row.claimed_by != work.user_id:
        raise Conflict(f"{_name(work, row.claimed_by)} reviews this case. Choose another one.")
    work.connection.execute(update(CASE).where(CASE.c.id == case.id).values(touched_at=work.now))
    return case


def settles(work: Work, case: FoundCase, decision: str) -> bool:
    """Whether a decision stands now, or a second reviewer has to agree first; `decision` is its JSON text.

    Of two reviewers the second agrees with the first. Who decides otherwise is the first one from then on.
    """
    if not work.runtime.settings.desk_two_reviewers:
        return True
    if case.first_by == work.user_id:
        raise Conflict("You have decided on this case already. Somebody else of the desk decides now.")
    if case.first_by is not None and case.first_decision == decision:
        return True
    first = {"first_by": work.user_id, "first_at": work.now, "first_decision": decision}
    free = {"claimed_by": None, "claimed_at": None, "touched_at": None}
    work.connection.execute(update(CASE).where(CASE.c.id == case.id).values(**first, **free))
    tell_desk(work)
    work.audit(
        AuditEvent.CASE_FIRST_DECISION, object_type=OBJECT, object_id=str(case.id), object_name=case.title,
        center_id=case.center_id,
    )  # fmt: skip
    return False


def close_case(work: Work, case: FoundCase, outcome: str) -> None:
    """Note the decision; nobody reviews it any more."""
    ended = {"closed_at": work.now, "closed_by": work.user_id, "outcome": outcome}
    work.connection.execute(update(CASE).where(CASE.c.id == case.id, CASE.c.closed_at.is_(None)).values(ended))
    tell_desk(work)


def tell_desk(work: Work) -> None:
    """Let the open pages of the desk show, after the commit, what has changed."""
    work.after_commit(partial(signals.send, signals.DeskChanged()))


def free_all_of(work: Work, user_id: int) -> int:
    """Give what somebody has in hand, or was to decide alone, back to everybody; how many they had in hand."""
    handed = update(CASE).where(CASE.c.for_user_id == user_id, CASE.c.closed_at.is_(None)).values(for_user_id=None)
    work.connection.execute(handed)
    free = {"claimed_by": None, "claimed_at": None, "touched_at": None}
    held = update(CASE).where(CASE.c.claimed_by == user_id, CASE.c.closed_at.is_(None)).values(free)
    tell_desk(work)
    return work.connection.execute(held).rowcount


def is_claimed(row: Any, moment: Any) -> bool:
    """Whether a reviewer has a case, and has done something with it lately; `row` has the columns of the table."""
    return row.claimed_by is not None and row.touched_at is not None and row.touched_at + CLAIM_LASTS > moment


def _open(kind: CaseKind, subject_id: int) -> Any:
    return select(CASE).where(CASE.c.kind == kind, CASE.c.subject_id == subject_id, CASE.c.closed_at.is_(None))


def _read(work: Work, number: int | None) -> Any:
    query = select(CASE, CENTER.c.name.label("center_name")).join(CENTER, CENTER.c.id == CASE.c.center_id)
    return work.connection.execute(query.where(CASE.c.id == number).with_for_update(of=CASE)).one()


def _found(row: Any) -> FoundCase:
    return FoundCase(
        row.id, row.center_id, row.center_name, CaseKind(row.kind), row.subject_id, row.title, row.opened_at,
        row.opened_by, row.first_by, row.first_decision,
    )  # fmt: skip


def _decided_words(work: Work, row: Any) -> str:
    who = _name(work, row.closed_by)
    taken_back: Mapping[bool, str] = {
        True: f"{who} has taken this back. It needs no decision any more.",
        False: f"{who} has decided on this case already. Load the page again.",
    }
    return taken_back[row.outcome == WITHDRAWN]


def _name(work: Work, user_id: int | None) -> str:
    return work.connection.execute(select(USER.c.name).where(USER.c.id == user_id)).scalar() or "Somebody"
