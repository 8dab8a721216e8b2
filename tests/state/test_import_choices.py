"""What the preview of an import says beside its fields, as it travels to the browser."""

import pytest

from bizhub.services import import_jobs
from bizhub.state.imports import ImportState
from bizhub.state.session import SessionState
from tests.hostile.driver import Tab
from tests.services.import_run import Run

OF_EUROS = "By Day,Currency,Cost\n2026-01-01,EUR,1.00\n"


@pytest.fixture
async def tab(adas_tab: Tab, run: Run) -> Tab:
    """Ada's tab on the import page."""
    adas_tab.path = "/import"
    await adas_tab.send(SessionState.load)
    await adas_tab.send(ImportState.load)
    return adas_tab


async def test_an_id_with_something_odd_in_it_is_refused_at_its_field(tab: Tab, run: Run) -> None:
    chosen = {"file_id": run.preview(run.file("report.csv", OF_EUROS)).file_id, "source": "", "name": "external_id"}
    (file,) = (await tab.send(ImportState.choose, **chosen, value="42;")).value("files")
    (account,) = file.accounts
    assert account.external_id_error == "The ID of an ad account has letters, digits, - and _ only."
    assert (account.problem, account.external_id, file.is_ready) == ("", "42;", False)
    (file,) = (await tab.send(ImportState.choose, **chosen, value="42")).value("files")
    assert (file.accounts[0].external_id_error, file.is_ready) == ("", True)


async def test_the_same_bytes_in_another_ad_account_are_named(tab: Tab, run: Run) -> None:
    run.finish(run.preview(run.file("ads_7.csv", OF_EUROS)))
    again = run.preview(run.file("ads_8.csv", OF_EUROS)).file_id
    files = (await tab.send(ImportState.load)).value("files")
    words = {file.id: file.seen_words for file in files}
    assert words[again] == "A file with exactly these figures was imported into Ad account 7 before."


async def test_that_files_are_being_imported_is_said_no_longer_when_they_are(tab: Tab, run: Run) -> None:
    file_id = run.preview(run.file("ads_7.csv", OF_EUROS)).file_id
    await tab.send(ImportState.load)
    (said,) = (await tab.send(ImportState.start_all)).functions
    assert "Importing 1 file." in said
    assert (await tab.send(ImportState.load)).functions == []  # still on its way
    run.run_job(import_jobs.run_import, file_id)
    (gone,) = (await tab.send(ImportState.load)).functions
    assert "dismiss('importing')" in gone
    assert "importing" in said
    assert (await tab.send(ImportState.load)).functions == []
