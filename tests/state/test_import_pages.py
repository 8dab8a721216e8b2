"""The import page with more files than it shows at once."""

import pytest

from bizhub.domain.imports import FileState
from bizhub.services import imports
from bizhub.services.import_list import PAGE_SIZE
from bizhub.state.imports import ImportState
from bizhub.state.session import SessionState
from tests.hostile.driver import Tab
from tests.services.import_run import Run

REPORT = "By Day,Account ID,Currency,Cost\n2026-01-01,{},EUR,5.00\n"
BAD = "By Day,Account ID,Currency,Cost\n2026-01-01,7,EUR,much\n"
MANY = 22


@pytest.fixture
def waiting(run: Run) -> list[str]:
    """More files than a page has, read and ready, as they came."""
    return [run.put(FileState.PREVIEW, str(n)) for n in range(MANY)]


@pytest.fixture
async def tab(adas_tab: Tab, run: Run) -> Tab:
    """Ada's tab on the import page."""
    adas_tab.path = "/import"
    await adas_tab.send(SessionState.load)
    return adas_tab


def states(run: Run) -> dict[str, str]:
    """Where every file stands, as the table says."""
    with run.runtime.database.transaction(write=False) as connection:
        return {str(row[0]): row[1] for row in connection.exec_driver_sql("SELECT id, state FROM import_file").all()}


async def test_all_files_are_started_also_those_of_other_pages(tab: Tab, run: Run, waiting: list[str]) -> None:
    await tab.send(ImportState.load)
    answer = await tab.send(ImportState.start_all)
    assert states(run) == dict.fromkeys(waiting, "RUNNING")
    assert f"Importing {MANY} files. You may leave this page." in answer.functions[0]


async def test_the_button_says_how_many_are_ready(tab: Tab, run: Run, waiting: list[str]) -> None:
    run.preview(run.file("report.csv", "By Day,Cost\n2026-01-01,5.00\n"))
    assert (await tab.send(ImportState.load)).value("ready_count") == MANY


async def test_a_file_that_was_read_since_is_not_started_unseen(tab: Tab, run: Run, waiting: list[str]) -> None:
    await tab.send(ImportState.load)
    unseen = run.preview(run.file("late.csv", REPORT.format(99))).file_id
    await tab.send(ImportState.start_all)
    assert states(run)[unseen] == "PREVIEW"


async def test_the_pages_lead_to_each_other(tab: Tab, waiting: list[str]) -> None:
    answer = await tab.send(ImportState.load)
    assert [file.id for file in answer.value("files")] == waiting[:PAGE_SIZE]
    place = ("shown_from", "shown_to", "total", "has_previous", "has_next")
    state = await tab.state(ImportState)
    assert [getattr(state, name) for name in place] == ["1", "20", "22", False, True]
    (on,) = [event.payload["path"] for event in (await tab.send(ImportState.turn_on)).events]
    assert on == "/import?page=2"
    tab.path = on
    answer = await tab.send(ImportState.load)
    assert [file.id for file in answer.value("files")] == waiting[PAGE_SIZE:]
    state = await tab.state(ImportState)
    assert [getattr(state, name) for name in place] == ["21", "22", "22", True, False]
    (back,) = [event.payload["path"] for event in (await tab.send(ImportState.turn_back)).events]
    assert back == "/import"


async def test_what_moves_is_told_on_every_page(tab: Tab, run: Run, waiting: list[str]) -> None:
    tab.path = "/import?page=2"
    await tab.send(ImportState.load)
    run.preview(run.file("bad.csv", BAD))
    run.receive(run.file("late.csv", REPORT.format(99)))
    answer = await tab.send(ImportState.load)
    assert answer.value("summary") == "24 files: 1 cannot be imported, 22 wait for you, 1 is being read."


async def test_files_that_all_stand_at_the_same_are_counted_once(tab: Tab, waiting: list[str]) -> None:
    await tab.send(ImportState.load)
    assert (await tab.state(ImportState)).summary == "22 files wait for you."


async def test_one_file_needs_no_summary(tab: Tab, run: Run) -> None:
    run.preview(run.file("1.csv", REPORT.format(1)))
    await tab.send(ImportState.load)
    assert (await tab.state(ImportState)).summary == ""


async def test_what_has_ended_is_cleared_with_one_click(tab: Tab, run: Run, waiting: list[str]) -> None:
    for _ in range(PAGE_SIZE + 2):
        run.put(FileState.REFUSED)
    assert (await tab.send(ImportState.load)).value("ended_count") == PAGE_SIZE + 2
    answer = await tab.send(ImportState.clear_ended)
    assert (answer.value("ended_count"), answer.value("total")) == (0, str(MANY))
    assert [file.id for file in answer.value("files")] == waiting[:PAGE_SIZE]


async def test_how_many_could_not_be_started_is_said(tab: Tab, run: Run, waiting: list[str]) -> None:
    await tab.send(ImportState.load)
    for file_id, number in zip(waiting[-2:], (MANY - 2, MANY - 1), strict=True):
        change = {"file_id": file_id, "source": str(number), "field": "time_zone", "value": "Mars/Base"}
        run.act(imports.choose_account, **change)
    answer = await tab.send(ImportState.start_all)
    assert f"Importing {MANY - 2} files." in answer.functions[0]
    assert "2 files could not be started. Each says why." in answer.functions[1]
