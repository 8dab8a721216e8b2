"""Effective access: the highest level that any valid grant gives, now or at another moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Select, Table, and_, bindparam, exists, func, or_, select

from bizhub.domain.policy import AdAccountLevel, CenterRole, Permission, highest, levels_with
from bizhub.models.ad_account import AdAccount, Grant
from bizhub.models.center import Center, Membership
from bizhub.models.user import User

CENTER = cast(Table, Center.__table__)  # type: ignore[attr-defined]
AD_ACCOUNT = cast(Table, AdAccount.__table__)  # type: ignore[attr-defined]
GRANT = cast(Table, Grant.__table__)  # type: ignore[attr-defined]
MEMBERSHIP = cast(Table, Membership.__table__)  # type: ignore[attr-defined]
USER = cast(Table, User.__table__)  # type: ignore[attr-defined]
_ENDED_CENTER = CENTER.alias("ended_center")


def valid_at(moment: Any) -> Any:
    """The condition that a grant is in force at a moment: ended means ended at that second."""
    return and_(GRANT.c.valid_from <= moment, not_over_at(moment))


def not_over_at(moment: Any) -> Any:
    """The condition that a grant is in force at a moment or begins later."""
    return and_(
        or_(GRANT.c.valid_until.is_(None), GRANT.c.valid_until > moment),
        or_(GRANT.c.revoked_at.is_(None), GRANT.c.revoked_at > moment),
    )


def center_stands_at(moment: Any) -> Any:
    """The condition that a center is there at a moment: a deleted one ends at that second; joins CENTER."""
    return or_(CENTER.c.ends_at.is_(None), CENTER.c.ends_at > moment)


def _is_in_ended_center(moment: Any) -> Any:
    ended = exists().where(_ENDED_CENTER.c.id == MEMBERSHIP.c.center_id, _ENDED_CENTER.c.ends_at <= moment)
    return ended.correlate(MEMBERSHIP)


def current_member_at(moment: Any) -> Any:
    """The condition that a membership is in force at a moment, for a person who is not disabled; joins USER."""
    return and_(member_of_standing_center_at(moment), ~_is_in_ended_center(moment))


def member_of_standing_center_at(moment: Any) -> Any:
    """The same where the center is known to be there: PostgreSQL plans long lists of one center worse with both."""
    return and_(
        MEMBERSHIP.c.ended_at.is_(None),
        MEMBERSHIP.c.valid_from <= moment,
        or_(MEMBERSHIP.c.valid_until.is_(None), MEMBERSHIP.c.valid_until > moment),
        USER.c.disabled_at.is_(None),
    )


def is_deleted() -> Any:
    """The condition that a person has deleted their account: what could be signed in with is gone; joins USER."""
    return and_(USER.c.disabled_at.is_not(None), USER.c.email.is_(None), USER.c.phone.is_(None))


@dataclass(frozen=True, slots=True)
class FoundAccount:
    """An ad account of a center, and the level a person holds on it."""

    external_id: str
    name: str
    currency: str
    time_zone: str
    level: AdAccountLevel | None


_LEVELS = (
    select(AD_ACCOUNT.c.external_id, AD_ACCOUNT.c.name, AD_ACCOUNT.c.currency, AD_ACCOUNT.c.time_zone, GRANT.c.level)
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
)


_ENDED_MEMBERSHIPS = select(func.count()).where(
    MEMBERSHIP.c.user_id == bindparam("user"),
    or_(
        MEMBERSHIP.c.ended_at.is_not(None),
        MEMBERSHIP.c.valid_until <= bindparam("moment"),
        _is_in_ended_center(bindparam("moment")),
    ),
)
_ENDED_GRANTS = select(func.count()).where(
    GRANT.c.user_id == bindparam("user"),
    or_(GRANT.c.valid_until <= bindparam("moment"), GRANT.c.revoked_at <= bindparam("moment")),
)
_ENDED = select(_ENDED_MEMBERSHIPS.scalar_subquery() + _ENDED_GRANTS.scalar_subquery())


def count_ended_rights(connection: Connection, user_id: int, moment: datetime) -> int:
    """How many memberships and grants of a person have ended, in all centers.

    Rows end and are never overwritten, a lower role or level begins a row of its own: as long as this number stays
    the same, nothing that the person could see has been taken from them.
    """
    count: int = connection.execute(_ENDED, {"user": user_id, "moment": moment}).scalar_one()
    return count


def find_ad_account(
    connection: Connection, *, user_id: int, center_id: int, ad_account_id: int, moment: datetime
) -> FoundAccount | None:
    """The ad account with the person's effective level at a moment; None when the center has no such account."""
    rows = connection.execute(
        _LEVELS, {"user": user_id, "center": center_id, "ad_account": ad_account_id, "moment": moment}
    ).all()
    if not rows:
        return None
    return FoundAccount(*rows[0][:4], highest(AdAccountLevel(row[4]) for row in rows if row[4] is not None))


_ENDS = select(GRANT.c.level, GRANT.c.valid_until).where(
    GRANT.c.user_id == bindparam("user"),
    GRANT.c.center_id == bindparam("center"),
    GRANT.c.ad_account_id == bindparam("ad_account"),
    valid_at(bindparam("moment")),
)


def latest_end(
    connection: Connection, *, user_id: int, center_id: int, ad_account_id: int, moment: datetime
) -> datetime | None:
    """When a person's effective level on an ad account ends; None for one without an end, or for no level."""
    values = {"user": user_id, "center": center_id, "ad_account": ad_account_id, "moment": moment}
    rows = connection.execute(_ENDS, values).all()
    best = highest(AdAccountLevel(row.level) for row in rows)
    ends = [row.valid_until for row in rows if row.level == best]
    return None if None in ends else max(ends, default=None)


def held_ad_accounts(*, user_id: int, center_id: int, moment: datetime) -> Select[tuple[int]]:
    """Select of the IDs of the ad accounts on which a member holds a level."""
    return (
        select(GRANT.c.ad_account_id)
        .distinct()
        .where(GRANT.c.user_id == user_id, GRANT.c.center_id == center_id, valid_at(moment))
    )


def held_with(permission: Permission, *, user_id: int, center_id: int, moment: datetime) -> Select[tuple[int]]:
    """Select of the IDs of the ad accounts on which a member holds a level that carries a permission."""
    held = held_ad_accounts(user_id=user_id, center_id=center_id, moment=moment)
    return held.where(GRANT.c.level.in_(levels_with(permission)))


_HELD_LEVELS = (
    select(GRANT.c.level)
    .distinct()
    .where(
        GRANT.c.user_id == bindparam("user"),
        GRANT.c.center_id == bindparam("center"),
        valid_at(bindparam("moment")),
    )
)


def held_levels(connection: Connection, *, user_id: int, center_id: int, moment: datetime) -> frozenset[AdAccountLevel]:
    """The levels that a member holds on ad accounts of a center."""
    found = connection.execute(_HELD_LEVELS, {"user": user_id, "center": center_id, "moment": moment}).scalars()
    return frozenset(map(AdAccountLevel, found))


def admin_names(connection: Connection, center_id: int, moment: datetime, limit: int = 3) -> Sequence[str]:
    """Names of people who are admins of a center, for a refusal that says whom to ask."""
    query = (
        select(USER.c.name)
        .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
        .where(
            MEMBERSHIP.c.center_id == center_id,
            MEMBERSHIP.c.role == CenterRole.ADMIN,
            current_member_at(moment),
        )
        .order_by(USER.c.name, USER.c.id)
        .limit(limit)
    )
    return connection.execute(query).scalars().all()
