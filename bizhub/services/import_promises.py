"""Putting the figures of a file in place, some ad accounts at a time: first promised in the record, then swapped in.

Two databases cannot share a transaction. So the batches of a part and their activity entries are committed (the
promise), then the insights store swaps the part in with one step of its own, then the batches are marked. A kill
anywhere leaves each period complete or untouched, and a promise is kept after the restart.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import insert, select, update

from bizhub.adapters import clock
from bizhub.domain.ad_account_input import NewAdAccount
from bizhub.domain.audit import AuditEvent
from bizhub.domain.figures import Period, Replacement
from bizhub.domain.ids import new_ids
from bizhub.domain.imports import BatchState, PlannedAccount
from bizhub.services import ad_accounts, import_targets
from bizhub.services.import_files import BATCH, StoredFile
from bizhub.services.import_plan import found_grain
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work

PART_ACCOUNTS = 100
"""Ad accounts recorded in one transaction: with their grants and entries a tenth of a second, while others wait."""
PART_ROWS = 500_000
"""Rows swapped in one step, as long as they are of several ad accounts."""


class _Sized(Protocol):
    @property
    def rows(self) -> int: ...


_T = TypeVar("_T", bound=_Sized)


def in_parts(accounts: Iterable[_T]) -> Iterator[list[_T]]:
    """Ad accounts of a file, as many at a time as are promised and swapped together."""
    part: list[_T] = []
    rows = 0
    for account in accounts:
        rows += account.rows
        if part and (len(part) == PART_ACCOUNTS or rows > PART_ROWS):
            yield part
            part, rows = [], account.rows
        part.append(account)
    if part:
        yield part


def promised_sources(runtime: Runtime, file_id: int) -> set[str]:
    """How the file names the ad accounts whose import stands in the record."""
    with runtime.database.transaction(write=False) as connection:
        return set(connection.execute(select(BATCH.c.source).where(BATCH.c.file_id == file_id)).scalars())


def promise(work: Work, file: StoredFile, accounts: Sequence[PlannedAccount]) -> None:
    """Create the missing ones of some ad accounts and record the import into each."""
    missing = [account for account in accounts if account.creates]
    stored = [int(account.ad_account_id) for account in accounts if not account.creates]
    import_targets.require_import_into(work, stored)
    created = iter(ad_accounts.create_imported(work, accounts=list(map(_new, missing))) if missing else [])
    rows = [
        _batch(work, file, account, number, account.ad_account_id or next(created))
        for account, number in zip(accounts, new_ids(len(accounts)), strict=True)
    ]
    work.connection.execute(insert(BATCH), rows)
    for account, row in zip(accounts, rows, strict=True):
        _record(work, file, account, str(row["ad_account_id"]))


def keep(runtime: Runtime, file_id: int) -> None:
    """Put in place what is promised of a file, whatever has changed since; all of it may be repeated."""
    due = (BATCH.c.file_id == file_id) & (BATCH.c.state == BatchState.PROMISED.value)
    with runtime.database.transaction(write=False) as connection:
        batches: list[Any] = list(connection.execute(select(BATCH).where(due).order_by(BATCH.c.id)))
    for some in in_parts(batches):
        runtime.insights.swap_all(str(file_id), [_replacement(batch) for batch in some])
        mark_done(runtime, [batch.id for batch in some])


def renew(runtime: Runtime, accounts: Iterable[PlannedAccount]) -> None:
    """Note that a file told about ad accounts again and nothing has changed: their figures are as old as the file."""
    confirmed = [
        Replacement(account.source, int(account.ad_account_id), Period(account.first_day, account.last_day))
        for account in accounts
    ]
    if confirmed:
        runtime.insights.renew(confirmed)


def mark_done(runtime: Runtime, batch_ids: Sequence[int]) -> None:
    """Note that the figures of batches are in place."""
    done = {"state": BatchState.DONE.value, "done_at": clock.now()}
    with runtime.database.transaction(write=True) as connection:
        connection.execute(update(BATCH).where(BATCH.c.id.in_(batch_ids)).values(**done))


def _replacement(batch: Any) -> Replacement:
    return Replacement(batch.source, batch.ad_account_id, Period(batch.first_day, batch.last_day))


def _new(account: PlannedAccount) -> NewAdAccount:
    return NewAdAccount(account.external_id, account.name, account.currency, account.time_zone)


def _batch(work: Work, file: StoredFile, account: PlannedAccount, number: int, ad_account_id: str) -> dict[str, Any]:
    return {
        "id": number,
        "file_id": file.id,
        "center_id": work.center_id,
        "ad_account_id": int(ad_account_id),
        "user_id": file.user_id,
        "source": account.source,
        "state": BatchState.PROMISED.value,
        "first_day": account.first_day,
        "last_day": account.last_day,
        "grain": found_grain(file),
        "rows": account.rows,
        "sums": json.dumps(account.sums),
        "created_at": work.now,
    }


def _record(work: Work, file: StoredFile, account: PlannedAccount, ad_account_id: str) -> None:
    work.audit(
        AuditEvent.IMPORT_RUN,
        object_type="ad_account",
        object_id=ad_account_id,
        object_name=account.name,
        before={"rows": account.rows_before, "sums": dict(account.sums_before)} if account.rows_before else None,
        after={
            "file": file.file_name,
            "sha256": file.sha256,
            "first_day": account.first_day.isoformat(),
            "last_day": account.last_day.isoformat(),
            "rows": account.rows,
            "sums": dict(account.sums),
            "currency": account.currency,
            "changed_days": account.changed_days,
        },
    )
