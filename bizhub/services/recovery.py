"""The desk appoints an admin for a center that none of its admins can act for.

It waits: all members are told, and each of them can object. When the time has come the job (services/recovery_jobs)
checks everything again. Of an objection, a cancellation and the job one comes first, in the turn of the center.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, or_, select, update

from bizhub.adapters import clock
from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.desk import RecoveryState
from bizhub.domain.errors import Conflict, InvalidInput, NotFound
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.notifications import Facts, Kind
from bizhub.domain.policy import Permission
from bizhub.domain.recovery import ABSENT_AFTER, MOST_SHOWN, RecoveryRow
from bizhub.services import appointment, formats, notifications, orphans, signals
from bizhub.services.access import CENTER, MEMBERSHIP, USER, member_of_standing_center_at
from bizhub.services.ad_account_people import checked_reason
from bizhub.services.addresses import parse_address
from bizhub.services.desk_gate import require_desk
from bizhub.services.orphans import RECOVERY
from bizhub.services.work import Work

OBJECT = "recovery"

_PERSON, _ASKER, _OBJECTOR = USER.alias("person"), USER.alias("asker"), USER.alias("objector")
ROWS = (
    select(
        RECOVERY,
        CENTER.c.name.label("center"),
        CENTER.c.time_zone,
        _PERSON.c.name.label("person"),
        _ASKER.c.name.label("asker"),
        _OBJECTOR.c.name.label("objector"),
    )
    .join(CENTER, CENTER.c.id == RECOVERY.c.center_id)
    .join(_PERSON, _PERSON.c.id == RECOVERY.c.user_id)
    .join(_ASKER, _ASKER.c.id == RECOVERY.c.asked_by)
    .outerjoin(_OBJECTOR, _OBJECTOR.c.id == RECOVERY.c.objected_by)
    .order_by(RECOVERY.c.asked_at.desc(), RECOVERY.c.id.desc())
)
_WAITING = RECOVERY.c.state == RecoveryState.WAITING
_MEMBERS = (
    select(USER.c.id)
    .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
    .where(MEMBERSHIP.c.center_id == bindparam("center"), member_of_standing_center_at(bindparam("moment")))
)
_OVER = "This is over already: somebody objected, the desk stopped it, or it was carried out. Load the page again."


def start_recovery(work: Work, *, center_id: str, address: str, reason: str) -> str:
    """Choose the admin of an orphaned center, by the address they sign in with; the ID of what waits now.

    Raises NotFound, InvalidInput for the reason or who cannot be an admin, Conflict where the center can help itself.
    """
    center = _hold(work, center_id)
    words = checked_reason(reason)
    if not words:
        raise InvalidInput("Say why: all members of the center read it.", field="reason")
    if (present := orphans.present_admin(work, center.id)) is not None:
        raise Conflict(present_words(present))
    waits = work.connection.execute(ROWS.where(RECOVERY.c.center_id == center.id, _WAITING)).one_or_none()
    if waits is not None:
        raise Conflict(f"{waits.asker} has chosen {waits.person} already, and that waits.")
    person = _person(work, address)
    if person.id == work.user_id:
        raise InvalidInput("Nobody of the desk chooses themselves. Somebody else of the desk can.", field="address")
    if problem := appointment.why_not(work, center.id, person.id):
        raise InvalidInput(problem, field="address")
    due = work.now + timedelta(days=work.runtime.settings.recovery_days)
    values = {"id": new_id(), "center_id": center.id, "user_id": person.id, "reason": words, "due_at": due}
    asked = {"asked_by": work.user_id, "asked_at": work.now, "state": RecoveryState.WAITING, "answer": ""}
    work.connection.execute(insert(RECOVERY).values(**values, **asked))
    row = read(work, values["id"])
    record(work, AuditEvent.RECOVERY_START, row, {"reason": words, "due_at": due.isoformat()})
    tell_members(work, row, Kind.RECOVERY_BEGUN, {"reason": words, "until": _day(row)})
    return str(row.id)


def object_to_recovery(work: Work, *, recovery_id: str, reason: str = "") -> None:
    """Object as a member of the center, optionally why: nobody is appointed. Raises NotFound, Conflict."""
    work.require(Permission.TEAM_VIEW)
    words, row = checked_reason(reason), read(work, parse_id(recovery_id))
    if row.center_id != work.center_id:
        raise NotFound
    close(work, row, RecoveryState.OBJECTED, answer=words, objected_by=work.user_id)
    record(work, AuditEvent.RECOVERY_OBJECT, row, {"reason": words})
    tell_over(work, row, f"{work.signed_in().name} objected, so nobody was appointed", words)


def cancel_recovery(work: Work, *, recovery_id: str) -> None:
    """Stop it, as anybody of the desk. Raises NotFound, Conflict."""
    require_desk(work)
    row = read(work, parse_id(recovery_id))
    _hold(work, str(row.center_id))
    close(work, row, RecoveryState.CANCELLED)
    record(work, AuditEvent.RECOVERY_CANCEL, row, {})
    tell_over(work, row, f"{work.signed_in().name} of the desk stopped it, so nobody was appointed")


def list_recoveries(work: Work) -> tuple[RecoveryRow, ...]:
    """What waits, then the newest of what is over."""
    require_desk(work)
    waiting = work.connection.execute(ROWS.where(_WAITING)).all()
    over = work.connection.execute(ROWS.where(~_WAITING).limit(MOST_SHOWN)).all()
    return tuple(_row(row) for row in (*waiting, *over))


def view_recovery(work: Work) -> RecoveryRow | None:
    """What waits about the current center, for its members."""
    work.require(Permission.CENTER_VIEW)
    row = work.connection.execute(ROWS.where(RECOVERY.c.center_id == work.center_id, _WAITING)).one_or_none()
    return None if row is None else _row(row)


def read(work: Work, number: int | None) -> Any:
    """One with its names, in the columns of `ROWS`; raises NotFound."""
    row = work.connection.execute(ROWS.where(RECOVERY.c.id == number)).one_or_none()
    if row is None:
        raise NotFound
    return row


def close(work: Work, row: Any, state: RecoveryState, **values: Any) -> None:
    """Store how it ended, once: of several at the same time the others get a Conflict."""
    ended = {"state": state, "ended_at": work.now, **values}
    if work.connection.execute(update(RECOVERY).where(RECOVERY.c.id == row.id, _WAITING).values(ended)).rowcount != 1:
        raise Conflict(_OVER)


def record(work: Work, event: AuditEvent, row: Any, after: dict[str, str]) -> None:
    """Write the entry into the activity of the center, and tell its open pages."""
    shown = {name: value for name, value in after.items() if value}
    work.audit(
        event, object_type=OBJECT, object_id=str(row.id), object_name=row.person, after=shown or None,
        center_id=row.center_id,
    )  # fmt: skip
    work.after_commit(partial(signals.send, signals.CenterChanged(str(row.center_id), "recovery")))


def tell_over(work: Work, row: Any, outcome: str, reason: str = "") -> None:
    """Tell the members, who was to be the admin, and who began it at the desk, what became of it."""
    facts = {"outcome": outcome, "reason": reason}
    tell_members(work, row, Kind.RECOVERY_OVER, facts)
    notifications.tell(
        work, row.asked_by, Kind.RECOVERY_ANSWERED, {"person": row.person, **facts}, center_id=row.center_id
    )


def tell_members(work: Work, row: Any, kind: Kind, facts: Facts) -> None:
    """Tell everybody who is in the center, and who was chosen."""
    values = {"center": row.center_id, "moment": work.now}
    people: Sequence[int] = work.connection.execute(_MEMBERS, values).scalars().all()
    for number in {*people, row.user_id}:
        notifications.tell(work, number, kind, {"person": row.person, **facts}, center_id=row.center_id)


def present_words(present: Any) -> str:
    """Why a center needs nobody's help: the admin who was here last (see `orphans.present_admin`)."""
    return (
        f"{present.name}, an admin of this center, was here on {formats.day(present.seen.date(), 'en')}. The desk "
        f"appoints somebody only where no admin was here for {ABSENT_AFTER.days} days."
    )


def _hold(work: Work, center_id: str) -> Any:
    """The center, with its turn taken for somebody of the desk."""
    require_desk(work)
    center = orphans.read_center(work, center_id)
    work.runtime.database.take_turn(work.connection, center.id)
    work.now = clock.now()
    require_desk(work)  # their seat may have ended while this waited
    work.caller = replace(work.caller, through=Through.DESK)
    return orphans.read_center(work, center_id)


def _person(work: Work, address: str) -> Any:
    """An enabled user with a confirmed address, or InvalidInput."""
    value = parse_address(address).value
    by_email = (USER.c.email == value) & USER.c.email_confirmed_at.is_not(None)
    by_phone = (USER.c.phone == value) & USER.c.phone_confirmed_at.is_not(None)
    row = work.connection.execute(select(USER.c.id).where(or_(by_email, by_phone))).one_or_none()
    if row is None:
        raise InvalidInput("Nobody signs in with this address. They sign up first.", field="address")
    return row


def _day(row: Any) -> str:
    return str(row.due_at.astimezone(ZoneInfo(row.time_zone)).date().isoformat())


def _row(row: Any) -> RecoveryRow:
    return RecoveryRow(
        id=str(row.id), center_id=str(row.center_id), center=row.center, person=row.person,
        state=RecoveryState(row.state), reason=row.reason, asked_by=row.asker, asked_at=row.asked_at,
        due_at=row.due_at, objected_by=row.objector or "", answer=row.answer, ended_at=row.ended_at,
    )  # fmt: skip
