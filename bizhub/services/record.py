"""Writing the activity: entries of one transaction are chained and stored together.

The system's chain names every other one: whoever removes a center's record as a whole is found out there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, select, text, update

from bizhub.adapters.driver_rows import insert_rows
from bizhub.domain.audit import AuditEvent, Entry, Through
from bizhub.domain.chain import GENESIS, entry_hash
from bizhub.domain.ids import new_ids
from bizhub.models.activity import Activity, ActivityHead
from bizhub.services.runtime import Runtime

SYSTEM = 0
"""The chain of what belongs to no center."""

ACTIVITY = cast(Table, Activity.__table__)  # type: ignore[attr-defined]
HEAD = cast(Table, ActivityHead.__table__)  # type: ignore[attr-defined]
HASHED_COLUMNS = tuple(column.name for column in ACTIVITY.columns if column.name != "hash")
"""The stored columns that the hash covers, in the order of the table."""

_SELECT_HEAD = select(HEAD.c.sequence, HEAD.c.hash).where(HEAD.c.center_id == bindparam("center")).with_for_update()
# A record's first writers wait for each other here: a lock needs a row.
_BEGIN = text("INSERT INTO activity_head (center_id, sequence, hash) VALUES (:center, 0, :hash) ON CONFLICT DO NOTHING")
_UPDATE_HEAD = update(HEAD).where(HEAD.c.center_id == bindparam("center"))
_STANDS = select(ACTIVITY.c.id).where(
    ACTIVITY.c.center_id == bindparam("center"),
    ACTIVITY.c.sequence == bindparam("sequence"),
    ACTIVITY.c.hash == bindparam("hash"),
)

End = tuple[int, str]
"""Where a chain ends: sequence and hash of the last entry."""


@dataclass(frozen=True, slots=True)
class Actor:
    """When, who, and by which door; in the order of the stored columns."""

    at: int
    user_id: int | None
    user_name: str
    through: str
    address: str


@dataclass(frozen=True, slots=True)
class Growth:
    """What a transaction added to a chain."""

    center_id: int
    before: End
    after: End


def actor(at: datetime, user_id: int | None, user_name: str, through: Through, address: str) -> Actor:
    """Who acts, as it is stored."""
    return Actor(microseconds(at), user_id, user_name, through.value, address)


def microseconds(moment: datetime) -> int:
    """A moment as whole microseconds since 1970 UTC."""
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def last_person(connection: Connection, center_id: int, event: AuditEvent, object_type: str, object_id: str) -> str:
    """The name of whoever did this to an object last, as the record knows it."""
    entry = ACTIVITY.c
    query = (
        select(entry.user_name)
        .where(
            entry.center_id == center_id,
            entry.object_type == object_type,
            entry.object_id == object_id,
            entry.event == event.value,
        )
        .order_by(entry.sequence.desc())
        .limit(1)
    )
    return connection.execute(query).scalar() or "Somebody"


def store(runtime: Runtime, connection: Connection, who: Actor, entries: Mapping[int, Sequence[Entry]]) -> list[Growth]:
    """Add entries to their chains; `move_anchors` takes the result once it is committed."""
    # Heads are locked in one order by everybody, the system's last: it hears which records have begun.
    grown: list[Growth] = []
    for_system = list(entries.get(SYSTEM, ()))
    for center_id in sorted(entries.keys() - {SYSTEM}):
        grown.append(_append(runtime, connection, who, center_id, entries[center_id]))
        if grown[-1].before[0] == 0:
            for_system.append(Entry(AuditEvent.ACTIVITY_BEGIN, "center", str(center_id), str(center_id), "", ""))
    if for_system:
        grown.append(_append(runtime, connection, who, SYSTEM, for_system))
    return grown


def move_anchors(runtime: Runtime, grown: Sequence[Growth]) -> None:
    """Note outside the database where the chains end now."""
    for growth in grown:

        def stands(sequence: int, entry_hash: str, center_id: int = growth.center_id) -> bool:
            values = {"center": center_id, "sequence": sequence, "hash": entry_hash}
            with runtime.database.transaction(write=False) as connection:
                return connection.execute(_STANDS, values).first() is not None

        runtime.anchor.move(growth.center_id, growth.before, growth.after, stands)


def _append(runtime: Runtime, connection: Connection, who: Actor, center_id: int, entries: Sequence[Entry]) -> Growth:
    head = connection.execute(_SELECT_HEAD, {"center": center_id}).one_or_none()
    if head is None:
        runtime.anchor.begin(center_id)
        connection.execute(_BEGIN, {"center": center_id, "hash": GENESIS})
        head = connection.execute(_SELECT_HEAD, {"center": center_id}).one()
    before = (head.sequence, head.hash)
    sequence, previous = before
    shared = astuple(who)
    rows: list[tuple[Any, ...]] = []
    for number, entry in zip(new_ids(len(entries)), entries, strict=True):
        sequence += 1
        stored = (
            number, center_id, sequence, *shared, entry.event.value, entry.object_type, entry.object_id,
            entry.object_name, entry.before, entry.after, entry.approval,
        )  # fmt: skip
        previous = entry_hash(runtime.activity_key, previous, stored)
        rows.append((*stored, previous))
    insert_rows(connection, ACTIVITY, rows)
    connection.execute(_UPDATE_HEAD, {"center": center_id, "sequence": sequence, "hash": previous})
    return Growth(center_id, before, (sequence, previous))
