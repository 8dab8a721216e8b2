"""The ad accounts that an imported file names, row by row: a file may name thousands, a page shows a few."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Table, case, delete, func, insert, select, update

from bizhub.domain.imports import Choice
from bizhub.domain.report import ReportAccount
from bizhub.models.imports import ImportAccount
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work

ACCOUNT = cast(Table, ImportAccount.__table__)  # type: ignore[attr-defined]

AT_ONCE = 200
"""Rows of one statement, and of one transaction that writes: nobody waits long behind it."""
_T = TypeVar("_T")
_CHOSEN = {name: f"chosen_{name}" for name in Choice.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class FoundAccount:
    """One account as the file names it, and what a person chose for it; sums by API name."""

    place: int
    source: str
    external_id: str
    name: str
    currency: str
    first_day: date
    last_day: date
    rows: int
    sums: dict[str, int]
    choice: Choice


def store_accounts(runtime: Runtime, file_id: int, accounts: Sequence[ReportAccount]) -> None:
    """Write what a file names, a few hundred accounts at a time; what was written before is replaced."""
    forget_accounts(runtime, file_id)
    for some in parts_of(list(enumerate(accounts))):
        rows = [_row(file_id, place, account) for place, account in some]
        with runtime.database.transaction(write=True) as connection:
            connection.execute(insert(ACCOUNT), rows)


def forget_accounts(runtime: Runtime, file_id: int) -> None:
    """Remove what a file names; safe to repeat."""
    with runtime.database.transaction(write=True) as connection:
        connection.execute(delete(ACCOUNT).where(ACCOUNT.c.file_id == file_id))


def count_accounts(connection: Connection, file_ids: Sequence[int]) -> Counter[int]:
    """How many ad accounts each of these files names."""
    query = select(ACCOUNT.c.file_id, func.count()).where(ACCOUNT.c.file_id.in_(file_ids)).group_by(ACCOUNT.c.file_id)
    return Counter({row[0]: row[1] for row in connection.execute(query)})


def read_accounts(connection: Connection, file_id: int, *, first: int, most: int) -> list[FoundAccount]:
    """The accounts of a file from a place on."""
    here = (ACCOUNT.c.file_id == file_id) & (ACCOUNT.c.place >= first) & (ACCOUNT.c.place < first + most)
    rows = connection.execute(select(ACCOUNT).where(here).order_by(ACCOUNT.c.place)).all()
    return [_found(row) for row in rows]


def read_first_accounts(connection: Connection, file_ids: Sequence[int], *, most: int) -> dict[int, list[FoundAccount]]:
    """The first accounts of several files."""
    here = ACCOUNT.c.file_id.in_(file_ids) & (ACCOUNT.c.place < most)
    rows = connection.execute(select(ACCOUNT).where(here).order_by(ACCOUNT.c.file_id, ACCOUNT.c.place)).all()
    return {file_id: [_found(row) for row in some] for file_id, some in groupby(rows, lambda row: int(row.file_id))}


def read_named(
    connection: Connection, file_ids: Sequence[int], names: Collection[str]
) -> dict[int, list[FoundAccount]]:
    """The accounts of several files that are called by one of these IDs or, where they have none, names."""
    chosen, own = ACCOUNT.c.chosen_external_id, ACCOUNT.c.external_id
    called = case((chosen != "", chosen), (own != "", own), else_=ACCOUNT.c.name)
    here = ACCOUNT.c.file_id.in_(file_ids) & called.in_(sorted(names))
    rows = connection.execute(select(ACCOUNT).where(here).order_by(ACCOUNT.c.file_id, ACCOUNT.c.place)).all()
    return {file_id: [_found(row) for row in some] for file_id, some in groupby(rows, lambda row: int(row.file_id))}


def in_turn(connection: Connection, file_id: int) -> Iterator[list[FoundAccount]]:
    """All accounts of a file, a few hundred at a time."""
    first = 0
    while some := read_accounts(connection, file_id, first=first, most=AT_ONCE):
        yield some
        first += AT_ONCE


def sources_of(connection: Connection, file_id: int) -> set[str]:
    """How the staged rows name the accounts of a file."""
    return set(connection.execute(select(ACCOUNT.c.source).where(ACCOUNT.c.file_id == file_id)).scalars())


def place_of(connection: Connection, file_id: int, source: str) -> int:
    """Where an account stands in its file, counted from 0."""
    here = (ACCOUNT.c.file_id == file_id) & (ACCOUNT.c.source == source)
    return int(connection.execute(select(ACCOUNT.c.place).where(here)).scalar_one())


def forget_sources(work: Work, file_id: int, sources: Sequence[str]) -> None:
    """Remove some of the accounts that a file names."""
    for some in parts_of(sources):
        work.connection.execute(delete(ACCOUNT).where(ACCOUNT.c.file_id == file_id, ACCOUNT.c.source.in_(some)))


def choose(work: Work, file_id: int, field: str, value: str, *, source: str | None = None) -> bool:
    """Write what a person chose for one account, or for all of a file; False for an unknown account."""
    here = ACCOUNT.c.file_id == file_id
    if source is not None:
        here &= ACCOUNT.c.source == source
    return work.connection.execute(update(ACCOUNT).where(here).values({_CHOSEN[field]: value})).rowcount > 0


def parts_of(values: Sequence[_T], size: int = AT_ONCE) -> Iterator[Sequence[_T]]:
    """Some at a time."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _row(file_id: int, place: int, account: ReportAccount) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "place": place,
        "source": account.source,
        "external_id": account.external_id or "",
        "name": account.name or "",
        "currency": account.currency or "",
        "first_day": account.period.first,
        "last_day": account.period.last,
        "rows": account.rows,
        "sums": json.dumps({name: value for name, value in account.figures.sums.items() if value is not None}),
        **dict.fromkeys(_CHOSEN.values(), ""),
    }


def _found(row: Any) -> FoundAccount:
    return FoundAccount(
        place=row.place,
        source=row.source,
        external_id=row.external_id,
        name=row.name,
        currency=row.currency,
        first_day=row.first_day,
        last_day=row.last_day,
        rows=row.rows,
        sums=json.loads(row.sums),
        choice=Choice(**{name: getattr(row, column) for name, column in _CHOSEN.items()}),
    )
