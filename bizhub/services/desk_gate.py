"""Who works at the desk, read in the transaction of whatever they do there."""

from typing import cast

from sqlalchemy import Table, and_, bindparam, select

from bizhub.domain.desk import DeskNeedsTwoStep
from bizhub.domain.errors import NotFound
from bizhub.domain.people import Person
from bizhub.models.desk import DeskPerson
from bizhub.services.sign_in_state import TWO_STEP
from bizhub.services.work import Work

DESK_PERSON = cast(Table, DeskPerson.__table__)  # type: ignore[attr-defined]

_SEAT = (
    select(DESK_PERSON.c.id, TWO_STEP.c.confirmed_at)
    .outerjoin(TWO_STEP, and_(TWO_STEP.c.user_id == DESK_PERSON.c.user_id, TWO_STEP.c.confirmed_at.is_not(None)))
    .where(DESK_PERSON.c.user_id == bindparam("user"), DESK_PERSON.c.ended_at.is_(None))
)


def require_desk(work: Work) -> Person:
    """The acting person, who works at the desk; for anybody else there is no desk: NotFound.

    Raises DeskNeedsTwoStep while the desk asks for a second step that they have not turned on.
    """
    person = work.signed_in()
    seat = work.connection.execute(_SEAT, {"user": int(person.id)}).one_or_none()
    if seat is None:
        raise NotFound
    if work.runtime.settings.desk_two_step and seat.confirmed_at is None:
        raise DeskNeedsTwoStep
    return person


def is_at_desk(work: Work) -> bool:
    """Whether the acting person works at the desk, with or without a second step; for drawing."""
    seat = work.connection.execute(_SEAT, {"user": work.user_id}).one_or_none()
    return seat is not None
