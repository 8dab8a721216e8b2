"""Several files about the same days of one ad account never overwrite each other without a word."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bizhub.domain.imports import Choice, FileState, ImportPlan, Obstacle
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import import_jobs, import_list, import_promises, imports
from bizhub.services.import_list import OpenImports
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.services.import_run import Run

ADS = "By Day,Campaign name,Ad name,Currency,Cost\n2026-01-0{},A,1,EUR,{}\n"
CAMPAIGNS = "By Day,Campaign name,Currency,Cost\n2026-01-01,A,EUR,10.00\n"
HEAD = "By Day,Account ID,Account name,Currency,Cost\n"
CHANGED = (
    "Other figures of Ad account 7 for these days were imported in the meantime. "
    "Nothing of this file was imported. See what it would replace now, then import it again."
)


@pytest.fixture
def run(runtime: Runtime, olga: MadeUser, center: str, tmp_path: Path) -> Run:
    return Run(runtime, olga.caller(center), tmp_path)


@pytest.fixture
def three(run: Run) -> list[ImportPlan]:
    """An ad-level file, a campaign-level one and another ad-level one, all of one day of ad account 7."""
    texts = {"ads_7.csv": ADS.format(1, "10.00"), "campaigns_7.csv": CAMPAIGNS, "late_7.csv": ADS.format(1, "1.00")}
    return [run.preview(run.file(name, text)) for name, text in texts.items()]


def page(run: Run) -> OpenImports:
    with begin(run.runtime, run.caller, write=False) as work:
        return import_list.list_open_imports(work, first={})


def overlaps(run: Run) -> dict[str, str]:
    """What the page says of each file about others."""
    return {item.plan.file_name: item.plan.overlap.sentence for item in page(run).items if item.plan.overlap}


def start(run: Run, plan: ImportPlan, seen_at: datetime | None = None) -> None:
    run.act(imports.start_import, file_id=plan.file_id, seen_at=seen_at)


def go(run: Run, plan: ImportPlan) -> tuple[FileState, str]:
    """Run a started import; where it stands then."""
    run.run_job(import_jobs.run_import, plan.file_id)
    seen = run.view(plan)
    return seen.state, seen.error


def killed(*_: Any, **__: Any) -> None:
    raise OSError("killed")


def test_files_about_the_same_days_are_not_among_all_that_can_be_imported(run: Run, three: list[ImportPlan]) -> None:
    other = run.preview(run.file("ads_8.csv", ADS.format(1, "2.00")))
    assert page(run).ready == (other.file_id,)
    assert overlaps(run) == {
        "ads_7.csv": "campaigns_7.csv is about the same days of Ad account 7. Import one of them first, or cancel it.",
        "campaigns_7.csv": "ads_7.csv is about the same days of Ad account 7. Import one of them first, or cancel it.",
        "late_7.csv": "ads_7.csv is about the same days of Ad account 7. Import one of them first, or cancel it.",
    }
    assert all(item.plan.is_ready for item in page(run).items), "each can be imported by hand"


def test_one_that_is_imported_by_hand_makes_the_previews_of_the_others_new(run: Run, three: list[ImportPlan]) -> None:
    ads, campaigns, late = three
    start(run, ads)
    assert overlaps(run)["campaigns_7.csv"] == (
        "ads_7.csv is about the same days of Ad account 7 and is being imported. Wait until it is done."
    )
    assert go(run, ads) == (FileState.DONE, "")
    run.act(imports.cancel_import, file_id=late.file_id)
    found = page(run)
    assert (found.ready, overlaps(run)) == ((campaigns.file_id,), {})
    (shown,) = [item.plan for item in found.items if item.plan.file_id == campaigns.file_id]
    (account,) = shown.accounts
    assert (account.is_coarser, account.rows_before, account.sums_before["spend"]) == (True, 1, 10_000_000)


@pytest.mark.parametrize(
    "others",
    [
        ["Other_7.csv", "By Day,Campaign name,Currency,Cost\n2026-01-02,A,EUR,10.00\n"],
        ["ads_8.csv", "By Day,Campaign name,Currency,Cost\n2026-01-01,A,EUR,10.00\n"],
        ["again_7.csv", ADS.format(1, "10.00")],
    ],
    ids=["other days", "another account", "the same content"],
)
def test_what_takes_nothing_from_another_is_imported_with_all(run: Run, others: list[str]) -> None:
    plans = [run.preview(run.file("ads_7.csv", ADS.format(1, "10.00"))), run.preview(run.file(*others))]
    assert (page(run).ready, overlaps(run)) == (tuple(plan.file_id for plan in plans), {})
    for plan in plans:
        start(run, plan, page(run).seen_at)
    assert [go(run, plan) for plan in plans] == [(FileState.DONE, "")] * 2
    assert run.totals("7")["spend"] in {10_000_000, 20_000_000}


@pytest.mark.parametrize("way", ["external ID", "own ID", "name"])
def test_an_ad_account_is_the_same_whichever_way_it_is_named(
    run: Run, world: World, olga: MadeUser, center: str, way: str
) -> None:
    own_id = world.ad_account(center, olga, external_id="7", name="Shop", currency="EUR")
    world.grant(center, own_id, olga, AdAccountLevel.OPERATOR)
    named = {
        "external ID": "Account ID,Cost\n2026-01-01,7,1",
        "own ID": f"Account ID,Cost\n2026-01-01,{own_id},1",
        "name": "Account name,Cost\n2026-01-01,Shop,1",
    }[way]
    plans = [run.preview(run.file("ads_7.csv", CAMPAIGNS)), run.preview(run.file("x.csv", f"By Day,{named}\n"))]
    assert page(run).ready == ()
    sentence = "{} is about the same days of Shop. Import one of them first, or cancel it."
    found = [run.act(imports.find_obstacle, file_id=plan.file_id, among_all=True) for plan in plans]
    assert found == [Obstacle(0, sentence.format("x.csv")), Obstacle(0, sentence.format("ads_7.csv"))]


def test_all_ad_accounts_of_a_file_are_compared_before_it_goes_in_with_all(run: Run) -> None:
    rows = "".join(f"2026-01-01,{number:05},Shop {number},EUR,1.50\n" for number in range(450))
    many = run.preview(run.file("agency.csv", HEAD + rows))
    one = run.preview(run.file("one.csv", HEAD + "2026-01-01,00449,Shop,EUR,2.00\n"))
    assert page(run).ready == (many.file_id, one.file_id), "a page looks at the first of them only"
    sentence = "{} is about the same days of {}. Import one of them first, or cancel it."
    assert run.act(imports.find_obstacle, file_id=many.file_id, among_all=True) == Obstacle(
        449, sentence.format("one.csv", "Shop 449")
    )
    assert run.act(imports.find_obstacle, file_id=one.file_id, among_all=True) == Obstacle(
        0, sentence.format("agency.csv", "Shop")
    )
    assert run.act(imports.find_obstacle, file_id=one.file_id) is None


def test_files_of_other_people_are_not_named(
    run: Run, runtime: Runtime, world: World, center: str, tmp_path: Path
) -> None:
    admin = world.user("Ada")
    world.member(center, admin, CenterRole.ADMIN)
    hers = Run(runtime, admin.caller(center), tmp_path)
    hers.preview(hers.file("secret_7.csv", ADS.format(1, "10.00")))
    plan = run.preview(run.file("ads_7.csv", ADS.format(1, "1.00")))
    assert (page(run).ready, overlaps(run)) == ((plan.file_id,), {})
    assert run.act(imports.find_obstacle, file_id=plan.file_id, among_all=True) is None


def test_the_second_of_two_that_were_started_goes_back_to_its_preview(run: Run, three: list[ImportPlan]) -> None:
    seen_at = page(run).seen_at
    for plan in three:
        start(run, plan, seen_at)
    ads, campaigns, late = three
    assert go(run, ads) == (FileState.DONE, "")
    entries = run.entries()
    assert [go(run, campaigns), go(run, late)] == [(FileState.PREVIEW, CHANGED)] * 2
    assert (run.totals("7")["spend"], run.entries()) == (10_000_000, entries)
    (account,) = run.view(campaigns).accounts
    assert (account.is_coarser, account.rows_before) == (True, 1)
    start(run, campaigns, page(run).seen_at)
    assert go(run, campaigns) == (FileState.DONE, "")
    assert go(run, late)[0] is FileState.PREVIEW, "nobody has started it again"


def test_what_another_person_imports_after_the_page_was_shown_is_not_overwritten(
    run: Run, runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str, tmp_path: Path
) -> None:
    account = world.ad_account(center, olga, external_id="7", name="Ad account 7", currency="EUR")
    for person in (olga, max_):
        world.grant(center, account, person, AdAccountLevel.OPERATOR)
    his = Run(runtime, max_.caller(center), tmp_path)
    plan = run.preview(run.file("ads_7.csv", ADS.format(1, "1.00")))
    seen_at = page(run).seen_at
    his.finish(his.preview(his.file("his_7.csv", ADS.format(1, "10.00"))))
    start(run, plan, seen_at)
    assert go(run, plan) == (FileState.PREVIEW, CHANGED)
    assert run.totals("7")["spend"] == 10_000_000


def test_figures_that_were_shown_are_replaced(run: Run) -> None:
    run.finish(run.preview(run.file("ads_7.csv", ADS.format(1, "10.00"))))
    plan = run.preview(run.file("late_7.csv", ADS.format(1, "1.00")))
    start(run, plan, page(run).seen_at)
    assert (go(run, plan), run.totals("7")["spend"]) == ((FileState.DONE, ""), 1_000_000)


@pytest.mark.parametrize("cost", ["1.00", "10.00"], ids=["other figures", "the same figures as stored"])
def test_what_a_kill_left_promised_counts_as_imported(run: Run, monkeypatch: pytest.MonkeyPatch, cost: str) -> None:
    run.finish(run.preview(run.file("first_7.csv", ADS.format(1, "10.00"))))
    promised = run.preview(run.file("ads_7.csv", ADS.format(1, "5.00")))
    plan = run.preview(run.file("late_7.csv", ADS.format(1, cost)))
    start(run, promised)
    with monkeypatch.context() as broken:
        broken.setattr(run.runtime.insights, "swap_all", killed)
        with pytest.raises(OSError, match="killed"):
            run.run_job(import_jobs.run_import, promised.file_id)
    start(run, plan, page(run).seen_at)
    assert go(run, plan) == (FileState.PREVIEW, CHANGED)
    assert go(run, promised) == (FileState.DONE, "")
    assert run.totals("7")["spend"] == 5_000_000


def test_a_kill_after_it_went_back_leaves_it_there(
    run: Run, three: list[ImportPlan], monkeypatch: pytest.MonkeyPatch
) -> None:
    ads, campaigns, _ = three
    for plan in (ads, campaigns):
        start(run, plan)
    go(run, ads)
    with monkeypatch.context() as broken:
        broken.setattr(import_jobs.signals, "send", killed)
        with pytest.raises(OSError, match="killed"):
            run.run_job(import_jobs.run_import, campaigns.file_id)
    assert go(run, campaigns) == (FileState.PREVIEW, CHANGED)


def test_one_that_a_kill_stopped_halfway_says_how_much_went_in(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_promises, "PART_ACCOUNTS", 1)
    rows = "".join(f"2026-01-01,{number},Ad account {number},EUR,1.00\n" for number in (6, 7))
    plan = run.preview(run.file("two.csv", HEAD + rows))
    start(run, plan)
    with monkeypatch.context() as broken:
        broken.setattr(import_promises, "mark_done", killed)
        with pytest.raises(OSError, match="killed"):
            run.run_job(import_jobs.run_import, plan.file_id)
    run.finish(run.preview(run.file("ads_7.csv", ADS.format(1, "10.00"))))
    assert go(run, plan) == (
        FileState.FAILED,
        "Only 1 ad account of this file was imported, then it stopped. "
        "Other figures of Ad account 7 for these days were imported in the meantime.",
    )
    assert [run.totals(number)["spend"] for number in ("6", "7")] == [1_000_000, 10_000_000]


def test_one_that_is_cancelled_while_it_would_go_back_stays_cancelled(
    run: Run, three: list[ImportPlan], monkeypatch: pytest.MonkeyPatch
) -> None:
    ads, campaigns, _ = three
    for plan in (ads, campaigns):
        start(run, plan)
    go(run, ads)
    end = import_jobs._end

    def cancelled_first(*arguments: Any, **more: Any) -> None:
        run.act(imports.cancel_import, file_id=campaigns.file_id)
        end(*arguments, **more)

    monkeypatch.setattr(import_jobs, "_end", cancelled_first)
    assert go(run, campaigns)[0] is FileState.CANCELLED


def test_what_is_chosen_can_lead_two_files_to_one_ad_account(run: Run) -> None:
    run.preview(run.file("ads_7.csv", ADS.format(1, "10.00")))
    plan = run.preview(run.file("report.csv", "By Day,Currency,Cost\n2026-01-01,EUR,1.00\n"))
    assert overlaps(run) == {}
    run.choose(plan, Choice(external_id="7"))
    assert set(overlaps(run)) == {"ads_7.csv", "report.csv"}
