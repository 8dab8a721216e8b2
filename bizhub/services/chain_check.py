"""Checking stored chains: the rows against their hashes, against the head row and against the anchor file."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bizhub.adapters.driver_rows import stream_rows
from bizhub.domain.chain import ANCHOR, HEAD, ChainEnd, ChainReport, Problem, check_chain, check_tail
from bizhub.domain.errors import Conflict
from bizhub.services import record
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
_HEAD = select(record.HEAD.c.sequence, record.HEAD.c.hash).where(record.HEAD.c.center_id == bindparam("center"))


@dataclass
class Progress:
    """How far a check has come: entries read and the last one's sequence; `stop` ends it early."""

    entries: int = 0
    last: int = 0
    stop: threading.Event = field(default_factory=threading.Event)


def center_ids(runtime: Runtime, connection: Connection) -> list[int]:
    """Every chain that anything knows of: rows, head rows or anchors; 0 is the system's."""
    stored = connection.execute(select(_ACTIVITY.c.center_id).distinct()).scalars()
    heads = connection.execute(select(record.HEAD.c.center_id)).scalars()
    return sorted({*stored, *heads, *runtime.anchor.center_ids()})


def check(runtime: Runtime, connection: Connection, center_id: int, progress: Progress | None = None) -> ChainReport:
    """Check one chain; reads only, while others write. Raises Conflict when `progress` says stop."""
    progress = progress or Progress()
    started = time.perf_counter()
    # The witnesses come first: entries written meanwhile only make the rows longer than they say.
    ends = _ends(runtime, connection, center_id)
    found: list[Problem] = []
    count = 0
    for problem in check_chain(runtime.activity_key, _rows(connection, center_id, progress), ends):
        count += 1
        if count <= PROBLEMS_SHOWN:
            found.append(problem)
    for problem in _problems_of_witnesses(connection, center_id, progress.last, ends):
        count += 1
        found.append(problem)
    return ChainReport(str(center_id), progress.entries, time.perf_counter() - started, tuple(found), count)


def _ends(runtime: Runtime, connection: Connection, center_id: int) -> list[ChainEnd]:
    anchored = runtime.anchor.read(center_id)
    head = connection.execute(_HEAD, {"center": center_id}).one_or_none()
    known = [(HEAD, head), (ANCHOR, anchored)]
    return [ChainEnd(end[0], end[1], witness) for witness, end in known if end is not None]


def _rows(connection: Connection, center_id: int, progress: Progress) -> Iterator[tuple[int, str, _Stored]]:
    query = _ROWS.where(_ACTIVITY.c.center_id == center_id)
    for rows in stream_rows(connection, query, size=_FETCH):
        if progress.stop.is_set():
            raise Conflict("The check was stopped. Nothing was changed.")
        yield from map(_SPLIT, rows)
        progress.entries += len(rows)
        progress.last = rows[-1][_SEQUENCE]


def _problems_of_witnesses(
    connection: Connection, center_id: int, last: int, ends: Sequence[ChainEnd]
) -> Iterator[Problem]:
    """Entries past the head, and an anchor that is gone; `last` is the last stored entry."""
    head = connection.execute(_HEAD, {"center": center_id}).one_or_none()
    problem = check_tail(last, None if head is None else head[0])
    if problem is not None:
        yield problem
    if last and all(end.witness != ANCHOR for end in ends):
        yield Problem(last, "The anchor file is missing, so a cut-off end would not be seen.")
