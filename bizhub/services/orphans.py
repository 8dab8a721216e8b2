"""Centers that none of their admins can act for: the desk may appoint one (services/recovery.py).

An admin counts as there while their membership is in force, with or without an end date, while they are enabled, and
when a session of theirs was seen within ABSENT_AFTER: whoever can sign in can appoint a second admin alone.
"""

from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, exists, func, select

from bizhub.domain.desk import RecoveryState
from bizhub.domain.errors import NotFound
from bizhub.domain.folding import fold
from bizhub.domain.ids import parse_id
from bizhub.domain.policy import CenterRole
from bizhub.domain.recovery import (
    ABSENT_AFTER,
    MOST_SHOWN,
    ROWS_PER_PAGE,
    AbsentAdmin,
    Candidate,
    OrphanedCenter,
    OrphanPage,
    OrphanRow,
)
from bizhub.models.desk import Recovery
from bizhub.services import appointment
from bizhub.services.access import CENTER, MEMBERSHIP, USER, center_stands_at, member_of_standing_center_at
from bizhub.services.desk_gate import require_desk
from bizhub.services.sign_in_state import SESSION
from bizhub.services.work import Work

RECOVERY = cast(Table, Recovery.__table__)  # type: ignore[attr-defined]

_ADMIN = and_(MEMBERSHIP.c.center_id == CENTER.c.id, MEMBERSHIP.c.role == CenterRole.ADMIN)
_IS_THERE = member_of_standing_center_at(bindparam("moment"))
_PRESENT = (
    exists()
    .where(_ADMIN, USER.c.id == MEMBERSHIP.c.user_id, _IS_THERE)
    .where(SESSION.c.user_id == USER.c.id, SESSION.c.last_seen_at > bindparam("since"))
    .correlate(CENTER)
)
_STANDS = and_(~CENTER.c.is_personal, center_stands_at(bindparam("moment")))
_WAITS = exists().where(RECOVERY.c.center_id == CENTER.c.id, RECOVERY.c.state == RecoveryState.WAITING)
_MEMBERS = (
    select(func.count())
    .where(MEMBERSHIP.c.center_id == CENTER.c.id, USER.c.id == MEMBERSHIP.c.user_id, _IS_THERE)
    .correlate(CENTER)
    .scalar_subquery()
)
_LAST_SEEN = (
    select(func.max(SESSION.c.last_seen_at))
    .where(_ADMIN, SESSION.c.user_id == MEMBERSHIP.c.user_id)
    .correlate(CENTER)
    .scalar_subquery()
)
_ORPHANS = select(
    CENTER.c.id, CENTER.c.name, _MEMBERS.label("members"), _LAST_SEEN.label("last_seen"), _WAITS.label("is_waiting")
).where(_STANDS, ~_PRESENT)
_ONE = select(CENTER.c.id, CENTER.c.name).where(_STANDS, CENTER.c.id == bindparam("center"))
_PRESENT_ADMIN = (
    select(USER.c.name, func.max(SESSION.c.last_seen_at).label("seen"))
    .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
    .join(SESSION, SESSION.c.user_id == USER.c.id)
    .where(MEMBERSHIP.c.center_id == bindparam("center"), MEMBERSHIP.c.role == CenterRole.ADMIN, _IS_THERE)
    .where(SESSION.c.last_seen_at > bindparam("since"))
    .group_by(USER.c.id, USER.c.name)
    .order_by(func.max(SESSION.c.last_seen_at).desc())
    .limit(1)
)
_SEEN = (
    select(SESSION.c.user_id, func.max(SESSION.c.last_seen_at).label("seen"))
    .where(SESSION.c.user_id.in_(bindparam("people", expanding=True)))
    .group_by(SESSION.c.user_id)
)


def list_orphans(work: Work, *, search: str = "", page: int = 1) -> OrphanPage:
    """A page of the centers without an admin who can sign in, by name; found by words of the name, or the center ID."""
    require_desk(work)
    rows = work.connection.execute(_ORPHANS, _moments(work)).all()
    words = fold(search).split()
    found = [row for row in rows if search.strip() == str(row.id) or all(word in fold(row.name) for word in words)]
    found.sort(key=lambda row: (fold(row.name), row.id))
    shown = found[(max(page, 1) - 1) * ROWS_PER_PAGE :][:ROWS_PER_PAGE]
    return OrphanPage(
        tuple(OrphanRow(str(row.id), row.name, row.members, row.last_seen, bool(row.is_waiting)) for row in shown),
        len(found),
    )


def view_orphan(work: Work, *, center_id: str) -> OrphanedCenter:
    """Who its admins were, and its members, who was here last first. Raises NotFound for any other center."""
    require_desk(work)
    center = read_center(work, center_id)
    if present_admin(work, center.id) is not None:
        raise NotFound
    own = select(MEMBERSHIP, USER.c.name, USER.c.email, USER.c.phone, USER.c.disabled_at).join(
        USER, USER.c.id == MEMBERSHIP.c.user_id
    )
    rows = work.connection.execute(own.where(MEMBERSHIP.c.center_id == center.id)).all()
    people = {row.user_id for row in rows}
    seen = {row.user_id: row.seen for row in work.connection.execute(_SEEN, {"people": list(people)})}
    return OrphanedCenter(str(center.id), center.name, _absent(rows, seen), _candidates(work, center.id, rows, seen))


def read_center(work: Work, center_id: str) -> Any:
    """Number and name of a center that stands and is nobody's own space; raises NotFound."""
    number = parse_id(center_id)
    row = work.connection.execute(_ONE, {"center": number, "moment": work.now}).one_or_none()
    if row is None:
        raise NotFound
    return row


def present_admin(work: Work, center_id: int) -> Any:
    """The admin of a center who was here last (`name`, `seen`), where one can sign in; else None."""
    return work.connection.execute(_PRESENT_ADMIN, {"center": center_id, **_moments(work)}).first()


def _moments(work: Work) -> dict[str, Any]:
    return {"moment": work.now, "since": work.now - ABSENT_AFTER}


def _absent(rows: Any, seen: dict[int, Any]) -> tuple[AbsentAdmin, ...]:
    """Who is or was an admin, each once: as they are now, else as they ended last; the newest first."""
    newest: dict[int, Any] = {}
    for row in sorted((row for row in rows if row.role == CenterRole.ADMIN), key=lambda row: row.valid_from):
        newest[row.user_id] = row
    absent = [
        AbsentAdmin(row.name, row.disabled_at is not None, row.ended_at or row.valid_until, seen.get(row.user_id))
        for row in newest.values()
    ]
    return tuple(reversed(absent[-MOST_SHOWN:]))


def _candidates(work: Work, center_id: int, rows: Any, seen: dict[int, Any]) -> tuple[Candidate, ...]:
    """Members who are no admins; who is one can sign in again and needs nobody's choice."""
    able = [row for row in rows if row.ended_at is None and row.disabled_at is None and row.role != CenterRole.ADMIN]
    lasting = (row for row in able if row.email or row.phone)
    now = [row for row in lasting if row.valid_until is None or row.valid_until > work.now]
    now.sort(key=lambda row: (seen.get(row.user_id) or row.valid_from, row.user_id), reverse=True)
    return tuple(
        Candidate(
            row.email or row.phone, row.name, seen.get(row.user_id), appointment.why_not(work, center_id, row.user_id)
        )
        for row in now[:MOST_SHOWN]
    )
