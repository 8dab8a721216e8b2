"""Admins are reminded, once, before the verification of their center expires. The expiry itself needs no job."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select, update

from bizhub.adapters import clock
from bizhub.adapters.jobs import Job, job
from bizhub.domain.audit import Through
from bizhub.domain.notifications import Kind
from bizhub.domain.verification import REMINDED_BEFORE, SubmissionState
from bizhub.services import admins
from bizhub.services.access import CENTER
from bizhub.services.runtime import Runtime
from bizhub.services.verification_standing import VERIFICATION
from bizhub.services.work import begin_job

_logger = logging.getLogger("bizhub.verification")
_LATER = VERIFICATION.alias("later")


@job("remind_of_verifications", queue="imports", every="41 * * * *", at_start=True)
def remind_of_verifications(current: Job) -> dict[str, int]:
    """Remind whom it is time to remind: a restart in the middle finds who is left."""
    return {"reminded": remind_due(current.runtime, clock.now())}


def remind_due(runtime: Runtime, moment: datetime) -> int:
    """Tell the admins of centers whose verification expires soon; how many centers."""
    query = (
        select(VERIFICATION.c.id, VERIFICATION.c.center_id)
        .join(CENTER, CENTER.c.id == VERIFICATION.c.center_id)
        .where(*_due(moment), or_(CENTER.c.ends_at.is_(None), CENTER.c.ends_at > moment))
        .order_by(VERIFICATION.c.expires_at, VERIFICATION.c.id)
    )
    with runtime.database.transaction(write=False) as connection:
        rows: Sequence[Any] = connection.execute(query).all()
    return sum(_alone(runtime, row.id, row.center_id) for row in rows)


def _due(moment: datetime) -> tuple[Any, ...]:
    """Approved, about to expire, not told of, and with no later approval of the same center."""
    renewed = exists().where(
        _LATER.c.center_id == VERIFICATION.c.center_id, _LATER.c.state == SubmissionState.VERIFIED.value,
        _LATER.c.expires_at > VERIFICATION.c.expires_at,
    )  # fmt: skip
    return (
        VERIFICATION.c.state == SubmissionState.VERIFIED.value, VERIFICATION.c.reminded_at.is_(None),
        VERIFICATION.c.expires_at <= moment + REMINDED_BEFORE, VERIFICATION.c.expires_at > moment, ~renewed,
    )  # fmt: skip


def _alone(runtime: Runtime, number: int, center: int) -> bool:
    """One that fails holds up no other, and is tried again."""
    try:
        return _remind(runtime, number, center)
    except Exception:
        _logger.exception("The reminder of verification %s could not be sent", number)
        return False


def _remind(runtime: Runtime, number: int, center: int) -> bool:
    with begin_job(runtime, user_id=None, center_id=str(center), through=Through.SYSTEM, write=True) as work:
        told = update(VERIFICATION).where(VERIFICATION.c.id == number, *_due(work.now)).values(reminded_at=work.now)
        if work.center is None or work.connection.execute(told).rowcount != 1:
            return False
        read = select(VERIFICATION.c.expires_at).where(VERIFICATION.c.id == number)
        day = work.connection.execute(read).scalar_one().astimezone(ZoneInfo(work.center.time_zone)).date()
        admins.tell_admins(work, Kind.VERIFICATION_ENDS, {"until": day.isoformat()})
    return True
