"""The tables of bulk changes: storing pairs, reading them back, counting what became of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, select, update

from bizhub.adapters.driver_rows import insert_rows
from bizhub.domain.activity import moment_of
from bizhub.domain.bulk import Asked, PairRow, RowState, RunKind, RunRow, RunState, Verdict, Why
from bizhub.domain.errors import NotFound
from bizhub.domain.ids import parse_id
from bizhub.domain.levels import Held, Pair
from bizhub.domain.policy import AdAccountLevel, Permission
from bizhub.models.bulk import BulkRow, BulkRun
from bizhub.services.access import AD_ACCOUNT, USER
from bizhub.services.record import microseconds
from bizhub.services.work import Work

RUN = cast(Table, BulkRun.__table__)  # type: ignore[attr-defined]
ROW = cast(Table, BulkRow.__table__)  # type: ignore[attr-defined]

RUNS = select(RUN, USER.c.name.label("maker")).join(USER, USER.c.id == RUN.c.user_id)
_PAIRS = (
    select(ROW, USER.c.name.label("person"), AD_ACCOUNT.c.name.label("ad_account"), AD_ACCOUNT.c.external_id)
    .join(USER, USER.c.id == ROW.c.user_id)
    .join(AD_ACCOUNT, AD_ACCOUNT.c.id == ROW.c.ad_account_id)
    .where(ROW.c.run_id == bindparam("run"))
    .order_by(ROW.c.place)
)
_WAITING = (
    select(ROW)
    .where(ROW.c.run_id == bindparam("run"), ROW.c.state == RowState.WAITING.value)
    .order_by(ROW.c.place)
    .limit(bindparam("most"))
)
_COUNTS = (
    select(ROW.c.state, ROW.c.why, func.count())
    .where(ROW.c.run_id == bindparam("run"))
    .group_by(ROW.c.state, ROW.c.why)
)


def read_run(work: Work, run_id: str, *, own: bool = False) -> Any:
    """The row of a bulk change of this center, with its maker's name; raises NotFound, PermissionDenied.

    Others than its maker see it when they are admins, once it runs; with `own` nobody but the maker does, as long as
    they hold Admin on any ad account.
    """
    number = parse_id(run_id)
    row = None
    if number is not None:
        query = RUNS.where(RUN.c.id == number, RUN.c.center_id == work.center_id)
        row = work.connection.execute(query).one_or_none()
    if row is not None and row.user_id == work.user_id:
        work.require_somewhere(Permission.AD_ACCOUNT_PEOPLE)
        return row
    is_open = row is not None and row.state != RunState.PREVIEW.value and work.may(Permission.ASSET_MANAGE)
    if own or not is_open:
        work.require_somewhere(Permission.AD_ACCOUNT_PEOPLE)  # who has nothing to do with them hears no more
        raise NotFound
    return row


def run_row(row: Any) -> RunRow:
    """A row of `RUNS`."""
    return RunRow(
        id=str(row.id),
        kind=RunKind(row.kind),
        state=RunState(row.state),
        maker_id=str(row.user_id),
        maker=row.maker,
        level=AdAccountLevel(row.level) if row.level else None,
        until=row.valid_until,
        only_raise=row.only_raise,
        reason=row.reason,
        undo_of="" if row.undo_of is None else str(row.undo_of),
        people=row.people,
        ad_accounts=row.ad_accounts,
        pairs=row.pairs,
        created_at=row.created_at,
        finished_at=row.finished_at,
        error=row.error,
    )


def store_pairs(work: Work, run: int, pairs: Sequence[tuple[Asked, Verdict]]) -> None:
    """Write the pairs of a new bulk change, in this order."""
    rows = [
        (
            run, place, asked.pair.ad_account, asked.pair.user, verdict.state.value, verdict.why.value, verdict.detail,
            *_stored(asked.seen), *_stored(asked.wanted),
        )
        for place, (asked, verdict) in enumerate(pairs)
    ]  # fmt: skip
    insert_rows(work.connection, ROW, rows)


def read_waiting(work: Work, run: int, most: int) -> list[tuple[int, Asked]]:
    """The next pairs that are still to be changed, with their places."""
    rows = work.connection.execute(_WAITING, {"run": run, "most": most}).all()
    return [(row.place, _asked(row)) for row in rows]


def read_changed(work: Work, run: int) -> list[Asked]:
    """The pairs that a bulk change has changed."""
    query = select(ROW).where(ROW.c.run_id == run, ROW.c.state == RowState.CHANGED.value).order_by(ROW.c.place)
    return [_asked(row) for row in work.connection.execute(query).all()]


def settle(work: Work, run: int, verdicts: Mapping[int, Verdict]) -> None:
    """Note what became of pairs, by place; as many statements as there are different verdicts."""
    alike: dict[Verdict, list[int]] = {}
    for place, verdict in verdicts.items():
        alike.setdefault(verdict, []).append(place)
    for verdict, places in alike.items():
        values = {"state": verdict.state.value, "why": verdict.why.value, "detail": verdict.detail}
        these = (ROW.c.run_id == run, ROW.c.place.in_(places))
        work.connection.execute(update(ROW).where(*these).values(values))


def count_pairs(work: Work, run: int) -> tuple[dict[RowState, int], dict[Why, int]]:
    """How many pairs are in each state, and how many are skipped for each reason."""
    states: Counter[RowState] = Counter()
    reasons: Counter[Why] = Counter()
    for state, why, count in work.connection.execute(_COUNTS, {"run": run}):
        states[RowState(state)] += count
        if why:
            reasons[Why(why)] += count
    return dict(states), dict(reasons.most_common())


def read_pairs(work: Work, run: int, *, state: str = "", first: int = 0, most: int | None = None) -> list[PairRow]:
    """Pairs with their names: those in a state, or all, from the place of the list on."""
    query: Select[Any] = _PAIRS.where(ROW.c.state == state) if state else _PAIRS
    rows = work.connection.execute(query.offset(first).limit(most) if most else query, {"run": run}).all()
    return [_pair_row(row) for row in rows]


def _pair_row(row: Any) -> PairRow:
    asked = _asked(row)
    return PairRow(
        place=row.place,
        user_id=str(row.user_id),
        person=row.person,
        ad_account_id=str(row.ad_account_id),
        ad_account=row.ad_account,
        external_id=row.external_id,
        before=asked.seen,
        after=asked.wanted,
        verdict=Verdict(RowState(row.state), Why(row.why), row.detail),
    )


def _asked(row: Any) -> Asked:
    pair = Pair(row.ad_account_id, row.user_id)
    return Asked(pair, _held(row.seen_level, row.seen_until), _held(row.wanted_level, row.wanted_until))


def _held(level: str, until: int | None) -> Held | None:
    return Held(AdAccountLevel(level), None if until is None else moment_of(until)) if level else None


def _stored(held: Held | None) -> tuple[str, int | None]:
    return ("", None) if held is None else (held.level.value, _micros(held.until))


def _micros(until: datetime | None) -> int | None:
    return None if until is None else microseconds(until)
