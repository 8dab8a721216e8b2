"""Importing report files: what a preview says, what a run does, and who may."""

import csv
import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bizhub.domain.errors import Conflict, NotFound, PermissionDenied
from bizhub.domain.imports import Choice, FileState, ImportPlan
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import import_accounts, import_jobs, imports
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.services.import_run import Run

SHARED = Path(__file__).resolve().parents[2] / "bizhub" / "demo_data"
HEAD = "By Day,Campaign name,Ad name,Currency,Cost,Impressions,Clicks (destination),Conversions\n"


@pytest.fixture
def owner(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def center(world: World, owner: MadeUser) -> str:
    return world.center(owner)


@pytest.fixture
def run(runtime: Runtime, owner: MadeUser, center: str, tmp_path: Path) -> Run:
    return Run(runtime, owner.caller(center), tmp_path)


def micros(cell: str) -> int:
    return int(Decimal(cell) * 1_000_000)


def sums_of(path: Path) -> dict[str, int]:
    """The sums of a shared file, computed here from its cells."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        "spend": sum(micros(row["Cost"]) for row in rows),
        "impressions": sum(int(row["Impressions"]) for row in rows),
        "clicks": sum(int(row["Clicks (destination)"]) for row in rows),
        "conversion": sum(int(row["Conversions"]) for row in rows),
    }


@pytest.mark.parametrize(
    ("number", "currency", "rows", "published"),
    [
        (916, "USD", 54, {"spend": 149_710_000, "impressions": 482_925, "clicks": 113, "conversion": 58}),
        (936, "EUR", 464, {"spend": 2_893_370_000, "impressions": 8_128_187, "clicks": 1_984, "conversion": 537}),
        (
            1178,
            "JPY",
            625,
            {"spend": 8_349_317_000_000, "impressions": 204_823_716, "clicks": 36_068, "conversion": 2_669},
        ),
    ],
)
def test_the_shared_files_come_out_with_their_sums(
    run: Run, number: int, currency: str, rows: int, published: dict[str, int]
) -> None:
    path = SHARED / f"ads_manager_export_{number}.csv"
    assert sums_of(path) == published
    plan = run.preview(path)
    (account,) = plan.accounts
    assert (account.external_id, account.currency, account.rows) == (str(number), currency, rows)
    assert account.creates
    assert {name: account.sums[name] for name in published} == published
    run.finish(plan)
    assert run.totals(str(number)) == published


def test_a_preview_changes_nothing(run: Run, runtime: Runtime) -> None:
    run.preview(SHARED / "ads_manager_export_916.csv")
    with runtime.database.transaction(write=False) as connection:
        assert connection.execute(text("SELECT count(*) FROM ad_account")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM activity WHERE center_id <> 0")).scalar_one() == 0


def test_a_file_that_is_being_read_shows_no_accounts_yet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are stored a moment before the file says that it was read."""
    store, seen = import_accounts.store_accounts, list[ImportPlan]()

    def stored(runtime: Runtime, file_id: int, accounts: Any) -> None:
        store(runtime, file_id, accounts)
        seen.append(run.act(imports.view_import, file_id=str(file_id)))

    monkeypatch.setattr(import_accounts, "store_accounts", stored)
    run.preview(run.file("ads_7.csv", f"{HEAD}2026-01-01,A,a,EUR,1.00,1,1,1\n"))
    assert [(plan.state, plan.accounts, plan.account_count) for plan in seen] == [(FileState.READING, (), 0)]


def test_the_same_file_again_changes_nothing(run: Run, runtime: Runtime) -> None:
    path = SHARED / "ads_manager_export_916.csv"
    run.finish(run.preview(path))
    entries = run.entries()
    again = run.preview(path)
    assert again.accounts[0].changes_nothing
    run.finish(again)
    assert run.entries() == entries
    assert run.totals("916") == sums_of(path)


def test_a_restated_period_is_replaced_whole(run: Run) -> None:
    run.finish(
        run.preview(run.file("ads_7.csv", HEAD + "2026-01-01,A,1,EUR,5.00,10,1,0\n2026-01-02,A,1,EUR,1.00,5,0,0\n"))
    )
    plan = run.preview(run.file("ads_7.csv", HEAD + "2026-01-01,A,1,EUR,6.50,12,2,1\n2026-01-02,A,1,EUR,1.00,5,0,0\n"))
    (account,) = plan.accounts
    assert (account.changed_days, account.rows_before, account.sums_before["spend"]) == (1, 2, 6_000_000)
    run.finish(plan)
    assert run.totals("7") == {"spend": 7_500_000, "impressions": 17, "clicks": 2, "conversion": 1}


def test_coarser_figures_replace_the_period_and_say_so(run: Run) -> None:
    run.finish(run.preview(run.file("ads_7.csv", HEAD + "2026-01-01,A,1,EUR,5.00,10,1,0\n")))
    plan = run.preview(run.file("ads_7.csv", "By Day,Campaign name,Cost,Impressions\n2026-01-01,A,4.00,9\n"))
    assert plan.accounts[0].is_coarser
    run.finish(plan)
    assert run.totals("7")["spend"] == 4_000_000


def test_a_bad_row_imports_nothing_and_is_named(run: Run) -> None:
    plan = run.preview(run.file("ads_7.csv", HEAD + "2026-01-01,A,1,EUR,5.00,10,1,0\n2026-01-02,A,1,EUR,much,10,1,0\n"))
    assert plan.state is FileState.REFUSED
    (problem,) = plan.problems
    assert (problem.line, problem.column, problem.value) == (3, "Cost", "much")
    assert run.accounts() == []


def test_another_currency_than_the_account_s_is_refused(run: Run) -> None:
    run.finish(run.preview(run.file("ads_7.csv", HEAD + "2026-01-01,A,1,EUR,5.00,10,1,0\n")))
    plan = run.preview(run.file("ads_7.csv", HEAD + "2026-01-02,A,1,USD,5.00,10,1,0\n"))
    assert plan.accounts[0].problem.startswith("The file is in USD, the ad account Ad account 7 in EUR.")
    assert run.obstacle(plan) == plan.accounts[0].problem


def test_what_a_file_does_not_say_is_asked(run: Run) -> None:
    plan = run.preview(run.file("report.csv", "By Day,Cost,Impressions\n2026-01-01,4.00,9\n"))
    (account,) = plan.accounts
    assert account.asks == ("external_id", "currency")
    assert run.obstacle(plan) == "Say which ad account these figures belong to."
    run.choose(plan, Choice(external_id="42", name="  Shop   Wien ", currency="EUR", time_zone="Europe/Vienna"))
    plan = run.act(imports.view_import, file_id=plan.file_id)
    assert (plan.accounts[0].name, plan.accounts[0].time_zone, plan.is_ready) == ("Shop Wien", "Europe/Vienna", True)
    run.finish(plan)
    assert run.accounts() == [("42", "Shop Wien", "EUR", "Europe/Vienna")]


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (Choice(external_id="42", currency="ABC"), "ABC is not a currency code."),
        (Choice(external_id="42", currency="EUR", time_zone="Mars/Base"), "Mars/Base is not a time zone."),
        (Choice(external_id="42", currency="EUR", name="x" * 101), "The name is longer than 100 characters."),
        (Choice(external_id="4" * 65, currency="EUR"), "The account ID is longer than 64 characters."),
    ],
)
def test_a_choice_that_cannot_be_is_said_at_its_account(run: Run, choice: Choice, sentence: str) -> None:
    plan = run.preview(run.file("report.csv", "By Day,Cost\n2026-01-01,4.00\n"))
    plan = run.choose(plan, choice)
    assert plan.accounts[0].problem == sentence


def test_one_file_may_hold_several_accounts(run: Run) -> None:
    rows = "2026-01-01,11,Shop A,EUR,5.00\n2026-01-01,12,Shop B,USD,6.00\n"
    plan = run.preview(run.file("all.csv", "By Day,Account ID,Account name,Currency,Cost\n" + rows))
    run.finish(plan)
    assert run.accounts() == [
        ("11", "Shop A", "EUR", "Europe/Berlin"),
        ("12", "Shop B", "USD", "Europe/Berlin"),
    ]
    assert (run.totals("11")["spend"], run.totals("12")["spend"]) == (5_000_000, 6_000_000)


def test_the_record_tells_who_imported_what(run: Run, runtime: Runtime) -> None:
    path = SHARED / "ads_manager_export_916.csv"
    run.finish(run.preview(path))
    with runtime.database.transaction(write=False) as connection:
        rows = connection.execute(
            text("SELECT event, user_name, through, after FROM activity WHERE center_id <> 0 ORDER BY sequence")
        ).all()
    assert [(row.event, row.user_name, row.through) for row in rows] == [
        ("ad_account:create", "Olga", "import"),
        ("ad_account:grant", "Olga", "import"),
        ("import:run", "Olga", "import"),
    ]
    assert hashlib.sha256(path.read_bytes()).hexdigest() in rows[-1].after


def test_a_file_leaves_nothing_behind(run: Run, runtime: Runtime) -> None:
    run.finish(run.preview(SHARED / "ads_manager_export_916.csv"))
    assert list(runtime.settings.folder("uploads").iterdir()) == []
    assert runtime.insights.staged_batches() == ()


def test_a_cancelled_import_leaves_nothing_behind(run: Run, runtime: Runtime) -> None:
    plan = run.preview(SHARED / "ads_manager_export_916.csv")
    run.act(imports.cancel_import, file_id=plan.file_id)
    assert list(runtime.settings.folder("uploads").iterdir()) == []
    assert runtime.insights.staged_batches() == ()
    with pytest.raises(Conflict):
        run.act(imports.start_import, file_id=plan.file_id)


def test_a_started_import_runs_once(run: Run) -> None:
    plan = run.preview(SHARED / "ads_manager_export_916.csv")
    run.act(imports.start_import, file_id=plan.file_id)
    with pytest.raises(Conflict):
        run.act(imports.start_import, file_id=plan.file_id)


def member(world: World, center: str, owner: MadeUser, level: AdAccountLevel | None) -> MadeUser:
    user = world.user("Max")
    world.member(center, user, CenterRole.STANDARD)
    account = world.ad_account(center, owner, external_id="916", name="Shop US", currency="USD")
    if level is not None:
        world.grant(center, account, user, level)
    return user


@pytest.mark.parametrize("level", [None, AdAccountLevel.ANALYST])
def test_a_member_without_operator_cannot_even_upload(
    runtime: Runtime, world: World, owner: MadeUser, center: str, tmp_path: Path, level: AdAccountLevel | None
) -> None:
    user = member(world, center, owner, level)
    run = Run(runtime, user.caller(center), tmp_path)
    with pytest.raises(PermissionDenied):
        run.receive(SHARED / "ads_manager_export_916.csv")


def test_an_operator_imports_into_their_account_and_creates_none(
    runtime: Runtime, world: World, owner: MadeUser, center: str, tmp_path: Path
) -> None:
    run = Run(runtime, member(world, center, owner, AdAccountLevel.OPERATOR).caller(center), tmp_path)
    run.finish(run.preview(SHARED / "ads_manager_export_916.csv"))
    assert run.totals("916")["spend"] == 149_710_000
    plan = run.preview(SHARED / "ads_manager_export_936.csv")
    assert plan.accounts[0].problem == "You need the center role Admin for this. Olga can give it to you."


def test_an_import_of_another_center_is_not_found(runtime: Runtime, world: World, run: Run, tmp_path: Path) -> None:
    plan = run.preview(SHARED / "ads_manager_export_916.csv")
    stranger = world.user("Otto")
    other = Run(runtime, stranger.caller(world.center(stranger)), tmp_path)
    with pytest.raises(NotFound):
        other.act(imports.view_import, file_id=plan.file_id)


def test_a_right_that_ended_before_the_run_stops_it(
    runtime: Runtime, world: World, owner: MadeUser, center: str, tmp_path: Path
) -> None:
    run = Run(runtime, member(world, center, owner, AdAccountLevel.OPERATOR).caller(center), tmp_path)
    plan = run.preview(SHARED / "ads_manager_export_916.csv")
    run.act(imports.start_import, file_id=plan.file_id)
    with runtime.database.transaction(write=True) as connection:
        connection.execute(text("UPDATE access_grant SET revoked_at = valid_from"))
    run.run_job(import_jobs.run_import, plan.file_id)
    with begin(runtime, owner.caller(center), write=False) as work:
        state = work.connection.execute(text("SELECT state FROM import_file")).scalar_one()
    assert state == "FAILED"
    assert run.totals("916") == {}
