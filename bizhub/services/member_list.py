"""The list of a center's members: by name, searched, with what they hold and when they were last seen."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select

from bizhub.domain.folding import fold
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole, Permission
from bizhub.domain.team import MEMBERS_PAGE, MemberRow, MembersPage
from bizhub.services import last_admin
from bizhub.services.access import GRANT, MEMBERSHIP, USER, valid_at
from bizhub.services.sign_in_state import HAS_TWO_STEP, SESSION, TWO_STEP
from bizhub.services.work import Work

_RANKED = tuple(AdAccountLevel)
_ADDER = USER.alias("adder")
MEMBERS = (
    select(
        USER.c.id,
        USER.c.name,
        USER.c.email,
        USER.c.phone,
        USER.c.disabled_at,
        MEMBERSHIP.c.role,
        MEMBERSHIP.c.finance_role,
        MEMBERSHIP.c.valid_until,
        func.coalesce(MEMBERSHIP.c.joined_at, MEMBERSHIP.c.valid_from).label("since"),
        case((MEMBERSHIP.c.added_by == USER.c.id, ""), else_=_ADDER.c.name).label("added_by"),
        TWO_STEP.c.confirmed_at.label("two_step_since"),
    )
    .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
    .join(_ADDER, _ADDER.c.id == MEMBERSHIP.c.added_by)
    .outerjoin(TWO_STEP, HAS_TWO_STEP)
    .where(MEMBERSHIP.c.center_id == bindparam("center"), MEMBERSHIP.c.ended_at.is_(None))
)
_RANK = case(*((GRANT.c.level == level.value, -place) for place, level in enumerate(_RANKED)))
_BEST = (
    select(GRANT.c.user_id, func.max(_RANK).label("rank"))
    .where(GRANT.c.center_id == bindparam("center"), valid_at(bindparam("moment")))
    .group_by(GRANT.c.user_id, GRANT.c.ad_account_id)
)


def list_members(work: Work, *, search: str = "", role: str = "", page: int = 1) -> MembersPage:
    """A page of the members by name; who is no admin of the center sees who its admins are, and no more of them."""
    work.require(Permission.TEAM_VIEW)
    sees_all = work.may(Permission.MEMBER_MANAGE)
    everybody: Sequence[Any] = work.connection.execute(MEMBERS, {"center": work.center_id}).all()
    now = [row for row in everybody if row.valid_until is None or row.valid_until > work.now]
    shown = [
        row for row in now if (sees_all and role in ("", row.role)) or (not sees_all and row.role == CenterRole.ADMIN)
    ]
    words = fold(search).split()
    found = (
        [row for row in shown if all(word in fold(f"{row.name} {address_of(row)}") for word in words)]
        if words
        else shown
    )
    found.sort(key=lambda row: (fold(row.name), row.id))
    some = found[(page - 1) * MEMBERS_PAGE : page * MEMBERS_PAGE]
    numbers = [row.id for row in some] if sees_all else []
    levels, seen = _levels(work, numbers), last_seen(work, numbers)
    rows = tuple(row_of(row, levels.get(row.id, ()), seen.get(row.id), sees_all=sees_all) for row in some)
    return MembersPage(rows, len(found), len(last_admin.lasting_admins(work, work.center_id)))


def row_of(
    row: Any, levels: Iterable[tuple[AdAccountLevel, int]], seen: datetime | None, *, sees_all: bool
) -> MemberRow:
    """A row of `MEMBERS` as somebody may see it."""
    return MemberRow(
        user_id=str(row.id),
        name=row.name,
        address=address_of(row) if sees_all else "",
        role=CenterRole(row.role),
        finance_role=FinanceRole(row.finance_role) if sees_all and row.finance_role else None,
        since=row.since,
        until=row.valid_until,
        added_by=row.added_by if sees_all else "",
        last_seen=seen,
        is_disabled=row.disabled_at is not None,
        levels=tuple(levels),
        has_two_step=sees_all and row.two_step_since is not None,
    )


def address_of(row: Any) -> str:
    """How a member is reached."""
    return row.email or row.phone or ""


def _levels(work: Work, people: Sequence[int]) -> dict[int, list[tuple[AdAccountLevel, int]]]:
    """For each of these people on how many ad accounts each level is the highest they hold, the highest first."""
    best = _BEST.where(GRANT.c.user_id.in_(people)).subquery()
    query = select(best.c.user_id, best.c.rank, func.count()).group_by(best.c.user_id, best.c.rank)
    found: dict[int, list[tuple[AdAccountLevel, int]]] = {}
    values = {"center": work.center_id, "moment": work.now}
    for person, rank, count in work.connection.execute(query.order_by(best.c.rank.desc()), values) if people else ():
        found.setdefault(person, []).append((_RANKED[-rank], count))
    return found


def last_seen(work: Work, people: Sequence[int]) -> dict[int, datetime]:
    """When each of these people did something last, in any center."""
    query = select(SESSION.c.user_id, func.max(SESSION.c.last_seen_at)).where(SESSION.c.user_id.in_(people))
    rows = work.connection.execute(query.group_by(SESSION.c.user_id)) if people else ()
    return {row[0]: row[1] for row in rows}
