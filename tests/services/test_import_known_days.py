"""What an ad account knows is what was imported into it, file by file, and an older installation learns it once."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import text

from bizhub.domain.figures import KnownDays, Period
from bizhub.services import import_jobs, import_promises
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.factories import MadeUser, World
from tests.services.import_run import Run

HEAD = "By Day,Campaign name,Currency,Cost\n"
JANUARY = HEAD + "2026-01-01,A,EUR,5.00\n2026-01-31,A,EUR,6.00\n"
MARCH = HEAD + "2026-03-01,A,EUR,7.00\n2026-03-31,A,EUR,8.00\n"
BOTH = JANUARY + MARCH.removeprefix(HEAD)
GAP = (Period(date(2026, 1, 1), date(2026, 1, 31)), Period(date(2026, 3, 1), date(2026, 3, 31)))
WHOLE = (Period(date(2026, 1, 1), date(2026, 3, 31)),)


@pytest.fixture
def owner(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def run(runtime: Runtime, world: World, owner: MadeUser, tmp_path: Path) -> Run:
    return Run(runtime, owner.caller(world.center(owner)), tmp_path)


def account_7(runtime: Runtime) -> int:
    with runtime.database.transaction(write=False) as connection:
        return int(connection.execute(text("SELECT id FROM ad_account WHERE external_id = '7'")).scalar_one())


def known(runtime: Runtime) -> KnownDays:
    return runtime.insights.freshness([account_7(runtime)]).known


def test_a_month_between_two_files_is_not_known(run: Run, runtime: Runtime) -> None:
    run.finish(run.preview(run.file("ads_7.csv", JANUARY)))
    run.finish(run.preview(run.file("ads_7.csv", MARCH)))
    assert known(runtime).runs == GAP


def test_the_same_figures_in_one_file_tell_that_the_month_between_had_none(run: Run, runtime: Runtime) -> None:
    run.finish(run.preview(run.file("ads_7.csv", JANUARY)))
    run.finish(run.preview(run.file("ads_7.csv", MARCH)))
    plan = run.preview(run.file("ads_7.csv", BOTH))
    assert (plan.accounts[0].changes_nothing, plan.accounts[0].changed_days) == (False, 28)
    run.finish(plan)
    assert known(runtime).runs == WHOLE
    assert run.totals("7") == {"spend": 26_000_000}
    assert run.preview(run.file("ads_7.csv", BOTH)).accounts[0].changes_nothing


def test_an_import_that_ended_between_swap_and_mark_is_finished(
    run: Run, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.finish(run.preview(run.file("ads_7.csv", JANUARY)))
    plan = run.preview(run.file("ads_7.csv", MARCH))
    with monkeypatch.context() as broken:
        broken.setattr(import_promises, "mark_done", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(OSError, match="killed"):
            run.finish(plan)
    assert known(runtime).runs == GAP
    run.run_job(import_jobs.run_import, plan.file_id)
    assert known(runtime).runs == GAP
    assert run.totals("7") == {"spend": 26_000_000}


def forget_known_days(path: Path) -> None:
    """Make a database of figures one of the time when only first and last day of an account were kept."""
    with duckdb.connect(path) as connection:
        connection.execute(
            "CREATE TABLE coverage AS SELECT account_id, min(first_day) AS first_day, max(last_day) AS last_day, "
            "'CAMPAIGN' AS grain, 4 AS fact_rows, any_value(data_as_of) AS data_as_of, '1' AS batch_id "
            "FROM known GROUP BY account_id"
        )
        connection.execute("DROP TABLE known")


def test_an_older_installation_learns_the_gap_from_its_imports(
    run: Run, runtime: Runtime, database_settings: Settings
) -> None:
    run.finish(run.preview(run.file("ads_7.csv", JANUARY)))
    run.finish(run.preview(run.file("ads_7.csv", MARCH)))
    runtimes.stop()
    forget_known_days(database_settings.data_dir / "insights.duckdb")
    assert known(runtimes.start(database_settings)).runs == GAP


def test_an_older_installation_learns_while_somebody_changes_something(
    run: Run, runtime: Runtime, database_settings: Settings
) -> None:
    run.finish(run.preview(run.file("ads_7.csv", JANUARY)))
    account = account_7(runtime)
    runtimes.stop()
    forget_known_days(database_settings.data_dir / "insights.duckdb")
    started = runtimes.start(database_settings)
    with started.database.transaction(write=True) as connection:
        connection.execute(text("UPDATE ad_account SET note = 'changed'"))
        assert started.insights.freshness([account]).known.runs == GAP[:1]


def test_a_promise_of_an_older_installation_is_not_known_before_it_is_kept(
    run: Run, runtime: Runtime, database_settings: Settings
) -> None:
    run.finish(run.preview(run.file("ads_7.csv", JANUARY)))
    run.finish(run.preview(run.file("ads_7.csv", HEAD + "2026-02-03,A,EUR,7.00\n2026-02-05,A,EUR,8.00\n")))
    with runtime.database.transaction(write=True) as connection:
        connection.execute(text("UPDATE import_batch SET state = 'PROMISED' WHERE last_day = '2026-02-05'"))
    runtimes.stop()
    forget_known_days(database_settings.data_dir / "insights.duckdb")
    days = (Period(date(2026, 2, 3), date(2026, 2, 3)), Period(date(2026, 2, 5), date(2026, 2, 5)))
    assert known(runtimes.start(database_settings)).runs == (GAP[0], *days)
