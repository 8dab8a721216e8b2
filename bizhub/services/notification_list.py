"""What a person was told: the newest in the bell, all of it on its page, and what they have read."""

import json
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, exists, func, or_, select, update

from bizhub.domain.errors import NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.notifications import IN_PANEL, KEPT, PAGE, Bell, Kind, Told, ToldPage
from bizhub.services import sign_in_state, signals
from bizhub.services.access import MEMBERSHIP, USER, current_member_at
from bizhub.services.notifications import NOTIFICATION
from bizhub.services.work import Work

_UNREAD = NOTIFICATION.c.read_at.is_(None)
_COUNT = select(func.count()).select_from(NOTIFICATION)
_IS_MEMBER = exists().where(
    MEMBERSHIP.c.center_id == NOTIFICATION.c.center_id,
    MEMBERSHIP.c.user_id == NOTIFICATION.c.user_id,
    USER.c.id == NOTIFICATION.c.user_id,
    current_member_at(bindparam("moment")),
)
_ROWS = select(NOTIFICATION, _IS_MEMBER.label("is_member")).order_by(
    NOTIFICATION.c.created_at.desc(), NOTIFICATION.c.id.desc()
)


def view_bell(work: Work) -> Bell:
    """How much the person has not read, and the newest of what they were told, in all centers that let them in."""
    own = _own(work)
    unread = work.connection.execute(_COUNT.where(*own, _UNREAD)).scalar_one()
    newest = _ROWS.where(*own).limit(IN_PANEL)
    return Bell(unread, tuple(map(_told, work.connection.execute(newest, {"moment": work.now}))))


def list_notifications(work: Work, *, unread: bool = False, page: int = 1) -> ToldPage:
    """A page of what the person was told, the newest first; `unread` leaves out what they have read."""
    narrowed = (*_own(work), *((_UNREAD,) if unread else ()))
    total = work.connection.execute(_COUNT.where(*narrowed)).scalar_one()
    rows = _ROWS.where(*narrowed).limit(PAGE).offset((page - 1) * PAGE)
    return ToldPage(tuple(map(_told, work.connection.execute(rows, {"moment": work.now}))), total)


def mark_read(work: Work, *, notification_id: str) -> None:
    """One of the person's own was read; raises NotFound for any other."""
    own = (NOTIFICATION.c.id == parse_id(notification_id), NOTIFICATION.c.user_id == work.user_id)
    if work.connection.execute(select(NOTIFICATION.c.id).where(*own)).first() is None:
        raise NotFound
    work.connection.execute(update(NOTIFICATION).where(*own, _UNREAD).values(read_at=work.now))
    _tell_pages(work)


def mark_all_read(work: Work) -> None:
    """The person has read everything that they were told."""
    work.connection.execute(update(NOTIFICATION).where(*_own(work), _UNREAD).values(read_at=work.now))
    _tell_pages(work)


def _tell_pages(work: Work) -> None:
    work.after_commit(partial(signals.send, signals.Notified(str(work.user_id))))


def _own(work: Work) -> tuple[ColumnElement[bool], ...]:
    """What the person was told, without that of centers which keep them out for now: it comes back with the center."""
    centers = sign_in_state.read_memberships(work.connection, work.user_id, work.now, work.session_began)
    barred = [int(center.id) for center in centers if center.bar is not None]
    row = NOTIFICATION.c
    return (
        row.user_id == work.user_id,
        row.created_at > work.now - KEPT,
        or_(row.center_id.is_(None), row.center_id.not_in(barred)),
    )


def _told(row: Row[Any]) -> Told:
    return Told(
        id=str(row.id),
        center_id=str(row.center_id or ""),
        is_member=bool(row.is_member),
        kind=Kind(row.kind),
        facts=json.loads(row.facts),
        at=row.created_at,
        is_read=row.read_at is not None,
    )
