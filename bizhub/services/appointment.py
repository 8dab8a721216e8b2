"""Making somebody the admin of a center that has none who can sign in: by the rules of the center, as any admin."""

from functools import partial
from typing import Any

from sqlalchemy import and_, func, insert, select, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import Conflict
from bizhub.domain.ids import new_id
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import CenterRole
from bizhub.domain.team import MOST_ADMINS, MOST_MEMBERS
from bizhub.services import center_rules, last_admin, members, notifications, sign_in_state, signals
from bizhub.services.access import MEMBERSHIP, USER
from bizhub.services.sign_in_state import RULES, TWO_STEP
from bizhub.services.work import Work

_GONE = "They cannot sign in any more: their account is disabled or deleted."


def why_not(work: Work, center_id: int, user_id: int) -> str:
    """Why somebody cannot become an admin of a center now; empty where they can."""
    person = work.connection.execute(select(USER).where(USER.c.id == user_id)).one_or_none()
    if person is None or person.disabled_at is not None:
        return _GONE
    in_force = select(MEMBERSHIP.c.user_id, MEMBERSHIP.c.role).where(*members.in_force(center_id, work.now))
    roles: dict[int, str] = {row.user_id: row.role for row in work.connection.execute(in_force)}
    if roles.get(user_id) == CenterRole.ADMIN:
        return f"{person.name} is an admin of this center already, and can sign in again with a new password."
    if sum(role == CenterRole.ADMIN for role in roles.values()) >= MOST_ADMINS:
        return f"A center has at most {MOST_ADMINS} admins."
    if user_id not in roles and len(roles) >= MOST_MEMBERS:
        return f"A center has at most {MOST_MEMBERS:,} members. Choose one of them."
    return center_rules.rules_of(work, center_id).why_not(person.email or "", CenterRole.ADMIN) or _why_barred(
        work, center_id, person
    )


def appoint(work: Work, user_id: int) -> None:
    """Make somebody an admin of the current center, without an end date; a member keeps what else they hold.

    Raises Conflict where they cannot be.
    """
    last_admin.lock_center(work, work.center_id)
    # Whoever deletes or disables their sign-in in this moment comes before or after.
    hold = select(USER.c.id, USER.c.name).where(USER.c.id == user_id).with_for_update(key_share=True)
    person = work.connection.execute(hold).one()
    if problem := why_not(work, work.center_id, user_id):
        raise Conflict(problem)
    values = {"center": work.center_id, "person": user_id}
    row = work.connection.execute(members.CURRENT, values).one_or_none()
    if row is not None and (row.valid_until is None or row.valid_until > work.now):
        members.begin_again(work, row, role=CenterRole.ADMIN, valid_until=None)
        event, before = AuditEvent.MEMBER_EDIT, {"role": row.role, **_until(row)}
        notifications.tell(work, user_id, Kind.MEMBERSHIP_CHANGED, {"role": CenterRole.ADMIN.value})
    else:
        _add(work, row, user_id)
        event, before = AuditEvent.MEMBER_ADD, None
    work.audit(
        event, object_type=members.OBJECT, object_id=str(user_id), object_name=person.name, before=before,
        after={"role": CenterRole.ADMIN.value},
    )  # fmt: skip
    work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), "member")))
    work.after_commit(partial(signals.send, signals.UserChanged(str(user_id))))


def _add(work: Work, over: Any, user_id: int) -> None:
    """A new membership; one whose last day is over ends with everything that it gave."""
    if over is not None:
        members.end_levels(work, user_id)
        work.connection.execute(update(MEMBERSHIP).where(MEMBERSHIP.c.id == over.id).values(ended_at=work.now))
    added = {"user_id": user_id, "role": CenterRole.ADMIN, "valid_from": work.now, "added_by": work.user_id}
    work.connection.execute(insert(MEMBERSHIP).values(id=new_id(), center_id=work.center_id, **added))


def _why_barred(work: Work, center_id: int, person: Any) -> str:
    """An admin whom the center keeps out because of its rule about 2-step verification is no help to it."""
    rules = work.connection.execute(select(RULES).where(RULES.c.center_id == center_id)).one_or_none()
    is_on = and_(TWO_STEP.c.user_id == person.id, TWO_STEP.c.confirmed_at.is_not(None))
    if rules is None or work.connection.execute(select(func.count()).where(is_on)).scalar_one():
        return ""
    bar = sign_in_state.sign_in_rules(rules).bar(CenterRole.ADMIN, has_two_step=False, session_began=None, now=work.now)
    return f"This center asks its admins for 2-step verification. {person.name} turns it on first." if bar else ""


def _until(row: Any) -> dict[str, str]:
    return {} if row.valid_until is None else {"valid_until": row.valid_until.isoformat()}
