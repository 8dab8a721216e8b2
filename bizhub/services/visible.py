"""Which of some ad accounts the person may see now, with what short lists show of them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, select

from bizhub.services.access import AD_ACCOUNT, GRANT, valid_at
from bizhub.services.ad_account_list import in_center
from bizhub.services.work import Work


class VisibleAccount(NamedTuple):
    """What short lists show of an ad account."""

    id: int
    name: str
    external_id: str
    currency: str


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_HELD = select(GRANT.c.ad_account_id).where(
    GRANT.c.user_id == bindparam("user"),
    GRANT.c.center_id == bindparam("center"),
    GRANT.c.ad_account_id == AD_ACCOUNT.c.id,
    valid_at(bindparam("moment")),
)
_ALL: Any = select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.name, AD_ACCOUNT.c.external_id, AD_ACCOUNT.c.currency).where(
    AD_ACCOUNT.c.center_id == bindparam("center")
)
_THESE = select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.name, AD_ACCOUNT.c.external_id, AD_ACCOUNT.c.currency).where(
    in_center(), AD_ACCOUNT.c.id.in_(_IDS)
)
_THESE_HELD = _THESE.where(_HELD.exists())
_FIRST = _ALL.order_by(AD_ACCOUNT.c.name_key, AD_ACCOUNT.c.id).limit(bindparam("limit"))
_FIRST_HELD = _ALL.where(_HELD.exists()).order_by(AD_ACCOUNT.c.name_key, AD_ACCOUNT.c.id).limit(bindparam("limit"))


def visible_accounts(work: Work, numbers: Iterable[int]) -> dict[int, VisibleAccount]:
    """Those of these ad accounts that the person may see, by number."""
    wanted = list(numbers)
    if not wanted:
        return {}
    query = _THESE if work.sees_all_ad_accounts else _THESE_HELD
    rows = work.connection.execute(query, {**_own(work), "ids": wanted}).all()
    return {row.id: VisibleAccount(*row) for row in rows}


def first_accounts(work: Work, limit: int) -> list[VisibleAccount]:
    """The first ad accounts by name that the person may see."""
    query = _FIRST if work.sees_all_ad_accounts else _FIRST_HELD
    rows = work.connection.execute(query, {**_own(work), "limit": limit}).all()
    return [VisibleAccount(*row) for row in rows]


def _own(work: Work) -> dict[str, Any]:
    return {"center": work.center_id, "user": work.user_id, "moment": work.now}
