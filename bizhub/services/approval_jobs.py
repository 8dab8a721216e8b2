"""What the clock does to approvals, also when nobody is there and when BizHub was off at the time.

What nobody objected to is carried out; what nobody answered has lapsed, and who asked for it is told.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from bizhub.adapters import clock
from bizhub.adapters.jobs import Job, job
from bizhub.domain.approvals import ApprovalState
from bizhub.domain.audit import Through
from bizhub.domain.errors import BizHubError
from bizhub.services import approval_answers, approvals
from bizhub.services.access import CENTER, center_stands_at
from bizhub.services.approvals import APPROVAL
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin_job

_logger = logging.getLogger("bizhub.approvals")

_DUE = (
    select(APPROVAL.c.id, APPROVAL.c.center_id, APPROVAL.c.asked_by)
    .join(CENTER, CENTER.c.id == APPROVAL.c.center_id)
    .where(
        APPROVAL.c.state == bindparam("state"),
        APPROVAL.c.until <= bindparam("moment"),
        center_stands_at(bindparam("moment")),
    )
    .order_by(APPROVAL.c.until, APPROVAL.c.id)
)


@job("carry_out_notices", queue="messages", every="*/5 * * * *", at_start=True)
def carry_out_notices(current: Job) -> dict[str, int]:
    """Carry out every notice whose time has come, and close what has lapsed: a restart finds what is left."""
    moment = clock.now()
    return {
        "carried_out": carry_out_due(current.runtime, moment),
        "lapsed": lapse_due(current.runtime, moment),
    }


def carry_out_due(runtime: Runtime, moment: datetime) -> int:
    """Carry out what is due, each in its own transaction; how many were decided."""
    return sum(_carry_out(runtime, row) for row in _due(runtime, ApprovalState.NOTICE, moment))


def lapse_due(runtime: Runtime, moment: datetime) -> int:
    """Close what nobody has answered in time, each in its own transaction; how many."""
    return sum(_lapse(runtime, row) for row in _due(runtime, ApprovalState.OPEN, moment))


def _due(runtime: Runtime, state: ApprovalState, moment: datetime) -> Sequence[Any]:
    with runtime.database.transaction(write=False) as connection:
        due: Sequence[Any] = connection.execute(_DUE, {"state": state, "moment": moment}).all()
    return due


def _carry_out(runtime: Runtime, row: Row[Any]) -> bool:
    """One that fails for a reason of its own holds up no other, and is tried again."""
    who = {"user_id": str(row.asked_by), "center_id": str(row.center_id)}
    try:
        with begin_job(runtime, **who, through=Through.SYSTEM, write=True) as work:
            approval_answers.carry_out_notice(work, approval_id=str(row.id), center_id=who["center_id"])
    except BizHubError:
        _logger.info("Notice %s is not carried out now", row.id, exc_info=True)
        return False
    except Exception:
        _logger.exception("Notice %s could not be carried out", row.id)
        return False
    return True


def _lapse(runtime: Runtime, row: Row[Any]) -> bool:
    """As carrying out."""
    try:
        with begin_job(runtime, user_id=None, center_id=str(row.center_id), through=Through.SYSTEM, write=True) as work:
            return work.center is not None and approvals.lapse(work, approval_id=row.id)
    except Exception:
        _logger.exception("Approval %s could not be closed", row.id)
        return False
