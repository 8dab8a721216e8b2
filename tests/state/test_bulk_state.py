"""A bulk change as it travels to the browser: what was selected, the preview, the result."""

from datetime import date
from typing import Any

import pytest

from bizhub.domain.policy import AdAccountLevel
from bizhub.services import bulk, bulk_jobs
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from bizhub.state.bulk_form import BulkFormState
from bizhub.state.bulk_run import BulkRunState
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import Answer, Tab


class Linden:
    """Ada's center: Bo holds Admin on Shop DE, and nothing on Shop FR."""

    def __init__(self, world: World, ada: MadeUser) -> None:
        self.runtime, self.ada, self.center = world.runtime, ada, world.center(ada, "Linden")
        self.bo = world.user("Bo")
        world.member(self.center, self.bo)
        self.accounts = [world.ad_account(self.center, ada, name) for name in ("Shop DE", "Shop FR")]
        world.grant(self.center, self.accounts[0], self.bo, AdAccountLevel.ADMIN)

    def prepared(self, **changes: Any) -> str:
        asked = {"people": self.bo.id, "ad_accounts": " ".join(self.accounts), "level": "ANALYST", **changes}
        with begin(self.runtime, self.ada.caller(self.center), write=True) as work:
            return bulk.prepare_run(work, **asked)

    def done(self, run: str) -> None:
        bulk_jobs.run_started(self.runtime, int(run), progress=lambda _done, _of: None)


@pytest.fixture
def linden(world: World, ada: MadeUser, runtime: Runtime) -> Linden:
    runtime.jobs.enqueue = lambda _name, **_: ""  # type: ignore[method-assign]
    return Linden(world, ada)


async def opened(tab: Tab, query: str) -> Answer:
    tab.path = f"/team/bulk?{query}"
    await tab.send(SessionState.load)
    return await tab.send(BulkRunState.load)


async def test_a_preview_is_written_for_the_reader(adas_tab: Tab, linden: Linden) -> None:
    run = linden.prepared(until=date(2999, 1, 1), only_raise=True, reason="Spring")
    answer = await opened(adas_tab, f"run={run}")
    card = answer.value("run")
    assert (card.title, card.asked) == (
        "Analyst for 1 person on 2 ad accounts", "until Jan 1, 2999 · only where it is more · reason: Spring",
    )  # fmt: skip
    assert (card.waiting, card.skipped, card.pairs, card.may_start) == ("1", "1", "2", True)
    assert card.reasons == ["1: Holds more, or for longer, and only raising was chosen."]
    assert [(line.ad_account, line.before, line.after, line.words) for line in answer.value("rows")] == [
        ("Shop DE", "Admin", "Analyst until Jan 1, 2999", "Holds more, or for longer, and only raising was chosen."),
        ("Shop FR", "None", "Analyst until Jan 1, 2999", "Will change"),
    ]
    only = await opened(adas_tab, f"run={run}&show=WAITING")
    assert [line.ad_account for line in only.value("rows")] == ["Shop FR"]


async def test_it_runs_and_the_page_hears_of_it(adas_tab: Tab, linden: Linden) -> None:
    run = linden.prepared()
    await opened(adas_tab, f"run={run}")
    assert (await adas_tab.send(BulkRunState.start)).value("run").state == "Running"
    linden.done(run)
    card = (await adas_tab.send(BulkRunState.refresh)).value("run")
    assert (card.state, card.changed, card.percent, card.may_undo) == ("Done", "2", 100, True)
    undo = (await adas_tab.send(BulkRunState.undo)).events[-1].payload["path"]
    preview = (await opened(adas_tab, undo.partition("?")[2])).value("run")
    assert (preview.title, preview.undo_of) == ("undoing the levels of 1 person on 2 ad accounts", run)
    lines = (await opened(adas_tab, "")).value("runs")
    assert [(line.title, line.state) for line in lines] == [("Analyst for 1 person on 2 ad accounts", "Done")]


async def test_what_was_selected_is_chosen_and_what_is_not_here_is_said(adas_tab: Tab, linden: Linden) -> None:
    await opened(adas_tab, f"people={linden.bo.id}&accounts={linden.accounts[1]},1234567890123456789")
    answer = await adas_tab.send(BulkFormState.load)
    assert [chip.name for chip in answer.value("people")] == ["Bo"]
    assert answer.value("account_ids") == linden.accounts[1]
    assert answer.value("errors") == {"ad_accounts": "Not found. 1 that was selected: not in this center."}


async def test_a_preview_is_taken_up_again_to_be_changed(adas_tab: Tab, linden: Linden) -> None:
    run = linden.prepared(level="", until=None)
    await opened(adas_tab, f"from={run}")
    values = (await adas_tab.send(BulkFormState.load)).value("values")
    assert values == {
        "people": linden.bo.id, "ad_accounts": "\n".join(linden.accounts), "level": "END", "until": "",
        "only_raise": "", "reason": "",
    }  # fmt: skip
