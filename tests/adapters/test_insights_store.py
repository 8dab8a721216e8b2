"""Importing a period replaces it whole, in one step, and says beforehand what would change."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.errors import Conflict
from bizhub.domain.figures import Dimension, Grain, Order, Period, Scope
from tests.adapters.figures_samples import FIRST, make_facts, store_facts, sums_of, write_facts
from tests.data import reports
from tests.data.reports import REAL

METRICS = ("spend", "impressions", "clicks", "conversion")
EVER = Period(date(2000, 1, 1), date(2099, 12, 31))
FACTS = make_facts(7)


def stored(store: InsightsStore, account_id: int = 7, period: Period = EVER) -> dict[str, int | None]:
    """The sums of an account from the daily rows, checked against those from the facts."""
    scope = Scope.of(account_id, "EUR")
    totals = [dict(found.figures.sums) for found in store.totals(scope, period, METRICS)]
    ads = store.breakdown(scope, period, METRICS, by=[Dimension.AD], limit=10_000).rows
    from_facts = {name: sum(row.figures.sums[name] or 0 for row in ads) for name in METRICS}
    assert [{name: value or 0 for name, value in sums.items()} for sums in totals] == [from_facts][: len(totals)]
    return totals[0] if totals else {}


def stored_columns(store: InsightsStore, table: str) -> list[str]:
    """The names of a table's columns."""
    return [row[0] for row in store.cursor().execute(f"DESCRIBE {table}").fetchall()]


@pytest.mark.parametrize("account", REAL)
def test_real_reports_show_the_sums_of_the_specification(store: InsightsStore, account: str) -> None:
    currency, rows, *expected = REAL[account]
    (found,) = store.stage("1", reports.real_path(account), file_name=reports.real_path(account).name).accounts
    store.swap("1", found.source, int(account), found.period)
    period = Period(date(2023, 8, 1), date(2023, 8, 31))
    (total,) = store.totals(Scope.of(int(account), currency), period, METRICS)
    assert (total.currency, list(total.figures.sums.values())) == (currency, expected)
    assert store.cursor().execute("SELECT count(*) FROM facts").fetchall() == [(rows,)]
    assert store.stored_grain(int(account)) is Grain.AD


def test_the_same_file_again_changes_nothing(store: InsightsStore, tmp_path: Path) -> None:
    period = store_facts(store, tmp_path, FACTS)
    store.stage("2", write_facts(tmp_path / "again.csv", reversed(FACTS)), file_name="again.csv")
    plan = store.restatement("2", "", 7)
    assert plan.changes_nothing
    assert (plan.period, plan.rows_before, plan.rows_after, plan.before) == (period, 80, 80, plan.after)
    store.swap("2", "", 7, period)
    assert stored(store) == sums_of(FACTS)


def test_late_data_replaces_its_days_and_no_others(store: InsightsStore, tmp_path: Path) -> None:
    store_facts(store, tmp_path, FACTS)
    late = make_facts(7, days=3, seed=1)
    store.stage("2", write_facts(tmp_path / "late.csv", late), file_name="late.csv")
    plan = store.restatement("2", "", 7)
    assert plan.changed_days == (FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=2))
    assert plan.before.sums["spend"] == sums_of(FACTS[:24])["spend"]
    assert plan.after.sums["spend"] == sums_of(late)["spend"]
    store.swap("2", "", 7, plan.period)
    assert stored(store) == sums_of([*late, *FACTS[24:]])


@pytest.mark.parametrize("change", [{"cents": 1}, {"conversions": 999}, {"reach": 999}, {"ad": "Ad new"}])
def test_one_changed_cell_changes_its_day_only(
    store: InsightsStore, tmp_path: Path, change: dict[str, int | str]
) -> None:
    store_facts(store, tmp_path, FACTS)
    changed = [*FACTS[:8], replace(FACTS[8], **change), *FACTS[9:]]
    store.stage("2", write_facts(tmp_path / "changed.csv", changed), file_name="changed.csv")
    assert store.restatement("2", "", 7).changed_days == (FACTS[8].day,)


def test_days_missing_from_a_restated_period_are_gone(store: InsightsStore, tmp_path: Path) -> None:
    store_facts(store, tmp_path, FACTS)
    ends = [*FACTS[:8], *FACTS[-8:]]
    store.stage("2", write_facts(tmp_path / "ends.csv", ends), file_name="ends.csv")
    plan = store.restatement("2", "", 7)
    assert len(plan.changed_days) == 8
    store.swap("2", "", 7, plan.period)
    assert stored(store) == sums_of(ends)


def test_another_account_is_left_alone(store: InsightsStore, tmp_path: Path) -> None:
    store_facts(store, tmp_path, FACTS)
    store_facts(store, tmp_path, make_facts(8), batch="2")
    store_facts(store, tmp_path, make_facts(8, seed=1), batch="3")
    assert stored(store, 7) == sums_of(FACTS)
    assert stored(store, 8) == sums_of(make_facts(8, seed=1))


def test_a_coarser_file_is_announced_and_replaces_the_detail(store: InsightsStore, tmp_path: Path) -> None:
    store_facts(store, tmp_path, FACTS)
    path = tmp_path / "coarse.csv"
    path.write_text("By Day,Campaign name,Cost\n2026-03-01,Campaign 0,5\n2026-03-10,Campaign 0,6\n")
    store.stage("2", path, file_name="coarse.csv")
    plan = store.restatement("2", "", 7)
    assert (plan.stored_grain, plan.new_grain, plan.is_coarser) == (Grain.AD, Grain.CAMPAIGN, True)
    store.swap("2", "", 7, plan.period)
    assert stored(store)["spend"] == 11_000_000
    assert store.stored_grain(7) is Grain.CAMPAIGN


def test_the_accounts_of_one_file_go_where_they_belong(store: InsightsStore, tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("Account ID,By Day,Cost\n71,2026-03-01,5\n72,2026-03-02,6\n71,2026-03-03,7\n")
    for found in store.stage("1", path, file_name="two.csv").accounts:
        store.swap("1", found.source, int(found.source) - 70, found.period)
    assert (stored(store, 1)["spend"], stored(store, 2)["spend"]) == (12_000_000, 6_000_000)


def test_staged_batches_stay_until_dropped(tmp_path: Path) -> None:
    store = InsightsStore(tmp_path / "insights.duckdb", memory="1GB")
    store.stage("17", write_facts(tmp_path / "a.csv", FACTS), file_name="a.csv")
    store.close()
    again = InsightsStore(tmp_path / "insights.duckdb", memory="1GB")
    assert again.staged_batches() == ("17",)
    again.swap("17", "", 7, EVER)
    again.drop("17")
    again.drop("17")
    assert again.staged_batches() == ()
    assert stored(again) == sums_of(FACTS)
    again.close()


def test_staging_again_starts_afresh(store: InsightsStore, tmp_path: Path) -> None:
    store.stage("1", write_facts(tmp_path / "a.csv", FACTS), file_name="a.csv")
    store.stage("1", write_facts(tmp_path / "b.csv", FACTS[:8]), file_name="b.csv")
    assert store.restatement("1", "", 7).rows_after == 8


def test_a_file_with_a_bad_row_stages_nothing(store: InsightsStore, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("By Day,Cost\n2026-03-01,5\n2026-03-02,bad\n")
    assert store.stage("1", path, file_name="bad.csv").problem_count == 1
    assert store.staged_batches() == ()


@pytest.mark.parametrize(("batch", "source"), [("1", "unknown"), ("gone", "")])
def test_without_staged_rows_nothing_is_replaced(store: InsightsStore, tmp_path: Path, batch: str, source: str) -> None:
    store_facts(store, tmp_path, FACTS)
    store.stage("1", write_facts(tmp_path / "a.csv", FACTS), file_name="a.csv")
    with pytest.raises(Conflict):
        store.restatement(batch, source, 7)
    with pytest.raises(Conflict):
        store.swap(batch, source, 7, EVER)
    assert stored(store) == sums_of(FACTS)


@pytest.mark.parametrize("batch", ["", 'x"; DROP TABLE facts', "a b", "1.2"])
def test_a_batch_id_is_a_plain_word(store: InsightsStore, batch: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(batch)}$"):
        store.drop(batch)


def test_a_failing_swap_changes_nothing(store: InsightsStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_facts(store, tmp_path, FACTS)
    store.stage("2", write_facts(tmp_path / "b.csv", make_facts(7, seed=1)), file_name="b.csv")
    with monkeypatch.context() as broken:
        broken.setattr("bizhub.adapters.insights_known.FORGET", "SELECT nonsense")
        with pytest.raises(duckdb.Error):
            store.swap("2", "", 7, EVER)
    assert stored(store) == sums_of(FACTS)
    store.swap("2", "", 7, EVER)
    assert stored(store) == sums_of(make_facts(7, seed=1))


def test_forgetting_an_account_takes_everything_of_it(store: InsightsStore, tmp_path: Path) -> None:
    store_facts(store, tmp_path, FACTS)
    store_facts(store, tmp_path, make_facts(8), batch="2")
    store.forget(7)
    assert (stored(store, 7), store.coverage(7)) == ({}, None)
    assert stored(store, 8) == sums_of(make_facts(8))


def test_sorting_changes_no_figure(store: InsightsStore, tmp_path: Path) -> None:
    store_facts(store, tmp_path, make_facts(8), batch="1")
    store_facts(store, tmp_path, FACTS, batch="2")
    store.sort()
    assert (stored(store, 7), stored(store, 8)) == (sums_of(FACTS), sums_of(make_facts(8)))
    store_facts(store, tmp_path, make_facts(7, seed=1), batch="3")
    assert stored(store, 7) == sums_of(make_facts(7, seed=1))
    order = store.cursor().execute("SELECT account_id FROM daily WHERE rowid < 20").fetchall()
    assert order == sorted(order)


def test_sorting_is_due_only_after_many_rows(
    store: InsightsStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_facts(store, tmp_path, FACTS)
    assert not store.sort_if_due()
    monkeypatch.setattr("bizhub.adapters.insights_store._SORT_DUE_ROWS", 80)
    assert store.sort_if_due()
    assert not store.sort_if_due()


def test_a_sum_gets_its_column_with_the_first_file_that_delivers_it(store: InsightsStore, tmp_path: Path) -> None:
    period = store_facts(store, tmp_path, FACTS)
    scope = Scope.of(7, "EUR")
    assert store.totals(scope, period, ["spend", "likes"])[0].figures.sums["likes"] is None
    path = tmp_path / "likes.csv"
    path.write_text("By Day,Cost,Paid likes\n2026-03-02,5,7\n")
    store.stage("2", path, file_name="likes.csv")
    plan = store.restatement("2", "", 7)
    assert (plan.before.sums["likes"], plan.after.sums["likes"]) == (None, 7)
    assert not any("likes" in stored_columns(store, table) for table in ("facts", "daily"))
    store.swap("2", "", 7, Period(date(2026, 3, 2), date(2026, 3, 2)))
    assert [day.figures.sums["likes"] for day in store.trend(scope, period, ["likes"])] == [None, 7, *[None] * 8]
    assert store.totals(scope, period, ["likes"])[0].figures.sums == {"likes": 7}


def test_a_sum_that_was_never_delivered_can_be_asked_for(store: InsightsStore, tmp_path: Path) -> None:
    period = store_facts(store, tmp_path, FACTS)
    scope = Scope.of(7, "EUR")
    assert [day.figures.sums for day in store.trend(scope, period, ["follows"])] == [{"follows": None}] * 10
    order = Order("complete_payment_roas")
    page = store.breakdown(scope, period, ["follows"], by=[Dimension.CAMPAIGN], order=order)
    assert [row.figures.sums for row in page.rows] == [{"follows": None}] * 2
