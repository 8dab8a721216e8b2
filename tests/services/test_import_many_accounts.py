"""A file with thousands of ad accounts keeps nobody waiting."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bizhub.domain.figures import Replacement
from bizhub.domain.imports import FileState, ImportPlan, Obstacle
from bizhub.services import import_jobs, import_list, import_promises, imports
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import World
from tests.services.import_run import Run

MANY = 450
HEAD = "By Day,Account ID,Account name,Currency,Cost\n"
LAST = f"{MANY:05}"


@pytest.fixture
def run(runtime: Runtime, world: World, tmp_path: Path) -> Run:
    olga = world.user("Olga")
    return Run(runtime, olga.caller(world.center(olga)), tmp_path)


@pytest.fixture
def plan(run: Run) -> ImportPlan:
    """A preview of many accounts whose IDs are their places."""
    rows = "".join(f"2026-01-01,{number:05},Shop {number},EUR,1.50\n" for number in range(1, MANY + 1))
    return run.preview(run.file("agency.csv", HEAD + rows))


@contextmanager
def statements(runtime: Runtime) -> Iterator[list[str]]:
    """The statements that the database is asked inside."""
    asked: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(runtime.database.engine, "before_cursor_execute", listen)
    yield asked
    event.remove(runtime.database.engine, "before_cursor_execute", listen)


@pytest.fixture
def written(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """An entry for each transaction that writes: in between, others have their turn."""
    transaction, begun = runtime.database.transaction, list[bool]()

    def noted(*, write: bool, **more: Any) -> AbstractContextManager[Connection]:
        begun.extend([True] * write)
        return transaction(write=write, **more)

    monkeypatch.setattr(runtime.database, "transaction", noted)
    return begun


@pytest.fixture
def swaps(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many ad accounts each step of the insights store puts in place."""
    swap_all, sizes = runtime.insights.swap_all, list[int]()

    def noted(batch_id: str, replacements: Sequence[Replacement], **more: Any) -> None:
        sizes.append(len(replacements))
        swap_all(batch_id, replacements, **more)

    monkeypatch.setattr(runtime.insights, "swap_all", noted)
    return sizes


def shown(run: Run, first: dict[str, int] | None = None) -> ImportPlan:
    with begin(run.runtime, run.caller, write=False) as work:
        (item,) = import_list.list_open_imports(work, first=first or {}).items
    return item.plan


def test_a_page_looks_only_at_the_ad_accounts_it_shows(run: Run, plan: ImportPlan, runtime: Runtime) -> None:
    with statements(runtime) as asked:
        page = shown(run)
    assert len(asked) < 15
    assert (len(page.accounts), page.account_count, page.is_ready) == (20, MANY, True)


def test_every_ad_account_of_a_file_can_be_looked_at(run: Run, plan: ImportPlan) -> None:
    page = shown(run, {plan.file_id: MANY - 1})
    assert page.accounts[-1].external_id == LAST
    assert [account.external_id for account in page.accounts] == [f"{n:05}" for n in range(page.first + 1, MANY + 1)]


@pytest.mark.parametrize("first", [-5, 10**9])
def test_a_place_that_is_none_shows_the_nearest_one(run: Run, plan: ImportPlan, first: int) -> None:
    assert len(shown(run, {plan.file_id: first}).accounts) in {20, MANY % 20}


def test_choosing_and_starting_keep_nobody_waiting(run: Run, plan: ImportPlan, runtime: Runtime) -> None:
    change = {"file_id": plan.file_id, "source": LAST, "field": "name", "value": "Shop"}
    with statements(runtime) as asked:
        run.act(imports.choose_account, **change)
        run.act(imports.start_import, file_id=plan.file_id)
    assert len(asked) < 20


def test_what_stands_in_the_way_is_found_wherever_it_is(run: Run, plan: ImportPlan) -> None:
    change = {"file_id": plan.file_id, "source": LAST, "field": "time_zone", "value": "Mars/Base"}
    run.act(imports.choose_account, **change)
    assert run.act(imports.find_obstacle, file_id=plan.file_id) == Obstacle(MANY - 1, "Mars/Base is not a time zone.")


def test_ids_that_lead_to_the_same_ad_account_are_found_wherever_they_are(run: Run, plan: ImportPlan) -> None:
    change = {"file_id": plan.file_id, "source": LAST, "field": "external_id", "value": "00001"}
    run.act(imports.choose_account, **change)
    assert run.obstacle(plan).startswith(f"“00001” and “{LAST}” in the file lead to the same ad account.")


def test_an_import_of_many_ad_accounts_writes_some_at_a_time(
    run: Run, plan: ImportPlan, runtime: Runtime, written: list[bool], swaps: list[int]
) -> None:
    run.act(imports.start_import, file_id=plan.file_id)
    run.run_job(import_jobs.run_import, plan.file_id)
    assert len(run.accounts()) == MANY
    assert swaps == [100, 100, 100, 100, 50]
    assert len(written) > 2 * len(swaps), "promised in one transaction, marked in another"


def killed(*_: object) -> None:
    raise OSError("killed")


def test_a_promise_that_was_cut_short_is_completed(run: Run, plan: ImportPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = chain(repeat(import_promises._record, 105), repeat(killed))
    run.act(imports.start_import, file_id=plan.file_id)
    with monkeypatch.context() as cut_short:
        cut_short.setattr(import_promises, "_record", lambda *arguments: next(steps)(*arguments))
        with pytest.raises(OSError, match="killed"):
            run.run_job(import_jobs.run_import, plan.file_id)
    assert len(run.accounts()) == 100
    run.run_job(import_jobs.run_import, plan.file_id)
    assert (len(run.accounts()), run.view(plan).state) == (MANY, FileState.DONE)


@dataclass(frozen=True)
class Sized:
    """An ad account of a file, as far as it matters for the size of a part."""

    rows: int


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        ([], []),
        ([1] * 100, [100]),
        ([1] * 201, [100, 100, 1]),
        ([300_000, 200_000], [2]),
        ([300_000, 200_001, 299_999], [1, 2]),
        ([5, 900_000, 5, 5], [1, 1, 2]),
    ],
    ids=["nothing", "as many as may", "one more than may", "as many rows as may", "a row more", "a large one alone"],
)
def test_a_part_has_so_many_ad_accounts_and_rows(rows: list[int], parts: list[int]) -> None:
    accounts = [Sized(count) for count in rows]
    found = list(import_promises.in_parts(accounts))
    assert [len(part) for part in found] == parts
    assert [account for part in found for account in part] == accounts
