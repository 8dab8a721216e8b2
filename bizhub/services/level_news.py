"""What a change of levels means for the people who hold them: their effective access before it and after it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from bizhub.domain.chunks import CHUNK, chunks
from bizhub.domain.levels import Held, Pair, last_day
from bizhub.domain.notifications import NAMED, Kind, Notice
from bizhub.domain.policy import AdAccountLevel, highest
from bizhub.services.access import AD_ACCOUNT, GRANT, valid_at
from bizhub.services.work import Work

_ROWS = (
    select(GRANT.c.id, GRANT.c.user_id, GRANT.c.ad_account_id, GRANT.c.level, GRANT.c.valid_until, AD_ACCOUNT.c.name)
    .add_columns(valid_at(bindparam("moment")).label("is_valid"))
    .join(AD_ACCOUNT, AD_ACCOUNT.c.id == GRANT.c.ad_account_id)
    .where(
        GRANT.c.center_id == bindparam("center"),
        or_(valid_at(bindparam("moment")), GRANT.c.revoked_at >= bindparam("since")),
    )
)


@dataclass
class Moves:
    """The rows of access_grant, by number, that a change began and ended, and whom they are about."""

    people: set[int] = field(default_factory=set)
    ad_accounts: set[int] = field(default_factory=set)
    began: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)
    since: datetime | None = None
    """When it began, where it was made in several parts."""

    def add(self, pairs: Iterable[Pair], began: Iterable[int], ended: Iterable[int]) -> None:
        """A part of the change."""
        for pair in pairs:
            self.people.add(pair.user)
            self.ad_accounts.add(pair.ad_account)
        self.began.update(began)
        self.ended.update(ended)


@dataclass(frozen=True, slots=True)
class _Change:
    """One ad account and what a person holds there: None for nothing."""

    ad_account: int
    name: str
    before: Held | None
    after: Held | None


def notices(work: Work, moves: Moves, silent: Collection[int]) -> Iterator[Notice]:
    """One notice for each person whose effective access is another now; `silent` are people who are not told."""
    few = (GRANT.c.ad_account_id.in_(moves.ad_accounts),) if len(moves.ad_accounts) <= CHUNK else ()
    values = {"center": work.center_id, "moment": work.now, "since": moves.since or work.now}
    for some in chunks(moves.people - set(silent)):
        rows = _ROWS.where(GRANT.c.user_id.in_(some), *few).order_by(AD_ACCOUNT.c.name_key, AD_ACCOUNT.c.id)
        by_person: dict[int, list[Any]] = {}
        for row in work.connection.execute(rows, values):
            by_person.setdefault(row.user_id, []).append(row)
        for person, own in by_person.items():
            changes = [change for change in _changes(own, moves) if change.before != change.after]
            if changes:
                kind, facts = _told(changes, work.in_center().time_zone)
                yield Notice(person, work.center_id, kind, facts)


def _changes(rows: Iterable[Any], moves: Moves) -> Iterator[_Change]:
    by_account: dict[int, list[Any]] = {}
    for row in rows:
        by_account.setdefault(row.ad_account_id, []).append(row)
    for account, own in by_account.items():
        if any(row.id in moves.began or row.id in moves.ended for row in own):
            before = [row for row in own if row.id not in moves.began and (row.is_valid or row.id in moves.ended)]
            after = [row for row in own if row.is_valid]
            yield _Change(account, own[0].name, _most(before), _most(after))


def _most(rows: Collection[Any]) -> Held | None:
    level = highest(AdAccountLevel(row.level) for row in rows)
    if level is None:
        return None
    ends = [row.valid_until for row in rows if row.level == level]
    return Held(level, None if None in ends else max(ends))


def _kind(change: _Change) -> Kind:
    if change.before is None:
        return Kind.ACCESS_GIVEN
    return Kind.ACCESS_ENDED if change.after is None else Kind.LEVEL_CHANGED


def _told(changes: list[_Change], time_zone: str) -> tuple[Kind, Mapping[str, str | int]]:
    kinds = Counter(map(_kind, changes))
    if len(kinds) > 1:
        given, changed, ended = (kinds[kind] for kind in (Kind.ACCESS_GIVEN, Kind.LEVEL_CHANGED, Kind.ACCESS_ENDED))
        return Kind.ACCESS_CHANGED, {"given": given, "changed": changed, "ended": ended}
    facts: dict[str, str | int] = {
        "count": len(changes),
        "ad_accounts": ", ".join(change.name for change in changes[:NAMED]),
    }
    if len(changes) == 1:
        facts["ad_account_id"] = str(changes[0].ad_account)
    after = {change.after for change in changes}
    levels, ends = {held.level for held in after if held}, {held.until for held in after if held}
    if len(levels) == 1:
        facts["level"] = levels.pop().value
    until = ends.pop() if len(ends) == 1 else None
    if until is not None:
        facts["until"] = last_day(until, time_zone).isoformat()
    return next(iter(kinds)), facts
