"""A file that would bring a center above its number of ad accounts is not imported at all."""

from itertools import chain, repeat
from pathlib import Path

import pytest

from bizhub.domain.imports import FileState, Obstacle
from bizhub.services import import_jobs, import_list, import_promises, import_words, imports
from bizhub.services.import_list import OpenImports
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser
from tests.services.import_run import Run

HEAD = "By Day,Account ID,Account name,Currency,Cost\n"
SENTENCE = "A center holds at most 30 ad accounts. This one has 2, and 60 new ones do not fit."


@pytest.fixture
def run(runtime: Runtime, olga: MadeUser, center: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Olga's imports into a center that may hold 30 ad accounts and has two: 1001 and 1002."""
    monkeypatch.setattr(runtime.settings, "ad_accounts_per_center", 30)
    run = Run(runtime, olga.caller(center), tmp_path)
    run.finish(run.preview(accounts_file(run, 1001, 1002)))
    return run


def accounts_file(run: Run, first: int, last: int) -> Path:
    """A file with these ad accounts."""
    rows = "".join(f"2026-01-02,{number},Shop {number},EUR,1\n" for number in range(first, last + 1))
    return run.file(f"{first} to {last}.csv", HEAD + rows)


def listed(run: Run) -> OpenImports:
    with begin(run.runtime, run.caller, write=False) as work:
        return import_list.list_open_imports(work, first={})


def test_a_preview_of_more_than_fits_says_so(run: Run) -> None:
    plan = run.preview(accounts_file(run, 1001, 1062))
    assert (plan.is_ready, plan.obstacle) == (False, SENTENCE)
    assert f"  Cannot be imported: {SENTENCE}" in import_words.lines_of(plan)


def test_a_page_that_shows_a_few_of_the_accounts_says_so_too(run: Run) -> None:
    run.preview(accounts_file(run, 1001, 1062))
    shown = listed(run).items[0].plan
    assert (len(shown.accounts), shown.obstacle, shown.is_ready) == (20, SENTENCE, False)
    assert listed(run).ready == ()


def test_the_obstacle_is_at_the_first_account_that_does_not_fit(run: Run) -> None:
    plan = run.preview(accounts_file(run, 1001, 1062))
    # 1001 and 1002 are there, 1003 to 1030 take the 28 free places.
    assert run.act(imports.find_obstacle, file_id=plan.file_id) == Obstacle(30, SENTENCE)


def test_nothing_is_imported_of_a_file_that_no_longer_fits(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.runtime.settings, "ad_accounts_per_center", 100)
    plan = run.preview(accounts_file(run, 1001, 1062))
    assert plan.is_ready
    run.act(imports.start_import, file_id=plan.file_id)
    entries = run.entries()
    monkeypatch.setattr(run.runtime.settings, "ad_accounts_per_center", 30)
    run.run_job(import_jobs.run_import, plan.file_id)
    ended = run.view(plan)
    assert (ended.state, ended.error) == (FileState.FAILED, SENTENCE)
    assert (len(run.accounts()), run.entries()) == (2, entries)
    assert run.totals("1001")["spend"] == 1_000_000


def test_two_files_that_fit_only_one_by_one_are_not_mixed(run: Run) -> None:
    first, second = (run.preview(accounts_file(run, start, start + 19)) for start in (2000, 3000))
    assert (first.is_ready, second.is_ready) == (True, True)
    run.finish(first)
    assert (
        run.view(second).obstacle
        == "A center holds at most 30 ad accounts. This one has 22, and 20 new ones do not fit."
    )
    run.act(imports.start_import, file_id=second.file_id)
    run.run_job(import_jobs.run_import, second.file_id)
    assert (run.view(second).state, len(run.accounts())) == (FileState.FAILED, 22)


@pytest.mark.parametrize(("last", "fits"), [(1030, True), (1031, False)])
def test_existing_accounts_take_no_new_place(run: Run, last: int, fits: bool) -> None:
    plan = run.preview(accounts_file(run, 1001, last))
    assert (plan.is_ready, run.obstacle(plan) == "") == (fits, fits)


def test_one_account_too_many_is_told_in_the_singular(run: Run) -> None:
    run.finish(run.preview(accounts_file(run, 1001, 1030)))
    plan = run.preview(accounts_file(run, 1031, 1031))
    assert plan.obstacle == "A center holds at most 30 ad accounts. This one has 30, and 1 new one does not fit."


def test_what_was_promised_before_a_kill_stays_when_the_rest_no_longer_fits(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.runtime.settings, "ad_accounts_per_center", 100)
    plan = run.preview(accounts_file(run, 2001, 2060))
    monkeypatch.setattr(import_promises, "PART_ACCOUNTS", 25)
    steps = chain([import_promises.promise], repeat(killed))
    run.act(imports.start_import, file_id=plan.file_id)
    with monkeypatch.context() as cut_short:
        cut_short.setattr(import_promises, "promise", lambda *arguments: next(steps)(*arguments))
        with pytest.raises(OSError, match="killed"):
            run.run_job(import_jobs.run_import, plan.file_id)
    monkeypatch.setattr(run.runtime.settings, "ad_accounts_per_center", 30)
    run.run_job(import_jobs.run_import, plan.file_id)
    assert run.view(plan).error == (
        "Only 25 ad accounts of this file were imported, then it stopped. "
        "A center holds at most 30 ad accounts. This one has 27, and 35 new ones do not fit."
    )
    assert len(run.accounts()) == 27
    assert run.totals("2025")["spend"] == 1_000_000


def killed(*_: object) -> None:
    raise OSError("killed")
