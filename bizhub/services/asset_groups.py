"""Changing asset groups: who is in them, which ad accounts, and the level they give."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Row, Table, insert, select, update

from bizhub.domain import edits
from bizhub.domain.asset_groups import LONGEST_NAME, MOST_GROUPS
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import InvalidInput, NotFound
from bizhub.domain.folding import fold
from bizhub.domain.ids import new_id, new_ids, parse_id
from bizhub.domain.levels import extended
from bizhub.domain.names import one_line
from bizhub.domain.policy import Permission
from bizhub.services import group_grants, members, record, signals
from bizhub.services.access import AD_ACCOUNT, MEMBERSHIP, USER, current_member_at
from bizhub.services.ad_account_list import in_center
from bizhub.services.ad_account_people import checked_level
from bizhub.services.asset_group_list import AD_ACCOUNTS, MEMBERS, list_groups
from bizhub.services.group_grants import GROUP, GROUP_ACCOUNT, GROUP_MEMBER
from bizhub.services.work import Work

OBJECT = "asset_group"
_CHUNK = 500


def create_group(work: Work, *, name: str, level: str) -> str:
    """Make an empty group; its ID."""
    work.require(Permission.ASSET_GROUP_MANAGE)
    wanted, number = {"name": _free_name(work, name), "level": checked_level(level).value}, new_id()
    if len(list_groups(work)) >= MOST_GROUPS:
        raise InvalidInput(f"A center has at most {MOST_GROUPS:,} asset groups.", field="name")
    made = {"center_id": work.center_id, "created_at": work.now, "created_by": work.user_id}
    values = {"id": number, "name_key": fold(wanted["name"]), **wanted, **made}
    work.connection.execute(insert(GROUP).values(**values))
    _record(work, AuditEvent.ASSET_GROUP_CREATE, number, wanted["name"], after=wanted)
    return str(number)


def edit_group(work: Work, *, group_id: str, name: str, level: str, seen: Mapping[str, str]) -> None:
    """Rename a group, or give everybody in it another level. Raises Overtaken, see domain/edits."""
    work.require(Permission.ASSET_GROUP_MANAGE)
    group = _read(work, group_id)
    before = {"name": group.name, "level": group.level}
    typed = {"name": _free_name(work, name, except_id=group.id), "level": checked_level(level).value}
    who = partial(
        record.last_person, work.connection, work.center_id, AuditEvent.ASSET_GROUP_EDIT, OBJECT, str(group.id)
    )
    changed = edits.changes(seen, typed, before, who=who)
    if not changed:
        return
    key = {"name_key": fold(changed["name"])} if "name" in changed else {}
    work.connection.execute(update(GROUP).where(GROUP.c.id == group.id).values(**changed, **key))
    group_grants.follow(work, group.id)
    old = {field: before[field] for field in changed}
    _record(work, AuditEvent.ASSET_GROUP_EDIT, group.id, typed["name"], before=old, after=changed)


def change_members(
    work: Work, *, group_id: str, add: Sequence[str] = (), remove: Sequence[str] = (), until: date | None = None
) -> None:
    """Put members of the center into a group and take others out; `until` is the last day of those who are put in.

    Who is in it already gets that end. Raises NotFound for people who are not members, InvalidInput.
    """
    work.require(Permission.ASSET_GROUP_MANAGE)
    group = _read(work, group_id)
    ends = None if until is None else members.checked_end(work, until)
    there = {row.user_id: row for row in work.connection.execute(MEMBERS, {"group": group.id})}
    adding = _current_people(work, add)
    removing = {number: there[number].name for number in _numbers(remove) if number in there}
    new = {number: name for number, name in adding.items() if number not in there or there[number].valid_until != ends}
    gone = [*removing, *(number for number in new if number in there)]
    _end(work, GROUP_MEMBER, GROUP_MEMBER.c.user_id, group.id, gone)
    shared = {"asset_group_id": group.id, "valid_from": work.now, "valid_until": ends, "added_by": work.user_id}
    rows = [{"id": own, "user_id": number, **shared} for own, number in zip(new_ids(len(new)), new, strict=True)]
    if rows:
        work.connection.execute(insert(GROUP_MEMBER), rows)
    more = {} if ends is None else {"until": ends.isoformat()}
    _changed(work, AuditEvent.ASSET_GROUP_MEMBERS, group, new, removing, more)


def extend_place(work: Work, *, group_id: str, user_id: str) -> date | None:
    """Let a member's place in a group last longer; its new last day, None where nothing ends. Raises NotFound."""
    work.require(Permission.ASSET_GROUP_MANAGE)
    group = _read(work, group_id)
    person = members.current(work, user_id).user_id
    there = {row.user_id: row.valid_until for row in work.connection.execute(MEMBERS, {"group": group.id})}
    ends = there.get(person)
    if ends is None or ends <= work.now:
        return None
    until = extended(ends, work.in_center().time_zone, work.now)
    change_members(work, group_id=group_id, add=[user_id], until=until)
    return until


def change_ad_accounts(work: Work, *, group_id: str, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
    """Put ad accounts of the center into a group and take out others; raises NotFound for foreign ones."""
    work.require(Permission.ASSET_GROUP_MANAGE)
    group = _read(work, group_id)
    there = {row.ad_account_id: row.name for row in work.connection.execute(AD_ACCOUNTS, {"group": group.id})}
    adding = {number: name for number, name in _own_accounts(work, add).items() if number not in there}
    removing = {number: there[number] for number in _numbers(remove) if number in there}
    _end(work, GROUP_ACCOUNT, GROUP_ACCOUNT.c.ad_account_id, group.id, list(removing))
    shared = {"asset_group_id": group.id, "valid_from": work.now, "added_by": work.user_id}
    rows = [
        {"id": own, "ad_account_id": number, **shared} for own, number in zip(new_ids(len(adding)), adding, strict=True)
    ]
    if rows:
        work.connection.execute(insert(GROUP_ACCOUNT), rows)
    _changed(work, AuditEvent.ASSET_GROUP_AD_ACCOUNTS, group, adding, removing, {})


def delete_group(work: Work, *, group_id: str) -> None:
    """End a group: the access it gave ends in this moment."""
    work.require(Permission.ASSET_GROUP_MANAGE)
    group = _read(work, group_id)
    ended = {"ended_at": work.now}
    for table in (GROUP_MEMBER, GROUP_ACCOUNT):
        there = (table.c.asset_group_id == group.id, table.c.ended_at.is_(None))
        work.connection.execute(update(table).where(*there).values(ended))
    work.connection.execute(update(GROUP).where(GROUP.c.id == group.id).values(ended))
    group_grants.follow(work, group.id)
    before = {"name": group.name, "level": group.level}
    _record(work, AuditEvent.ASSET_GROUP_DELETE, group.id, group.name, before=before)


def name_and_level(work: Work, group_id: str) -> dict[str, str]:
    """What a group that is not deleted is called and gives; raises NotFound."""
    group = _read(work, group_id)
    return {"name": group.name, "level": group.level}


def _changed(
    work: Work,
    event: AuditEvent,
    group: Row[Any],
    added: Mapping[int, str],
    removed: Mapping[int, str],
    more: Mapping[str, str],
) -> None:
    """Let the levels follow and record it, when anything changed."""
    if not added and not removed:
        return
    group_grants.follow(work, group.id)
    words: dict[str, Any] = {
        "added": list(added.values()),
        "removed": list(removed.values()),
        "added_ids": list(map(str, added)),
        "removed_ids": list(map(str, removed)),
        **more,
    }
    _record(work, event, group.id, group.name, after={name: value for name, value in words.items() if value})


def _end(work: Work, table: Table, column: Any, group_id: int, numbers: Sequence[int]) -> None:
    there = update(table).where(table.c.asset_group_id == group_id, table.c.ended_at.is_(None))
    for start in range(0, len(numbers), _CHUNK):
        some = numbers[start : start + _CHUNK]
        work.connection.execute(there.where(column.in_(some)).values(ended_at=work.now))


def _current_people(work: Work, user_ids: Sequence[str]) -> dict[int, str]:
    """Names of members of the center by number; raises NotFound for anybody else."""
    wanted = _wanted(user_ids)
    query = (
        select(USER.c.id, USER.c.name)
        .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
        .where(MEMBERSHIP.c.center_id == work.center_id, current_member_at(work.now))
    )
    found = {row.id: row.name for row in work.connection.execute(query) if row.id in wanted}
    if found.keys() != wanted:
        raise NotFound
    return found


def _own_accounts(work: Work, ad_account_ids: Sequence[str]) -> dict[int, str]:
    """Names of ad accounts of the center by number; raises NotFound for anything else."""
    wanted = _wanted(ad_account_ids)
    numbers = sorted(wanted)
    found: dict[int, str] = {}
    for start in range(0, len(numbers), _CHUNK):
        some = AD_ACCOUNT.c.id.in_(numbers[start : start + _CHUNK])
        rows = work.connection.execute(
            select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.name).where(in_center(work.center_id), some)
        )
        found.update((row.id, row.name) for row in rows)
    if found.keys() != wanted:
        raise NotFound
    return found


def _wanted(ids: Sequence[str]) -> set[int]:
    """IDs as numbers, each once; raises NotFound for what is none."""
    numbers = set(_numbers(ids))
    if len(numbers) != len(set(ids)):
        raise NotFound
    return numbers


def _numbers(ids: Sequence[str]) -> list[int]:
    """IDs as numbers; what is none names nothing."""
    return [number for number in map(parse_id, ids) if number is not None]


def _read(work: Work, group_id: str) -> Row[Any]:
    query = select(GROUP).where(
        GROUP.c.id == parse_id(group_id), GROUP.c.center_id == work.center_id, GROUP.c.ended_at.is_(None)
    )
    row = work.connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row


def _free_name(work: Work, typed: str, except_id: int = 0) -> str:
    name = one_line(typed)
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInput(f"A name has 1 to {LONGEST_NAME} characters.", field="name")
    same = select(GROUP.c.id).where(
        GROUP.c.center_id == work.center_id,
        GROUP.c.ended_at.is_(None),
        GROUP.c.name_key == fold(name),
        GROUP.c.id != except_id,
    )
    if work.connection.execute(same).first() is not None:
        raise InvalidInput(f"There is already an asset group {name}.", field="name")
    return name


def _record(
    work: Work,
    event: AuditEvent,
    number: int,
    name: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    work.audit(
        event,
        object_type=OBJECT,
        object_id=str(number),
        object_name=name,
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
    )
    for subject in ("asset_group", "ad_account"):
        work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), subject)))
