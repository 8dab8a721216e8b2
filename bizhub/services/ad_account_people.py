"""The people of an ad account: who holds which level, and an admin's own way to one."""

from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, select

from bizhub.domain.ad_accounts import AccountPersonRow
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import NotFound
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.policy import AdAccountLevel, Permission, is_at_least
from bizhub.services import access, signals
from bizhub.services.access import GRANT, USER, valid_at
from bizhub.services.work import Work

_GIVER = USER.alias("giver")
_PEOPLE = (
    select(
        USER.c.id,
        USER.c.name,
        GRANT.c.level,
        GRANT.c.valid_from,
        GRANT.c.valid_until,
        _GIVER.c.name.label("given_by"),
    )
    .join(USER, USER.c.id == GRANT.c.user_id)
    .outerjoin(_GIVER, _GIVER.c.id == GRANT.c.granted_by)
    .where(
        GRANT.c.ad_account_id == bindparam("ad_account"),
        GRANT.c.center_id == bindparam("center"),
        valid_at(bindparam("moment")),
        USER.c.disabled_at.is_(None),
    )
    .order_by(USER.c.name, USER.c.id, GRANT.c.valid_from)
)


def people_of(work: Work, ad_account: int) -> tuple[AccountPersonRow, ...]:
    """Everybody who holds a level now, once, with the grant that gives the most."""
    values = {"ad_account": ad_account, "center": work.center_id, "moment": work.now}
    best: dict[int, Any] = {}
    for row in work.connection.execute(_PEOPLE, values).all():
        known = best.get(row.id)
        if known is None or not is_at_least(AdAccountLevel(known.level), AdAccountLevel(row.level)):
            best[row.id] = row
    return tuple(
        AccountPersonRow(
            user_id=str(row.id),
            name=row.name,
            level=AdAccountLevel(row.level),
            since=row.valid_from,
            until=row.valid_until,
            given_by=row.given_by or "",
        )
        for row in best.values()
    )


def take_level(work: Work, *, ad_account_id: str) -> None:
    """Give oneself ADMIN on an ad account of the center; only its admins may, and it is on record."""
    work.require(Permission.ASSET_MANAGE)
    work.require(Permission.AD_ACCOUNT_VIEW, ad_account=ad_account_id)
    number = parse_id(ad_account_id)
    if number is None:
        raise NotFound
    held = access.effective_level(
        work.connection, user_id=work.user_id, center_id=work.center_id, ad_account_id=number, moment=work.now
    )
    if held is None or held[1] is AdAccountLevel.ADMIN:
        return
    grant_own_level(work, number, held[0], AdAccountLevel.ADMIN, via="direct")
    work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), "ad_account")))


def grant_own_level(work: Work, ad_account: int, name: str, level: AdAccountLevel, *, via: str) -> None:
    """Store and record a level that the acting person gets on an account; `via` says through what."""
    person = work.signed_in()
    work.connection.execute(
        insert(GRANT).values(
            id=new_id(),
            center_id=work.center_id,
            ad_account_id=ad_account,
            user_id=work.user_id,
            level=level.value,
            valid_from=work.now,
            granted_by=work.user_id,
            via=via,
            reason="",
        )
    )
    work.audit(
        AuditEvent.AD_ACCOUNT_GRANT,
        object_type="ad_account",
        object_id=str(ad_account),
        object_name=name,
        after={"user": person.name, "user_id": person.id, "level": level.value, "via": via},
    )
