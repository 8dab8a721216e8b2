"""Switching to another ad account: one read before anything is drawn, and one write behind it."""

from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, delete, insert, select, update

from bizhub.domain.errors import NotFound, PermissionDenied
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.policy import PERMISSION_NAMES, AdAccountLevel, Permission, ad_account_permissions, highest
from bizhub.domain.session_view import SelectedAdAccount
from bizhub.models.ad_account import RecentAdAccount
from bizhub.services import access, session_view
from bizhub.services.access import AD_ACCOUNT, GRANT, valid_at
from bizhub.services.work import Work

RECENT = cast(Table, RecentAdAccount.__table__)  # type: ignore[attr-defined]

MOST_RECENTS = 20

_WITH_LEVELS = (
    select(
        AD_ACCOUNT.c.external_id, AD_ACCOUNT.c.name, AD_ACCOUNT.c.currency, AD_ACCOUNT.c.time_zone, GRANT.c.level
    )
    .select_from(
        AD_ACCOUNT.outerjoin(
            GRANT,
            and_(
                GRANT.c.ad_account_id == AD_ACCOUNT.c.id,
                GRANT.c.user_id == bindparam("user"),
                GRANT.c.center_id == bindparam("center"),
                valid_at(bindparam("moment")),
            ),
        )
    )
    .where(AD_ACCOUNT.c.id == bindparam("ad_account"), AD_ACCOUNT.c.center_id == bindparam("center"))
)  # fmt: skip
_RECENTS = (
    select(RECENT.c.ad_account_id)
    .where(RECENT.c.user_id == bindparam("user"), RECENT.c.center_id == bindparam("center"))
    .order_by(RECENT.c.used_at.desc(), RECENT.c.id.desc())
)
_OWN = and_(RECENT.c.user_id == bindparam("user"), RECENT.c.ad_account_id == bindparam("ad_account"))
_USE_AGAIN = update(RECENT).where(_OWN)
_FORGET = delete(RECENT).where(
    RECENT.c.user_id == bindparam("user"), RECENT.c.ad_account_id.in_(bindparam("old", expanding=True))
)


def switch_ad_account(work: Work, *, ad_account_id: str) -> SelectedAdAccount:
    """The ad account to look at: in one query, because the whole page waits for it.

    A missing level inside the person's own center is named; anything else is not found.
    """
    center = work.in_center()
    number = parse_id(ad_account_id)
    if number is None:
        raise NotFound
    values = {"ad_account": number, "center": int(center.id), "user": work.user_id, "moment": work.now}
    rows = work.connection.execute(_WITH_LEVELS, values).all()
    if not rows:
        raise NotFound
    external_id, name, currency, time_zone, _ = rows[0]
    level = highest(AdAccountLevel(row[4]) for row in rows if row[4] is not None)
    permissions = ad_account_permissions(center.role, level)
    if Permission.AD_ACCOUNT_VIEW not in permissions:
        granters = access.admin_names(work.connection, work.center_id, work.now)
        missing = PERMISSION_NAMES[Permission.AD_ACCOUNT_VIEW].replace("this ad account", name)
        raise PermissionDenied(missing=missing, granters=granters)
    return SelectedAdAccount(ad_account_id, external_id, name, currency, time_zone, permissions)


def remember_switch(work: Work, *, ad_account_id: str) -> None:
    """Put an ad account first among the person's recent ones, and show it first in a new tab; empty means all."""
    session_view.remember_ad_account(work, ad_account_id=ad_account_id)
    number = parse_id(ad_account_id)
    if number is None:
        return
    again = {"user": work.user_id, "ad_account": number, "used_at": work.now, "center_id": work.center_id}
    if work.connection.execute(_USE_AGAIN, again).rowcount:
        return
    row = {"id": new_id(), "user_id": work.user_id, "center_id": work.center_id, "used_at": work.now}
    work.connection.execute(insert(RECENT).values(ad_account_id=number, **row))
    old = recent_ad_accounts(work)[MOST_RECENTS:]
    if old:
        work.connection.execute(_FORGET, {"user": work.user_id, "old": old})


def recent_ad_accounts(work: Work) -> list[int]:
    """Numbers of the ad accounts the person used in this center, the last one first."""
    own: dict[str, Any] = {"user": work.user_id, "center": work.center_id}
    return list(work.connection.execute(_RECENTS, own).scalars())
