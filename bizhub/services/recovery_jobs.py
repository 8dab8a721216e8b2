"""What the clock does to recoveries: one that nobody stopped is carried out, after everything was checked again."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bizhub.adapters import clock
from bizhub.adapters.jobs import Job, job
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.desk import DeskNeedsTwoStep, RecoveryState
from bizhub.domain.errors import BizHubError, Busy, Conflict, NotFound, SignedOut, TooManyTries
from bizhub.services import appointment, orphans, record, recovery, sign_in_state
from bizhub.services.desk_gate import require_desk
from bizhub.services.orphans import RECOVERY
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin_job

_logger = logging.getLogger("bizhub.recovery")

_DUE = (
    select(RECOVERY.c.id, RECOVERY.c.center_id, RECOVERY.c.asked_by)
    .where(RECOVERY.c.state == RecoveryState.WAITING, RECOVERY.c.due_at <= bindparam("moment"))
    .order_by(RECOVERY.c.due_at, RECOVERY.c.id)
)


@job("carry_out_recoveries", queue="messages", every="*/5 * * * *", at_start=True)
def carry_out_recoveries(current: Job) -> dict[str, int]:
    """Carry out what is due: a restart in the middle finds what is left."""
    return {"settled": carry_out_due(current.runtime, clock.now())}


def carry_out_due(runtime: Runtime, moment: datetime) -> int:
    """Carry out what is due, each in its own transaction; how many came to their end."""
    with runtime.database.transaction(write=False) as connection:
        due: Sequence[Any] = connection.execute(_DUE, {"moment": moment}).all()
    return sum(_settle(runtime, row) for row in due)


def _settle(runtime: Runtime, due: Any) -> bool:
    """One that fails for a reason of its own holds up no other, and is tried again."""
    who = {"user_id": str(due.asked_by), "center_id": str(due.center_id)}
    try:
        with begin_job(runtime, **who, through=Through.SYSTEM, write=True) as work:
            return _carry_out(work, due.id)
    except Exception:
        _logger.exception("Recovery %s could not be carried out", due.id)
        return False


def _carry_out(work: Work, number: int) -> bool:
    row = recovery.read(work, number)
    if row.state != RecoveryState.WAITING or row.due_at > work.now:
        return False
    try:
        with work.attempt():
            _appoint(work, row)
    except (TooManyTries, Busy):
        raise  # nothing is wrong with it: later it goes through
    except BizHubError as error:
        _fail(work, row, error.message)
    return True


def _appoint(work: Work, row: Any) -> None:
    """Everything as when it was begun, or Conflict."""
    _require_asker(work, row)
    work.center = sign_in_state.read_center(work.connection, row.center_id, work.now)
    if work.center is None:
        raise Conflict("The center was deleted.")
    if (present := orphans.present_admin(work, row.center_id)) is not None:
        raise Conflict(recovery.present_words(present))
    recovery.close(work, row, RecoveryState.DONE)
    recovery.record(work, AuditEvent.RECOVERY_CARRY_OUT, row, {"reason": row.reason})
    work.approval = f"nobody objected to {row.asker} of the desk"
    appointment.appoint(work, row.user_id)
    work.approval = ""
    recovery.tell_over(work, row, f"nobody objected, so {row.person} is an admin now")


def _require_asker(work: Work, row: Any) -> None:
    """Raise Conflict unless who began it still works at the desk, as the desk wants it."""
    try:
        require_desk(work)
    except (NotFound, SignedOut):
        raise Conflict(f"{_asker(work, row)}, who began this, does not work at the desk any more.") from None
    except DeskNeedsTwoStep:
        raise Conflict(f"{_asker(work, row)}, who began this, has no 2-step verification, as the desk asks.") from None


def _asker(work: Work, row: Any) -> str:
    """Who began it, under their name of that time: they may have deleted their account since."""
    number = str(row.id)
    return record.last_person(work.connection, row.center_id, AuditEvent.RECOVERY_START, recovery.OBJECT, number)


def _fail(work: Work, row: Any, problem: str) -> None:
    work.center, work.approval = None, ""
    work.is_operator = work.user is None
    recovery.close(work, row, RecoveryState.FAILED, answer=problem)
    recovery.record(work, AuditEvent.RECOVERY_FAIL, row, {"asked_by": _asker(work, row), "error": problem})
    recovery.tell_over(work, row, "it could not be carried out, and nothing was changed", problem)
