"""“Data as of” is about the days that are shown, and an import of the same figures renews it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bizhub.domain.figures import Dimension, Drill, Order, Period, Replacement
from bizhub.domain.imports import FileState
from bizhub.domain.insights import Question
from bizhub.services import import_jobs, import_promises, imports, insights
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser
from tests.services.import_run import Run

HEAD = "By Day,Account ID,Currency,Cost\n"
JANUARY = "2026-01-01,{0},EUR,5.00\n2026-01-31,{0},EUR,6.00\n"
MARCH = "2026-03-01,{0},EUR,7.00\n2026-03-31,{0},EUR,8.00\n"
IN_JANUARY = Period(date(2026, 1, 5), date(2026, 1, 9))
IN_MARCH = Period(date(2026, 3, 5), date(2026, 3, 9))


@pytest.fixture
def run(runtime: Runtime, olga: MadeUser, center: str, tmp_path: Path) -> Run:
    return Run(runtime, olga.caller(center), tmp_path)


def number_of(run: Run, external_id: str) -> int:
    query = text("SELECT id FROM ad_account WHERE external_id = :id")
    return int(run.act(lambda work: work.connection.execute(query, {"id": external_id}).scalar_one()))


def bring(run: Run, *rows: str) -> None:
    """Import these rows as one file."""
    run.finish(run.preview(run.file("all.csv", HEAD + "".join(rows))))


def shown(run: Run, period: Period, external_id: str = "") -> datetime:
    """What a page says of a period; the export says the same."""
    account = str(number_of(run, external_id)) if external_id else ""
    question = Question(account, first=period.first, last=period.last)
    details = run.act(insights.show_details, question=question, metric="spend", by=Dimension.DAY)
    table = run.act(
        insights.all_figures,
        question=question,
        by=Dimension.DAY,
        drill=Drill(),
        metrics=["spend"],
        order=Order(),
        most=9,
        advice="",
    )
    assert details.data_as_of == table.data_as_of
    moment: datetime = details.data_as_of
    return moment


def test_days_that_were_not_imported_again_stay_as_old_as_they_are(run: Run) -> None:
    bring(run, JANUARY.format(7))
    january = shown(run, IN_JANUARY)
    bring(run, MARCH.format(7))
    assert shown(run, IN_JANUARY) == january
    assert shown(run, IN_MARCH) > january
    assert shown(run, Period(IN_JANUARY.first, IN_MARCH.last)) == january


def test_the_same_figures_again_are_newer_and_nothing_else_changes(run: Run) -> None:
    bring(run, JANUARY.format(7), JANUARY.format(8))
    before, entries = shown(run, IN_JANUARY, "7"), run.entries()
    bring(run, JANUARY.format(7))
    assert shown(run, IN_JANUARY, "7") > before
    assert shown(run, IN_JANUARY, "8") == before == shown(run, IN_JANUARY)
    assert (run.entries(), run.totals("7")["spend"]) == (entries, 11_000_000)


def test_what_a_file_leaves_unchanged_is_renewed_beside_what_it_changes(run: Run) -> None:
    bring(run, JANUARY.format(7), JANUARY.format(8))
    before = shown(run, IN_JANUARY)
    bring(run, JANUARY.format(7), JANUARY.format(8).replace("5.00", "5.50"))
    assert shown(run, IN_JANUARY, "7") > before
    assert shown(run, IN_JANUARY, "8") > before


def test_a_right_that_has_ended_renews_nothing(run: Run, olga: MadeUser) -> None:
    bring(run, JANUARY.format(7))
    before = shown(run, IN_JANUARY)
    plan = run.preview(run.file("all.csv", HEAD + JANUARY.format(7)))
    run.act(imports.start_import, file_id=plan.file_id)
    with run.runtime.database.transaction(write=True) as connection:
        connection.execute(text("UPDATE access_grant SET revoked_at = valid_from"))
        connection.execute(text("UPDATE membership SET role = 'STANDARD'"))
    run.run_job(import_jobs.run_import, plan.file_id)
    with run.runtime.database.transaction(write=False) as connection:
        states = connection.execute(text("SELECT state FROM import_file ORDER BY id")).scalars().all()
    assert states == [FileState.DONE, FileState.FAILED]
    assert run.runtime.insights.data_as_of([number_of(run, "7")], IN_JANUARY) == before


def test_a_kill_between_two_parts_forgets_no_renewal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(run, JANUARY.format(7), JANUARY.format(8))
    before = shown(run, IN_JANUARY)
    changed = JANUARY.format(8).replace("5.00", "5.50")
    plan = run.preview(run.file("all.csv", HEAD + JANUARY.format(7) + changed))
    run.act(imports.start_import, file_id=plan.file_id)
    with monkeypatch.context() as broken:
        broken.setattr(import_promises, "promise", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(OSError, match="killed"):
            run.run_job(import_jobs.run_import, plan.file_id)
    run.run_job(import_jobs.run_import, plan.file_id)
    assert shown(run, IN_JANUARY) > before


def test_what_lies_outside_of_a_period_does_not_make_it_older(run: Run) -> None:
    bring(run, JANUARY.format(7), MARCH.format(8))
    old = datetime(2026, 4, 1, tzinfo=UTC)
    run.runtime.insights.renew([Replacement("", number_of(run, "7"), IN_JANUARY)], data_as_of=old)
    assert (shown(run, IN_JANUARY), shown(run, IN_MARCH) > old) == (old, True)
