"""The desk: a part of its queue and the figures above it, with 10,000 open cases and as many decided ones."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert

from bench.accounts import LONG_AGO, Center
from bench.measure import Line, bare, compare
from bizhub.adapters import migrate
from bizhub.domain.audit import Through
from bizhub.domain.desk import CaseKind, Outcome, Show
from bizhub.domain.ids import new_id, new_ids
from bizhub.services import desk, runtime
from bizhub.services.desk_gate import DESK_PERSON
from bizhub.services.review_cases import CASE
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import TWO_STEP
from bizhub.services.work import begin_job
from bizhub.settings import Settings

OPEN = DECIDED = 10_000
_ROUNDS = 30
_BUDGET = 2.0


def lines() -> Iterator[Line]:
    """What the page reads, and each filter of it, against the same statements on the bare driver."""
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        migrate.upgrade(settings)
        running = runtime.start(settings)
        try:
            yield from _queues(running, _fill(running))
        finally:
            runtime.stop()


def _queues(running: Runtime, reviewer: int) -> Iterator[Line]:
    with begin_job(running, user_id=str(reviewer), center_id=None, through=Through.DESK, write=False) as work:
        every = partial(desk.list_cases, work, kind=None, show=Show.ALL)
        middle = every()
        for _ in range(OPEN // 2 // desk.PAGE - 1):
            middle = every(after=middle.after)
        queues = {
            "all": every,
            "one kind": partial(desk.list_cases, work, kind=CaseKind.TICKET, show=Show.ALL),
            "nobody reviews": partial(desk.list_cases, work, kind=None, show=Show.FREE),
            "with words": partial(every, text="shop 77"),
            "from the middle on": partial(every, after=middle.after),
        }
        for name, queue in queues.items():

            def page(queue: Callable[[], object] = queue) -> None:
                queue()
                desk.read_figures(work)

            measured, floor = compare(page, bare(work.connection, page), rounds=_ROUNDS)
            yield Line(f"desk page of {OPEN:,} open cases, {name}", measured, floor, _BUDGET)


def _fill(running: Runtime) -> int:
    """Cases of one center, a tenth of them claimed; returns who reviews them."""
    center, chance = Center(running, 1, grants=1), random.Random(OPEN)
    reviewers, now = (center.admin, center.member), datetime.now(UTC)
    kinds = list(CaseKind)

    def case(number: int) -> dict[str, Any]:
        opened = now - timedelta(days=40, minutes=-chance.randrange(10 * 24 * 60))
        who = {"claimed_by": chance.choice(reviewers), "claimed_at": now, "touched_at": now}
        held = who if chance.random() < 0.1 else dict.fromkeys(who)
        return {
            "id": number, "center_id": center.id, "kind": chance.choice(kinds), "subject_id": number,
            "title": f"Shop {number}", "opened_at": opened, "opened_by": center.admin, "first_decision": "",
            "closed_at": None, "closed_by": None, "outcome": "", **held,
        }  # fmt: skip

    def decided(number: int) -> dict[str, Any]:
        closed = {"closed_at": now - timedelta(minutes=chance.randrange(29 * 24 * 60)), "outcome": Outcome.APPROVED}
        nobody = dict.fromkeys(("claimed_by", "claimed_at", "touched_at"))
        return {**case(number), **nobody, **closed, "closed_by": chance.choice(reviewers)}

    with running.database.transaction(write=True) as connection:
        connection.execute(insert(CASE), [case(number) for number in new_ids(OPEN)])
        connection.execute(insert(CASE), [decided(number) for number in new_ids(DECIDED)])
        connection.execute(insert(DESK_PERSON), [_seat(user) for user in reviewers])
        connection.execute(insert(TWO_STEP), [_second_step(user) for user in reviewers])
    return center.member


def _seat(user: int) -> dict[str, Any]:
    return {"id": new_id(), "user_id": user, "added_at": LONG_AGO}


def _second_step(user: int) -> dict[str, Any]:
    return {"user_id": user, "secret": "x", "last_step": 0, "begun_at": LONG_AGO, "confirmed_at": LONG_AGO}


if __name__ == "__main__":
    for line in lines():
        print(line)
