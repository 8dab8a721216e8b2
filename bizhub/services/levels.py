"""Changing the levels that people hold on ad accounts: rows end and begin, each change has its entry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.chunks import chunks
from bizhub.domain.ids import new_ids
from bizhub.domain.levels import Giver, Held, LevelChange, Pair, Via
from bizhub.domain.policy import AdAccountLevel, highest
from bizhub.services import notifications, signals
from bizhub.services.access import AD_ACCOUNT, GRANT, USER, not_over_at
from bizhub.services.work import Work

_INSERT = insert(GRANT)
_REVOKE = update(GRANT).where(GRANT.c.id == bindparam("grant"))
_COLUMNS = (
    GRANT.c.id, GRANT.c.ad_account_id, GRANT.c.user_id, GRANT.c.level, GRANT.c.valid_from, GRANT.c.valid_until,
    GRANT.c.granted_by,
)  # fmt: skip
_DIRECT = select(*_COLUMNS).where(
    # Written so that SQLite walks the levels of the pairs, and not by its index all levels that no group gives.
    GRANT.c.center_id == bindparam("center"),
    (GRANT.c.asset_group_id + 0).is_(None),
    not_over_at(bindparam("moment")),
)


def apply(
    work: Work,
    changes: Sequence[LevelChange],
    *,
    via: Via = Via.DIRECT,
    reason: str = "",
    giver: Giver | None = None,
    bulk: str = "",
) -> int:
    """Make each person hold directly what is wished, in place, and record it; how many were other than they stood.

    Whoever calls has checked that the acting person may. Levels through asset groups stay as they are. `giver` is who
    gave it, when that is not the acting person; `bulk` is the ID of the bulk change that this is a part of.
    """
    standing = standing_of(work, [change.pair for change in changes])
    real = [change for change in changes if _is_other(work, standing.get(change.pair, ()), change.wanted)]
    ended = [row.id for change in real for row in standing.get(change.pair, ())]
    if ended:
        work.connection.execute(_REVOKE, [{"grant": number, "revoked_at": work.now} for number in ended])
    begun = [change for change in real if change.wanted is not None]
    rows = list(_rows(work, begun, via, reason, giver))
    if rows:
        work.connection.execute(_INSERT, rows)
    more = {"via": via.value, "reason": reason, "given_by": giver.name if giver else "", "bulk": bulk}
    _record(work, real, standing, {name: text for name, text in more.items() if text})
    if real:
        work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), "ad_account")))
        moved = {change.pair for change in real}
        if bulk:  # whose last part tells of all of them, see bulk_jobs
            refresh_pages(work, moved)
        else:
            tell(work, moved, began=[row["id"] for row in rows], ended=ended)
    return len(real)


def tell(work: Work, pairs: Iterable[Pair], *, began: Iterable[int], ended: Iterable[int]) -> None:
    """Let people whose levels have changed know it, and their open pages; the rows are those of access_grant."""
    moved = set(pairs)
    notifications.levels_moved(work, moved, began=began, ended=ended)
    refresh_pages(work, moved)


def refresh_pages(work: Work, moved: Iterable[Pair]) -> None:
    """Let the open pages of people whose levels have changed know it."""
    for person in {pair.user for pair in moved}:
        work.after_commit(partial(signals.send, signals.UserChanged(str(person))))


def standing_of(work: Work, pairs: Sequence[Pair]) -> dict[Pair, list[Any]]:
    """The rows of `access_grant` that give each pair a level directly, now or later."""
    people, accounts = {pair.user for pair in pairs}, {pair.ad_account for pair in pairs}
    wanted, values = set(pairs), {"center": work.center_id, "moment": work.now}
    found: dict[Pair, list[Any]] = {}
    for some_accounts in chunks(accounts):
        for some_people in chunks(people):
            here = _DIRECT.where(GRANT.c.ad_account_id.in_(some_accounts), GRANT.c.user_id.in_(some_people))
            for row in work.connection.execute(here, values):
                pair = Pair(row.ad_account_id, row.user_id)
                if pair in wanted:
                    found.setdefault(pair, []).append(row)
    return found


def held_directly(work: Work, pair: Pair) -> Held | None:
    """What a person holds directly on an ad account now."""
    return most_of(work, standing_of(work, [pair]).get(pair, ()))


def _is_other(work: Work, rows: Sequence[Any], wanted: Held | None) -> bool:
    """Whether something must be written: what has not begun yet ends, too, where nothing is wished."""
    return most_of(work, rows) != wanted or (wanted is None and bool(rows))


def most_of(work: Work, rows: Iterable[Any]) -> Held | None:
    """The most that several rows give now, and until when it is given."""
    begun = [row for row in rows if row.valid_from <= work.now]
    level = highest(AdAccountLevel(row.level) for row in begun)
    if level is None:
        return None
    ends = [row.valid_until for row in begun if row.level == level]
    return Held(level, None if None in ends else max(ends))


def _rows(
    work: Work, changes: Sequence[LevelChange], via: Via, reason: str, giver: Giver | None
) -> Iterator[dict[str, Any]]:
    acting = None if work.is_operator else work.user_id
    by = giver.user if giver else acting
    shared = {"center_id": work.center_id, "valid_from": work.now, "granted_by": by, "reason": reason}
    for number, change in zip(new_ids(len(changes)), changes, strict=True):
        pair, wanted = change.pair, change.wanted
        if wanted is not None:
            yield {
                "id": number,
                "ad_account_id": pair.ad_account,
                "user_id": pair.user,
                "level": wanted.level.value,
                "valid_until": wanted.until,
                "via": via.value,
                **shared,
            }


def _record(
    work: Work,
    changes: Sequence[LevelChange],
    standing: Mapping[Pair, Sequence[Any]],
    more: Mapping[str, str],
) -> None:
    accounts = _names(work, AD_ACCOUNT, {change.pair.ad_account for change in changes})
    people = _names(work, USER, {change.pair.user for change in changes})
    for change in changes:
        pair, before = change.pair, most_of(work, standing.get(change.pair, ()))
        person = {"user": people[pair.user], "user_id": str(pair.user)}
        work.audit(
            AuditEvent.AD_ACCOUNT_GRANT,
            object_type="ad_account",
            object_id=str(pair.ad_account),
            object_name=accounts[pair.ad_account],
            before=None if before is None else {**person, **_stored(before)},
            after={**person, **({} if change.wanted is None else _stored(change.wanted)), **more},
        )


def _stored(held: Held) -> dict[str, str]:
    until = {} if held.until is None else {"valid_until": held.until.isoformat()}
    return {"level": held.level.value, **until}


def _names(work: Work, table: Any, numbers: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in chunks(numbers):
        rows = work.connection.execute(select(table.c.id, table.c.name).where(table.c.id.in_(chunk)))
        found.update((row.id, row.name) for row in rows)
    return found
