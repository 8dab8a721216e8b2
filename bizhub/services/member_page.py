"""The page of one member: what it shows, and the change of role and end as one."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import bindparam, distinct, func, select

from bizhub.domain.approvals import MemberEdit, Waiting
from bizhub.domain.errors import NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.policy import Permission, concerns_admins
from bizhub.domain.team import MemberDetail
from bizhub.services import approvals, member_list, members
from bizhub.services.access import GRANT, USER, not_over_at
from bizhub.services.work import Work

_ONE = member_list.MEMBERS.where(USER.c.id == bindparam("person"))
_HELD = select(func.count(), func.count(distinct(GRANT.c.ad_account_id))).where(
    GRANT.c.center_id == bindparam("center"), GRANT.c.user_id == bindparam("person"), not_over_at(bindparam("moment"))
)


def view_member(work: Work, *, user_id: str) -> MemberDetail:
    """One member: admins may look at everybody, the others at themselves. Raises NotFound for who is none now."""
    work.require(Permission.TEAM_VIEW)
    number = parse_id(user_id)
    if number != work.user_id:
        work.require(Permission.MEMBER_MANAGE)
    values: dict[str, Any] = {"center": work.center_id, "person": number, "moment": work.now}
    row = work.connection.execute(_ONE, values).one_or_none()
    if row is None or (row.valid_until is not None and row.valid_until <= work.now):
        raise NotFound
    levels, accounts = work.connection.execute(_HELD, values).one()
    seen = member_list.last_seen(work, [row.id]).get(row.id)
    may_change = work.may(Permission.MEMBER_MANAGE)
    return MemberDetail(member_list.row_of(row, (), seen, sees_all=True), levels, accounts, may_change)


def edit_member(
    work: Work, *, user_id: str, role: str, finance_role: str, until: date | None, seen: Mapping[str, str]
) -> Waiting | None:
    """Change role, finance role and last day of a member together; raises what each of them raises.

    Where another admin has to approve one of them, all of it waits.
    """
    work.require(Permission.MEMBER_MANAGE)
    row = members.current(work, user_id)
    shown = members.as_shown(work, row)
    typed = {"role": role, "finance_role": finance_role, "until": "" if until is None else until.isoformat()}
    meant = {field: value for field, value in typed.items() if value != {**shown, **seen}[field]}
    change = partial(_edit, work, user_id, role, finance_role, until, seen)
    wanted = role if "role" in meant else row.role
    if concerns_admins(before=row.role, after=wanted, is_end_changed="until" in meant):
        asked = MemberEdit(user_id, shown, **meant)
        if waits := approvals.ask(work, asked, name=row.name, concerned=row.user_id, trial=change):
            return waits
    change()
    return None


def _edit(work: Work, user_id: str, role: str, finance_role: str, until: date | None, seen: Mapping[str, str]) -> None:
    members.set_member_end(work, user_id=user_id, until=until, seen=seen)
    members.change_role(work, user_id=user_id, role=role, finance_role=finance_role, seen=seen)
