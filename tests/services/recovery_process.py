"""A process that carries out recoveries, for tests that kill it; each center has lost its admin."""

from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event

from sqlalchemy import insert

from bizhub.domain.ids import new_id
from bizhub.models.desk import DeskPerson, Recovery
from bizhub.models.two_step import TwoStep
from bizhub.services import recovery_jobs
from bizhub.services import runtime as runtimes
from bizhub.settings import Settings
from tests.factories import LONG_AGO, MadeUser, World


def due(world: World, lost: MadeUser, chosen: MadeUser, dora: MadeUser, number: int) -> str:
    """A center of somebody who was not here for long, for which somebody else was chosen: its time has come."""
    center = world.center(lost, f"Center {number}")
    values = {"center_id": int(center), "user_id": int(chosen.id), "reason": "gone", "asked_by": int(dora.id)}
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(Recovery).values(id=new_id(), asked_at=LONG_AGO, due_at=LONG_AGO, **values))
    return center


def take_to_desk(world: World, dora: MadeUser) -> None:
    """Give her a seat, with 2-step verification."""
    values = {"secret": "x", "last_step": 0, "begun_at": LONG_AGO, "confirmed_at": LONG_AGO}
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(DeskPerson).values(id=new_id(), user_id=int(dora.id), added_at=LONG_AGO))
        connection.execute(insert(TwoStep).values(user_id=int(dora.id), **values))


def carry_out(settings: Settings, begins: Event) -> None:
    """Carry out, center by center."""
    runtime = runtimes.start(settings)
    begins.set()
    recovery_jobs.carry_out_due(runtime, datetime.now(UTC) + timedelta(seconds=1))
