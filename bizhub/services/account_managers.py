"""Account managers: who of the desk looks after a center, so that its tickets reach them and not the queue."""

from dataclasses import replace
from typing import Any

from sqlalchemy import and_, select, update

from bizhub.adapters import clock
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.desk import CaseKind
from bizhub.domain.errors import InvalidInput, NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.notifications import Kind
from bizhub.domain.tickets import Reviewer
from bizhub.services import admins, notifications, ticket_news
from bizhub.services.access import CENTER, USER
from bizhub.services.desk_gate import DESK_PERSON, require_desk
from bizhub.services.review_cases import CASE
from bizhub.services.work import Work

_SEAT = and_(DESK_PERSON.c.user_id == USER.c.id, DESK_PERSON.c.ended_at.is_(None), USER.c.disabled_at.is_(None))
_REVIEWERS = select(USER.c.id, USER.c.name).join(DESK_PERSON, _SEAT).order_by(USER.c.name, USER.c.id)


def list_reviewers(work: Work) -> tuple[Reviewer, ...]:
    """Who works at the desk, by name."""
    require_desk(work)
    return tuple(Reviewer(str(row.id), row.name) for row in work.connection.execute(_REVIEWERS))


def set_account_manager(work: Work, *, center_id: str, user_id: str) -> None:
    """Let somebody of the desk look after a center, or with an empty ID nobody; open tickets go with it."""
    require_desk(work)
    center = _hold(work, center_id)
    chosen = _reviewer(work, user_id) if user_id else None
    before = manager_of(work, center.id)
    number = None if chosen is None else chosen.id
    if (None if before is None else before.id) == number:
        return
    _store(work, center.id, number)
    names = {"before": {"user": before.name if before else ""}, "after": {"user": chosen.name if chosen else ""}}
    _record(work, center, names)
    told = {"manager": chosen.name if chosen else ""}
    admins.tell_admins(work, Kind.ACCOUNT_MANAGER, told, center_id=center.id)
    for person, is_manager in ((before, ""), (chosen, "yes")):
        if person is not None:
            notifications.tell(work, person.id, Kind.CENTER_TO_MANAGE, {"manager": is_manager}, center_id=center.id)


def release_centers(work: Work, *, user_id: int) -> int:
    """Somebody leaves the desk: the tickets of their centers go to the queue; how many centers that were.

    Part of taking somebody away from the desk.
    """
    centers = select(CENTER.c.id, CENTER.c.name).where(CENTER.c.account_manager_id == user_id).order_by(CENTER.c.id)
    name = work.connection.execute(select(USER.c.name).where(USER.c.id == user_id)).scalar() or ""
    released = work.connection.execute(centers).all()
    for center in released:
        work.runtime.database.take_turn(work.connection, center.id)
        _store(work, center.id, None)
        _record(work, center, {"before": {"user": name}, "after": {"user": ""}})
        admins.tell_admins(work, Kind.ACCOUNT_MANAGER, {"manager": ""}, center_id=center.id)
    return len(released)


def manager_of(work: Work, center_id: int) -> Any:
    """The id and name of who looks after a center and still works at the desk."""
    query = _REVIEWERS.join(CENTER, CENTER.c.account_manager_id == USER.c.id).where(CENTER.c.id == center_id)
    return work.connection.execute(query).one_or_none()


def _hold(work: Work, center_id: str) -> Any:
    """A center that stands, with its turn held until the commit."""
    number = parse_id(center_id)
    query = select(CENTER.c.id, CENTER.c.name, CENTER.c.ends_at).where(CENTER.c.id == number, ~CENTER.c.is_personal)
    if number is None or work.connection.execute(query).one_or_none() is None:
        raise NotFound
    work.runtime.database.take_turn(work.connection, number)
    work.now = clock.now()
    require_desk(work)  # their seat may have ended while this waited
    row = work.connection.execute(query.with_for_update()).one()
    if row.ends_at is not None and row.ends_at <= work.now:
        raise NotFound
    work.caller = replace(work.caller, through=Through.DESK)
    return row


def _reviewer(work: Work, user_id: str) -> Any:
    found = work.connection.execute(_REVIEWERS.where(USER.c.id == parse_id(user_id))).one_or_none()
    if found is None:
        raise InvalidInput("Choose somebody who works at the desk.", field="manager")
    return found


def _store(work: Work, center: int, manager: int | None) -> None:
    work.connection.execute(update(CENTER).where(CENTER.c.id == center).values(account_manager_id=manager))
    waiting = (CASE.c.center_id == center, CASE.c.kind == CaseKind.TICKET, CASE.c.closed_at.is_(None))
    work.connection.execute(update(CASE).where(*waiting).values(for_user_id=manager))


def _record(work: Work, center: Any, values: dict[str, dict[str, str]]) -> None:
    work.audit(
        AuditEvent.CENTER_ACCOUNT_MANAGER, object_type="center", object_id=str(center.id), object_name=center.name,
        center_id=center.id, **values,
    )  # fmt: skip
    ticket_news.show_again(work, center.id, "ticket")
