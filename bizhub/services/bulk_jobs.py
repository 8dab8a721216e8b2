"""The durable jobs of bulk changes: one part after the other, each with its entries, and what a kill left behind."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update

from bizhub.adapters import clock
from bizhub.adapters.jobs import Job, job
from bizhub.domain.audit import Through
from bizhub.domain.bulk import MOVING, Asked, RowState, RunState, Verdict, Why, judge
from bizhub.domain.jobs import JobState
from bizhub.domain.levels import LevelChange, Pair
from bizhub.services import bulk, bulk_facts, bulk_order, bulk_rows, levels, notifications
from bizhub.services.access import GRANT
from bizhub.services.bulk_rows import ROW, RUN
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin_job

PART = 500
"""Pairs of one transaction: others who change something wait for no more than that."""
MOST_TRIES = 3
KEPT_PREVIEW = timedelta(days=2)
"""Until then a preview waits for whoever made it."""
GIVEN_UP = (
    f"This failed {MOST_TRIES} times because of an error inside BizHub, which the operator finds in the log. "
    "What was changed before that stays and can be undone."
)

Progress = Callable[[int, int], None]
"""Takes how much is done of how much; may raise to stop between two parts."""


@job(bulk_order.RUN_JOB, queue="bulk")
def run_bulk(current: Job, *, run_id: str) -> None:
    """Change the pairs of a started bulk change, part by part."""
    run_started(current.runtime, int(run_id), progress=current.progress)


def run_started(runtime: Runtime, run: int, *, progress: Progress) -> None:
    """Run a started bulk change to its end, or until it is cancelled; after a kill it goes on where it was."""
    stored = _stored(runtime, run)
    if stored is None:
        return
    done = 0
    while part := change_part(runtime, stored):
        done += part
        progress(done, stored.pairs)


def change_part(runtime: Runtime, stored: Any) -> int:
    """Change the next pairs in one transaction with their entries; how many were settled, 0 when it has ended.

    Whoever made it acts, with the rights of this moment.
    """
    with _acting(runtime, stored) as work:
        state = work.connection.execute(select(RUN.c.state).where(RUN.c.id == stored.id)).scalar()
        if state not in MOVING:
            return 0
        waiting = bulk_rows.read_waiting(work, stored.id, PART) if state == RunState.RUNNING else []
        if not waiting:
            _end(work, stored, RunState.DONE if state == RunState.RUNNING else RunState.CANCELLED)
        elif work.user is None or work.center is None:
            gone = Verdict(RowState.SKIPPED, Why.MAKER_GONE)
            bulk_rows.settle(work, stored.id, {place: gone for place, _ in waiting})
        else:
            _change(work, stored, waiting)
            bulk.tell(work, stored)
        return len(waiting)


def _change(work: Work, stored: Any, waiting: Sequence[tuple[int, Asked]]) -> None:
    facts = bulk_facts.read_facts(work, [asked.pair for _, asked in waiting])
    judged = bulk.with_changers(
        work, [(asked, judge(asked, facts)) for _, asked in waiting], run=stored.undo_of or stored.id
    )
    wanted = [LevelChange(asked.pair, asked.wanted) for asked, verdict in judged if verdict.state is RowState.WAITING]
    levels.apply(work, wanted, reason=stored.reason, bulk=str(stored.id))
    verdicts = {place: verdict for (place, _), (_, verdict) in zip(waiting, judged, strict=True)}
    done = {place: Verdict(RowState.CHANGED) for place, each in verdicts.items() if each.state is RowState.WAITING}
    bulk_rows.settle(work, stored.id, {**verdicts, **done})


def _end(work: Work, stored: Any, state: RunState, error: str = "") -> None:
    values = {"state": state.value, "finished_at": work.now, "error": error}
    work.connection.execute(update(RUN).where(RUN.c.id == stored.id).values(values))
    bulk.tell(work, stored)
    if work.center is not None:
        _tell_people(work, stored)


def _tell_people(work: Work, stored: Any) -> None:
    """Tell each person once what all parts together did; ad accounts that did not move are not among theirs."""
    changed = select(ROW.c.ad_account_id, ROW.c.user_id).where(
        ROW.c.run_id == stored.id, ROW.c.state == RowState.CHANGED.value
    )
    pairs = {Pair(*row) for row in work.connection.execute(changed)}
    if not pairs:
        return
    touched = select(GRANT).where(
        GRANT.c.center_id == work.center_id,
        GRANT.c.asset_group_id.is_(None),
        or_(GRANT.c.valid_from >= stored.started_at, GRANT.c.revoked_at >= stored.started_at),
    )
    rows = [row for row in work.connection.execute(touched) if Pair(row.ad_account_id, row.user_id) in pairs]
    began = [row.id for row in rows if row.valid_from >= stored.started_at]
    ended = [row.id for row in rows if row.revoked_at is not None and row.revoked_at >= stored.started_at]
    notifications.levels_moved(work, pairs, began=began, ended=ended, since=stored.started_at)


def _stored(runtime: Runtime, run: int) -> Any:
    with runtime.database.transaction(write=False) as connection:
        return connection.execute(select(RUN).where(RUN.c.id == run)).one_or_none()


def _acting(runtime: Runtime, stored: Any) -> AbstractContextManager[Work]:
    return begin_job(
        runtime, user_id=str(stored.user_id), center_id=str(stored.center_id), through=Through.WEB, write=True
    )


@job("sweep_bulk", queue="imports", every="*/5 * * * *", at_start=True)
def sweep_bulk(current: Job) -> dict[str, int]:
    """Order again what was interrupted or failed, and forget previews that nobody came back to."""
    runtime: Runtime = current.runtime
    with runtime.database.transaction(write=False) as connection:
        moving = connection.execute(select(RUN).where(RUN.c.state.in_(MOVING))).all()
    return {"ordered": sum(_go_on(runtime, stored) for stored in moving), "forgotten": _forget_previews(runtime)}


def _go_on(runtime: Runtime, stored: Any) -> bool:
    """See to it that one bulk change moves: a job that is over never runs again, so each try has an ID of its own."""
    attempt, status = bulk_order.last_try(runtime, stored.id)
    if status is not None and not status.state.is_over:
        return False
    if attempt >= MOST_TRIES and status is not None and status.state is not JobState.DONE:
        with _acting(runtime, stored) as work:
            _end(work, stored, RunState.FAILED, GIVEN_UP)
        return False
    bulk_order.order(runtime, stored.id, stored.user_id, attempt + 1)
    return True


def _forget_previews(runtime: Runtime) -> int:
    old = clock.now() - KEPT_PREVIEW
    with runtime.database.transaction(write=True) as connection:
        query = select(RUN.c.id).where(RUN.c.state == RunState.PREVIEW.value, RUN.c.created_at < old)
        numbers = connection.execute(query).scalars().all()
        if numbers:
            connection.execute(delete(ROW).where(ROW.c.run_id.in_(numbers)))
            connection.execute(delete(RUN).where(RUN.c.id.in_(numbers)))
    return len(numbers)
