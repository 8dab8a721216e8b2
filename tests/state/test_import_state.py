"""The import page, as it travels to the browser."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bizhub.domain.imports import FileState
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import import_jobs, import_promises, imports
from bizhub.services.runtime import Runtime
from bizhub.state.imports import ImportState
from bizhub.state.session import SessionState
from tests.factories import World
from tests.hostile.driver import Driver, Tab
from tests.services.import_run import Run

BARE = "By Day,Cost\n2026-01-01,5.00\n"
COMPLETE = "By Day,Account ID,Currency,Cost\n2026-01-01,{},EUR,5.00\n"


@pytest.fixture
async def tab(adas_tab: Tab, run: Run) -> Tab:
    """Ada's tab on the import page."""
    adas_tab.path = "/import"
    await adas_tab.send(SessionState.load)
    return adas_tab


async def test_why_a_file_cannot_start_is_said_at_the_file(tab: Tab, run: Run) -> None:
    file_id = run.preview(run.file("report.csv", BARE)).file_id
    await tab.send(ImportState.load)
    answer = await tab.send(ImportState.start, file_id=file_id)
    assert answer.value("errors") == {file_id: "Say which ad account these figures belong to."}
    assert [file.state for file in (await tab.state(ImportState)).files] == ["PREVIEW"]


async def test_what_was_said_at_a_file_goes_with_the_next_try(tab: Tab, run: Run) -> None:
    file_id = run.preview(run.file("report.csv", BARE)).file_id
    await tab.send(ImportState.start, file_id=file_id)
    answer = await tab.send(ImportState.choose, file_id=file_id, source="", name="external_id", value="42")
    assert answer.value("errors") == {}
    (file,) = answer.value("files")
    assert file.accounts[0].external_id == "42"


async def test_a_refused_preview_carries_no_stored_figure(
    runtime: Runtime, world: World, run: Run, driver: Driver, tmp_path: Path
) -> None:
    run.finish(run.preview(run.file("all.csv", "By Day,Account ID,Currency,Cost\n2025-05-05,90909,JPY,123456.78\n")))
    max_, center = world.user("Max"), run.caller.center_id or ""
    world.member(center, max_)
    world.grant(center, world.ad_account(center, max_), max_, AdAccountLevel.OPERATOR)
    his = Run(runtime, max_.caller(center), tmp_path)
    his.preview(his.file("guess.csv", "By Day,Account ID,Cost\n2025-05-05,90909,1.00\n"))
    tab = driver.tab(max_.token, path="/import")
    await tab.hydrate()
    await tab.send(SessionState.load)
    (file,) = (await tab.send(ImportState.load)).value("files")
    (account,) = file.accounts
    assert account.problem.startswith("You need the level Operator on Ad account 90909")
    assert account.about == "ID 90909"
    assert [(line.value, line.before) for line in account.sums] == [("1.00", "")]
    assert (account.verb, account.notes) == ("Update", [])


async def test_the_account_stays_a_question_when_it_exists(tab: Tab, run: Run) -> None:
    run.finish(run.preview(run.file("old.csv", COMPLETE.format(916))))
    file_id = run.preview(run.file("report.csv", "By Day,Currency,Cost\n2026-01-02,USD,5.00\n")).file_id
    await tab.send(ImportState.load)
    answer = await tab.send(ImportState.choose, file_id=file_id, source="", name="external_id", value="916")
    account = next(file for file in answer.value("files") if file.id == file_id).accounts[0]
    assert (account.creates, account.asks_external_id, account.external_id) == (False, True, "916")
    assert account.problem.endswith("Give the ID of another account.")
    answer = await tab.send(ImportState.choose, file_id=file_id, source="", name="external_id", value="9165")
    account = next(file for file in answer.value("files") if file.id == file_id).accounts[0]
    assert (account.creates, account.asks_external_id, account.problem) == (True, True, "")


async def test_an_account_column_is_no_question(tab: Tab, run: Run) -> None:
    run.preview(run.file("a.csv", COMPLETE.format(916)))
    (file,) = (await tab.send(ImportState.load)).value("files")
    assert not file.accounts[0].asks_external_id


async def test_leaving_a_field_as_it_was_chooses_nothing(tab: Tab, run: Run) -> None:
    file_id = run.preview(run.file("ads_7.csv", "By Day,Currency,Cost\n2026-01-02,USD,5.00\n")).file_id
    await tab.send(ImportState.load)
    await tab.send(ImportState.choose, file_id=file_id, source="", name="name", value="Ad account 7")
    await tab.send(ImportState.choose, file_id=file_id, source="", name="external_id", value="8")
    ((account,),) = [file.accounts for file in (await tab.state(ImportState)).files]
    assert (account.name, account.external_id) == ("Ad account 8", "8")


async def test_an_account_that_the_file_does_not_have_is_refused_at_the_file(tab: Tab, run: Run) -> None:
    file_id = run.preview(run.file("report.csv", BARE)).file_id
    answer = await tab.send(ImportState.choose, file_id=file_id, source="elsewhere", name="name", value="Shop")
    assert answer.value("errors") == {file_id: "This file has no such account."}


async def test_one_file_that_cannot_start_keeps_no_other_from_starting(tab: Tab, run: Run) -> None:
    plans = [run.preview(run.file(f"{number}.csv", COMPLETE.format(number))) for number in (11, 12)]
    await tab.send(ImportState.load)
    in_another_tab = {"file_id": plans[1].file_id, "source": "12", "field": "time_zone", "value": "Mars/Base"}
    run.act(imports.choose_account, **in_another_tab)
    answer = await tab.send(ImportState.start_all)
    assert answer.value("errors") == {plans[1].file_id: "Mars/Base is not a time zone."}
    assert {file.id: file.state for file in answer.value("files")} == {
        plans[0].file_id: "RUNNING",
        plans[1].file_id: "PREVIEW",
    }
    assert "Importing 1 file. You may leave this page." in answer.functions[0]


@pytest.mark.parametrize("read", [True, False], ids=["preview", "reading"])
async def test_a_cancelled_import_says_so_until_it_is_taken_off(tab: Tab, run: Run, read: bool) -> None:
    path = run.file("report.csv", BARE)
    file_id = run.preview(path).file_id if read else run.receive(path)
    answer = await tab.send(ImportState.cancel, file_id=file_id)
    assert [file.state for file in answer.value("files")] == ["CANCELLED"]
    assert (await tab.send(ImportState.clear, file_id=file_id)).value("files") == []


@pytest.mark.parametrize("read", [True, False], ids=["preview", "reading"])
async def test_taking_an_import_off_the_page_cancels_none(tab: Tab, run: Run, read: bool) -> None:
    path = run.file("report.csv", BARE)
    file_id = run.preview(path).file_id if read else run.receive(path)
    answer = await tab.send(ImportState.clear, file_id=file_id)
    assert "This import is still on its way. Cancel it first." in answer.functions[0]
    before = run.act(imports.view_import, file_id=file_id).state
    assert before is (FileState.PREVIEW if read else FileState.READING)


async def test_a_file_that_moved_on_keeps_no_other_from_starting(tab: Tab, run: Run) -> None:
    plans = [run.preview(run.file(f"{number}.csv", COMPLETE.format(number))) for number in (11, 12)]
    await tab.send(ImportState.load)
    run.act(imports.cancel_import, file_id=plans[0].file_id)  # in another tab; the oldest is started first
    answer = await tab.send(ImportState.start_all)
    assert {file.id: file.state for file in answer.value("files")} == {
        plans[0].file_id: "CANCELLED",
        plans[1].file_id: "RUNNING",
    }
    assert "Importing 1 file." in answer.functions[0]
    assert "moved on" in answer.value("errors")[plans[0].file_id]


async def test_several_files_are_counted(tab: Tab, run: Run) -> None:
    for number in (11, 12):
        run.preview(run.file(f"{number}.csv", COMPLETE.format(number)))
    await tab.send(ImportState.load)
    assert "Importing 2 files. You may leave this page." in (await tab.send(ImportState.start_all)).functions[0]


@pytest.mark.parametrize(
    "report",
    ["", "{", "5", "null", '"done"', "[" * 900, '{"state": 7}', '{"state": "failed", "answer": [1]}', "{}"],
    ids=["nothing", "cut", "number", "null", "text", "deep", "type", "answer", "empty"],
)
async def test_a_report_no_page_sends_is_refused(tab: Tab, report: str) -> None:
    with capture_logs() as logs:
        answer = await tab.send(ImportState.uploaded, report=report)
    assert "could not be understood" in answer.functions[0]
    assert [entry for entry in logs if entry["log_level"] == "error"] == []


def news(file: str, place: int, status: int, message: str = "") -> str:
    """What the browser tells of a file that did not go through."""
    answer = {"message": message, "field": "file"} if message else None
    told = {"file": file, "place": place, "of": 3, "sent": 5, "size": 5, "state": "failed", "status": status}
    return json.dumps({**told, "answer": answer})


async def test_every_file_that_did_not_go_through_is_named_with_its_reason(tab: Tab) -> None:
    await tab.send(ImportState.uploaded, report=news("a.csv", 1, 422, "The file is empty."))
    await tab.send(ImportState.uploaded, report=news("b.csv", 2, 413))
    answer = await tab.send(ImportState.uploaded, report=news("c.csv", 3, 0))
    assert answer.value("not_taken") == [
        "a.csv: The file is empty.",
        "b.csv: The file is larger than 200 MB.",
        "c.csv: The file did not arrive. Please try again.",
    ]


async def test_the_next_upload_starts_without_the_refusals_of_the_last(tab: Tab) -> None:
    await tab.send(ImportState.uploaded, report=news("a.csv", 1, 422, "The file is empty."))
    answer = await tab.send(ImportState.uploaded, report=news("b.csv", 1, 0))
    assert answer.value("not_taken") == ["b.csv: The file did not arrive. Please try again."]


async def test_the_limit_on_the_page_is_the_one_in_force(tab: Tab, runtime: Runtime) -> None:
    runtime.settings.import_max_bytes = 20_000
    answer = await tab.send(ImportState.load)
    assert (answer.value("largest_bytes"), answer.value("largest")) == (20_000, "19.5 KB")


async def test_who_may_import_nothing_is_told_so_in_place_of_the_page(
    world: World, run: Run, driver: Driver, tmp_path: Path
) -> None:
    max_, center = world.user("Max"), run.caller.center_id or ""
    world.member(center, max_)
    tab = driver.tab(max_.token, path="/import")
    await tab.hydrate()
    await tab.send(SessionState.load)
    answer = await tab.send(ImportState.load)
    assert answer.value("problem").startswith("You need ")
    assert answer.value("problem").endswith("Ada can give it to you.")
    world.grant(center, world.ad_account(center, max_), max_, AdAccountLevel.OPERATOR)
    answer = await tab.send(ImportState.load)
    assert (answer.value("problem"), answer.value("loaded")) == ("", True)


async def test_a_running_import_is_cancelled_between_two_parts(
    tab: Tab, run: Run, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_promises, "PART_ACCOUNTS", 1)
    rows = "2026-01-01,11,EUR,5.00\n2026-01-01,12,EUR,6.00\n"
    plan = run.preview(run.file("two.csv", "By Day,Account ID,Currency,Cost\n" + rows))
    await tab.send(ImportState.load)
    await tab.send(ImportState.start, file_id=plan.file_id)
    swap_all, seen = runtime.insights.swap_all, list[str]()

    def while_cancelled(*arguments: Any, **more: Any) -> None:
        run.act(imports.cancel_import, file_id=plan.file_id)
        seen.append(run.view(plan).state)
        swap_all(*arguments, **more)

    monkeypatch.setattr(runtime.insights, "swap_all", while_cancelled)
    run.run_job(import_jobs.run_import, plan.file_id)
    assert seen == [FileState.CANCELLING]
    (file,) = (await tab.send(ImportState.load)).value("files")
    assert (file.state, file.error) == (
        "CANCELLED",
        "Cancelled. 1 of 2 ad accounts of this file was imported, and what was imported stays. "
        "Nothing was changed in the other one.",
    )


async def test_an_import_that_is_being_cancelled_says_so(tab: Tab, run: Run) -> None:
    file_id = run.put(FileState.CANCELLING, "11")
    run.put(FileState.PREVIEW, "12")
    answer = await tab.send(ImportState.cancel, file_id=file_id)
    assert {file.state for file in answer.value("files")} == {"CANCELLING", "PREVIEW"}
    assert answer.value("summary") == "2 files: 1 waits for you, 1 is being cancelled."


async def test_what_failed_to_arrive_is_cleared_with_what_has_ended(tab: Tab, run: Run) -> None:
    await tab.send(ImportState.uploaded, report=news("a.csv", 1, 422, "The file is empty."))
    for state in (FileState.REFUSED, FileState.FAILED):
        run.put(state)
    await tab.send(ImportState.load)
    answer = await tab.send(ImportState.clear_ended)
    assert (answer.value("not_taken"), answer.value("files"), answer.value("ended_count")) == ([], [], 0)


async def test_what_failed_to_arrive_is_cleared_where_nothing_has_ended(tab: Tab) -> None:
    await tab.send(ImportState.load)
    await tab.send(ImportState.uploaded, report=news("a.csv", 1, 0))
    assert (await tab.send(ImportState.clear_ended)).value("not_taken") == []


async def test_a_finished_file_names_its_ad_account_and_leads_to_its_insights(tab: Tab, run: Run) -> None:
    run.finish(run.preview(run.file("shop.csv", COMPLETE.format(916))))
    (file,) = (await tab.send(ImportState.load)).value("files")
    with run.runtime.database.transaction(write=False) as connection:
        account = connection.execute(text("SELECT id FROM ad_account")).scalar_one()
    assert file.done_words == "Imported into Ad account 916. The figures are in place."
    assert file.insights_path == f"/insights?account={account}"


async def test_a_finished_file_of_several_ad_accounts_counts_them_and_leads_to_all(tab: Tab, run: Run) -> None:
    both = "By Day,Account ID,Currency,Cost\n2026-01-01,11,EUR,5.00\n2026-01-01,12,EUR,5.00\n"
    run.finish(run.preview(run.file("both.csv", both)))
    (file,) = (await tab.send(ImportState.load)).value("files")
    assert file.done_words == "Imported into 2 ad accounts. The figures are in place."
    assert file.insights_path == "/insights"


async def test_a_finished_file_names_no_ad_account_that_may_not_be_seen_any_more(
    runtime: Runtime, world: World, run: Run, driver: Driver, tmp_path: Path
) -> None:
    max_, center = world.user("Max"), run.caller.center_id or ""
    world.member(center, max_)
    accounts = [world.ad_account(center, max_, f"Shop {number}", external_id=number) for number in ("11", "12")]
    his = Run(runtime, max_.caller(center), tmp_path)
    for account in accounts:
        world.grant(center, account, max_, AdAccountLevel.OPERATOR)
    his.finish(his.preview(his.file("shop.csv", COMPLETE.format(11))))
    with runtime.database.transaction(write=True) as connection:
        ended = text("UPDATE access_grant SET revoked_at = valid_from WHERE ad_account_id = :id")
        connection.execute(ended, {"id": int(accounts[0])})
    tab = driver.tab(max_.token, path="/import")
    await tab.hydrate()
    await tab.send(SessionState.load)
    (file,) = (await tab.send(ImportState.load)).value("files")
    assert (file.done_words, file.insights_path) == ("Imported. The figures are in place.", "/insights")
