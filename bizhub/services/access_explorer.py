"""The access explorer: who held what on which ad account, through which chains, now or at a moment of the past."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, or_, select

from bizhub.domain.errors import NotFound
from bizhub.domain.explanation import AccountAccess, AccountExplained, ChainLine, PersonAccess, PersonExplained
from bizhub.domain.folding import fold
from bizhub.domain.ids import parse_id
from bizhub.domain.levels import Via, earliest, end_of_day
from bizhub.domain.policy import AdAccountLevel, CenterRole, Permission, ad_account_permissions, rank
from bizhub.services.access import AD_ACCOUNT, GRANT, MEMBERSHIP, USER, valid_at
from bizhub.services.group_grants import GROUP
from bizhub.services.work import Work

PAGE = 50

_K = TypeVar("_K", bound=Hashable)
_MOMENT: Any = bindparam("moment")
_GIVER = USER.alias("giver")
# Of somebody who has left or whose membership is over nothing is in force, whatever their grants say.
_WAS_MEMBER = and_(
    MEMBERSHIP.c.valid_from <= _MOMENT,
    or_(MEMBERSHIP.c.valid_until.is_(None), MEMBERSHIP.c.valid_until > _MOMENT),
    or_(MEMBERSHIP.c.ended_at.is_(None), MEMBERSHIP.c.ended_at > _MOMENT),
    or_(USER.c.disabled_at.is_(None), USER.c.disabled_at > _MOMENT),
)
_MEMBER = (
    select(USER.c.id, USER.c.name, MEMBERSHIP.c.role)
    .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
    .where(MEMBERSHIP.c.center_id == bindparam("center"), _WAS_MEMBER)
)
_EVER_MEMBER = select(USER.c.id, USER.c.name).where(
    USER.c.id == bindparam("person"),
    select(MEMBERSHIP.c.id)
    .where(MEMBERSHIP.c.user_id == USER.c.id, MEMBERSHIP.c.center_id == bindparam("center"))
    .exists(),
)
_CHAINS = (
    select(
        GRANT.c.level,
        GRANT.c.via,
        GRANT.c.valid_from,
        GRANT.c.valid_until,
        MEMBERSHIP.c.valid_until.label("member_until"),
        MEMBERSHIP.c.role,
        GRANT.c.reason,
        GRANT.c.asset_group_id,
        GROUP.c.name.label("group_name"),
        _GIVER.c.name.label("giver"),
        GRANT.c.user_id,
        GRANT.c.ad_account_id,
        USER.c.name.label("user_name"),
        AD_ACCOUNT.c.name,
        AD_ACCOUNT.c.external_id,
        AD_ACCOUNT.c.name_key,
    )
    .join(AD_ACCOUNT, AD_ACCOUNT.c.id == GRANT.c.ad_account_id)
    .join(USER, USER.c.id == GRANT.c.user_id)
    .join(MEMBERSHIP, and_(MEMBERSHIP.c.user_id == GRANT.c.user_id, MEMBERSHIP.c.center_id == GRANT.c.center_id))
    .outerjoin(GROUP, GROUP.c.id == GRANT.c.asset_group_id)
    .outerjoin(_GIVER, _GIVER.c.id == GRANT.c.granted_by)
    .where(GRANT.c.center_id == bindparam("center"), valid_at(_MOMENT), _WAS_MEMBER)
)
_HELD = (
    select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.name_key, AD_ACCOUNT.c.external_id)
    .distinct()
    .join(GRANT, GRANT.c.ad_account_id == AD_ACCOUNT.c.id)
    .join(USER, USER.c.id == GRANT.c.user_id)
    .join(MEMBERSHIP, and_(MEMBERSHIP.c.user_id == GRANT.c.user_id, MEMBERSHIP.c.center_id == GRANT.c.center_id))
    .where(
        GRANT.c.user_id == bindparam("person"), GRANT.c.center_id == bindparam("center"), valid_at(_MOMENT), _WAS_MEMBER
    )
    .order_by(AD_ACCOUNT.c.name_key, AD_ACCOUNT.c.id)
)
_OF_PERSON = _CHAINS.where(GRANT.c.user_id == bindparam("person")).order_by(
    AD_ACCOUNT.c.name_key, AD_ACCOUNT.c.id, GRANT.c.valid_from
)
_OF_ACCOUNT = _CHAINS.where(GRANT.c.ad_account_id == bindparam("ad_account")).order_by(
    USER.c.name, USER.c.id, GRANT.c.valid_from
)


def explain_person(
    work: Work,
    *,
    user_id: str,
    at: datetime | None = None,
    on: date | None = None,
    search: str = "",
    page: int = 1,
) -> PersonExplained:
    """What somebody holds now or held at a moment: admins may ask about everybody, the others about themselves.

    `on` is a day of the center's time zone instead of a moment: its end, and now for today. Raises NotFound for
    somebody who never was a member.
    """
    work.require(Permission.TEAM_VIEW)
    number = parse_id(user_id)
    if number != work.user_id:
        work.require(Permission.MEMBER_MANAGE)
    moment = at or _end_of(work, on)
    values = {"center": work.center_id, "person": number, "moment": moment}
    person = work.connection.execute(_EVER_MEMBER, values).one_or_none()
    if person is None:
        raise NotFound
    then = work.connection.execute(_MEMBER.where(USER.c.id == bindparam("person")), values).first()
    held = _held(work, values, fold(search).split())
    page_of = _OF_PERSON.where(AD_ACCOUNT.c.id.in_(held[(page - 1) * PAGE : page * PAGE]))
    accounts = _grouped(work.connection.execute(page_of, values), lambda row: row.ad_account_id)
    return PersonExplained(
        at=moment,
        is_now=moment == work.now,
        user_id=user_id,
        name=person.name,
        role=None if then is None else CenterRole(then.role),
        total=len(held),
        rows=tuple(map(_account, accounts)),
    )


def _held(work: Work, values: dict[str, Any], words: list[str]) -> list[int]:
    """The ad accounts that a person holds, by name, each once; of a search those that all of its words fit."""
    return [
        row.id
        for row in work.connection.execute(_HELD, values)
        if all(word in f"{row.name_key} {fold(row.external_id)}" for word in words)
    ]


def explain_ad_account(
    work: Work, *, ad_account_id: str, at: datetime | None = None, on: date | None = None
) -> AccountExplained:
    """Who holds or held a level on an ad account, for whoever sees it; moment and day as above."""
    found = work.require_on(Permission.AD_ACCOUNT_VIEW, ad_account_id)
    moment = at or _end_of(work, on)
    values = {"center": work.center_id, "ad_account": parse_id(ad_account_id), "moment": moment}
    rows = work.connection.execute(_OF_ACCOUNT, values).all()
    admins = work.connection.execute(_MEMBER.where(MEMBERSHIP.c.role == CenterRole.ADMIN), values).all()
    own = ad_account_permissions(work.role, found.level)
    return AccountExplained(
        at=moment,
        is_now=moment == work.now,
        may_change=Permission.AD_ACCOUNT_PEOPLE in own or work.may(Permission.ASSET_MANAGE),
        ad_account_id=ad_account_id,
        name=found.name,
        people=tuple(map(_person, _grouped(rows, lambda row: row.user_id))),
        admins=tuple(row.name for row in sorted(admins, key=lambda row: (fold(row.name), row.id))),
    )


def _end_of(work: Work, day: date | None) -> datetime:
    """The last moment of a day, or now for today and for none."""
    time_zone = work.in_center().time_zone
    if day is None or day == work.now.astimezone(ZoneInfo(time_zone)).date():
        return work.now
    return end_of_day(day, time_zone) - timedelta(microseconds=1)


def _grouped(rows: Iterable[Any], key: Callable[[Any], _K]) -> list[list[Any]]:
    """Rows that follow each other with the same key, together."""
    return [list(group) for _, group in groupby(rows, key)]


def _account(rows: list[Any]) -> AccountAccess:
    chains = _chains(rows)
    first = rows[0]
    return AccountAccess(str(first.ad_account_id), first.name, first.external_id, chains[0].level, chains)


def _person(rows: list[Any]) -> PersonAccess:
    chains = _chains(rows)
    first = rows[0]
    return PersonAccess(str(first.user_id), first.user_name, CenterRole(first.role), chains[0].level, chains)


def _chains(rows: list[Any]) -> tuple[ChainLine, ...]:
    """Every chain, the highest level first: max wins."""
    return tuple(sorted(map(_line, rows), key=lambda line: rank(line.level), reverse=True))


def _line(row: Any) -> ChainLine:
    return ChainLine(
        level=AdAccountLevel(row.level),
        via=Via(row.via),
        group_id=str(row.asset_group_id or ""),
        group_name=row.group_name or "",
        since=row.valid_from,
        until=earliest(row.valid_until, row.member_until),
        given_by=row.giver or "",
        reason=row.reason,
    )
