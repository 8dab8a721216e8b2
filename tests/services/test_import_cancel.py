"""Cancelling an import that runs: what was begun is finished, nothing more is begun, and the page says how much."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.figures import Replacement
from bizhub.domain.imports import FileState, ImportPlan
from bizhub.domain.jobs import JobState, JobStatus
from bizhub.domain.policy import CenterRole
from bizhub.services import import_jobs, import_list, import_promises, import_sweep, imports
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.services.import_run import Run, StillJob

HEAD = "By Day,Account ID,Account name,Currency,Cost\n"
TWO_OF_FIVE = (
    "Cancelled. 2 of 5 ad accounts of this file were imported, and what was imported stays. "
    "Nothing was changed in the other 3."
)


@pytest.fixture
def run(runtime: Runtime, olga: MadeUser, center: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Olga's imports, two ad accounts to a part."""
    monkeypatch.setattr(import_promises, "PART_ACCOUNTS", 2)
    return Run(runtime, olga.caller(center), tmp_path)


@pytest.fixture
def plan(run: Run) -> ImportPlan:
    """A started import of five ad accounts."""
    rows = "".join(f"2026-01-01,{number},Shop {number},EUR,{number}.00\n" for number in range(1, 6))
    plan = run.preview(run.file("five.csv", HEAD + rows))
    run.act(imports.start_import, file_id=plan.file_id)
    return plan


def in_swap(run: Run, monkeypatch: pytest.MonkeyPatch, number: int, what: Callable[[], object]) -> None:
    """Do something while so many parts are put in place."""
    swap_all, swaps = run.runtime.insights.swap_all, list[int]()

    def watched(batch_id: str, replacements: Sequence[Replacement], **more: Any) -> None:
        swaps.append(len(replacements))
        if len(swaps) == number:
            what()
        swap_all(batch_id, replacements, **more)

    monkeypatch.setattr(run.runtime.insights, "swap_all", watched)


def cancel(run: Run, plan: ImportPlan) -> None:
    run.act(imports.cancel_import, file_id=plan.file_id)


def state_of(run: Run, plan: ImportPlan) -> tuple[FileState, str]:
    seen = run.view(plan)
    return seen.state, seen.error


def batches(run: Run) -> list[str]:
    """The states of everything that was promised."""
    return [str(row[0]) for row in run.act(lambda work: work.connection.exec_driver_sql(
        "SELECT state FROM import_batch ORDER BY id").all())]  # fmt: skip


def left_behind(run: Run) -> tuple[list[Path], tuple[str, ...]]:
    """Files and staged rows."""
    return list(run.runtime.settings.folder("uploads").iterdir()), run.runtime.insights.staged_batches()


def test_what_was_begun_is_finished_and_nothing_more_is_begun(
    run: Run, plan: ImportPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    in_swap(run, monkeypatch, 1, lambda: (cancel(run, plan), seen.append(state_of(run, plan))))
    run.run_job(import_jobs.run_import, plan.file_id)
    assert seen == [(FileState.CANCELLING, "")]
    assert state_of(run, plan) == (FileState.CANCELLED, TWO_OF_FIVE)
    assert [account[0] for account in run.accounts()] == ["1", "2"]
    assert [run.totals(number)["spend"] for number in ("1", "2")] == [1_000_000, 2_000_000]
    assert (batches(run), left_behind(run)) == (["DONE", "DONE"], ([], ()))
    # ad_account:create, ad_account:grant and import:run of each
    assert run.entries() == 6


@pytest.mark.parametrize(
    ("size", "during", "sentence"),
    [
        (1, 1, "1 of 5 ad accounts of this file was imported, and what was imported stays. Nothing was changed in the "
               "other 4."),
        (2, 2, "4 of 5 ad accounts of this file were imported, and what was imported stays. Nothing was changed in the "
               "other one."),
    ],
)  # fmt: skip
def test_how_much_went_in_is_said(
    run: Run, plan: ImportPlan, monkeypatch: pytest.MonkeyPatch, size: int, during: int, sentence: str
) -> None:
    monkeypatch.setattr(import_promises, "PART_ACCOUNTS", size)
    in_swap(run, monkeypatch, during, lambda: cancel(run, plan))
    run.run_job(import_jobs.run_import, plan.file_id)
    assert state_of(run, plan) == (FileState.CANCELLED, f"Cancelled. {sentence}")


def test_cancelled_during_the_last_part_everything_is_imported(
    run: Run, plan: ImportPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_swap(run, monkeypatch, 3, lambda: cancel(run, plan))
    run.run_job(import_jobs.run_import, plan.file_id)
    assert (state_of(run, plan), len(run.accounts())) == ((FileState.DONE, ""), 5)


def test_cancelled_before_anything_went_in_nothing_was_changed(run: Run, plan: ImportPlan) -> None:
    cancel(run, plan)
    assert (state_of(run, plan), left_behind(run)) == ((FileState.CANCELLED, ""), ([], ()))
    run.run_job(import_jobs.run_import, plan.file_id)
    assert (state_of(run, plan), run.accounts(), run.entries()) == ((FileState.CANCELLED, ""), [], 0)


@pytest.mark.parametrize("moment", ["plan_import", "_promise"])
def test_cancelled_while_figures_are_compared_nothing_was_changed(
    run: Run, plan: ImportPlan, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    function = getattr(import_jobs, moment)

    def after_cancelling(*arguments: Any, **more: Any) -> Any:
        cancel(run, plan)
        return function(*arguments, **more)

    monkeypatch.setattr(import_jobs, moment, after_cancelling)
    run.run_job(import_jobs.run_import, plan.file_id)
    assert (state_of(run, plan), run.accounts(), run.entries()) == ((FileState.CANCELLED, ""), [], 0)
    assert left_behind(run) == ([], ())


def test_an_import_that_is_killed_while_it_is_cancelled_ends_through_the_sweep(
    run: Run, plan: ImportPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed() -> None:
        cancel(run, plan)
        raise OSError("killed")

    with monkeypatch.context() as broken:
        in_swap(run, broken, 1, killed)
        with pytest.raises(OSError, match="killed"):
            run.run_job(import_jobs.run_import, plan.file_id)
    assert (state_of(run, plan)[0], batches(run)) == (FileState.CANCELLING, ["PROMISED", "PROMISED"])
    over, ordered = JobStatus("", imports.RUN_JOB, JobState.FAILED), list[str]()
    monkeypatch.setattr(run.runtime.jobs, "status", {f"run.{plan.file_id}": over}.get)
    monkeypatch.setattr(run.runtime.jobs, "enqueue", lambda _name, *, job_id, **_: ordered.append(job_id))
    import_sweep.sweep_imports(StillJob(run.runtime))  # type: ignore[arg-type]
    assert ordered == [f"run.{plan.file_id}.2"]
    run.run_job(import_jobs.run_import, plan.file_id)
    assert (state_of(run, plan), batches(run)) == ((FileState.CANCELLED, TWO_OF_FIVE), ["DONE", "DONE"])
    assert (len(run.accounts()), left_behind(run)) == (2, ([], ()))


def test_cancelling_twice_is_cancelling_once(run: Run, plan: ImportPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    in_swap(run, monkeypatch, 1, lambda: (cancel(run, plan), cancel(run, plan)))
    run.run_job(import_jobs.run_import, plan.file_id)
    assert state_of(run, plan) == (FileState.CANCELLED, TWO_OF_FIVE)
    cancel(run, plan)
    assert state_of(run, plan) == (FileState.CANCELLED, TWO_OF_FIVE)


@pytest.mark.parametrize(
    ("use_case", "more"),
    [
        (imports.start_import, {}),
        (imports.find_obstacle, {}),
        (imports.choose_account, {"source": "3", "field": "name", "value": "Shop"}),
    ],
)
def test_what_is_being_cancelled_is_neither_changed_nor_started(
    run: Run, use_case: Callable[..., Any], more: dict[str, str]
) -> None:
    file_id = run.put(FileState.CANCELLING, "3")
    with pytest.raises(Conflict):
        run.act(use_case, file_id=file_id, **more)


def test_what_is_being_cancelled_stays_on_the_page(run: Run) -> None:
    file_id = run.put(FileState.CANCELLING, "3")
    with pytest.raises(Conflict):
        run.act(import_list.clear_imports, file_ids=[file_id])
    (item,) = run.act(import_list.list_open_imports, first={}).items
    assert (item.plan.state, item.percent) == (FileState.CANCELLING, 0)


def test_nobody_cancels_the_import_of_somebody_else(
    run: Run, plan: ImportPlan, world: World, center: str, runtime: Runtime, tmp_path: Path
) -> None:
    max_ = world.user("Max")
    world.member(center, max_, CenterRole.ADMIN)
    with pytest.raises(NotFound):
        cancel(Run(runtime, max_.caller(center), tmp_path), plan)
    assert state_of(run, plan) == (FileState.RUNNING, "")


def test_a_right_that_ends_between_two_parts_stops_the_rest(
    run: Run, plan: ImportPlan, world: World, center: str, olga: MadeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.member(center, world.user("Max"), CenterRole.ADMIN)
    demoted = f"UPDATE membership SET role = 'STANDARD' WHERE user_id = {olga.id}"
    in_swap(run, monkeypatch, 1, lambda: run.act(lambda work: work.connection.exec_driver_sql(demoted)))
    run.run_job(import_jobs.run_import, plan.file_id)
    assert state_of(run, plan) == (
        FileState.FAILED,
        "Only 2 ad accounts of this file were imported, then it stopped. "
        "You need the center role Admin for this. Max can give it to you.",
    )
    assert (batches(run), len(run.accounts())) == (["DONE", "DONE"], 2)
