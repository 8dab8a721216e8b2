"""Figures of a period are as old as the day of it that was told about longest ago."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from bizhub.adapters.insights_demo import DemoAccount, fill_with_demo_figures
from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.figures import Period, Replacement

Bring = Callable[..., None]
Told = tuple[int, int, int]
"""First day, last day, and the day of June on which an import told about them."""


def days(first: int, last: int) -> Period:
    """Days of May 2026."""
    return Period(date(2026, 5, first), date(2026, 5, last))


def june(day: int) -> datetime:
    return datetime(2026, 6, day, tzinfo=UTC)


def ages(store: InsightsStore, last: int, account_id: int = 7) -> list[int]:
    """The day of June for each of the first days of May, 0 for one that is not known."""
    moments = [store.data_as_of([account_id], days(day, day)) for day in range(1, last + 1)]
    return [moment.day if moment else 0 for moment in moments]


@pytest.fixture
def bring(store: InsightsStore, tmp_path: Path) -> Bring:
    """Imports days of May on a day of June."""

    def bring_in(first: int, last: int, on: int, *, account_id: int = 7) -> None:
        path = tmp_path / "report.csv"
        path.write_text(f"By Day,Cost\n2026-05-{first:02},1.00\n2026-05-{last:02},{on}.00\n")
        store.stage("1", path, file_name="report.csv")
        store.swap("1", "", account_id, days(first, last), data_as_of=june(on))

    return bring_in


@pytest.mark.parametrize(
    ("imports", "expected"),
    [
        ([(1, 4, 1)], [1, 1, 1, 1, 0, 0, 0, 0]),
        ([(1, 4, 1), (5, 8, 2)], [1, 1, 1, 1, 2, 2, 2, 2]),
        ([(1, 4, 1), (3, 6, 2)], [1, 1, 2, 2, 2, 2, 0, 0]),
        ([(3, 6, 1), (1, 4, 2)], [2, 2, 2, 2, 1, 1, 0, 0]),
        ([(1, 8, 1), (3, 5, 2)], [1, 1, 2, 2, 2, 1, 1, 1]),
        ([(3, 5, 1), (1, 8, 2)], [2, 2, 2, 2, 2, 2, 2, 2]),
        ([(1, 8, 1), (1, 3, 2)], [2, 2, 2, 1, 1, 1, 1, 1]),
        ([(1, 8, 1), (6, 8, 2)], [1, 1, 1, 1, 1, 2, 2, 2]),
        ([(1, 8, 1), (1, 8, 2)], [2, 2, 2, 2, 2, 2, 2, 2]),
        ([(1, 2, 1), (5, 6, 2), (2, 5, 3)], [1, 3, 3, 3, 3, 2, 0, 0]),
        ([(1, 8, 1), (4, 4, 2), (2, 7, 3), (4, 4, 4)], [1, 3, 3, 4, 3, 3, 3, 1]),
    ],
)
def test_each_day_has_the_moment_of_the_import_that_told_about_it_last(
    store: InsightsStore, bring: Bring, imports: list[Told], expected: list[int]
) -> None:
    for first, last, on in imports:
        bring(first, last, on)
    assert ages(store, 8) == expected
    listed = store.cursor().execute("SELECT sum(last_day - first_day + 1) FROM told").fetchall()
    assert listed == [(len([age for age in expected if age]),)], "no day stands there twice"


def test_a_period_is_as_old_as_its_oldest_day(store: InsightsStore, bring: Bring) -> None:
    bring(1, 4, 5)
    bring(5, 8, 3)
    bring(1, 8, 9, account_id=8)
    bring(20, 21, 1, account_id=9)
    asked = [days(1, 4), days(4, 5), days(5, 8), days(9, 12)]
    assert [store.data_as_of([7], period) for period in asked] == [june(5), june(3), june(3), None]
    assert [store.data_as_of([8, 9], period) for period in asked] == [june(9), june(9), june(9), None]
    assert store.data_as_of([7, 8, 9, 99], days(1, 31)) == june(1)
    assert store.data_as_of([], days(1, 31)) is None


def test_what_is_told_again_unchanged_is_renewed_alone(store: InsightsStore, bring: Bring) -> None:
    bring(1, 4, 1)
    bring(1, 4, 1, account_id=8)
    bring(1, 4, 1, account_id=9)
    confirmed = [Replacement("a", 7, days(2, 3)), Replacement("b", 8, days(1, 4))]
    store.renew(confirmed, data_as_of=june(2))
    store.renew(confirmed, data_as_of=june(2))
    assert [ages(store, 4, number) for number in (7, 8, 9)] == [[1, 2, 2, 1], [2, 2, 2, 2], [1, 1, 1, 1]]
    coverage = store.coverage(7)
    assert coverage is not None
    assert (coverage.data_as_of, coverage.known.runs) == (june(2), (days(1, 4),))


def test_a_failing_swap_leaves_ages_as_they_were(
    store: InsightsStore, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(1, 4, 1)
    with monkeypatch.context() as broken:
        broken.setattr("bizhub.adapters.insights_told.TELL", "SELECT nonsense")
        with pytest.raises(duckdb.Error):
            bring(3, 6, 2)
    assert ages(store, 6) == [1, 1, 1, 1, 0, 0]


def test_a_forgotten_account_has_no_age(store: InsightsStore, bring: Bring) -> None:
    bring(1, 4, 1)
    bring(1, 4, 2, account_id=8)
    store.forget(7)
    assert (ages(store, 4), ages(store, 4, 8)) == ([0] * 4, [2] * 4)


def test_demo_figures_have_the_age_of_the_demo(store: InsightsStore, bring: Bring) -> None:
    bring(1, 4, 1)
    fill_with_demo_figures(store, [DemoAccount(7)], days(3, 8))
    (moment,) = {store.data_as_of([7], days(day, day)) for day in range(3, 9)}
    assert moment is not None
    assert (datetime.now(UTC) - moment).total_seconds() < 60
    assert ages(store, 2) == [0, 0]


def test_an_older_database_takes_over_one_age_for_each_account(store: InsightsStore, bring: Bring) -> None:
    bring(1, 4, 1)
    bring(7, 8, 2)
    store.close()
    with duckdb.connect(store.path) as connection:
        connection.execute("DROP TABLE told")
    for _ in range(2):
        again = InsightsStore(store.path, memory="500MB")
        assert ages(again, 8) == [2, 2, 2, 2, 0, 0, 2, 2]
        assert again.cursor().execute("SELECT count(*) FROM told").fetchall() == [(2,)]
        again.close()
