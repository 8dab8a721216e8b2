"""The page of one member: what it shows, and the change of role and end as one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, distinct, func, select

from bizhub.domain.errors import NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.policy import Permission
from bizhub.domain.team import MemberDetail
from bizhub.services import members
from bizhub.services.access import GRANT, USER, not_over_at
from bizhub.services.work import Work

_ONE = members.MEMBERS.where(USER.c.id == bindparam("person"))
_HELD = select(func.count(), func.count(distinct(GRANT.c.ad_account_id))).where(
    GRANT.c.center_id == bindparam("center"), GRANT.c.user_id == bindparam("person"), not_over_at(bindparam("moment"))
)


def view_member(work: Work, *, user_id: str) -> MemberDetail:
    """One member: admins may look at everybody, the others at themselves. Raises NotFound for who is none now."""
    work.require(Permission.CENTER_VIEW)
    number = parse_id(user_id)
    if number != work.user_id:
        work.require(Permission.MEMBER_MANAGE)
    values: dict[str, Any] = {"center": work.center_id, "person": number, "moment": work.now}
    row = work.connection.execute(_ONE, values).one_or_none()
    if row is None or (row.valid_until is not None and row.valid_until <= work.now):
        raise NotFound
    levels, accounts = work.connection.execute(_HELD, values).one()
    seen = members.last_seen(work, [row.id]).get(row.id)
    may_change = work.may(Permission.MEMBER_MANAGE)
    return MemberDetail(members.row_of(row, (), seen, sees_all=True), levels, accounts, may_change)


def edit_member(
    work: Work, *, user_id: str, role: str, finance_role: str, until: date | None, seen: Mapping[str, str]
) -> None:
    """Change role, finance role and last day of a member together; raises what each of them raises."""
    work.require(Permission.MEMBER_MANAGE)
    members.set_member_end(work, user_id=user_id, until=until, seen=seen)
    members.change_role(work, user_id=user_id, role=role, finance_role=finance_role, seen=seen)
