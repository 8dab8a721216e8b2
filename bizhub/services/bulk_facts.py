"""What stands in the center, read once for all pairs of a bulk change: a few statements, however many pairs."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from bizhub.domain.audit import AuditEvent
from bizhub.domain.bulk import Facts, OwnLevel
from bizhub.domain.levels import Pair, earliest, last_day
from bizhub.domain.policy import AdAccountLevel, Permission, highest
from bizhub.services import levels, members
from bizhub.services.access import AD_ACCOUNT, GRANT, MEMBERSHIP, USER, valid_at
from bizhub.services.group_grants import GROUP
from bizhub.services.record import ACTIVITY
from bizhub.services.work import Work

_CHUNK = 500
_MOST_TRACED = 200
"""For how many ended levels the record is asked who ended them; the others say that somebody did."""


def read_facts(work: Work, pairs: Sequence[Pair], *, with_groups: bool = False) -> Facts:
    """Members, ad accounts, levels given directly, and what the acting person may give; groups only when wanted."""
    people = sorted({pair.user for pair in pairs})
    accounts = sorted({pair.ad_account for pair in pairs})
    standing = levels.standing_of(work, pairs)
    held = {pair: found for pair, rows in standing.items() if (found := levels.most_of(work, rows)) is not None}
    return Facts(
        now=work.now,
        people=frozenset(_of(work, MEMBERSHIP.c.user_id, people, _is_member(work))),
        ad_accounts=frozenset(_of(work, AD_ACCOUNT.c.id, accounts, AD_ACCOUNT.c.center_id == work.center_id)),
        held=held,
        own=None if work.may(Permission.ASSET_MANAGE) else _own_levels(work, accounts),
        groups=_groups(work, people, accounts) if with_groups else {},
    )


def name_changers(work: Work, pairs: Sequence[Pair], *, run: int = 0) -> dict[Pair, str]:
    """Who changed what these pairs hold, where it is known: whoever gave what stands, or ended it last.

    An entry of the bulk change `run` itself says nothing about who came after it.
    """
    standing = levels.standing_of(work, pairs)
    givers = {row.granted_by for rows in standing.values() for row in rows if row.granted_by}
    names: dict[int, str] = {}
    for chunk in _chunks(sorted(givers)):
        rows = work.connection.execute(select(USER.c.id, USER.c.name).where(USER.c.id.in_(chunk)))
        names |= {row.id: row.name for row in rows}
    known = {
        pair: names.get(max(rows, key=lambda row: row.valid_from).granted_by, "") for pair, rows in standing.items()
    }
    for pair in [pair for pair in pairs if pair not in standing][:_MOST_TRACED]:
        known[pair] = _who_ended(work, pair, run)
    return {pair: name for pair, name in known.items() if name}


def _who_ended(work: Work, pair: Pair, run: int) -> str:
    entry = ACTIVITY.c
    query = (
        select(entry.user_name, entry.after)
        .where(
            entry.center_id == work.center_id,
            entry.object_type == "ad_account",
            entry.object_id == str(pair.ad_account),
            entry.event == AuditEvent.AD_ACCOUNT_GRANT.value,
            entry.after.contains(f'"user_id":"{pair.user}"'),
        )
        .order_by(entry.sequence.desc())
        .limit(1)
    )
    row = work.connection.execute(query).one_or_none()
    return "" if row is None or f'"bulk":"{run}"' in row.after else row.user_name


def _is_member(work: Work) -> ColumnElement[bool]:
    return and_(
        MEMBERSHIP.c.center_id == work.center_id,
        MEMBERSHIP.c.ended_at.is_(None),
        MEMBERSHIP.c.valid_from <= work.now,
        or_(MEMBERSHIP.c.valid_until.is_(None), MEMBERSHIP.c.valid_until > work.now),
    )


def _of(work: Work, column: Any, numbers: Sequence[int], condition: ColumnElement[bool]) -> Iterator[int]:
    for chunk in _chunks(numbers):
        yield from work.connection.execute(select(column).where(condition, column.in_(chunk))).scalars()


def _own_levels(work: Work, accounts: Sequence[int]) -> dict[int, OwnLevel]:
    """The highest own level on each of these ad accounts, and how long it and the membership last."""
    time_zone = work.in_center().time_zone
    membership_end = members.current(work, str(work.user_id)).valid_until
    found: dict[int, list[Any]] = {}
    for chunk in _chunks(accounts):
        query = select(GRANT.c.ad_account_id, GRANT.c.level, GRANT.c.valid_until).where(
            GRANT.c.user_id == work.user_id,
            GRANT.c.center_id == work.center_id,
            GRANT.c.ad_account_id.in_(chunk),
            valid_at(work.now),
        )
        for row in work.connection.execute(query):
            found.setdefault(row.ad_account_id, []).append(row)
    own: dict[int, OwnLevel] = {}
    for account, rows in found.items():
        best = highest(AdAccountLevel(row.level) for row in rows)
        ends = [row.valid_until for row in rows if row.level == best]
        until = earliest(None if None in ends else max(ends), membership_end)
        own[account] = OwnLevel(best, until, last_day(until, time_zone).isoformat() if until else "")
    return own


def _groups(work: Work, people: Sequence[int], accounts: Sequence[int]) -> dict[Pair, str]:
    """The name of a group that gives a pair its level."""
    found: dict[Pair, str] = {}
    for some_accounts in _chunks(accounts):
        for some_people in _chunks(people):
            query = (
                select(GRANT.c.ad_account_id, GRANT.c.user_id, GROUP.c.name)
                .join(GROUP, GROUP.c.id == GRANT.c.asset_group_id)
                .where(
                    GRANT.c.center_id == work.center_id,
                    GRANT.c.ad_account_id.in_(some_accounts),
                    GRANT.c.user_id.in_(some_people),
                    valid_at(work.now),
                )
                .order_by(GROUP.c.name_key.desc())
            )
            rows = work.connection.execute(query)
            found |= {Pair(row.ad_account_id, row.user_id): row.name for row in rows}
    return found


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _CHUNK):
        yield numbers[start : start + _CHUNK]
