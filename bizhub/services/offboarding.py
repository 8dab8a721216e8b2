"""Taking somebody out of the center with a hand-over, and giving back what they had when they return."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select, update

from bizhub.domain.approvals import MemberRemove, MemberRestore, Waiting
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import Conflict, InvalidInput, NotFound, refused_as_a_whole
from bizhub.domain.folding import fold
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.levels import Held, LevelChange, Pair
from bizhub.domain.notifications import Kind
from bizhub.domain.offboarding import MOST_HEIRS, RemovalPlan, RestorePlan
from bizhub.domain.policy import AdAccountLevel, CenterRole, Permission, highest
from bizhub.services import approvals, group_grants, levels, members, notifications, signals
from bizhub.services.access import AD_ACCOUNT, GRANT, MEMBERSHIP, USER, current_member_at, is_deleted, valid_at
from bizhub.services.group_grants import GROUP, GROUP_MEMBER
from bizhub.services.work import Work

_HELD = (
    select(
        GRANT.c.ad_account_id,
        AD_ACCOUNT.c.name,
        GRANT.c.level,
        GRANT.c.valid_from,
        GRANT.c.valid_until,
    )
    .join(AD_ACCOUNT, AD_ACCOUNT.c.id == GRANT.c.ad_account_id)
    .where(
        GRANT.c.center_id == bindparam("center"), GRANT.c.user_id == bindparam("person"), valid_at(bindparam("moment"))
    )
    .order_by(AD_ACCOUNT.c.name_key, AD_ACCOUNT.c.id)
)
_HELD_BY_OTHERS = (
    select(GRANT.c.ad_account_id)
    .join(USER, USER.c.id == GRANT.c.user_id)
    .join(MEMBERSHIP, (MEMBERSHIP.c.user_id == USER.c.id) & (MEMBERSHIP.c.center_id == GRANT.c.center_id))
    .where(
        GRANT.c.center_id == bindparam("center"),
        GRANT.c.user_id != bindparam("person"),
        valid_at(bindparam("moment")),
        current_member_at(bindparam("moment")),
    )
)
_OTHERS = (
    select(USER.c.id, USER.c.name)
    .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
    .where(
        MEMBERSHIP.c.center_id == bindparam("center"),
        USER.c.id != bindparam("person"),
        current_member_at(bindparam("moment")),
    )
)
_LAST = (
    select(MEMBERSHIP, USER.c.name, is_deleted().label("is_deleted"))
    .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
    .where(MEMBERSHIP.c.center_id == bindparam("center"), MEMBERSHIP.c.user_id == bindparam("person"))
    .order_by(MEMBERSHIP.c.valid_from.desc(), MEMBERSHIP.c.id.desc())
    .limit(1)
)
_LOST_LEVELS = (
    select(GRANT.c.ad_account_id, GRANT.c.level, GRANT.c.valid_until)
    .join(AD_ACCOUNT, (AD_ACCOUNT.c.id == GRANT.c.ad_account_id) & (AD_ACCOUNT.c.center_id == GRANT.c.center_id))
    .where(
        GRANT.c.center_id == bindparam("center"),
        GRANT.c.user_id == bindparam("person"),
        GRANT.c.asset_group_id.is_(None),
        # Where the last day of a membership was over, what it gave still stands.
        or_(GRANT.c.revoked_at == bindparam("left_at"), GRANT.c.revoked_at.is_(None)),
        or_(GRANT.c.valid_until.is_(None), GRANT.c.valid_until > bindparam("moment")),
    )
)
_LOST_PLACES = (
    select(GROUP_MEMBER.c.asset_group_id, GROUP_MEMBER.c.valid_until, GROUP_MEMBER.c.ended_at)
    .join(GROUP, GROUP.c.id == GROUP_MEMBER.c.asset_group_id)
    .where(
        GROUP.c.center_id == bindparam("center"),
        GROUP.c.ended_at.is_(None),
        GROUP_MEMBER.c.user_id == bindparam("person"),
        or_(GROUP_MEMBER.c.ended_at == bindparam("left_at"), GROUP_MEMBER.c.ended_at.is_(None)),
        or_(GROUP_MEMBER.c.valid_until.is_(None), GROUP_MEMBER.c.valid_until > bindparam("moment")),
    )
)


def plan_removal(work: Work, *, user_id: str) -> RemovalPlan:
    """What would be left behind if a member went now, and who could take it."""
    work.require(Permission.MEMBER_MANAGE)
    person = members.current(work, user_id).user_id
    left = _left_behind(work, person)
    values = {"center": work.center_id, "person": person, "moment": work.now}
    others = sorted(work.connection.execute(_OTHERS, values), key=lambda row: (fold(row.name), row.id)) if left else ()
    heirs = tuple((str(row.id), row.name) for row in others[:MOST_HEIRS])
    return RemovalPlan(tuple(name for name, _ in left.values()), heirs)


def offboard_member(work: Work, *, user_id: str, hand_over_to: str = "") -> Waiting | None:
    """Take a member out of the center; who takes over gets their level on the ad accounts that nobody else holds.

    Raises LastAdmin, NotFound for an heir who is no member, InvalidInput for one who is nobody else or disabled.
    """
    work.require(Permission.MEMBER_MANAGE)
    leaving = members.current(work, user_id)
    if leaving.role == CenterRole.ADMIN:
        again = partial(offboard_member, work, user_id=user_id, hand_over_to=hand_over_to)
        asked = MemberRemove(user_id, hand_over_to)
        if waits := approvals.ask(work, asked, name=leaving.name, concerned=leaving.user_id, trial=again):
            return waits
    if hand_over_to:
        heir = members.current(work, hand_over_to)
        if heir.user_id == leaving.user_id:
            raise InvalidInput("Choose somebody else.", field="hand_over_to")
        if heir.disabled_at is not None:
            raise InvalidInput(f"Choose somebody else: {heir.name} cannot sign in.", field="hand_over_to")
        left = _left_behind(work, leaving.user_id)
        given = [LevelChange(Pair(account, heir.user_id), held) for account, (_, held) in left.items()]
        levels.apply(work, given, reason=f"Taken over from {leaving.name}"[:300])
    return members.remove_member(work, user_id=user_id)


def plan_restore(work: Work, *, user_id: str) -> RestorePlan:
    """What somebody who has left would get back.

    Raises NotFound for who never was a member, Conflict for who is, or has deleted their account.
    """
    work.require(Permission.MEMBER_MANAGE)
    row = _departed(work, user_id)
    return RestorePlan(row.name, CenterRole(row.role), len(_lost_levels(work, row)), len(_lost_places(work, row)))


def restore_member(work: Work, *, user_id: str) -> Waiting | None:
    """Let somebody who has left be what they were: their role, and what ended with their membership and still could be.

    Raises as `plan_restore`, and Conflict where the rules or limits of the center do not let them come back.
    """
    work.require(Permission.MEMBER_MANAGE)
    row = _departed(work, user_id)
    if row.role == CenterRole.ADMIN:
        again = partial(restore_member, work, user_id=user_id)
        if waits := approvals.ask(work, MemberRestore(user_id), name=row.name, concerned=row.user_id, trial=again):
            return waits
        with refused_as_a_whole():
            members.refuse_too_many_admins(work)
    with refused_as_a_whole():
        members.refuse_outside(work, row.user_id, row.role)
    lost, places = _lost_levels(work, row), _lost_places(work, row)
    if row.ended_at is None:
        work.connection.execute(update(MEMBERSHIP).where(MEMBERSHIP.c.id == row.id).values(ended_at=row.valid_until))
    role = {"role": row.role, "finance_role": row.finance_role}
    shared = {"center_id": work.center_id, "user_id": row.user_id, "valid_from": work.now, "added_by": work.user_id}
    work.connection.execute(insert(MEMBERSHIP).values(id=new_id(), **role, **shared))
    after = {"role": row.role, "finance_role": row.finance_role or "", "levels": len(lost)}
    work.audit(
        AuditEvent.MEMBER_RESTORE,
        object_type=members.OBJECT,
        object_id=user_id,
        object_name=row.name,
        after={name: value for name, value in after.items() if value},
    )
    notifications.tell(work, row.user_id, Kind.MEMBER_RESTORED, {"levels": len(lost)})
    levels.apply(work, lost)
    for place in (lost_one for lost_one in places if lost_one.ended_at is not None):
        values = {"asset_group_id": place.asset_group_id, "user_id": row.user_id, "valid_until": place.valid_until}
        new = insert(GROUP_MEMBER).values(id=new_id(), valid_from=work.now, added_by=work.user_id, **values)
        work.connection.execute(new)
        group_grants.follow(work, place.asset_group_id)
    work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), "member")))
    work.after_commit(partial(signals.send, signals.UserChanged(user_id)))
    return None


def _left_behind(work: Work, person: int) -> dict[int, tuple[str, Held | None]]:
    """Ad accounts that only this person holds, by name, each with the level they hold and until when."""
    values = {"center": work.center_id, "person": person, "moment": work.now}
    others = set(work.connection.execute(_HELD_BY_OTHERS, values).scalars())
    alone: dict[int, list[Any]] = {}
    for row in work.connection.execute(_HELD, values):
        if row.ad_account_id not in others:
            alone.setdefault(row.ad_account_id, []).append(row)
    return {account: (rows[0].name, levels.most_of(work, rows)) for account, rows in alone.items()}


def _departed(work: Work, user_id: str) -> Row[Any]:
    """The last membership of somebody who is no member now."""
    values = {"center": work.center_id, "person": parse_id(user_id)}
    row = work.connection.execute(_LAST, values).one_or_none()
    if row is None:
        raise NotFound
    if row.ended_at is None and (row.valid_until is None or row.valid_until > work.now):
        raise Conflict(f"{row.name} is a member of this center.")
    if row.is_deleted:
        raise Conflict("They have deleted their account: nobody can sign in with it any more.")
    return row


def _left_at(work: Work, row: Row[Any]) -> dict[str, Any]:
    return {
        "center": work.center_id, "person": row.user_id, "moment": work.now, "left_at": row.ended_at or row.valid_until,
    }  # fmt: skip


def _lost_levels(work: Work, row: Row[Any]) -> list[LevelChange]:
    """The levels that ended with a membership and would still hold, the highest on each ad account."""
    best: dict[int, Held] = {}
    for lost in work.connection.execute(_LOST_LEVELS, _left_at(work, row)):
        held = Held(AdAccountLevel(lost.level), lost.valid_until)
        known = best.get(lost.ad_account_id)
        if known is None or highest([known.level, held.level]) != known.level:
            best[lost.ad_account_id] = held
    return [LevelChange(Pair(account, row.user_id), held) for account, held in best.items()]


def _lost_places(work: Work, row: Row[Any]) -> Sequence[Any]:
    """The places in asset groups that ended with a membership."""
    return work.connection.execute(_LOST_PLACES, _left_at(work, row)).all()
