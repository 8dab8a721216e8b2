"""Bulk changes: levels of many people on many ad accounts, previewed, run, stopped and undone as one."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import product
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.audit import AuditEvent
from bizhub.domain.bulk import (
    MOST_PAIRS,
    MOVING,
    ROWS_PAGE,
    Asked,
    PairRow,
    RowState,
    RunKind,
    RunRow,
    RunState,
    RunView,
    Verdict,
    Why,
    Wish,
    judge,
    plan,
)
from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.ids import new_id
from bizhub.domain.levels import Held, Pair, last_day
from bizhub.domain.policy import AdAccountLevel, Permission
from bizhub.services import bulk_facts, bulk_order, bulk_rows, bulk_targets, members, signals
from bizhub.services.ad_account_people import checked_level, checked_reason
from bizhub.services.bulk_rows import ROW, RUN
from bizhub.services.work import Work

OBJECT = "bulk"
MOST_PREVIEWS = 5
"""Of one person in a center: an older one gives way."""
_RUNS_SHOWN = 10


def prepare_run(
    work: Work,
    *,
    people: str,
    ad_accounts: str,
    level: str,
    until: date | None = None,
    only_raise: bool = False,
    reason: str = "",
) -> str:
    """Store a preview of a bulk change, and its ID; nothing is changed before it is started.

    `people` and `ad_accounts` are IDs, or addresses, between blanks, commas or lines; an empty `level` ends what is
    held directly. Raises InvalidInput with the field.
    """
    work.require_somewhere(Permission.AD_ACCOUNT_PEOPLE)
    wanted = _wanted(work, level, until)
    why = checked_reason(reason)
    persons, accounts = bulk_targets.find_people(work, people), bulk_targets.find_ad_accounts(work, ad_accounts)
    count = len(persons) * len(accounts)
    if count > MOST_PAIRS:
        counted = f"{len(persons):,} people times {len(accounts):,} ad accounts are {count:,} changes"
        raise InvalidInput(f"{counted}. Up to {MOST_PAIRS:,} go into one step: choose fewer.", field="ad_accounts")
    pairs = [Pair(account, person) for person, account in product(persons, accounts)]
    facts = bulk_facts.read_facts(work, pairs, with_groups=wanted is None)
    wish = Wish(wanted, only_raise=only_raise and wanted is not None)
    planned = [plan(wish, pair, facts) for pair in pairs]
    return _store(
        work,
        planned,
        kind=RunKind.GIVE if wanted else RunKind.END,
        level=wanted.level if wanted else None,
        valid_until=wanted.until if wanted else None,
        only_raise=wish.only_raise,
        reason=why,
    )


def prepare_undo(work: Work, *, run_id: str) -> str:
    """Store a preview of setting back what a bulk change did, and its ID.

    What somebody has changed since is skipped and says by whom; the same rights are needed as for any change.
    """
    row = bulk_rows.read_run(work, run_id)
    if RunState(row.state) in MOVING or row.state == RunState.PREVIEW.value:
        raise Conflict("This bulk change has not ended yet.")
    changed = [_back(work, asked) for asked in bulk_rows.read_changed(work, row.id)]
    if not changed:
        raise Conflict("This bulk change has changed nothing that could be undone.")
    facts = bulk_facts.read_facts(work, [asked.pair for asked in changed])
    planned = with_changers(work, [(asked, judge(asked, facts)) for asked in changed], run=row.id)
    return _store(work, planned, kind=RunKind.UNDO, undo_of=row.id, reason="Undone")


def start_run(work: Work, *, run_id: str) -> None:
    """Run a previewed bulk change; it goes on when the page is closed. Raises Conflict when nothing would change."""
    row = bulk_rows.read_run(work, run_id, own=True)
    if row.state != RunState.PREVIEW.value:
        raise Conflict("This bulk change was started already.")
    waiting = bulk_rows.count_pairs(work, row.id)[0].get(RowState.WAITING, 0)
    if not waiting:
        raise Conflict("Nothing would change.")
    started = {"state": RunState.RUNNING.value, "started_at": work.now}
    work.connection.execute(update(RUN).where(RUN.c.id == row.id).values(started))
    more = {"level": row.level, "until": row.valid_until.isoformat() if row.valid_until else "", "reason": row.reason}
    more |= {"undo_of": str(row.undo_of or "")}
    _record(work, AuditEvent.BULK_START, row, {"pairs": waiting, **{name: text for name, text in more.items() if text}})
    work.after_commit(partial(bulk_order.order, work.runtime, row.id, row.user_id))


def cancel_run(work: Work, *, run_id: str) -> None:
    """Stop a bulk change between two of its parts: what is done stays, and the page says how much that is."""
    row = bulk_rows.read_run(work, run_id)
    if row.state != RunState.RUNNING.value:
        raise Conflict("This bulk change does not run any more.")
    work.connection.execute(update(RUN).where(RUN.c.id == row.id).values(state=RunState.CANCELLING.value))
    _record(work, AuditEvent.BULK_CANCEL, row, {})
    tell(work, row)


def view_run(work: Work, *, run_id: str, state: str = "", page: int = 1) -> RunView:
    """A bulk change with its counts and one page of its pairs, all or those in one state."""
    row = bulk_rows.read_run(work, run_id)
    counts, reasons = bulk_rows.count_pairs(work, row.id)
    chosen = state if state in list(RowState) else ""
    run, is_own = bulk_rows.run_row(row), row.user_id == work.user_id
    ended = run.state not in MOVING and run.state is not RunState.PREVIEW
    return RunView(
        run=run,
        counts=counts,
        reasons=reasons,
        rows=bulk_rows.read_pairs(work, row.id, state=chosen, first=(page - 1) * ROWS_PAGE, most=ROWS_PAGE),
        total=counts.get(RowState(chosen), 0) if chosen else run.pairs,
        may_start=is_own and run.state is RunState.PREVIEW and counts.get(RowState.WAITING, 0) > 0,
        may_cancel=run.state is RunState.RUNNING,
        may_undo=ended and counts.get(RowState.CHANGED, 0) > 0,
    )


def read_wish(work: Work, *, run_id: str) -> dict[str, str]:
    """What was asked for in a preview of one's own, as its form takes it: to change it and preview it again."""
    row = bulk_rows.read_run(work, run_id, own=True)
    columns = {"people": ROW.c.user_id, "ad_accounts": ROW.c.ad_account_id}
    asked = {
        name: "\n".join(
            map(
                str,
                work.connection.execute(
                    select(column).where(ROW.c.run_id == row.id).group_by(column).order_by(func.min(ROW.c.place))
                ).scalars(),
            )
        )
        for name, column in columns.items()
    }
    until = last_day(row.valid_until, work.in_center().time_zone).isoformat() if row.valid_until else ""
    raises = "raise" if row.only_raise else ""
    return {**asked, "level": row.level, "until": until, "only_raise": raises, "reason": row.reason}


def list_runs(work: Work) -> tuple[RunRow, ...]:
    """The person's last bulk changes in this center, the newest first; previews are not among them."""
    work.require_somewhere(Permission.AD_ACCOUNT_PEOPLE)
    query = bulk_rows.RUNS.where(
        RUN.c.center_id == work.center_id, RUN.c.user_id == work.user_id, RUN.c.state != RunState.PREVIEW.value
    )
    rows = work.connection.execute(query.order_by(RUN.c.created_at.desc(), RUN.c.id.desc()).limit(_RUNS_SHOWN))
    return tuple(bulk_rows.run_row(row) for row in rows)


def export_run(work: Work, *, run_id: str) -> tuple[RunRow, Sequence[PairRow]]:
    """Every pair of a bulk change, for a file; that it is taken away is recorded."""
    row = bulk_rows.read_run(work, run_id)
    _record(work, AuditEvent.BULK_EXPORT, row, {"format": "csv"})
    return bulk_rows.run_row(row), bulk_rows.read_pairs(work, row.id)


def with_changers(work: Work, planned: Sequence[tuple[Asked, Verdict]], *, run: int) -> list[tuple[Asked, Verdict]]:
    """The same, where what was changed since says by whom."""
    since = [asked.pair for asked, verdict in planned if verdict.why is Why.CHANGED_SINCE]
    names = bulk_facts.name_changers(work, since, run=run) if since else {}
    return [
        (asked, Verdict(verdict.state, verdict.why, names.get(asked.pair, "")))
        if verdict.why is Why.CHANGED_SINCE
        else (asked, verdict)
        for asked, verdict in planned
    ]


def tell(work: Work, run: Any) -> None:
    """Let the open pages of bulk changes look again."""
    work.after_commit(partial(signals.send, signals.CenterChanged(str(run.center_id), OBJECT)))


def _wanted(work: Work, level: str, until: date | None) -> Held | None:
    if not level:
        return None
    return Held(checked_level(level), None if until is None else members.checked_end(work, until))


def _back(work: Work, asked: Asked) -> Asked:
    """The opposite of a change; what would be over by now is not given again."""
    before = asked.seen
    is_over = before is not None and before.until is not None and before.until <= work.now
    return Asked(asked.pair, asked.wanted, None if is_over else before)


def _store(work: Work, planned: Sequence[tuple[Asked, Verdict]], *, kind: RunKind, **more: Any) -> str:
    _drop_old_previews(work)
    number, pairs = new_id(), [asked.pair for asked, _ in planned]
    level: AdAccountLevel | None = more.pop("level", None)
    values = {
        "id": number, "center_id": work.center_id, "user_id": work.user_id, "kind": kind.value, "error": "",
        "state": RunState.PREVIEW.value, "level": level.value if level else "", "created_at": work.now,
        "people": len({pair.user for pair in pairs}), "ad_accounts": len({pair.ad_account for pair in pairs}),
        "pairs": len(pairs), "only_raise": False, **more,
    }  # fmt: skip
    work.connection.execute(insert(RUN).values(values))
    bulk_rows.store_pairs(work, number, planned)
    return str(number)


def _drop_old_previews(work: Work) -> None:
    query = select(RUN.c.id).where(
        RUN.c.center_id == work.center_id, RUN.c.user_id == work.user_id, RUN.c.state == RunState.PREVIEW.value
    )
    old = work.connection.execute(query.order_by(RUN.c.created_at.desc()).offset(MOST_PREVIEWS - 1)).scalars().all()
    if old:
        work.connection.execute(delete(ROW).where(ROW.c.run_id.in_(old)))
        work.connection.execute(delete(RUN).where(RUN.c.id.in_(old)))


def _record(work: Work, event: AuditEvent, row: Any, after: dict[str, Any]) -> None:
    work.audit(event, object_type=OBJECT, object_id=str(row.id), object_name=title_of(row), after=after or None)


def title_of(row: Any) -> str:
    """What a bulk change is called: "Analyst for 3 people on 12 ad accounts"."""
    people = "1 person" if row.people == 1 else f"{row.people:,} people"
    accounts = "1 ad account" if row.ad_accounts == 1 else f"{row.ad_accounts:,} ad accounts"
    match RunKind(row.kind):
        case RunKind.GIVE:
            return f"{LEVEL_WORDS[AdAccountLevel(row.level)]} for {people} on {accounts}"
        case RunKind.END:
            return f"access ended of {people} to {accounts}"
        case _:
            return f"undoing the levels of {people} on {accounts}"
