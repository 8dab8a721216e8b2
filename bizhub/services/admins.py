"""Who the admins of a center are, and what all of them are told; of one's own ad accounts it is their owner."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from bizhub.domain.notifications import TOLD_OF_ONES_OWN, Facts, Kind
from bizhub.domain.policy import CenterRole
from bizhub.services import notifications
from bizhub.services.access import MEMBERSHIP, USER, current_member_at
from bizhub.services.work import Work

_ADMINS = (
    select(USER.c.id, USER.c.name, USER.c.email)
    .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
    .where(
        MEMBERSHIP.c.center_id == bindparam("center"),
        MEMBERSHIP.c.role.in_((CenterRole.ADMIN, CenterRole.OWNER)),
        current_member_at(bindparam("moment")),
    )
    .order_by(USER.c.name, USER.c.id)
)


def current_admins(work: Work, *, center_id: int | None = None) -> Mapping[int, Row[Any]]:
    """The admins of the current center who could answer now, with or without an end date, by their numbers.

    The desk, which is in no center, names it.
    """
    center = work.center_id if center_id is None else center_id
    rows: Sequence[Any] = work.connection.execute(_ADMINS, {"center": center, "moment": work.now}).all()
    return {row.id: row for row in rows}


def tell_admins(work: Work, kind: Kind, about: Facts, *, center_id: int | None = None) -> None:
    """Tell the admins of the current center; who did it is who acts, also on behalf of who asked for it."""
    by = {} if work.user is None else {"by": work.user.name}
    own = 0 if work.user is None or kind in TOLD_OF_ONES_OWN else work.user_id
    for number in current_admins(work, center_id=center_id):
        if number != own:
            notifications.tell(work, number, kind, {**by, **about}, center_id=center_id)
