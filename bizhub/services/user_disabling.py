"""Disabling a sign-in and enabling it again, by the operator: memberships stay, and count for nothing meanwhile."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import or_, select, update

from bizhub.adapters.jobs import Job, job
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.errors import Conflict, InvalidInput, NotFound
from bizhub.domain.team import OnlyAdmin
from bizhub.services import codes, last_admin, lost_device, members, second_step, signals, view_as
from bizhub.services.access import USER
from bizhub.services.ad_account_people import checked_reason
from bizhub.services.addresses import parse_address
from bizhub.services.record import SYSTEM
from bizhub.services.session_store import end_rows, read_open_sessions
from bizhub.services.user_ending import hold_centers, in_each
from bizhub.services.work import Work, begin_job

DISABLE_JOB = "disable_user"
ENABLE_JOB = "enable_user"


@job(DISABLE_JOB, queue="messages")
def run_disabling(current: Job, *, address: str, reason: str) -> dict[str, Any]:
    """Disable the sign-in with an address; the result has `name`, names of `centers`, and how many `sessions` ended."""
    with begin_job(current.runtime, user_id=None, center_id=None, through=Through.OPERATOR, write=True) as work:
        return disable_user(work, address=address, reason=reason)


@job(ENABLE_JOB, queue="messages")
def run_enabling(current: Job, *, address: str) -> dict[str, Any]:
    """Enable the sign-in with an address; the result is that of disabling."""
    with begin_job(current.runtime, user_id=None, center_id=None, through=Through.OPERATOR, write=True) as work:
        return enable_user(work, address=address)


def disable_user(work: Work, *, address: str, reason: str) -> dict[str, Any]:
    """Let nobody sign in with an address, and end every session at once. Raises OnlyAdmin, NotFound, Conflict.

    What waits for an approval that this person asked for is not carried out while they are disabled.
    """
    work.require_operator()
    words = checked_reason(reason)
    if not words:
        raise InvalidInput("Say why: the admins of their centers read it in the activity.", field="reason")
    row = _user(work, address)
    if row.disabled_at is not None:
        raise Conflict(f"{row.name} is disabled already.")
    centers = hold_centers(work, row.id)
    if alone := last_admin.only_admin_of(work, row.id):
        raise OnlyAdmin(f"{row.name} is", list(alone.values()))
    work.connection.execute(update(USER).where(USER.c.id == row.id).values(disabled_at=work.now))
    return _note(work, row, centers, (AuditEvent.USER_DISABLE, AuditEvent.MEMBER_DISABLE), {"reason": words})


def enable_user(work: Work, *, address: str) -> dict[str, Any]:
    """Let somebody sign in again; they are in their centers what they were. Raises NotFound, Conflict."""
    work.require_operator()
    row = _user(work, address)
    if row.disabled_at is None:
        raise Conflict(f"{row.name} is not disabled.")
    centers = hold_centers(work, row.id)
    work.connection.execute(update(USER).where(USER.c.id == row.id).values(disabled_at=None))
    return _note(work, row, centers, (AuditEvent.USER_ENABLE, AuditEvent.MEMBER_ENABLE), None)


def _user(work: Work, address: str) -> Any:
    value = parse_address(address).value
    row = work.connection.execute(select(USER).where(or_(USER.c.email == value, USER.c.phone == value))).one_or_none()
    if row is None:
        raise NotFound(f"Nobody signs in with {value}.")
    return row


def _note(
    work: Work, row: Any, centers: Sequence[int], events: tuple[AuditEvent, AuditEvent], after: dict[str, Any] | None
) -> dict[str, Any]:
    """Record it and end what is open: nothing that was begun before comes back with the sign-in."""
    own, of_center = events
    number, names = str(row.id), []
    for center in in_each(work, centers):
        view_as.end_views(work, row.id, of_them=True)
        work.audit(of_center, object_type=members.OBJECT, object_id=number, object_name=row.name, after=after)
        work.after_commit(partial(signals.send, signals.CenterChanged(center, "member")))
        names.append(work.in_center().name)
    sessions = read_open_sessions(work, row.id)
    end_rows(work, sessions)
    second_step.forget(work, row.id)
    lost_device.cancel(work, row.id)
    codes.void(work, row.email, row.phone)
    work.audit(own, object_type="user", object_id=number, object_name=row.name, after=after, center_id=SYSTEM)
    return {"name": row.name, "centers": names, "sessions": len(sessions)}
