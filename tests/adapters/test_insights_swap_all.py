"""Several ad accounts of a file are compared together and replaced in one step."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from bizhub.adapters import insights_known, insights_staged
from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.errors import Conflict
from bizhub.domain.figures import Period, Replacement, Scope
from tests.adapters.figures_samples import FIRST

IDS = (1, 2, 3)
EVER = Period(date(2000, 1, 1), date(2099, 12, 31))
OLD = {1: (10, 11, 12), 2: (20, 21, 22), 3: (30, 31, 32)}
NEW = {1: (10, 11, 12), 2: (20, 99, 22), 3: (30, 31, 32, 33)}
"""Cost of each day by account: nothing changes in the first, a day in the second, the third has one more."""


def stage(store: InsightsStore, folder: Path, batch: str, costs: dict[int, tuple[int, ...]]) -> list[Replacement]:
    """A file whose accounts have these costs from the first day on; their IDs are 71 to 73."""
    lines = ["Account ID,By Day,Cost,Impressions"]
    for account, days in costs.items():
        lines += [f"7{account},{FIRST + timedelta(days=day)},{cost},7" for day, cost in enumerate(days)]
    path = folder / f"{batch}.csv"
    path.write_text("\n".join(lines))
    report = store.stage(batch, path, file_name="all.csv")
    return [Replacement(found.source, int(found.source) - 70, found.period) for found in report.accounts]


def costs(store: InsightsStore) -> dict[int, list[int]]:
    """Cost of each day by account, from the daily sums."""
    found = {number: store.trend(Scope.of(number, "EUR"), EVER, ["spend"]) for number in IDS}
    return {number: [(day.figures.sums["spend"] or 0) // 1_000_000 for day in days] for number, days in found.items()}


def known(store: InsightsStore) -> dict[int, Sequence[Period]]:
    return {number: store.freshness([number]).known.runs for number in IDS}


def as_lists(costs: dict[int, tuple[int, ...]]) -> dict[int, list[int]]:
    return {number: list(days) for number, days in costs.items()}


@pytest.fixture
def replacements(store: InsightsStore, tmp_path: Path) -> list[Replacement]:
    """The old figures are in place, the new ones staged as batch 2."""
    store.swap_all("1", stage(store, tmp_path, "1", OLD))
    return stage(store, tmp_path, "2", NEW)


def test_all_accounts_of_a_step_are_replaced(store: InsightsStore, replacements: list[Replacement]) -> None:
    assert costs(store) == as_lists(OLD)
    store.swap_all("2", replacements)
    assert costs(store) == as_lists(NEW)
    last = {1: 2, 2: 2, 3: 3}
    assert known(store) == {number: (Period(FIRST, FIRST + timedelta(days=days)),) for number, days in last.items()}


def test_repeating_a_step_changes_nothing(store: InsightsStore, replacements: list[Replacement]) -> None:
    store.swap_all("2", replacements)
    store.swap_all("2", replacements)
    assert costs(store) == as_lists(NEW)
    assert store.cursor().execute("SELECT count(*) FROM facts").fetchall() == [(10,)]


@pytest.mark.parametrize(
    ("module", "name"),
    [(insights_staged, "insert_facts"), (insights_staged, "insert_daily"), (insights_known, "learn")],
)
def test_a_step_that_fails_changes_none_of_them(
    store: InsightsStore,
    replacements: list[Replacement],
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
) -> None:
    before = known(store)
    with monkeypatch.context() as broken:
        broken.setattr(module, name, lambda *_: (_ for _ in ()).throw(duckdb.Error("disk full")))
        with pytest.raises(duckdb.Error, match="disk full"):
            store.swap_all("2", replacements)
    assert (costs(store), known(store)) == (as_lists(OLD), before)
    store.swap_all("2", replacements)
    assert costs(store) == as_lists(NEW)


def test_without_the_rows_of_one_none_is_replaced(store: InsightsStore, replacements: list[Replacement]) -> None:
    with pytest.raises(Conflict):
        store.swap_all("2", [*replacements, Replacement("74", 4, EVER)])
    assert costs(store) == as_lists(OLD)


def test_other_days_and_other_accounts_of_the_file_are_left_alone(
    store: InsightsStore, replacements: list[Replacement]
) -> None:
    first, second, _ = replacements
    only_first_day = Replacement(second.source, second.account_id, Period(FIRST, FIRST))
    store.swap_all("2", [first, only_first_day])
    assert costs(store) == as_lists(OLD)


@pytest.mark.parametrize("number", IDS)
def test_accounts_compared_together_are_told_as_each_alone(
    store: InsightsStore, replacements: list[Replacement], number: int
) -> None:
    together = store.restatements("2", {one.source: one.account_id for one in replacements})
    assert together[f"7{number}"] == store.restatement("2", f"7{number}", number)


def test_what_would_change_is_told_of_each(store: InsightsStore, replacements: list[Replacement]) -> None:
    plans = store.restatements("2", {one.source: one.account_id for one in replacements})
    days = {1: (), 2: (FIRST + timedelta(days=1),), 3: (FIRST + timedelta(days=3),)}
    assert {plan.account_id: plan.changed_days for plan in plans.values()} == days
    assert {plan.account_id: (plan.rows_before, plan.rows_after) for plan in plans.values()} == {
        1: (3, 3),
        2: (3, 3),
        3: (3, 4),
    }
    assert plans["72"].before.sums["spend"] == 63_000_000
    assert plans["72"].after.sums["spend"] == 141_000_000


def test_two_sources_may_be_compared_with_one_account(store: InsightsStore, replacements: list[Replacement]) -> None:
    plans = store.restatements("2", {"71": 1, "72": 1})
    assert (plans["71"].changes_nothing, len(plans["72"].changed_days)) == (True, 3)


def test_comparing_with_rows_that_are_gone_says_so(store: InsightsStore, replacements: list[Replacement]) -> None:
    with pytest.raises(Conflict, match="gone"):
        store.restatements("2", {"71": 1, "79": 9})
