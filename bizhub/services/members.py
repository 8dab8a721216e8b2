"""The members of a center: their roles and end dates, and how somebody stops being one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update

from bizhub.domain import edits
from bizhub.domain.approvals import Extended, MemberEdit, MemberRemove, Waiting
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import InvalidInput, NotFound
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.levels import end_of_day, extended, last_day
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import TEAM_ROLES, CenterRole, FinanceRole, Permission, concerns_admins
from bizhub.domain.team import MOST_ADMINS
from bizhub.services import approvals, center_rules, last_admin, notifications, record, signals, view_as
from bizhub.services.access import GRANT, MEMBERSHIP, USER, not_over_at
from bizhub.services.group_grants import GROUP, GROUP_MEMBER
from bizhub.services.work import Work

OBJECT = "member"
CURRENT = (
    select(MEMBERSHIP, USER.c.name, USER.c.disabled_at)
    .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
    .where(
        MEMBERSHIP.c.center_id == bindparam("center"),
        MEMBERSHIP.c.user_id == bindparam("person"),
        MEMBERSHIP.c.ended_at.is_(None),
    )
)


def change_role(work: Work, *, user_id: str, role: str, finance_role: str, seen: Mapping[str, str]) -> Waiting | None:
    """Give a member another center role or finance role; ad accounts stay with them.

    The answer is what waits for another admin, where the rules of the center want one: of this and what follows.

    Raises LastAdmin, InvalidInput for more admins than a center has, Overtaken (see domain/edits).
    """
    work.require(Permission.MEMBER_MANAGE)
    row = current(work, user_id)
    before = {"role": row.role, "finance_role": row.finance_role or ""}
    typed = {
        "role": _checked(TEAM_ROLES, role, "role"),
        "finance_role": _checked(("", *FinanceRole), finance_role, "finance_role"),
    }
    changed = edits.changes(seen, typed, before, who=partial(_who, work, user_id))
    if not changed:
        return None
    wanted = {**before, **changed}
    if concerns_admins(before=before["role"], after=wanted["role"]):
        asked = MemberEdit(user_id, as_shown(work, row), **wanted)
        again = partial(change_role, work, user_id=user_id, seen=seen, **typed)
        if waits := approvals.ask(work, asked, name=row.name, concerned=row.user_id, trial=again):
            return waits
    if before["role"] == CenterRole.ADMIN and wanted["role"] != CenterRole.ADMIN:
        last_admin.keep_an_admin(work, without=row.user_id)
    if wanted["role"] == CenterRole.ADMIN and before["role"] != CenterRole.ADMIN:
        refuse_too_many_admins(work)
        refuse_outside(work, row.user_id)
    if wanted["role"] != CenterRole.ADMIN:
        view_as.end_views(work, row.user_id, of_them=False)
    begin_again(work, row, role=wanted["role"], finance_role=wanted["finance_role"] or None)
    _record(work, AuditEvent.MEMBER_EDIT, row, {name: before[name] for name in changed}, changed)
    notifications.tell(work, row.user_id, Kind.MEMBERSHIP_CHANGED, changed)
    return None


def set_member_end(work: Work, *, user_id: str, until: date | None, seen: Mapping[str, str]) -> Waiting | None:
    """Let a membership end with a day of the center's time zone, or without end; raises as `change_role` does."""
    work.require(Permission.MEMBER_MANAGE)
    row = current(work, user_id)
    shown, typed = as_shown(work, row), {"until": "" if until is None else until.isoformat()}
    if not edits.changes(seen, typed, {"until": shown["until"]}, who=partial(_who, work, user_id)):
        return None
    if concerns_admins(before=row.role, after=row.role, is_end_changed=True):
        again = partial(set_member_end, work, user_id=user_id, until=until, seen=seen)
        asked = MemberEdit(user_id, shown, **typed)
        if waits := approvals.ask(work, asked, name=row.name, concerned=row.user_id, trial=again):
            return waits
    ends = None if until is None else checked_end(work, until)
    if ends is not None and row.role == CenterRole.ADMIN:
        last_admin.keep_an_admin(work, without=row.user_id)
    begin_again(work, row, valid_until=ends)
    before, after = _until(row.valid_until), _until(ends)
    _record(work, AuditEvent.MEMBER_EDIT, row, before, after)
    notifications.tell(work, row.user_id, Kind.MEMBERSHIP_CHANGED, typed)
    return None


def extend_member(work: Work, *, user_id: str) -> Extended:
    """Let a membership last longer; raises as `set_member_end` does, and where it has no end changes nothing."""
    work.require(Permission.MEMBER_MANAGE)
    row = current(work, user_id)
    if row.valid_until is None:
        return Extended(None)
    until = extended(row.valid_until, work.in_center().time_zone, work.now)
    return Extended(until, set_member_end(work, user_id=user_id, until=until, seen={}))


def remove_member(work: Work, *, user_id: str) -> Waiting | None:
    """Take somebody out of the center: their role and every level here end in this moment. Raises LastAdmin."""
    work.require(Permission.MEMBER_MANAGE)
    row = current(work, user_id)
    if row.role == CenterRole.ADMIN:
        again = partial(remove_member, work, user_id=user_id)
        if waits := approvals.ask(work, MemberRemove(user_id), name=row.name, concerned=row.user_id, trial=again):
            return waits
    end_membership(work, row, AuditEvent.MEMBER_REMOVE)
    return None


def leave_center(work: Work) -> None:
    """Leave the current center oneself. Raises LastAdmin."""
    work.step_past_the_bar()
    work.require(Permission.TEAM_VIEW)
    end_membership(work, current(work, str(work.user_id)), AuditEvent.MEMBER_LEAVE)


def end_membership(work: Work, row: Any, event: AuditEvent) -> None:
    """End a membership and everything that somebody holds through it, as one change with one entry."""
    if row.role == CenterRole.ADMIN:
        last_admin.keep_an_admin(work, without=row.user_id)
    ended = end_levels(work, row.user_id)
    work.connection.execute(update(MEMBERSHIP).where(MEMBERSHIP.c.id == row.id).values(ended_at=work.now))
    before = {"role": row.role, **({"finance_role": row.finance_role} if row.finance_role else {}), "levels": ended}
    _record(work, event, row, before, None)
    notifications.tell(work, row.user_id, Kind.MEMBER_REMOVED)
    view_as.end_views(work, row.user_id, of_them=True)


def end_levels(work: Work, user_id: int) -> int:
    """End everything that somebody holds in the current center, directly or in its groups; how many levels it was."""
    held = (GRANT.c.center_id == work.center_id, GRANT.c.user_id == user_id, not_over_at(work.now))
    ended: int = work.connection.execute(update(GRANT).where(*held).values(revoked_at=work.now)).rowcount
    own_groups = select(GROUP.c.id).where(GROUP.c.center_id == work.center_id)
    is_in = (GROUP_MEMBER.c.asset_group_id.in_(own_groups), GROUP_MEMBER.c.user_id == user_id)
    work.connection.execute(
        update(GROUP_MEMBER).where(*is_in, GROUP_MEMBER.c.ended_at.is_(None)).values(ended_at=work.now)
    )
    return ended


def current(work: Work, user_id: str) -> Any:
    """The membership in force of somebody in the current center, with name and `disabled_at`; raises NotFound."""
    values = {"center": work.center_id, "person": parse_id(user_id)}
    row = work.connection.execute(CURRENT, values).one_or_none()
    if row is None or (row.valid_until is not None and row.valid_until <= work.now):
        raise NotFound
    return row


def as_shown(work: Work, row: Any) -> dict[str, str]:
    """Role, finance role and last day of a membership, as their fields show them."""
    until = "" if row.valid_until is None else last_day(row.valid_until, work.in_center().time_zone).isoformat()
    return {"role": row.role, "finance_role": row.finance_role or "", "until": until}


def begin_again(work: Work, row: Any, **changes: Any) -> None:
    """End a row of a membership and begin its next one with changes."""
    work.connection.execute(update(MEMBERSHIP).where(MEMBERSHIP.c.id == row.id).values(ended_at=work.now))
    kept = {"center_id": row.center_id, "user_id": row.user_id, "role": row.role, "finance_role": row.finance_role}
    since = {"valid_from": work.now, "valid_until": row.valid_until, "joined_at": row.joined_at or row.valid_from}
    values = {"id": new_id(), "added_by": row.added_by, **kept, **since, **changes}
    work.connection.execute(insert(MEMBERSHIP).values(**values))


def refuse_too_many_admins(work: Work) -> None:
    """Raise InvalidInput when one more admin would be more than a center has."""
    last_admin.lock_center(work, work.center_id)
    admins = select(func.count()).where(*in_force(work.center_id, work.now), MEMBERSHIP.c.role == CenterRole.ADMIN)
    if work.connection.execute(admins).scalar_one() >= MOST_ADMINS:
        raise InvalidInput(f"A center has at most {MOST_ADMINS} admins.", field="role")


def in_force(center_id: int, moment: datetime) -> tuple[Any, ...]:
    """The conditions of the memberships of a center whose last day is not over at a moment."""
    lasts = or_(MEMBERSHIP.c.valid_until.is_(None), MEMBERSHIP.c.valid_until > moment)
    return MEMBERSHIP.c.center_id == center_id, MEMBERSHIP.c.ended_at.is_(None), lasts


def refuse_outside(work: Work, user_id: int, role: str = CenterRole.ADMIN) -> None:
    """Raise InvalidInput when the rules of the center want another address of who gets this role."""
    email = work.connection.execute(select(USER.c.email).where(USER.c.id == user_id)).scalar() or ""
    why_not = center_rules.rules_of(work, work.center_id).why_not(email, CenterRole(role))
    if why_not:
        raise InvalidInput(why_not, field="role")


def checked_end(work: Work, until: date, *, field: str = "until") -> datetime:
    """The moment at which something ends that holds until a day; raises InvalidInput for a day that is over."""
    ends = end_of_day(until, work.in_center().time_zone)
    if ends <= work.now:
        raise InvalidInput("This day is over. Choose today or a later day.", field=field)
    return ends


def _record(
    work: Work, event: AuditEvent, row: Any, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> None:
    work.audit(
        event,
        object_type=OBJECT,
        object_id=str(row.user_id),
        object_name=row.name,
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
    )
    work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), "member")))
    work.after_commit(partial(signals.send, signals.UserChanged(str(row.user_id))))


def _who(work: Work, user_id: str) -> str:
    return record.last_person(work.connection, work.center_id, AuditEvent.MEMBER_EDIT, OBJECT, user_id)


def _checked(choices: Sequence[str], value: str, field: str) -> str:
    if value in choices:
        return value
    raise InvalidInput("Choose one of the list.", field=field)


def _until(moment: datetime | None) -> dict[str, str]:
    return {} if moment is None else {"valid_until": moment.isoformat()}
