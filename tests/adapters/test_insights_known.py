"""What is known of an account is the union of the periods that were imported into it, in one step with the figures."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from bizhub.adapters.insights_demo import DemoAccount, fill_with_demo_figures
from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.figures import Freshness, KnownDays, Period, Scope

Bring = Callable[..., None]
AS_OF = datetime(2026, 7, 1, 12, tzinfo=UTC)


def days(first: int, last: int) -> Period:
    """Days of May 2026."""
    return Period(date(2026, 5, first), date(2026, 5, last))


def known(store: InsightsStore, account_id: int = 7) -> tuple[Period, ...]:
    found = store.coverage(account_id)
    return found.known.runs if found else ()


def write_ends(path: Path, first: int, last: int) -> Path:
    """A report with delivery on the first and the last day only."""
    rows = [f"2026-05-{day:02},1.00,Spring" for day in sorted({first, last})]
    path.write_text("\n".join(["By Day,Cost,Campaign name", *rows]) + "\n")
    return path


@pytest.fixture
def bring(store: InsightsStore, tmp_path: Path) -> Bring:
    """Imports days of May, with delivery on the first and the last one."""

    def bring_in(first: int, last: int, *, account_id: int = 7, as_of: datetime = AS_OF) -> None:
        batch = f"{account_id}-{first}-{last}"
        store.stage(batch, write_ends(tmp_path / f"{batch}.csv", first, last), file_name="report.csv")
        store.swap(batch, "", account_id, days(first, last), data_as_of=as_of)
        store.drop(batch)

    return bring_in


@pytest.mark.parametrize(
    ("imports", "runs"),
    [
        ([(1, 5)], [(1, 5)]),
        ([(1, 5), (10, 12)], [(1, 5), (10, 12)]),
        ([(10, 12), (1, 5)], [(1, 5), (10, 12)]),
        ([(1, 5), (6, 9)], [(1, 9)]),
        ([(6, 9), (1, 5)], [(1, 9)]),
        ([(1, 5), (7, 9)], [(1, 5), (7, 9)]),
        ([(1, 5), (5, 9)], [(1, 9)]),
        ([(1, 5), (2, 3)], [(1, 5)]),
        ([(2, 3), (1, 5)], [(1, 5)]),
        ([(1, 3), (5, 7), (9, 11), (4, 8)], [(1, 11)]),
        ([(1, 3), (5, 7), (9, 11), (4, 4)], [(1, 7), (9, 11)]),
        ([(1, 3), (5, 7), (9, 11), (2, 10)], [(1, 11)]),
        ([(1, 2), (20, 21), (10, 11), (1, 2)], [(1, 2), (10, 11), (20, 21)]),
        ([(3, 3), (1, 1), (2, 2)], [(1, 3)]),
    ],
)
def test_known_days_are_the_union_of_the_imported_periods(
    store: InsightsStore, bring: Bring, imports: list[tuple[int, int]], runs: list[tuple[int, int]]
) -> None:
    for first, last in imports:
        bring(first, last)
    assert known(store) == tuple(days(first, last) for first, last in runs)


def test_an_import_again_changes_no_known_day(store: InsightsStore, bring: Bring) -> None:
    bring(1, 5)
    bring(10, 12)
    bring(10, 12)
    assert known(store) == (days(1, 5), days(10, 12))


def test_coarser_figures_leave_the_days_known(store: InsightsStore, bring: Bring, tmp_path: Path) -> None:
    bring(1, 5)
    bring(10, 12)
    path = tmp_path / "coarse.csv"
    path.write_text("By Day,Cost\n2026-05-10,3.00\n2026-05-11,4.00\n")
    store.stage("coarse", path, file_name="coarse.csv")
    assert store.restatement("coarse", "", 7).is_coarser
    store.swap("coarse", "", 7, days(10, 11))
    assert known(store) == (days(1, 5), days(10, 12))


def test_accounts_know_their_own_days_only(store: InsightsStore, bring: Bring) -> None:
    bring(1, 5)
    bring(6, 9, account_id=8)
    store.forget(7)
    assert (known(store, 7), known(store, 8)) == ((), (days(6, 9),))


def test_what_is_known_of_an_account_names_its_last_import(store: InsightsStore, bring: Bring) -> None:
    bring(1, 5, as_of=datetime(2026, 6, 1, tzinfo=UTC))
    bring(10, 12)
    coverage = store.coverage(7)
    assert coverage is not None
    assert (coverage.data_as_of, coverage.batch_id) == (AS_OF, "7-10-12")
    runs = (days(1, 5), days(10, 12))
    assert store.freshness([7]) == Freshness(1, KnownDays(runs), dict.fromkeys(runs, 1))


def test_together_accounts_know_what_any_of_them_knows(store: InsightsStore, bring: Bring) -> None:
    bring(1, 5)
    bring(10, 12)
    bring(4, 7, account_id=8)
    bring(11, 14, account_id=9)
    bring(11, 14, account_id=10)
    bring(20, 21, account_id=11)
    runs = {days(1, 5): 1, days(4, 7): 1, days(10, 12): 1, days(11, 14): 2}
    assert store.freshness([7, 8, 9, 10, 99]) == Freshness(4, KnownDays((days(1, 7), days(10, 14))), runs)


@pytest.mark.parametrize("accounts", [[], [99], [98, 99]])
def test_without_figures_nothing_is_known(store: InsightsStore, bring: Bring, accounts: list[int]) -> None:
    bring(1, 5)
    assert store.freshness(accounts) == Freshness(0, KnownDays(), {})


def test_an_account_covers_a_period_when_it_knows_every_day_of_it(store: InsightsStore, bring: Bring) -> None:
    bring(1, 5)
    bring(10, 12)
    bring(1, 12, account_id=8)
    bring(4, 10, account_id=9)
    accounts = [7, 8, 9, 99]
    asked = (days(4, 5), days(5, 10), days(10, 12), days(1, 12), days(13, 14))
    assert [sorted(store.covering(accounts, period)) for period in asked] == [[7, 8, 9], [8, 9], [7, 8], [8], []]
    fresh = store.freshness(accounts)
    assert [fresh.knowing(period) for period in asked] == [3, 2, 2, 1, 0]
    assert [fresh.lacking(period) for period in asked] == [0, 1, 1, 2, 3]


def test_unknown_days_that_a_file_tells_to_be_without_delivery_change(
    store: InsightsStore, bring: Bring, tmp_path: Path
) -> None:
    bring(1, 1)
    bring(5, 5)
    store.stage("all", write_ends(tmp_path / "all.csv", 1, 5), file_name="all.csv")
    plan = store.restatement("all", "", 7)
    assert (plan.changed_days, plan.changes_nothing) == (tuple(date(2026, 5, day) for day in (2, 3, 4)), False)
    store.swap("all", "", 7, plan.period)
    assert known(store) == (days(1, 5),)
    assert store.restatement("all", "", 7).changes_nothing


def test_a_failing_swap_leaves_known_days_as_they_were(
    store: InsightsStore, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(1, 5)
    with monkeypatch.context() as broken:
        broken.setattr("bizhub.adapters.insights_known.learn", lambda *_: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            bring(10, 12)
    assert known(store) == (days(1, 5),)
    assert [day.day for day in store.trend(Scope.of(7, "EUR"), days(1, 31), ["spend"])] == [
        date(2026, 5, 1),
        date(2026, 5, 5),
    ]


def test_demo_figures_replace_what_was_known(store: InsightsStore, bring: Bring) -> None:
    bring(1, 5)
    bring(10, 12)
    fill_with_demo_figures(store, [DemoAccount(7), DemoAccount(8)], days(20, 31))
    assert (known(store, 7), known(store, 8)) == ((days(20, 31),), (days(20, 31),))


def test_an_import_into_an_account_of_the_demo_adds_its_days(store: InsightsStore, bring: Bring) -> None:
    fill_with_demo_figures(store, [DemoAccount(7)], days(20, 31))
    bring(1, 5)
    assert known(store) == (days(1, 5), days(20, 31))
    bring(6, 21)
    assert known(store) == (days(1, 31),)


def age(path: Path) -> None:
    """Give a database the table that older ones have instead of known days: first and last day of each account."""
    with duckdb.connect(path) as connection:
        connection.execute(
            "CREATE TABLE coverage (account_id BIGINT PRIMARY KEY, first_day DATE NOT NULL, last_day DATE NOT NULL, "
            "grain VARCHAR NOT NULL, fact_rows BIGINT NOT NULL, data_as_of TIMESTAMP NOT NULL, "
            "batch_id VARCHAR NOT NULL)"
        )
        connection.execute(
            "INSERT INTO coverage SELECT account_id, min(day), max(day), 'CAMPAIGN', sum(fact_rows), "
            "TIMESTAMP '2026-07-01 12:00:00', 'old' FROM daily GROUP BY account_id"
        )
        connection.execute("DROP TABLE known")


IMPORTED = ((7, days(1, 5)), (7, days(10, 12)), (8, days(1, 4)), (8, days(5, 9)), (99, days(1, 2)))


@pytest.fixture
def old(tmp_path: Path, store: InsightsStore, bring: Bring) -> Path:
    """An older database: two imports with a gap, two that follow each other, one account of the demo."""
    for account_id, period in IMPORTED[:-1]:
        bring(period.first.day, period.last.day, account_id=account_id)
    fill_with_demo_figures(store, [DemoAccount(9)], days(20, 31))
    store.close()
    age(store.path)
    return store.path


def test_an_older_database_learns_what_was_imported(old: Path) -> None:
    store = InsightsStore(old, memory="500MB", imported=lambda: IMPORTED)
    assert [known(store, number) for number in (7, 8, 9, 99)] == [
        (days(1, 5), days(10, 12)),
        (days(1, 9),),
        (days(20, 31),),
        (),
    ]
    coverage = store.coverage(7)
    assert coverage is not None
    assert (coverage.data_as_of, coverage.batch_id) == (AS_OF, "old")
    store.close()


def test_an_older_database_asks_once(old: Path) -> None:
    InsightsStore(old, memory="500MB", imported=lambda: IMPORTED).close()
    store = InsightsStore(old, memory="500MB", imported=lambda: pytest.fail("asked again"))
    assert known(store) == (days(1, 5), days(10, 12))
    store.close()


def test_an_older_database_that_failed_to_learn_tries_again(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("bizhub.adapters.insights_known.FORGET_ENDS", "SELECT nonsense")
        with pytest.raises(duckdb.Error):
            InsightsStore(old, memory="500MB", imported=lambda: IMPORTED)
    store = InsightsStore(old, memory="500MB", imported=lambda: IMPORTED)
    assert known(store) == (days(1, 5), days(10, 12))
    store.close()
