"""Asking for the approval of a second admin, and what waits for one.

A use case that the rules of a center may want two admins for calls `ask` in its transaction; what it answers is what
the use case answers. `services/approval_answers` carries out what was asked for by calling the same use case again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import Row, Table, bindparam, exists, insert, or_, select, update

from bizhub.domain.approvals import (
    KINDS,
    LASTS,
    NOTICE_LASTS,
    WAITING,
    ApprovalList,
    ApprovalRow,
    ApprovalState,
    Asked,
    MemberEdit,
    Waiting,
    kind_of,
    makes_admin,
)
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.policy import Permission, Way, may_approve, way_of_change
from bizhub.models.team import Approval
from bizhub.services import admins, approval_messages, center_rules, signals
from bizhub.services.access import MEMBERSHIP, USER
from bizhub.services.work import Work

APPROVAL = cast(Table, Approval.__table__)  # type: ignore[attr-defined]
OBJECT = "approval"
_MOST_SHOWN = 100
_REHEARSAL = "rehearsal"

_ASKER, _DECIDER, _CONCERNED = USER.alias("asker"), USER.alias("decider"), USER.alias("concerned")
ROWS = (
    select(
        APPROVAL,
        _ASKER.c.name.label("asker"),
        _ASKER.c.email.label("asker_email"),
        _DECIDER.c.name.label("decider"),
        _CONCERNED.c.name.label("concerned"),
    )
    .join(_ASKER, _ASKER.c.id == APPROVAL.c.asked_by)
    .outerjoin(_DECIDER, _DECIDER.c.id == APPROVAL.c.decided_by)
    .outerjoin(_CONCERNED, _CONCERNED.c.id == APPROVAL.c.concerned_id)
    .where(APPROVAL.c.center_id == bindparam("center"))
    .order_by(APPROVAL.c.asked_at.desc(), APPROVAL.c.id.desc())
)
_MINE = or_(APPROVAL.c.asked_by == bindparam("person"), APPROVAL.c.concerned_id == bindparam("person"))
_WAITS = APPROVAL.c.state.in_(WAITING)


class _Rehearsed(Exception):
    """Everything went well; nothing of it stays."""


def ask(work: Work, asked: Asked, *, name: str, concerned: int | None, trial: Callable[[], object]) -> Waiting | None:
    """Let a change wait for another admin where the rules want it; None where it is made now.

    `name` is of what it is about, `concerned` the member it is about. `trial` makes the change: what it raises is
    raised, so that nobody is asked for what could not be done; nothing of it stays. Raises Conflict while the same
    waits already.
    """
    if work.approval or work.is_operator:
        return None
    way = way_now(work, concerned=concerned)
    if way is Way.NOW:
        return None
    _rehearse(work, trial)
    _refuse_second(work, asked)
    number, is_notice, words = new_id(), way is Way.NOTICE, asked.words(name)
    until = work.now + (NOTICE_LASTS if is_notice else LASTS)
    values = {
        "id": number, "center_id": work.center_id, "kind": kind_of(asked), "arguments": _adapter(type(asked)).dump_json(
            asked).decode(), "subject": asked.subject, "words": words, "concerned_id": concerned,
        "asked_by": work.user_id, "asked_at": work.now, "until": until, "reason": "",
        "state": ApprovalState.NOTICE if is_notice else ApprovalState.OPEN,
    }  # fmt: skip
    work.connection.execute(insert(APPROVAL).values(**values))
    told = [row for number_of, row in admins.current_admins(work).items() if number_of != work.user_id]
    after = {"until": until.isoformat(), **({"notice_to": told[0].name} if is_notice else {})}
    audit(work, AuditEvent.APPROVAL_ASK, str(number), words, after)
    if is_notice:
        approval_messages.give_notice(work, to=told[0], words=words, until=until)
    else:
        may = [row for row in told if may_approve(acting=row.id, asked_by=work.user_id, concerned=concerned)]
        approval_messages.ask(work, to=may, words=words, until=until)
    return Waiting(str(number), words, told[0].name if is_notice else "", until, is_notice)


def way_now(work: Work, *, concerned: int | None = None) -> Way:
    """How a change of the acting admin would be made now, by the rules of the center and who its admins are."""
    wants_two = center_rules.rules_of(work, work.center_id).two_admin_approval
    there = admins.current_admins(work).keys()
    return way_of_change(wants_two=wants_two, asking=work.user_id, concerned=concerned, admins=there)


def is_approved(work: Work, asked: Asked, *, since: datetime) -> bool:
    """Whether another admin has said yes to what concerns the same, at that moment or later."""
    own = (APPROVAL.c.center_id == work.center_id, APPROVAL.c.subject == asked.subject)
    yes = (APPROVAL.c.state == ApprovalState.APPROVED, APPROVAL.c.decided_at >= since)
    return work.connection.execute(select(exists().where(*own, *yes))).scalar_one()


def waiting_on(work: Work, subject: str) -> ApprovalRow | None:
    """What waits about something, as the acting person may see it."""
    values = {"center": work.center_id, "subject": subject}
    found = _read(work, ROWS.where(_WAITS, APPROVAL.c.subject == bindparam("subject")), values)
    return next((row for row in found if row.is_waiting), None)


def list_approvals(work: Work) -> ApprovalList:
    """What waits and what is over: for admins all of it, for others what they asked for and what is about them."""
    work.require(Permission.TEAM_VIEW)
    values = {"center": work.center_id, "person": work.user_id}
    query = ROWS if work.may(Permission.MEMBER_MANAGE) else ROWS.where(_MINE)
    rows = [*_read(work, query.where(_WAITS), values), *_read(work, query.where(~_WAITS).limit(_MOST_SHOWN), values)]
    mine = [row for row in rows if row.is_waiting and (row.may_answer or row.may_object)]
    others = [row for row in rows if row.is_waiting and row not in mine]
    return ApprovalList(tuple(mine), tuple(others), tuple(row for row in rows if not row.is_waiting)[:_MOST_SHOWN])


def view_waiting(work: Work, *, user_id: str) -> ApprovalRow | None:
    """What waits about who is or was a member, for admins and for themselves. Raises NotFound for anybody else."""
    work.require(Permission.TEAM_VIEW)
    if user_id != work.signed_in().id:
        work.require(Permission.MEMBER_MANAGE)
    known = exists().where(MEMBERSHIP.c.center_id == work.center_id, MEMBERSHIP.c.user_id == parse_id(user_id))
    if not work.connection.execute(select(known)).scalar_one():
        raise NotFound
    return waiting_on(work, f"member:{user_id}")


def lapse(work: Work, *, approval_id: int) -> bool:
    """Store that nobody has answered in time, where that is so, and tell who asked: once, whoever comes first."""
    is_over = update(APPROVAL).where(
        APPROVAL.c.id == approval_id, APPROVAL.c.state == ApprovalState.OPEN, APPROVAL.c.until <= work.now
    )
    if work.connection.execute(is_over.values(state=ApprovalState.LAPSED)).rowcount != 1:
        return False
    row = work.connection.execute(ROWS.where(APPROVAL.c.id == approval_id), {"center": work.center_id}).one()
    answer = f"Nobody has answered within {LASTS.days} days: it has lapsed, and nothing was changed."
    approval_messages.tell(work, row=row, center=work.in_center().name, answer=answer)
    return True


def arguments_of(row: Row[Any]) -> Asked:
    """What was asked for, checked against its kind."""
    asked: Asked = _adapter(KINDS[row.kind]).validate_json(row.arguments)
    return asked


def state_at(row: Row[Any], moment: datetime) -> ApprovalState:
    """Where one stands: lapsed means lapsed at that second."""
    state = ApprovalState(row.state)
    return ApprovalState.LAPSED if state is ApprovalState.OPEN and row.until <= moment else state


def audit(
    work: Work, event: AuditEvent, number: str, words: str, after: dict[str, str], center_id: int | None = None
) -> None:
    """Write the entry of something that happened to an approval, and tell the open pages."""
    shown = {name: value for name, value in after.items() if value}
    work.audit(event, object_type=OBJECT, object_id=number, object_name=words, after=shown or None, center_id=center_id)
    center = str(center_id or work.center_id)
    work.after_commit(partial(signals.send, signals.CenterChanged(center, "approval")))


def _rehearse(work: Work, trial: Callable[[], object]) -> None:
    try:
        with work.attempt():
            work.approval = _REHEARSAL
            trial()
            raise _Rehearsed
    except _Rehearsed:
        pass
    finally:
        work.approval = ""


def _refuse_second(work: Work, asked: Asked) -> None:
    """One of a subject waits at a time; what has lapsed is stored as lapsed."""
    same = (APPROVAL.c.center_id == work.center_id, APPROVAL.c.subject == asked.subject, _WAITS)
    waits = work.connection.execute(ROWS.where(*same), {"center": work.center_id}).first()
    if waits is not None and not lapse(work, approval_id=waits.id):
        who = "You have" if waits.asked_by == work.user_id else f"{waits.asker} has"
        raise Conflict(f"{who} asked to {waits.words} already, and that waits. See Team → Approvals.")


def _read(work: Work, query: Any, values: dict[str, Any]) -> Sequence[ApprovalRow]:
    is_admin = work.may(Permission.MEMBER_MANAGE)
    return [_row(work, row, is_admin=is_admin) for row in work.connection.execute(query, values)]


def _row(work: Work, row: Row[Any], *, is_admin: bool) -> ApprovalRow:
    asked, state, me = arguments_of(row), state_at(row, work.now), work.user_id
    may = is_admin and may_approve(acting=me, asked_by=row.asked_by, concerned=row.concerned_id)
    return ApprovalRow(
        id=str(row.id),
        words=row.words,
        day=asked.day if isinstance(asked, MemberEdit) else None,
        asked_by=row.asker,
        asked_at=row.asked_at,
        until=row.until,
        state=state,
        decided_by=row.decider or "",
        decided_at=row.decided_at,
        reason=row.reason,
        concerned=row.concerned or "",
        makes_admin=makes_admin(asked),
        is_own=row.asked_by == me,
        may_answer=state is ApprovalState.OPEN and may,
        may_object=state is ApprovalState.NOTICE and row.concerned_id == me,
    )


def _adapter(kind: type[Asked]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
