"""Centers that are being deleted: their admins are reminded, and what is left after the end is cleared away.

The end itself needs no job. What stays of a center is its record, which can be verified as before.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bizhub.adapters import clock
from bizhub.adapters.jobs import Job, job
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.center_deletion import REMINDED_BEFORE, ending_day
from bizhub.domain.imports import ENDED, BatchState, FileState
from bizhub.domain.notifications import Kind
from bizhub.services import admins, center_picture, imports, signals
from bizhub.services.access import AD_ACCOUNT, CENTER, MEMBERSHIP
from bizhub.services.centers import OBJECT
from bizhub.services.import_files import BATCH, FILE
from bizhub.services.import_jobs import PUTTING_IN_PLACE
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin_job

_logger = logging.getLogger("bizhub.centers")

_DUE_TO_REMIND = (
    CENTER.c.ends_at <= bindparam("soon"), CENTER.c.ends_at > bindparam("moment"), CENTER.c.reminded_at.is_(None),
)  # fmt: skip
_DUE_TO_CLEAR = (CENTER.c.ends_at <= bindparam("moment"), CENTER.c.cleared_at.is_(None))


@job("sweep_centers", queue="imports", every="*/5 * * * *", at_start=True)
def sweep_centers(current: Job) -> dict[str, int]:
    """Remind and clear what is due: a restart in the middle finds what is left."""
    runtime, moment = current.runtime, clock.now()
    reminded, cleared = remind_due(runtime, moment), 0
    if _due(runtime, _DUE_TO_CLEAR, moment):
        with current.alone(PUTTING_IN_PLACE):  # no import may put figures back
            cleared = clear_due(runtime, moment)
    center_picture.sweep(runtime)
    return {"reminded": reminded, "cleared": cleared}


def remind_due(runtime: Runtime, moment: datetime) -> int:
    """Tell the admins of the centers that end soon; how many centers."""
    return sum(_alone(_remind, runtime, center) for center in _due(runtime, _DUE_TO_REMIND, moment))


def clear_due(runtime: Runtime, moment: datetime) -> int:
    """Remove figures and files of the centers that have ended; how many centers. No import runs meanwhile."""
    return sum(_alone(_clear, runtime, center) for center in _due(runtime, _DUE_TO_CLEAR, moment))


def _due(runtime: Runtime, conditions: Sequence[Any], moment: datetime) -> Sequence[int]:
    query = select(CENTER.c.id).where(*conditions).order_by(CENTER.c.ends_at, CENTER.c.id)
    with runtime.database.transaction(write=False) as connection:
        return connection.execute(query, {"moment": moment, "soon": moment + REMINDED_BEFORE}).scalars().all()


def _alone(step: Callable[[Runtime, int], bool], runtime: Runtime, center: int) -> bool:
    """One that fails holds up no other, and is tried again."""
    try:
        return step(runtime, center)
    except Exception:
        _logger.exception("The deletion of center %s could not go on", center)
        return False


def _remind(runtime: Runtime, center: int) -> bool:
    with begin_job(runtime, user_id=None, center_id=str(center), through=Through.SYSTEM, write=True) as work:
        due = update(CENTER).where(CENTER.c.id == center, *_DUE_TO_REMIND).values(reminded_at=work.now)
        moments = {"moment": work.now, "soon": work.now + REMINDED_BEFORE}
        if work.connection.execute(due, moments).rowcount != 1 or work.center is None or work.center.ends_at is None:
            return False  # kept meanwhile
        day = ending_day(work.center.ends_at, work.center.time_zone)
        admins.tell_admins(work, Kind.CENTER_ENDS_SOON, {"day": day.isoformat()})
    return True


def _clear(runtime: Runtime, center: int) -> bool:
    """Cancel what is being imported, then remove; what a kill left out is removed when it is tried again."""
    with begin_job(runtime, user_id=None, center_id=str(center), through=Through.SYSTEM, write=True) as work:
        if work.center is not None:  # kept in time
            return False
        _cancel_imports(work, center)
        files = work.connection.execute(select(FILE.c.id).where(FILE.c.center_id == center)).scalars().all()
        accounts = work.connection.execute(select(AD_ACCOUNT.c.id).where(AD_ACCOUNT.c.center_id == center))
        figures_of = accounts.scalars().all()
    runtime.insights.forget(*figures_of)
    for file in files:
        imports.discard_files(runtime, file)
    with begin_job(runtime, user_id=None, center_id=str(center), through=Through.SYSTEM, write=True) as work:
        name, people = _note_cleared(work, center)
        after = {"ad_accounts": len(figures_of)} if figures_of else None
        work.audit(
            AuditEvent.CENTER_CLEAR, object_type=OBJECT, object_id=str(center), object_name=name, after=after,
            center_id=center,
        )  # fmt: skip
    for person in people:  # whoever still looks at it sees that it is gone
        signals.send(signals.UserChanged(str(person)))
    return True


def _cancel_imports(work: Work, center: int) -> None:
    open_files = update(FILE).where(FILE.c.center_id == center, FILE.c.state.not_in(ENDED))
    work.connection.execute(open_files.values(state=FileState.CANCELLED.value, finished_at=work.now))
    promised = update(BATCH).where(BATCH.c.center_id == center, BATCH.c.state == BatchState.PROMISED.value)
    work.connection.execute(promised.values(state=BatchState.DONE.value, done_at=work.now))


def _note_cleared(work: Work, center: int) -> tuple[str, Sequence[int]]:
    work.connection.execute(update(CENTER).where(CENTER.c.id == center).values(cleared_at=work.now, picture=None))
    name: str = work.connection.execute(select(CENTER.c.name).where(CENTER.c.id == center)).scalar_one()
    members = select(MEMBERSHIP.c.user_id).where(MEMBERSHIP.c.center_id == center, MEMBERSHIP.c.ended_at.is_(None))
    return name, work.connection.execute(members).scalars().all()
