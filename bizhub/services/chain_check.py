"""Checking stored chains: the rows against their hashes, against the head row and against the anchor file."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from bizhub.adapters.driver_rows import any_text, stream_rows
from bizhub.domain.audit import AuditEvent
from bizhub.domain.chain import (
    ANCHOR,
    FALSE_ANCHOR,
    HEAD,
    HEAD_ALTERED,
    HOMELESS,
    NO_ANCHOR,
    SYSTEM_REMOVED,
    UNLISTED,
    UNPROTECTED,
    WHOLE_RECORD_REMOVED,
    ChainEnd,
    ChainReport,
    Problem,
    check_chain,
    check_tail,
)
from bizhub.domain.errors import Conflict
from bizhub.domain.ids import parse_id
from bizhub.migrations import triggers
from bizhub.services import record
from bizhub.services.access import USER
from bizhub.services.runtime import Runtime

_Stored = Sequence[int | str | None]

PROBLEMS_SHOWN = 100
_FETCH = 5_000
_ACTIVITY = record.ACTIVITY
_HASHED = tuple(_ACTIVITY.c[name] for name in record.HASHED_COLUMNS)
_WIDTH = len(_HASHED)
_SEQUENCE = record.HASHED_COLUMNS.index("sequence")
_SPLIT: Callable[[Any], tuple[int, str, _Stored]] = itemgetter(_SEQUENCE, _WIDTH, slice(_WIDTH))
"""A stored row as (sequence, hash, hashed columns); made in C, as a check does it for every entry."""
_ROWS = select(*_HASHED, _ACTIVITY.c.hash).order_by(_ACTIVITY.c.sequence)
_BEGUN = select(_ACTIVITY.c.object_id).where(
    _ACTIVITY.c.center_id == record.SYSTEM,
    _ACTIVITY.c.object_type == "center",
    _ACTIVITY.c.event == AuditEvent.ACTIVITY_BEGIN.value,
)
_ANYBODY = select(USER.c.id).limit(1)
_ANY_ENTRY = select(_ACTIVITY.c.id).limit(1)
_HEAD = select(record.HEAD.c.sequence, record.HEAD.c.hash).where(record.HEAD.c.center_id == bindparam("center"))


@dataclass
class Progress:
    """How far a check has come: entries read and the last one's sequence; `stop` ends it early."""

    entries: int = 0
    last: int = 0
    stop: threading.Event = field(default_factory=threading.Event)


def center_ids(runtime: Runtime, connection: Connection) -> list[int]:
    """Every chain that anything knows of: rows, head rows, anchors or the system's chain, which is number 0."""
    with any_text(connection):
        stored = connection.execute(select(_ACTIVITY.c.center_id).distinct()).scalars()
        heads = connection.execute(select(record.HEAD.c.center_id)).scalars()
        begun = (number for name in connection.execute(_BEGUN).scalars() if (number := parse_id(name)) is not None)
        known = [number for number in (*stored, *heads) if isinstance(number, int)]
        found = {*known, *begun, *runtime.anchor.center_ids()}
    return sorted({*found, record.SYSTEM} if found or _has_begun(connection, record.SYSTEM) else found)


def check(runtime: Runtime, connection: Connection, center_id: int, progress: Progress | None = None) -> ChainReport:
    """Check one chain; reads only, while others write. Raises Conflict when `progress` says stop."""
    progress = progress or Progress()
    started = time.perf_counter()
    # The witnesses come first: entries written meanwhile only make the rows longer than they say.
    ends = _ends(runtime, connection, center_id)
    has_begun = _has_begun(connection, center_id)
    found: list[Problem] = []
    count = 0
    for problem in check_chain(runtime.activity_key, _rows(connection, center_id, progress), ends):
        count += 1
        if count <= PROBLEMS_SHOWN:
            found.append(problem)
    if has_begun and not progress.last:
        count += 1
        found.append(Problem(1, SYSTEM_REMOVED if center_id == record.SYSTEM else WHOLE_RECORD_REMOVED))
    for problem in _problems_of_witnesses(runtime, connection, center_id, progress.last):
        count += 1
        found.append(problem)
    return ChainReport(str(center_id), progress.entries, time.perf_counter() - started, tuple(found), count)


def protection_problem(connection: Connection) -> str:
    """Why changes to the record are not refused; empty when they are."""
    problem = triggers.problem_of(connection)
    return f"{UNPROTECTED}: {problem}." if problem else ""


def _ends(runtime: Runtime, connection: Connection, center_id: int) -> list[ChainEnd]:
    ends: list[ChainEnd] = []
    anchored = runtime.anchor.read(center_id)
    head = _head(connection, center_id)
    if head is not None and _is_place(head.sequence):
        ends.append(head)
    if anchored is not None and anchored.is_genuine:
        ends.append(ChainEnd(anchored.sequence, anchored.hash, ANCHOR))
    return ends


def _rows(connection: Connection, center_id: int, progress: Progress) -> Iterator[tuple[int, str, _Stored]]:
    query = _ROWS.where(_ACTIVITY.c.center_id == center_id)
    for rows in stream_rows(connection, query, size=_FETCH):
        if progress.stop.is_set():
            raise Conflict("The check was stopped. Nothing was changed.")
        yield from map(_SPLIT, rows)
        progress.entries += len(rows)
        # SQLite sorts what is no number behind all numbers.
        places = (row[_SEQUENCE] for row in reversed(rows))
        progress.last = next((place for place in places if _is_place(place)), progress.last)


def _problems_of_witnesses(runtime: Runtime, connection: Connection, center_id: int, last: int) -> Iterator[Problem]:
    """Entries past the head, an anchor that says nothing, a chain of which the system knows more or less."""
    head = _head(connection, center_id)
    if head is not None and not _is_place(head.sequence):
        yield Problem(last, HEAD_ALTERED)
    elif (problem := check_tail(last, head.sequence if head else None)) is not None:
        yield problem
    if center_id == record.SYSTEM and _has_homeless(connection):
        yield Problem(last, HOMELESS)
    anchored = runtime.anchor.read(center_id)
    if last and anchored is None:
        yield Problem(last, NO_ANCHOR)
    if anchored is not None and not anchored.is_genuine:
        yield Problem(last, FALSE_ANCHOR)
    if last and not _has_begun(connection, center_id):
        yield Problem(1, UNLISTED)


def _head(connection: Connection, center_id: int) -> ChainEnd | None:
    """What the head row says, whatever somebody else's hand wrote there."""
    with any_text(connection):
        head = connection.execute(_HEAD, {"center": center_id}).one_or_none()
    return ChainEnd(head.sequence, head.hash, HEAD) if head else None


def _is_place(stored: object) -> bool:
    """Whether a place in a chain is a whole number, as it always is unless somebody else wrote it."""
    return isinstance(stored, int)


def _has_homeless(connection: Connection) -> bool:
    """Whether rows stand under what is no center; only SQLite takes other things than whole numbers there."""
    if connection.dialect.name != "sqlite":
        return False
    columns = (_ACTIVITY.c.center_id, record.HEAD.c.center_id)
    strange = (select(column).where(func.typeof(column) != "integer").limit(1) for column in columns)
    with any_text(connection):
        return any(connection.execute(query).first() is not None for query in strange)


def _has_begun(connection: Connection, center_id: int) -> bool:
    """Whether a chain must have entries: the system's knows of it; its own, once there is a person or any entry."""
    if center_id != record.SYSTEM:
        return connection.execute(_BEGUN.where(_ACTIVITY.c.object_id == str(center_id))).first() is not None
    return any(connection.execute(query).first() is not None for query in (_ANYBODY, _ANY_ENTRY))
