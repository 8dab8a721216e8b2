"""Where a person's sign-in ends, all of their centers are held at once: nobody else changes who is in one meanwhile."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import bindparam, or_, select

from bizhub.adapters import clock
from bizhub.domain.errors import Busy, SignedOut
from bizhub.services import last_admin, sign_in_state
from bizhub.services.access import CENTER, MEMBERSHIP, USER, center_stands_at
from bizhub.services.work import Work

_CENTERS = (
    select(MEMBERSHIP.c.center_id)
    .join(CENTER, CENTER.c.id == MEMBERSHIP.c.center_id)
    .where(
        MEMBERSHIP.c.user_id == bindparam("person"),
        MEMBERSHIP.c.ended_at.is_(None),
        or_(MEMBERSHIP.c.valid_until.is_(None), MEMBERSHIP.c.valid_until > bindparam("moment")),
        center_stands_at(bindparam("moment")),
    )
    .order_by(MEMBERSHIP.c.center_id)
)
_LOCK = select(USER).where(USER.c.id == bindparam("person")).with_for_update()
# Others may still name the person in rows of theirs: they need not wait, and nobody waits for them.
_LOCK_ENABLED = (
    select(USER.c.id)
    .where(USER.c.id == bindparam("person"), USER.c.disabled_at.is_(None))
    .with_for_update(key_share=True)
)
_ONE_MORE = "They became a member of one more center in this moment. Please try again."


def hold_centers(work: Work, person: int) -> tuple[int, ...]:
    """Take the turn in every center of a person, then hold the centers and the person; the centers' numbers.

    For a transaction that holds no center's turn yet, so that everybody takes them in the order of the numbers. The
    time of this work is taken again: whatever was waited for came before it. Raises Busy.
    """
    held = _centers(work, person)
    for number in held:
        work.runtime.database.take_turn(work.connection, number)
    for number in held:
        last_admin.lock_center(work, number)
    work.connection.execute(_LOCK, {"person": person})
    work.now = clock.now()
    now = _centers(work, person)
    if not set(now) <= set(held):
        raise Busy(_ONE_MORE)
    return now


def hold_person(work: Work) -> None:
    """Hold the acting person until the commit, so that their sign-in ends before or after, and not in between.

    Raises SignedOut when it ended while this waited.
    """
    if work.connection.execute(_LOCK_ENABLED, {"person": work.user_id}).one_or_none() is None:
        raise SignedOut


def in_each(work: Work, centers: Iterable[int]) -> Iterator[str]:
    """Act in one center after the other, and in none at the end."""
    for number in centers:
        work.center = sign_in_state.read_center(work.connection, number, work.now)
        yield str(number)
    work.center = None


def _centers(work: Work, person: int) -> tuple[int, ...]:
    values: dict[str, Any] = {"person": person, "moment": work.now}
    return tuple(work.connection.execute(_CENTERS, values).scalars())
