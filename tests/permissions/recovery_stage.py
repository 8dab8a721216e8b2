"""Recoveries on the stage of the tables: one that waits about our center, and a center that has no admin."""

from datetime import timedelta

from sqlalchemy import delete, insert

from bizhub.adapters import clock
from bizhub.domain.ids import new_id
from bizhub.models.desk import Recovery
from bizhub.models.user import UserSession
from tests.factories import LONG_AGO, MadeUser, World
from tests.permissions.rows import Our


def waiting(world: World, center: str, chosen: MadeUser, reviewer: MadeUser) -> dict[Our, str]:
    """The reviewer has chosen our member, with days to go; elsewhere the only admin was never here."""
    lost, number = world.user("Lost"), new_id()
    orphan = world.center(lost, "Orphaned")
    values = {"center_id": int(center), "user_id": int(chosen.id), "reason": "Ours", "asked_by": int(reviewer.id)}
    due = {"asked_at": LONG_AGO, "due_at": clock.now() + timedelta(days=5)}
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(delete(UserSession).where(UserSession.user_id == int(lost.id)))  # type: ignore[arg-type]
        connection.execute(insert(Recovery).values(id=number, **values, **due))
    return {Our.RECOVERY: str(number), Our.ORPHAN: orphan, Our.CHOSEN: chosen.email}
