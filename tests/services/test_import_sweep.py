"""What a kill or a failure left of imports is ordered again, finished or given up."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bizhub.domain.imports import FileState
from bizhub.domain.jobs import JobState, JobStatus
from bizhub.services import import_files, import_jobs, import_list, import_sweep, imports
from bizhub.services.runtime import Runtime
from tests.data import reports
from tests.factories import MadeUser, World
from tests.services.import_run import Run, StillJob


@dataclass
class Board:
    """The jobs as the sweep finds them, and what it orders."""

    known: dict[str, JobStatus] = field(default_factory=dict)
    ordered: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    def enqueue(self, name: str, *, job_id: str, **_: Any) -> str:
        self.ordered.append(job_id)
        self.known[job_id] = JobStatus(job_id, name, JobState.QUEUED)
        return job_id

    def status(self, job_id: str) -> JobStatus | None:
        return self.known.get(job_id)

    def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)

    def all_end(self, state: JobState) -> None:
        """Every job that was ordered is over now."""
        self.known = {job_id: JobStatus(job_id, status.name, state) for job_id, status in self.known.items()}


@pytest.fixture
def run(runtime: Runtime, world: World, olga: MadeUser, tmp_path: Path) -> Run:
    return Run(runtime, olga.caller(world.center(olga)), tmp_path)


@pytest.fixture
def board(run: Run, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Board:
    made = Board()
    monkeypatch.setattr(runtime.jobs, "enqueue", made.enqueue)
    monkeypatch.setattr(runtime.jobs, "status", made.status)
    monkeypatch.setattr(runtime.jobs, "cancel", made.cancel)
    return made


@pytest.fixture
def sweep(runtime: Runtime) -> Callable[[], None]:
    def once() -> None:
        import_sweep.sweep_imports(StillJob(runtime))  # type: ignore[arg-type]

    return once


def state_of(run: Run, file_id: str) -> tuple[FileState, str]:
    plan = run.act(imports.view_import, file_id=file_id)
    return plan.state, plan.error


def test_a_job_that_was_never_ordered_is_ordered(run: Run, board: Board, sweep: Callable[[], None]) -> None:
    file_id = run.receive(reports.real_path("916"))
    board.known, board.ordered = {}, []
    sweep()
    sweep()
    assert board.ordered == [f"read.{file_id}"]


@pytest.mark.parametrize("over", [JobState.FAILED, JobState.DONE, JobState.CANCELLED])
def test_a_job_that_is_over_is_ordered_under_a_new_id(
    run: Run, board: Board, sweep: Callable[[], None], over: JobState
) -> None:
    file_id = run.receive(reports.real_path("916"))
    board.all_end(over)
    sweep()
    assert board.ordered == [f"read.{file_id}", f"read.{file_id}.2"]


def test_a_file_that_cannot_be_read_is_given_up_with_a_sentence(
    run: Run, board: Board, sweep: Callable[[], None], runtime: Runtime
) -> None:
    file_id = run.receive(reports.real_path("916"))
    for _ in range(5):
        board.all_end(JobState.FAILED)
        sweep()
    assert board.ordered == [f"read.{file_id}", f"read.{file_id}.2", f"read.{file_id}.3"]
    assert state_of(run, file_id) == (FileState.FAILED, import_sweep.GIVEN_UP)
    assert list(runtime.settings.folder("uploads").iterdir()) == []


def test_figures_that_imports_have_scattered_are_sorted(
    run: Run, runtime: Runtime, sweep: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = run.preview(reports.real_path("916")).file_id
    run.act(imports.start_import, file_id=file)
    run.run_job(import_jobs.run_import, file)
    scattered = "SELECT unsorted_rows FROM upkeep"
    sweep()
    assert runtime.insights.cursor().execute(scattered).fetchall() > [(0,)], "a few rows are not worth it"
    monkeypatch.setattr("bizhub.adapters.insights_store._SORT_DUE_ROWS", 1)
    sweep()
    assert runtime.insights.cursor().execute(scattered).fetchall() == [(0,)]
    assert run.totals("916")["spend"] == reports.REAL["916"][2]


def test_what_the_record_promises_is_never_given_up(
    run: Run, board: Board, sweep: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = run.preview(reports.real_path("916"))
    run.act(imports.start_import, file_id=plan.file_id)
    with monkeypatch.context() as broken:
        broken.setattr(run.runtime.insights, "swap_all", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            run.run_job(import_jobs.run_import, plan.file_id)
    for _ in range(6):
        board.all_end(JobState.FAILED)
        sweep()
    assert board.ordered[-1] == f"run.{plan.file_id}.7"
    run.run_job(import_jobs.run_import, plan.file_id)
    assert state_of(run, plan.file_id) == (FileState.DONE, "")
    assert run.totals("916")["spend"] == reports.REAL["916"][2]


def test_a_promise_is_kept_though_the_person_is_gone(
    run: Run, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = run.preview(reports.real_path("916"))
    run.act(imports.start_import, file_id=plan.file_id)
    with monkeypatch.context() as broken:
        broken.setattr(run.runtime.insights, "swap_all", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(OSError, match="killed"):
            run.run_job(import_jobs.run_import, plan.file_id)
    with runtime.database.transaction(write=True) as connection:
        connection.exec_driver_sql("UPDATE membership SET ended_at = valid_from")
    run.run_job(import_jobs.run_import, plan.file_id)
    assert run.totals("916")["spend"] == reports.REAL["916"][2]


def test_an_import_that_promised_nothing_is_given_up(run: Run, board: Board, sweep: Callable[[], None]) -> None:
    plan = run.preview(reports.real_path("916"))
    run.act(imports.start_import, file_id=plan.file_id)
    for _ in range(4):
        board.all_end(JobState.FAILED)
        sweep()
    assert state_of(run, plan.file_id) == (FileState.FAILED, import_sweep.GIVEN_UP)
    assert run.accounts() == []


def test_an_import_that_is_started_again_and_again_is_never_given_up_for_that(
    run: Run, board: Board, sweep: Callable[[], None]
) -> None:
    plan = run.preview(reports.real_path("916"))
    for _ in range(4):  # three times it went back to its preview, the fourth was ordered and not begun
        run.act(imports.start_import, file_id=plan.file_id)
        board.all_end(JobState.DONE)
        run.act(lambda work: import_files.write_state(work, int(plan.file_id), FileState.PREVIEW))
    assert board.ordered[1:] == [f"run.{plan.file_id}", *(f"run.{plan.file_id}.{number}" for number in (2, 3, 4))]
    run.act(lambda work: import_files.write_state(work, int(plan.file_id), FileState.RUNNING))
    sweep()
    assert board.ordered[-1] == f"run.{plan.file_id}.5"


def test_every_try_is_in_the_turn_of_whoever_brought_the_file(
    run: Run, sweep: Callable[[], None], olga: MadeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = list[str]()
    monkeypatch.setattr(run.runtime.jobs, "enqueue", lambda _name, *, turn_of, **_: turns.append(turn_of))
    run.receive(reports.real_path("916"))
    sweep()
    run.act(lambda work: work.connection.exec_driver_sql("UPDATE import_file SET user_id = NULL"))
    sweep()
    run.act(lambda work: work.connection.exec_driver_sql(f"UPDATE import_file SET user_id = {olga.id}"))
    plan = run.preview(reports.real_path("936"))
    run.act(imports.start_import, file_id=plan.file_id)
    assert turns == [olga.id, olga.id, "operator", olga.id, olga.id]


def test_a_file_that_is_read_while_others_are_cleared_away_keeps_its_rows(
    run: Run, runtime: Runtime, sweep: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    staged_batches, read = runtime.insights.staged_batches, list[str]()

    def after_another() -> tuple[str, ...]:
        read.append(run.preview(reports.real_path("916")).file_id)
        return staged_batches()

    monkeypatch.setattr(runtime.insights, "staged_batches", after_another)
    sweep()
    assert list(staged_batches()) == read


def test_progress_is_that_of_the_newest_try(run: Run, board: Board) -> None:
    file_id = run.receive(reports.real_path("916"))
    board.known = {
        f"read.{file_id}": JobStatus("", "read_import", JobState.FAILED, done=90, total=100),
        f"read.{file_id}.2": JobStatus("", "read_import", JobState.RUNNING, done=20, total=100),
    }
    assert [item.percent for item in run.act(import_list.list_open_imports, first={}).items] == [20]


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_cancelling_stops_the_try_that_is_on_its_way(
    run: Run, board: Board, sweep: Callable[[], None], failures: int
) -> None:
    file_id = run.receive(reports.real_path("916"))
    for _ in range(failures):
        board.all_end(JobState.FAILED)
        sweep()
    run.act(imports.cancel_import, file_id=file_id)
    tries = [f"read.{file_id}", f"read.{file_id}.2", f"read.{file_id}.3"]
    assert (board.ordered, board.cancelled) == (tries[: failures + 1], [tries[failures]])


def test_cancelling_a_file_that_was_read_stops_no_job(run: Run, board: Board) -> None:
    plan = run.preview(reports.real_path("916"))
    board.all_end(JobState.DONE)
    run.act(imports.cancel_import, file_id=plan.file_id)
    assert board.cancelled == []


def test_a_file_cancelled_while_it_is_read_stays_cancelled(
    run: Run, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id = run.receive(reports.real_path("916"))
    stage = runtime.insights.stage

    def cancelled_meanwhile(*args: Any, **kwargs: Any) -> Any:
        report = stage(*args, **kwargs)
        run.act(imports.cancel_import, file_id=file_id)
        return report

    monkeypatch.setattr(runtime.insights, "stage", cancelled_meanwhile)
    run.run_job(import_jobs.read_import, file_id)
    assert state_of(run, file_id)[0] is FileState.CANCELLED
    assert runtime.insights.staged_batches() == ()


def test_a_file_that_was_just_put_here_is_not_cleared_away(
    runtime: Runtime, board: Board, sweep: Callable[[], None]
) -> None:
    folder, an_hour_ago = runtime.settings.folder("uploads"), time.time() - 3_600
    for name in ("1", "2", "3.part", "4.part"):
        (folder / name).touch()
    for old in ("2", "4.part"):
        os.utime(folder / old, (an_hour_ago, an_hour_ago))
    sweep()
    assert {path.name for path in folder.iterdir()} == {"1", "3.part"}
