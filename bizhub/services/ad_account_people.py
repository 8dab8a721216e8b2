"""The people of an ad account: who holds which level, and an admin's own way to one."""

from collections.abc import Sequence
from functools import partial
from itertools import product
from typing import Any

from sqlalchemy import bindparam, insert, select

from bizhub.domain.ad_accounts import AccountPersonRow
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import NotFound
from bizhub.domain.ids import new_ids, parse_id
from bizhub.domain.policy import AdAccountLevel, CenterRole, Permission, is_at_least
from bizhub.services import access, signals
from bizhub.services.access import GRANT, MEMBERSHIP, USER, valid_at
from bizhub.services.work import Work

Named = tuple[int, str]
"""The number and the name of an ad account or a person."""

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

_ADMINS = (
    select(USER.c.id, USER.c.name)
    .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
    .where(
        MEMBERSHIP.c.center_id == bindparam("center"),
        MEMBERSHIP.c.role == CenterRole.ADMIN,
        access.current_member_at(bindparam("moment")),
    )
    .order_by(USER.c.id)
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
    held = access.find_ad_account(
        work.connection, user_id=work.user_id, center_id=work.center_id, ad_account_id=number, moment=work.now
    )
    if held is None or held.level is AdAccountLevel.ADMIN:
        return
    grant_own_level(work, [(number, held.name)], AdAccountLevel.ADMIN, via="direct")
    work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), "ad_account")))


def grant_own_level(work: Work, ad_accounts: Sequence[Named], level: AdAccountLevel, *, via: str) -> None:
    """Store and record a level that the acting person gets on accounts; `via` says through what."""
    _grant(work, ad_accounts, [(work.user_id, work.signed_in().name)], level, via=via)


def grant_to_admins(work: Work, ad_accounts: Sequence[Named], *, via: str, reason: str) -> None:
    """Store and record ADMIN for each current admin of the center, where the operator acts and is no member."""
    values = {"center": work.center_id, "moment": work.now}
    admins = [(number, name) for number, name in work.connection.execute(_ADMINS, values)]
    _grant(work, ad_accounts, admins, AdAccountLevel.ADMIN, via=via, reason=reason)


def _grant(
    work: Work,
    ad_accounts: Sequence[Named],
    people: Sequence[Named],
    level: AdAccountLevel,
    *,
    via: str,
    reason: str = "",
) -> None:
    given = list(product(ad_accounts, people))
    shared = {
        "center_id": work.center_id,
        "level": level.value,
        "valid_from": work.now,
        "granted_by": None if work.is_operator else work.user_id,
        "via": via,
        "reason": reason,
    }
    rows = [
        {"id": number, "ad_account_id": account, "user_id": person, **shared}
        for number, ((account, _), (person, _)) in zip(new_ids(len(given)), given, strict=True)
    ]
    if rows:
        work.connection.execute(insert(GRANT), rows)
    for (account, name), (person, person_name) in given:
        after = {"user": person_name, "user_id": str(person), "level": level.value, "via": via}
        work.audit(
            AuditEvent.AD_ACCOUNT_GRANT,
            object_type="ad_account",
            object_id=str(account),
            object_name=name,
            after={**after, "reason": reason} if reason else after,
        )
