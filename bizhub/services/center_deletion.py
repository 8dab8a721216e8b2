"""Deleting a center: begun by an admin who types its name, and for 30 days taken back by any admin.

It ends by the clock alone, at `center.ends_at`: whoever reads a membership finds none from that second on
(services/access.py, services/sign_in_state.py). What is left of it then is cleared away by services/center_sweep.py.
"""

from datetime import datetime
from functools import partial
from typing import Any, cast

from sqlalchemy import Table, func, select, update

from bizhub.domain.approvals import CenterDelete, Waiting
from bizhub.domain.audit import AuditEvent
from bizhub.domain.center_deletion import KEEPABLE, Deletion, WhatEnds, ending_day
from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import Permission, Way
from bizhub.domain.team import InvitationState
from bizhub.models.ad_account import Label
from bizhub.models.team import AssetGroup
from bizhub.services import admins, approvals, formats, record, signals
from bizhub.services.access import AD_ACCOUNT, CENTER, MEMBERSHIP, USER, current_member_at
from bizhub.services.centers import OBJECT
from bizhub.services.invitations import INVITATION
from bizhub.services.work import Work

_GROUP = cast(Table, AssetGroup.__table__)  # type: ignore[attr-defined]
_LABEL = cast(Table, Label.__table__)  # type: ignore[attr-defined]


def view_deletion(work: Work) -> Deletion:
    """What ends with the current center, and whether somebody has begun to delete it."""
    work.require(Permission.CENTER_EDIT)
    ends_at = work.in_center().ends_at
    by = "" if ends_at is None else _last(work, AuditEvent.CENTER_DELETE)
    waits = approvals.waiting_on(work, CenterDelete().subject)
    return Deletion(_what_ends(work), ends_at, by, waits, approvals.way_now(work) is not Way.NOW)


def delete_center(work: Work, *, name: str) -> Waiting | None:
    """Begin to delete the current center, whose name is typed; it may wait for another admin.

    Raises InvalidInput for another name, Conflict when it is being deleted already.
    """
    work.require(Permission.CENTER_EDIT)
    center = work.in_center()
    if center.ends_at is not None:
        who, day = _last(work, AuditEvent.CENTER_DELETE), ending_day(center.ends_at, center.time_zone)
        raise Conflict(f"{who} has begun to delete this center already: on {formats.day(day, 'en')} it is gone.")
    if name.strip() != center.name:
        raise InvalidInput(f"Type the name exactly as it is written: {center.name}", field="name")
    again = partial(delete_center, work, name=name)
    if waits := approvals.ask(work, CenterDelete(), name=center.name, concerned=None, trial=again):
        return waits
    ends_at = work.now + KEEPABLE
    _set_end(work, ends_at, CENTER.c.ends_at.is_(None))
    _record(work, AuditEvent.CENTER_DELETE, {"ends_at": ends_at.isoformat()})
    admins.tell_admins(work, Kind.CENTER_ENDS, {"day": ending_day(ends_at, center.time_zone).isoformat()})
    return None


def keep_center(work: Work) -> None:
    """Take the deletion of the current center back, as long as it is there. Raises Conflict when nobody deletes it."""
    work.require(Permission.CENTER_EDIT)
    if work.in_center().ends_at is None:
        raise Conflict(f"{_last(work, AuditEvent.CENTER_KEEP)} has kept this center already: it stays.")
    _set_end(work, None, CENTER.c.ends_at > work.now)
    _record(work, AuditEvent.CENTER_KEEP, None)
    admins.tell_admins(work, Kind.CENTER_KEPT, {})


def _set_end(work: Work, ends_at: datetime | None, still: Any) -> None:
    """By the clock of this transaction: of taking back and the end, and of two who do the same, one comes first."""
    own = update(CENTER).where(CENTER.c.id == work.center_id, still)
    if work.connection.execute(own.values(ends_at=ends_at, reminded_at=None)).rowcount != 1:
        raise Conflict("Somebody else was faster. Load the page again to see where this center stands.")


def _record(work: Work, event: AuditEvent, after: dict[str, str] | None) -> None:
    center = work.in_center()
    work.audit(event, object_type=OBJECT, object_id=center.id, object_name=center.name, after=after)
    work.after_commit(partial(signals.send, signals.CenterChanged(center.id, "center")))


def _what_ends(work: Work) -> WhatEnds:
    waits = (INVITATION.c.state == InvitationState.PENDING, INVITATION.c.expires_at > work.now)
    return WhatEnds(
        members=_count(work, MEMBERSHIP, USER.c.id == MEMBERSHIP.c.user_id, current_member_at(work.now)),
        ad_accounts=_count(work, AD_ACCOUNT),
        groups=_count(work, _GROUP, _GROUP.c.ended_at.is_(None)),
        invitations=_count(work, INVITATION, *waits),
        labels=_count(work, _LABEL),
    )


def _count(work: Work, table: Table, *conditions: Any) -> int:
    query = select(func.count(table.c.id)).where(table.c.center_id == work.center_id, *conditions)
    return work.connection.execute(query).scalar_one()


def _last(work: Work, event: AuditEvent) -> str:
    return record.last_person(work.connection, work.center_id, event, OBJECT, str(work.center_id))
