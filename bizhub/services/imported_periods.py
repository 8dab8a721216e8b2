"""Which periods were imported into which ad account, from the batches that are done."""

from typing import cast

from sqlalchemy import Table, select

from bizhub.adapters.database import Database
from bizhub.domain.figures import Period
from bizhub.domain.imports import BatchState
from bizhub.models.imports import ImportBatch

_BATCH = cast(Table, ImportBatch.__table__)  # type: ignore[attr-defined]
_DONE = select(_BATCH.c.ad_account_id, _BATCH.c.first_day, _BATCH.c.last_day).where(
    _BATCH.c.state == BatchState.DONE.value
)


def imported_periods(database: Database) -> list[tuple[int, Period]]:
    """The ad account and the days of every import whose figures are in place."""
    with database.transaction(write=False) as connection:
        return [(account_id, Period(first, last)) for account_id, first, last in connection.execute(_DONE)]
