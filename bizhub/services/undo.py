"""Undoing an entry of the activity: the use cases that made the change make the opposite one, with the same rights."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bizhub.domain.activity import ActivityFilter, StoredEntry
from bizhub.domain.activity_values import stored_values
from bizhub.domain.approvals import Waiting
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.levels import last_day
from bizhub.domain.policy import Permission
from bizhub.domain.undo import UNDOABLE
from bizhub.services import activity, ad_account_people, asset_groups, labels, members
from bizhub.services.group_grants import GROUP_MEMBER
from bizhub.services.work import Work

_BEYOND_ANY = 2**62
_Values = Mapping[str, Any]


def undo_entry(work: Work, *, sequence: int) -> Waiting | None:
    """Set back what an entry says was changed, unless somebody has changed it since.

    Raises NotFound for an entry that the person does not see, Conflict for one that cannot be undone, and what the
    opposite change raises: the same rights and approvals are needed, and it has an entry of its own.
    """
    work.require(Permission.ACTIVITY_VIEW_OWN)
    is_place = 0 < sequence < _BEYOND_ANY
    rows = activity.list_activity(work, chosen=ActivityFilter(), before=sequence + 1).rows if is_place else ()
    if not rows or rows[0].entry.sequence != sequence:
        raise NotFound
    entry = rows[0].entry
    if entry.event not in UNDOABLE:
        raise Conflict("This cannot be undone here.")
    return _UNDO[AuditEvent(entry.event)](work, entry, stored_values(entry.before), stored_values(entry.after))


def _undo_level(work: Work, entry: StoredEntry, before: _Values, after: _Values) -> None:
    ad_account_people.set_level(
        work,
        ad_account_id=entry.object_id,
        user_id=str(after.get("user_id") or before.get("user_id")),
        level=before.get("level", ""),
        until=_day(work, before) if before.get("level") else None,
        reason="Undone",
        seen={"level": after.get("level", ""), "until": _shown_day(work, after)},
    )


def _undo_membership(work: Work, entry: StoredEntry, before: _Values, after: _Values) -> Waiting | None:
    roles = {name: value for name, value in after.items() if name in ("role", "finance_role")}
    if roles:
        row = members.current(work, entry.object_id)
        now = {"role": row.role, "finance_role": row.finance_role or ""}
        wanted = {name: before[name] if name in roles else now[name] for name in now}
        return members.change_role(work, user_id=entry.object_id, seen=roles, **wanted)
    seen = {"until": _shown_day(work, after)}
    return members.set_member_end(work, user_id=entry.object_id, until=_day(work, before), seen=seen)


def _undo_labels(work: Work, entry: StoredEntry, before: _Values, after: _Values) -> None:
    ids = {label.name: label.id for label in labels.list_labels(work)}
    old, new = set(before.get("labels") or ()), set(after.get("labels") or ())
    gone = sorted((old - new) - ids.keys())
    if gone:
        raise Conflict(f"There is no label {gone[0]} any more.")
    back, away = [ids[name] for name in old - new], [ids[name] for name in (new - old) & ids.keys()]
    labels.change_labels(work, ad_account_ids=[entry.object_id], add=back, remove=away)


def _undo_group(work: Work, entry: StoredEntry, before: _Values, after: _Values) -> None:
    """The name, the level or both: what the entry does not name stays as it is."""
    now = asset_groups.name_and_level(work, entry.object_id)
    asset_groups.edit_group(work, group_id=entry.object_id, seen=dict(after), **{**now, **before})


def _undo_group_members(work: Work, entry: StoredEntry, _before: _Values, after: _Values) -> None:
    """Who was put in goes, or has the day again until which they were in; so has who was taken out."""
    group, former = entry.object_id, _places(work, entry, GROUP_MEMBER.c.ended_at == entry.at)
    begun = _places(work, entry, GROUP_MEMBER.c.valid_from == entry.at, GROUP_MEMBER.c.ended_at.is_(None))
    there = _places(work, entry, GROUP_MEMBER.c.ended_at.is_(None))
    added, removed = (tuple(after.get(f"{what}_ids", ())) for what in ("added", "removed"))
    names = dict(zip((*added, *removed), (*after.get("added", ()), *after.get("removed", ())), strict=True))
    for person in (*(set(added) - begun.keys()), *(set(removed) & there.keys())):
        raise Conflict(f"{names[person]} was changed in this group since, so this cannot be undone.")
    back = {each: until for each, until in former.items() if each in names and (until is None or until > work.now)}
    asset_groups.change_members(work, group_id=group, remove=[person for person in added if person not in back])
    for person, until in back.items():
        day = None if until is None else last_day(until, work.in_center().time_zone)
        asset_groups.change_members(work, group_id=group, add=[person], until=day)


def _places(work: Work, entry: StoredEntry, *conditions: Any) -> dict[str, datetime | None]:
    """Until when each person is or was in a group."""
    query = select(GROUP_MEMBER.c.user_id, GROUP_MEMBER.c.valid_until)
    query = query.where(GROUP_MEMBER.c.asset_group_id == int(entry.object_id), *conditions)
    return {str(row.user_id): row.valid_until for row in work.connection.execute(query)}


def _undo_group_ad_accounts(work: Work, entry: StoredEntry, _before: _Values, after: _Values) -> None:
    asset_groups.change_ad_accounts(
        work, group_id=entry.object_id, add=after.get("removed_ids", ()), remove=after.get("added_ids", ())
    )


def _day(work: Work, values: _Values) -> date | None:
    """The last day that stored values name."""
    until = values.get("valid_until")
    return last_day(datetime.fromisoformat(until), work.in_center().time_zone) if until else None


def _shown_day(work: Work, values: _Values) -> str:
    day = _day(work, values)
    return "" if day is None else day.isoformat()


_UNDO: dict[AuditEvent, Callable[[Work, StoredEntry, _Values, _Values], Waiting | None]] = {
    AuditEvent.AD_ACCOUNT_GRANT: _undo_level,
    AuditEvent.MEMBER_EDIT: _undo_membership,
    AuditEvent.AD_ACCOUNT_LABEL: _undo_labels,
    AuditEvent.ASSET_GROUP_EDIT: _undo_group,
    AuditEvent.ASSET_GROUP_MEMBERS: _undo_group_members,
    AuditEvent.ASSET_GROUP_AD_ACCOUNTS: _undo_group_ad_accounts,
}
