"""The guard of the last admin: whatever takes an admin away passes here, in its own transaction.

The invariant of every center: at least one enabled admin without an end date.
"""

from sqlalchemy import bindparam, exists, select

from bizhub.domain.policy import CenterRole
from bizhub.domain.team import LastAdmin
from bizhub.services.access import MEMBERSHIP, USER, current_member_at
from bizhub.services.sign_in_state import CENTER
from bizhub.services.work import Work

_LOCK = select(CENTER.c.name).where(CENTER.c.id == bindparam("center")).with_for_update()
_LASTING_ADMINS = (
    select(MEMBERSHIP.c.user_id)
    .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
    .where(
        MEMBERSHIP.c.center_id == bindparam("center"),
        MEMBERSHIP.c.role == CenterRole.ADMIN,
        MEMBERSHIP.c.valid_until.is_(None),
        current_member_at(bindparam("moment")),
    )
)
_ADMIN_OF = (
    select(CENTER.c.id, CENTER.c.name)
    .join(MEMBERSHIP, MEMBERSHIP.c.center_id == CENTER.c.id)
    .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
    .where(
        USER.c.id == bindparam("person"), MEMBERSHIP.c.role == CenterRole.ADMIN, current_member_at(bindparam("moment"))
    )
    .order_by(CENTER.c.name, CENTER.c.id)
)
_OTHER_ADMIN = select(exists(_LASTING_ADMINS.where(MEMBERSHIP.c.user_id != bindparam("person"))))


def lasting_admins(work: Work, center_id: int) -> frozenset[int]:
    """The users who are admins of a center now and count: enabled, without an end date."""
    return frozenset(work.connection.execute(_LASTING_ADMINS, {"center": center_id, "moment": work.now}).scalars())


def keep_an_admin(work: Work, *, without: int) -> None:
    """Raise LastAdmin unless the current center has an admin who counts besides this person.

    From here to the commit nobody else takes an admin of this center away: on SQLite the one writer is at work, on
    PostgreSQL the center's row is locked.
    """
    name = lock_center(work, work.center_id)
    if not _has_another(work, work.center_id, without):
        raise LastAdmin(name)


def only_admin_of(work: Work, person: int) -> dict[int, str]:
    """The centers that an admin cannot go from, because nobody else there counts; their names by their numbers."""
    own = work.connection.execute(_ADMIN_OF, {"person": person, "moment": work.now}).all()
    return {row.id: row.name for row in own if not _has_another(work, row.id, person)}


def lock_center(work: Work, center_id: int) -> str:
    """Let nobody else change who is in a center until the commit; its name."""
    name: str = work.connection.execute(_LOCK, {"center": center_id}).scalar_one()
    return name


def _has_another(work: Work, center_id: int, person: int) -> bool:
    values = {"center": center_id, "person": person, "moment": work.now}
    return bool(work.connection.execute(_OTHER_ADMIN, values).scalar_one())
