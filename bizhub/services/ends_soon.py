"""What ends within the next days in a center, as somebody may see it: memberships, levels, places in asset groups."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Row, Select, and_, bindparam, false, func, literal, or_, select, union_all

from bizhub.domain.access_requests import LASTS, RequestState
from bizhub.domain.ends_soon import PAGE, Ending, EndRow, EndsPage
from bizhub.domain.folding import fold
from bizhub.domain.levels import soon_after
from bizhub.domain.policy import Permission
from bizhub.domain.ranking import MOST_WORDS
from bizhub.services import access
from bizhub.services.access import AD_ACCOUNT, GRANT, MEMBERSHIP, USER, member_of_standing_center_at
from bizhub.services.access_requests import REQUEST
from bizhub.services.group_grants import GROUP, GROUP_ACCOUNT, GROUP_MEMBER
from bizhub.services.work import Work

_MOMENT: Any = bindparam("moment")
_CENTER: Any = bindparam("center")
_GIVER = USER.alias("giver")


def _within(until: Any) -> Any:
    return and_(until > _MOMENT, until <= bindparam("soon"))


def _shown(kind: Ending, row: Any, gives: Any, of: Any, name: Any, until: Any, giver: Any) -> Select[Any]:
    shown: Any = select(
        literal(kind.value).label("kind"), row.label("id"), USER.c.id.label("user_id"), USER.c.name.label("person"),
        gives.label("gives"), of.label("of"), name.label("name"), until.label("until"), giver.label("giver_id"),
        _GIVER.c.name.label("giver"),
    )  # fmt: skip
    return cast(Select[Any], shown.where(_within(until), member_of_standing_center_at(_MOMENT)))


_MEMBERSHIPS = (
    _shown(
        Ending.MEMBERSHIP, MEMBERSHIP.c.id, MEMBERSHIP.c.role, literal(0, USER.c.id.type), literal(""),
        MEMBERSHIP.c.valid_until, MEMBERSHIP.c.added_by,
    )
    .join_from(MEMBERSHIP, USER, USER.c.id == MEMBERSHIP.c.user_id)
    .outerjoin(_GIVER, _GIVER.c.id == MEMBERSHIP.c.added_by)
    .where(MEMBERSHIP.c.center_id == _CENTER)
)  # fmt: skip
_IS_HERE = and_(MEMBERSHIP.c.user_id == USER.c.id, MEMBERSHIP.c.center_id == _CENTER)
# Written so that the index of what ends is used: no level is taken back later than now.
_LEVELS = (
    _shown(
        Ending.LEVEL, GRANT.c.id, GRANT.c.level, AD_ACCOUNT.c.id, AD_ACCOUNT.c.name, GRANT.c.valid_until,
        GRANT.c.granted_by,
    )
    .join_from(GRANT, AD_ACCOUNT, AD_ACCOUNT.c.id == GRANT.c.ad_account_id)
    .join(USER, USER.c.id == GRANT.c.user_id)
    .join(MEMBERSHIP, _IS_HERE)
    .outerjoin(_GIVER, _GIVER.c.id == GRANT.c.granted_by)
    .where(GRANT.c.center_id == _CENTER, GRANT.c.asset_group_id.is_(None), GRANT.c.revoked_at.is_(None))
    .where(GRANT.c.valid_from <= _MOMENT)
)  # fmt: skip
_PLACES = (
    _shown(
        Ending.PLACE, GROUP_MEMBER.c.id, GROUP.c.level, GROUP.c.id, GROUP.c.name, GROUP_MEMBER.c.valid_until,
        GROUP_MEMBER.c.added_by,
    )
    .join_from(GROUP, GROUP_MEMBER, GROUP_MEMBER.c.asset_group_id == GROUP.c.id)
    .join(USER, USER.c.id == GROUP_MEMBER.c.user_id)
    .join(MEMBERSHIP, _IS_HERE)
    .outerjoin(_GIVER, _GIVER.c.id == GROUP_MEMBER.c.added_by)
    .where(GROUP.c.center_id == _CENTER, GROUP.c.ended_at.is_(None), GROUP_MEMBER.c.ended_at.is_(None))
    .where(GROUP_MEMBER.c.valid_from <= _MOMENT)
)  # fmt: skip
ENDING: Mapping[Ending, Select[Any]] = {
    Ending.MEMBERSHIP: _MEMBERSHIPS,
    Ending.LEVEL: _LEVELS,
    Ending.PLACE: _PLACES,
}
"""What is in force at "moment" in "center", which is there, and ends by "soon"; who gave it."""

SINCE = {
    Ending.MEMBERSHIP: MEMBERSHIP.c.valid_from,
    Ending.LEVEL: GRANT.c.valid_from,
    Ending.PLACE: GROUP_MEMBER.c.valid_from,
}
_EXTENDING = {
    Ending.MEMBERSHIP: Permission.MEMBER_MANAGE,
    Ending.LEVEL: Permission.ASSET_MANAGE,
    Ending.PLACE: Permission.ASSET_GROUP_MANAGE,
}
_NAME_KEYS = {Ending.LEVEL: AD_ACCOUNT.c.name_key, Ending.PLACE: GROUP.c.name_key}
_PEOPLE = (
    select(USER.c.id, USER.c.name)
    .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
    .where(MEMBERSHIP.c.center_id == _CENTER, MEMBERSHIP.c.ended_at.is_(None))
)
_ASKED = select(REQUEST.c.ad_account_id).where(
    REQUEST.c.center_id == _CENTER,
    REQUEST.c.user_id == bindparam("person"),
    REQUEST.c.state == RequestState.PENDING,
    REQUEST.c.created_at > bindparam("since"),
)


def list_ends_soon(work: Work, *, search: str = "", kind: str = "", page: int = 1) -> EndsPage:
    """A page of what ends within the next days; a page that is not there is the first.

    Admins see all of the center. Others see their own, and what ends on the ad accounts whose people they lead. The
    words of a search are in the name of the person, the ad account or the group.
    """
    work.require(Permission.TEAM_VIEW)
    parts = _parts(work, fold(search).split()[:MOST_WORDS], _kinds(kind))
    rows = _read(work, parts, page)
    if not rows and page > 1:
        page, rows = 1, _read(work, parts, 1)
    asked = _asked(work) if any(row.user_id == work.user_id for row in rows) else frozenset[int]()
    may_always = {kind: work.may(permission) for kind, permission in _EXTENDING.items()}
    shown = tuple(_row(work, row, may_always, asked) for row in rows)
    return EndsPage(shown, rows[0].total if rows else 0, page)


def count_ends_soon(work: Work) -> int:
    """How much of what the acting person sees ends within the next days."""
    work.require(Permission.TEAM_VIEW)
    found = union_all(*(part.with_only_columns(literal(1)) for part in _parts(work, [], tuple(Ending)))).subquery()
    count: int = work.connection.execute(select(func.count()).select_from(found), _values(work)).scalar_one()
    return count


def _kinds(kind: str) -> tuple[Ending, ...]:
    return (Ending(kind),) if kind in list(Ending) else tuple(Ending)


def _values(work: Work) -> dict[str, Any]:
    return {"center": work.center_id, "moment": work.now, "soon": soon_after(work.now)}


def _parts(work: Work, words: Sequence[str], kinds: Collection[Ending]) -> list[Select[Any]]:
    """What the acting person sees of each kind, narrowed by a search."""
    own = {} if work.may(Permission.MEMBER_MANAGE) else _own(work)
    called = _called(work, words)
    parts = []
    for kind in kinds:
        conditions = [own[kind]] if own else []
        if words:
            conditions.append(_fits(words, called, _NAME_KEYS.get(kind)))
        parts.append(ENDING[kind].where(*conditions))
    return parts


def _called(work: Work, words: Sequence[str]) -> dict[frozenset[str], list[int]]:
    """The people of the center whose name has some of the words, by which it has: each is bound once, not per word."""
    called: dict[frozenset[str], list[int]] = {}
    for row in work.connection.execute(_PEOPLE, {"center": work.center_id}) if words else ():
        name = fold(row.name)
        if has := frozenset(word for word in words if word in name):
            called.setdefault(has, []).append(row.id)
    return called


def _fits(words: Sequence[str], called: Mapping[frozenset[str], Sequence[int]], key: Any) -> Any:
    """Whether each word is in the name of the person or of what they hold, where that has one."""

    def is_named(wanted: Iterable[str]) -> list[Any]:
        return [false() if key is None else key.contains(word, autoescape=True) for word in wanted]

    people = (
        and_(USER.c.id.in_(numbers), *is_named(word for word in words if word not in has))
        for has, numbers in called.items()
    )
    return or_(and_(*is_named(words)), *people)


def _own(work: Work) -> Mapping[Ending, Any]:
    """The conditions of what somebody sees who is no admin of the center."""
    led = access.held_with(
        Permission.AD_ACCOUNT_PEOPLE, user_id=work.user_id, center_id=work.center_id, moment=work.now
    ).correlate(None)
    groups = select(GROUP_ACCOUNT.c.asset_group_id).where(
        GROUP_ACCOUNT.c.ended_at.is_(None), GROUP_ACCOUNT.c.ad_account_id.in_(led)
    )
    is_own = USER.c.id == work.user_id
    return {
        Ending.MEMBERSHIP: is_own,
        Ending.LEVEL: or_(is_own, GRANT.c.ad_account_id.in_(led)),
        Ending.PLACE: or_(is_own, GROUP.c.id.in_(groups)),
    }


def _read(work: Work, parts: Sequence[Select[Any]], page: int) -> Sequence[Row[Any]]:
    found = union_all(*parts).subquery("ending")
    query = select(found, func.count().over().label("total")).order_by(found.c.until, found.c.person, found.c.id)
    return work.connection.execute(query.limit(PAGE).offset((page - 1) * PAGE), _values(work)).all()


def _asked(work: Work) -> frozenset[int]:
    """The ad accounts for which a request of the acting person waits."""
    values = {"center": work.center_id, "person": work.user_id, "since": work.now - LASTS}
    return frozenset(work.connection.execute(_ASKED, values).scalars())


def _row(work: Work, row: Row[Any], may_always: Mapping[Ending, bool], asked: Collection[int]) -> EndRow:
    kind, is_own = Ending(row.kind), row.user_id == work.user_id
    # Whoever sees a level of somebody else and is no admin leads the people of the ad account.
    may_extend = may_always[kind] or (kind is Ending.LEVEL and not is_own)
    is_asked = kind is Ending.LEVEL and is_own and row.of in asked
    is_membership, is_founder = kind is Ending.MEMBERSHIP, row.giver_id == row.user_id
    knows_giver = not is_membership or (may_always[kind] and not is_founder)
    return EndRow(
        id=str(row.id),
        kind=kind,
        user_id=str(row.user_id),
        person=row.person,
        gives=row.gives,
        of=str(row.of or ""),
        name=row.name,
        until=row.until,
        given_by=row.giver or "" if knows_giver else "",
        may_extend=may_extend,
        may_ask=kind is Ending.LEVEL and not may_extend and not is_asked,
        is_asked=is_asked,
    )
