"""Writing the activity: entries of one transaction are chained and stored together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from bizhub.adapters.driver_rows import insert_rows
from bizhub.domain.audit import Entry, Through
from bizhub.domain.chain import GENESIS, entry_hash
from bizhub.domain.ids import new_ids
from bizhub.models.activity import Activity, ActivityHead

ACTIVITY = cast(Table, Activity.__table__)  # type: ignore[attr-defined]
HEAD = cast(Table, ActivityHead.__table__)  # type: ignore[attr-defined]
HASHED_COLUMNS = tuple(column.name for column in ACTIVITY.columns if column.name != "hash")
"""The stored columns that the hash covers, in the order of the table."""

_SELECT_HEAD = select(HEAD.c.sequence, HEAD.c.hash).where(HEAD.c.center_id == bindparam("center")).with_for_update()
_INSERT_HEAD = insert(HEAD)
_UPDATE_HEAD = update(HEAD).where(HEAD.c.center_id == bindparam("center"))


def microseconds(moment: datetime) -> int:
    """A moment as whole microseconds since 1970 UTC."""
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def append(
    connection: Connection,
    key: bytes,
    center_id: int,
    entries: Sequence[Entry],
    *,
    at: datetime,
    user_id: int | None,
    user_name: str,
    through: Through,
    address: str,
) -> tuple[int, str]:
    """Append entries to a center's chain; the new head as (sequence, hash)."""
    head = connection.execute(_SELECT_HEAD, {"center": center_id}).one_or_none()
    sequence, previous = (0, GENESIS) if head is None else (head.sequence, head.hash)
    shared = (microseconds(at), user_id, user_name, through.value, address)
    rows: list[tuple[Any, ...]] = []
    for number, entry in zip(new_ids(len(entries)), entries, strict=True):
        sequence += 1
        stored = (
            number, center_id, sequence, *shared, entry.event.value, entry.object_type, entry.object_id,
            entry.object_name, entry.before, entry.after, entry.approval,
        )  # fmt: skip
        previous = entry_hash(key, previous, stored)
        rows.append((*stored, previous))
    insert_rows(connection, ACTIVITY, rows)
    if head is None:
        connection.execute(_INSERT_HEAD, {"center_id": center_id, "sequence": sequence, "hash": previous})
    else:
        connection.execute(_UPDATE_HEAD, {"center": center_id, "sequence": sequence, "hash": previous})
    return sequence, previous
