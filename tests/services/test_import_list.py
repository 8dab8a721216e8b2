"""Every import of a person can be reached from their page, whatever their number."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.imports import Choice, FileState
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import import_jobs, import_list, imports
from bizhub.services.import_list import OpenImports
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.services.import_run import Run

READY = "By Day,Account ID,Currency,Cost\n2026-01-01,{},EUR,1.00\n"
OF_EUROS = "By Day,Currency,Cost\n2026-01-01,EUR,1.00\n"
ASKS = "By Day,Cost\n2026-01-01,1.00\n"
BAD = "By Day,Account ID,Currency,Cost\n2026-01-01,7,EUR,much\n"


@pytest.fixture
def run(runtime: Runtime, olga: MadeUser, center: str, tmp_path: Path) -> Run:
    return Run(runtime, olga.caller(center), tmp_path)


def page(run: Run, number: int = 1) -> OpenImports:
    with begin(run.runtime, run.caller, write=False) as work:
        return import_list.list_open_imports(work, first={}, page=number)


def ids(found: OpenImports) -> list[str]:
    return [item.plan.file_id for item in found.items]


def test_refusals_come_first_then_decisions_then_what_goes_on_by_itself(run: Run) -> None:
    done, running, reading, cancelled = (
        run.put(state) for state in (FileState.DONE, FileState.RUNNING, FileState.READING, FileState.CANCELLED)
    )
    older, failed, newer, refused = (
        run.put(state) for state in (FileState.PREVIEW, FileState.FAILED, FileState.PREVIEW, FileState.REFUSED)
    )
    assert ids(page(run)) == [refused, failed, older, newer, reading, running, cancelled, done]


def test_every_file_is_on_one_page(run: Run) -> None:
    waiting = [run.put(FileState.PREVIEW) for _ in range(45)]
    pages = [page(run, number) for number in (1, 2, 3)]
    assert [len(found.items) for found in pages] == [20, 20, 5]
    assert [file_id for found in pages for file_id in ids(found)] == waiting
    assert {found.total for found in pages} == {45}


@pytest.mark.parametrize("number", [0, -3, 3, 10**9])
def test_a_page_that_is_none_shows_the_nearest_one(run: Run, number: int) -> None:
    waiting = [run.put(FileState.PREVIEW) for _ in range(21)]
    found = page(run, number)
    assert (found.number, ids(found)) in [(1, waiting[:20]), (2, waiting[20:])]


def test_a_refusal_is_on_the_first_page_at_once(run: Run) -> None:
    for _ in range(25):
        run.put(FileState.PREVIEW)
    refused = run.preview(run.file("bad.csv", BAD)).file_id
    assert ids(page(run))[0] == refused


def test_the_first_page_counts_the_files_of_all(run: Run) -> None:
    for _ in range(25):
        run.put(FileState.REFUSED)
    run.put(FileState.READING)
    assert page(run).counts == {FileState.REFUSED: 25, FileState.READING: 1}
    run.preview(run.file("ads_7.csv", ASKS))
    assert page(run).counts[FileState.PREVIEW] == 1


def test_files_that_are_ready_are_told_on_every_page(run: Run) -> None:
    ready = [run.preview(run.file(f"{number}.csv", READY.format(number))).file_id for number in (11, 12)]
    for _ in range(20):
        run.put(FileState.REFUSED)
    run.preview(run.file("report.csv", ASKS))
    ready.append(run.preview(run.file("13.csv", READY.format(13))).file_id)
    assert [page(run, number).ready for number in (1, 2)] == [tuple(ready)] * 2


def test_a_file_with_an_account_that_cannot_be_imported_is_not_ready(run: Run) -> None:
    rows = "".join(f"2026-01-01,{number},EUR,1.00\n" for number in range(11, 16))
    plan = run.preview(run.file("all.csv", "By Day,Account ID,Currency,Cost\n" + rows))
    assert page(run).ready == (plan.file_id,)
    run.act(imports.choose_account, file_id=plan.file_id, source="15", field="external_id", value="11")
    assert page(run).ready == ()
    run.act(imports.choose_account, file_id=plan.file_id, source="15", field="external_id", value="")
    run.act(imports.choose_account, file_id=plan.file_id, source="15", field="time_zone", value="Mars/Base")
    assert page(run).ready == ()


def test_a_file_becomes_ready_by_what_is_chosen(run: Run) -> None:
    plan = run.preview(run.file("report.csv", ASKS))
    run.choose(plan, Choice(external_id="7", currency="EUR"))
    assert page(run).ready == (plan.file_id,)


def test_all_that_has_ended_is_told_and_cleared(run: Run) -> None:
    ended = {
        run.put(state)
        for state in (FileState.DONE, FileState.FAILED, FileState.REFUSED, FileState.CANCELLED)
        for _ in "ab"
    }
    waiting = run.put(FileState.PREVIEW)
    found = page(run)
    assert set(found.ended) == ended
    run.act(import_list.clear_imports, file_ids=found.ended)
    assert ids(page(run)) == [waiting]


def test_what_ended_after_the_page_was_drawn_is_not_cleared(run: Run) -> None:
    run.put(FileState.DONE)
    drawn = page(run)
    unseen = run.put(FileState.REFUSED)
    run.act(import_list.clear_imports, file_ids=drawn.ended)
    assert ids(page(run)) == [unseen]


def test_hundreds_are_cleared_at_once(run: Run) -> None:
    for _ in range(450):
        run.put(FileState.DONE)
    run.act(import_list.clear_imports, file_ids=page(run).ended)
    assert page(run).total == 0


def test_one_that_is_on_its_way_keeps_all_on_the_page(run: Run) -> None:
    done, reading = run.put(FileState.DONE), run.put(FileState.READING)
    with pytest.raises(Conflict, match="still on its way"):
        run.act(import_list.clear_imports, file_ids=(done, reading))
    assert ids(page(run)) == [reading, done]


def test_nobody_clears_the_imports_of_others(
    run: Run, runtime: Runtime, world: World, max_: MadeUser, center: str, tmp_path: Path
) -> None:
    own, others = run.put(FileState.DONE), run.put(FileState.DONE, user_id=int(max_.id))
    with pytest.raises(NotFound):
        run.act(import_list.clear_imports, file_ids=(own, others))
    assert ids(page(run)) == [own]


def test_an_import_that_ended_half_a_day_ago_is_gone(run: Run) -> None:
    run.put(FileState.DONE, finished_at=datetime.now(UTC) - timedelta(hours=13))
    assert page(run).total == 0


def test_files_on_other_pages_are_run_too(run: Run) -> None:
    for _ in range(20):
        run.put(FileState.REFUSED)
    plan = run.preview(run.file("11.csv", READY.format(11)))
    (file_id,) = page(run).ready
    run.act(imports.start_import, file_id=file_id)
    run.run_job(import_jobs.run_import, file_id)
    assert (run.view(plan).state, run.totals("11")["spend"]) == (FileState.DONE, 1_000_000)


def told(run: Run, file_id: str) -> str:
    (plan,) = [item.plan for item in page(run).items if item.plan.file_id == file_id]
    return plan.imported_into


def test_the_same_bytes_in_another_ad_account_are_told_before_they_go_in_twice(run: Run) -> None:
    run.finish(run.choose(run.preview(run.file("ads_7.csv", OF_EUROS)), Choice(external_id="7")))
    again = run.preview(run.file("copy.csv", OF_EUROS))
    other = run.preview(run.file("other.csv", OF_EUROS.replace("1.00", "2.00")))
    assert (told(run, again.file_id), told(run, other.file_id)) == ("Ad account 7", "")
    run.choose(again, Choice(external_id="8"))
    assert told(run, again.file_id) == "Ad account 7"
    run.choose(again, Choice(external_id="7"))  # the same figures once more, into where they are
    assert told(run, again.file_id) == ""


def test_the_same_bytes_are_not_told_of_an_ad_account_that_may_not_be_seen(
    run: Run, runtime: Runtime, world: World, center: str, max_: MadeUser, tmp_path: Path
) -> None:
    run.finish(run.choose(run.preview(run.file("ads_7.csv", OF_EUROS)), Choice(external_id="7")))
    world.grant(center, world.ad_account(center, max_), max_, AdAccountLevel.OPERATOR)
    his = Run(runtime, max_.caller(center), tmp_path)
    assert told(his, his.preview(his.file("copy.csv", OF_EUROS)).file_id) == ""
