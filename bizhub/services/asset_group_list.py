"""The asset groups of a center as somebody may see them."""

from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bizhub.domain.asset_groups import AssetGroupDetail, AssetGroupRow, GroupAdAccount, GroupMember
from bizhub.domain.errors import NotFound
from bizhub.domain.policy import AdAccountLevel, Permission
from bizhub.services.access import AD_ACCOUNT, USER
from bizhub.services.group_grants import GROUP, GROUP_ACCOUNT, GROUP_MEMBER
from bizhub.services.work import Work

_ADDER = USER.alias("adder")
_IS_IN = (GROUP_MEMBER.c.ended_at.is_(None),)
_MEMBER_COUNT = (
    select(func.count()).where(GROUP_MEMBER.c.asset_group_id == GROUP.c.id, *_IS_IN).correlate(GROUP).scalar_subquery()
)
_ACCOUNT_COUNT = (
    select(func.count())
    .where(GROUP_ACCOUNT.c.asset_group_id == GROUP.c.id, GROUP_ACCOUNT.c.ended_at.is_(None))
    .correlate(GROUP)
    .scalar_subquery()
)
_GROUPS = (
    select(GROUP, _MEMBER_COUNT.label("members"), _ACCOUNT_COUNT.label("ad_accounts"))
    .where(GROUP.c.center_id == bindparam("center"), GROUP.c.ended_at.is_(None))
    .order_by(GROUP.c.name_key, GROUP.c.id)
)
_IN_OWN = GROUP.c.id.in_(
    select(GROUP_MEMBER.c.asset_group_id).where(GROUP_MEMBER.c.user_id == bindparam("person"), *_IS_IN)
)
MEMBERS = (
    select(GROUP_MEMBER, USER.c.name, _ADDER.c.name.label("adder"))
    .join(USER, USER.c.id == GROUP_MEMBER.c.user_id)
    .join(_ADDER, _ADDER.c.id == GROUP_MEMBER.c.added_by)
    .where(GROUP_MEMBER.c.asset_group_id == bindparam("group"), *_IS_IN)
    .order_by(USER.c.name, USER.c.id)
)
AD_ACCOUNTS = (
    select(GROUP_ACCOUNT, AD_ACCOUNT.c.name, AD_ACCOUNT.c.external_id, _ADDER.c.name.label("adder"))
    .join(AD_ACCOUNT, AD_ACCOUNT.c.id == GROUP_ACCOUNT.c.ad_account_id)
    .join(_ADDER, _ADDER.c.id == GROUP_ACCOUNT.c.added_by)
    .where(GROUP_ACCOUNT.c.asset_group_id == bindparam("group"), GROUP_ACCOUNT.c.ended_at.is_(None))
    .order_by(AD_ACCOUNT.c.name_key, AD_ACCOUNT.c.id)
)


def list_groups(work: Work) -> tuple[AssetGroupRow, ...]:
    """The groups of the center by name; who is no admin of it sees the groups they are in."""
    work.require(Permission.TEAM_VIEW)
    values: dict[str, Any] = {"center": work.center_id}
    query = _GROUPS
    if not work.may(Permission.ASSET_GROUP_MANAGE):
        query, values = query.where(_IN_OWN), {**values, "person": work.user_id}
    return tuple(map(_row, work.connection.execute(query, values)))


def view_group(work: Work, *, group_id: str) -> AssetGroupDetail:
    """One group with everybody and everything in it; raises NotFound for a group that one may not see."""
    work.require(Permission.TEAM_VIEW)
    found = next((row for row in list_groups(work) if row.id == group_id), None)
    if found is None:
        raise NotFound
    people = work.connection.execute(MEMBERS, {"group": int(group_id)})
    accounts = work.connection.execute(AD_ACCOUNTS, {"group": int(group_id)})
    return AssetGroupDetail(
        found,
        tuple(GroupMember(str(row.user_id), row.name, row.valid_from, row.valid_until, row.adder) for row in people),
        tuple(
            GroupAdAccount(str(row.ad_account_id), row.name, row.external_id, row.valid_from, row.adder)
            for row in accounts
        ),
        may_change=work.may(Permission.ASSET_GROUP_MANAGE),
    )


def _row(row: Row[Any]) -> AssetGroupRow:
    return AssetGroupRow(str(row.id), row.name, AdAccountLevel(row.level), row.members, row.ad_accounts, row.created_at)
