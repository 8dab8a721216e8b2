"""Demo figures are the same for the same seed, plausible, and consistent with their daily sums."""

from datetime import date
from pathlib import Path

import pytest

from bizhub.adapters.insights_demo import DemoAccount, fill_with_demo_figures
from bizhub.adapters.insights_store import InsightsStore
from bizhub.adapters.watch import Watch
from bizhub.domain.figures import Dimension, Grain, Period, Scope
from bizhub.domain.report import ImportCancelled

PERIOD = Period(date(2026, 1, 1), date(2026, 1, 31))
METRICS = ("spend", "impressions", "clicks", "conversion", "engagements", "video_play_actions")
ACCOUNTS = [DemoAccount(number) for number in range(1, 21)]
SCOPE = Scope({account.account_id: "USD" for account in ACCOUNTS})


def test_every_account_has_a_row_for_each_day_and_campaign(store: InsightsStore) -> None:
    assert fill_with_demo_figures(store, ACCOUNTS, PERIOD, campaigns=5) == 20 * 31 * 5
    page = store.breakdown(SCOPE, PERIOD, METRICS, by=[Dimension.AD, Dimension.DAY], limit=1)
    assert page.count == 20 * 31 * 5
    coverage = store.coverage(20)
    assert coverage is not None
    assert (coverage.known.runs, store.stored_grain(20)) == ((PERIOD,), Grain.AD)


def test_daily_sums_are_those_of_the_facts(store: InsightsStore) -> None:
    fill_with_demo_figures(store, ACCOUNTS, PERIOD)
    (total,) = store.totals(SCOPE, PERIOD, METRICS)
    rows = store.breakdown(SCOPE, PERIOD, METRICS, by=[Dimension.AD], limit=1000).rows
    assert {name: sum(row.figures.sums[name] or 0 for row in rows) for name in METRICS} == total.figures.sums


def test_figures_are_plausible(store: InsightsStore) -> None:
    fill_with_demo_figures(store, ACCOUNTS, PERIOD)
    for_all = store.totals(SCOPE, PERIOD, METRICS)[0].figures
    ctr, cpm, rate = (for_all.value(name) for name in ("ctr", "cpm", "conversion_rate"))
    assert ctr is not None
    assert cpm is not None
    assert rate is not None
    assert 0.4 < ctr < 2
    assert 1_500_000 < cpm < 8_500_000
    assert 0.5 < rate < 6


@pytest.mark.parametrize(("seed", "same"), [(1, True), (2, False)])
def test_the_seed_decides(store: InsightsStore, tmp_path: Path, seed: int, same: bool) -> None:
    fill_with_demo_figures(store, ACCOUNTS, PERIOD, seed=1)
    other = InsightsStore(tmp_path / "other.duckdb", memory="1GB")
    fill_with_demo_figures(other, ACCOUNTS[::-1], PERIOD, seed=seed)
    assert (store.trend(SCOPE, PERIOD, METRICS) == other.trend(SCOPE, PERIOD, METRICS)) is same
    other.close()


def test_filling_again_replaces(store: InsightsStore) -> None:
    fill_with_demo_figures(store, ACCOUNTS, PERIOD)
    before = store.totals(SCOPE, PERIOD, METRICS)
    fill_with_demo_figures(store, ACCOUNTS, PERIOD)
    assert store.totals(SCOPE, PERIOD, METRICS) == before


def test_yen_have_no_fractions(store: InsightsStore) -> None:
    fill_with_demo_figures(store, [DemoAccount(5, units_per_dollar=150.0, decimals=0)], PERIOD)
    spent = [day.figures.sums["spend"] or 0 for day in store.trend(Scope.of(5, "JPY"), PERIOD, ["spend"])]
    assert len(spent) == 31
    assert all(micros > 0 and micros % 1_000_000 == 0 for micros in spent)


def test_filling_reports_progress_and_can_be_stopped(store: InsightsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bizhub.adapters.insights_demo.CHUNK_ROWS", 31 * 5 * 4)
    seen: list[float] = []
    with pytest.raises(ImportCancelled):
        fill_with_demo_figures(
            store, ACCOUNTS, PERIOD, watch=Watch(progress=seen.append, cancelled=lambda: len(seen) > 2)
        )
    assert seen == [0.0, 0.2, 0.4]
    assert store.freshness([account.account_id for account in ACCOUNTS]).accounts == 12
