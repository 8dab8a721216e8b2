"""Files about the same days of one ad account on the import page."""

import pytest

from bizhub.services import import_jobs
from bizhub.services.runtime import Runtime
from bizhub.state.imports import ImportState
from bizhub.state.session import SessionState
from tests.hostile.driver import Tab
from tests.services.import_run import Run

COMPLETE = "By Day,Account ID,Currency,Cost\n2026-01-01,{},EUR,5.00\n"


@pytest.fixture
async def tab(adas_tab: Tab, run: Run) -> Tab:
    """Ada's tab on the import page."""
    adas_tab.path = "/import"
    await adas_tab.send(SessionState.load)
    return adas_tab


async def test_files_about_the_same_days_are_started_one_by_one(tab: Tab, run: Run) -> None:
    plans = [
        run.preview(run.file(f"{name}.csv", COMPLETE.format(7) + extra)) for name, extra in (("a", ""), ("b", "\n"))
    ]
    answer = await tab.send(ImportState.load)
    assert (answer.value("ready_count"), [file.overlap for file in answer.value("files")]) == (0, [
        "b.csv is about the same days of Ad account 7. Import one of them first, or cancel it.",
        "a.csv is about the same days of Ad account 7. Import one of them first, or cancel it.",
    ])  # fmt: skip
    answer = await tab.send(ImportState.start, file_id=plans[1].file_id)
    assert [file.state for file in answer.value("files")] == ["PREVIEW", "RUNNING"]


async def test_what_a_page_could_not_see_is_seen_when_all_are_started(tab: Tab, run: Run) -> None:
    rows = "".join(f"2026-01-01,{number},EUR,5.00\n" for number in range(101, 131))
    many = run.preview(run.file("many.csv", COMPLETE.format(100) + rows)).file_id
    one = run.preview(run.file("one.csv", COMPLETE.format(130))).file_id
    assert (await tab.send(ImportState.load)).value("ready_count") == 2
    answer = await tab.send(ImportState.start_all)
    assert answer.value("errors") == {
        many: "one.csv is about the same days of Ad account 130. Import one of them first, or cancel it.",
        one: "many.csv is about the same days of Ad account 130. Import one of them first, or cancel it.",
    }
    assert [file.state for file in answer.value("files")] == ["PREVIEW", "PREVIEW"]


async def test_what_changed_after_the_page_was_drawn_is_shown_before_it_is_replaced(
    tab: Tab, run: Run, runtime: Runtime
) -> None:
    plan = run.preview(run.file("a.csv", COMPLETE.format(7)))
    other = run.preview(run.file("b.csv", "By Day,Account ID,Currency,Cost\n2026-01-01,7,EUR,9.00\n"))
    await tab.send(ImportState.load)
    run.finish(other)
    await tab.send(ImportState.start, file_id=plan.file_id)
    run.run_job(import_jobs.run_import, plan.file_id)
    file = next(file for file in (await tab.send(ImportState.load)).value("files") if file.id == plan.file_id)
    assert (file.state, file.error.split(".")[0]) == (
        "PREVIEW", "Other figures of Ad account 7 for these days were imported in the meantime",
    )  # fmt: skip
    assert file.accounts[0].notes == ["Replaces what is stored for this period; 1 day changes."]
    await tab.send(ImportState.start, file_id=plan.file_id)
    run.run_job(import_jobs.run_import, plan.file_id)
    assert run.totals("7")["spend"] == 5_000_000
