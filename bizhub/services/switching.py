"""The memory of switching to an ad account: which one a new tab shows first, and which were used last."""

from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, delete, insert, select, update

from bizhub.domain.ids import new_id, parse_id
from bizhub.models.ad_account import RecentAdAccount
from bizhub.services import session_view
from bizhub.services.work import Work

RECENT = cast(Table, RecentAdAccount.__table__)  # type: ignore[attr-defined]

MOST_RECENTS = 20

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
