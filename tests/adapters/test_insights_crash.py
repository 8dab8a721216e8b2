"""A killed process leaves the old figures or the new ones, and what it staged can be told."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest

from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.figures import Dimension, Period, Scope
from tests.adapters.figures_samples import Fact, make_facts, sums_of, write_facts

EVER = Period(date(2000, 1, 1), date(2099, 12, 31))
METRICS = ("spend", "impressions", "clicks", "conversion")
OLD, NEW = make_facts(7, days=200), make_facts(7, days=200, seed=1)
PROGRAM = Path(__file__).with_name("insights_process.py")
ROOT = Path(__file__).parents[2]


@contextmanager
def importing(
    folder: Path, first: list[Fact] = OLD, second: list[Fact] = NEW, *, times: int = 1_000_000
) -> Iterator[subprocess.Popen[str]]:
    """The process, killed at the end if it still runs; so many imports go into one ad account."""
    files = [write_facts(folder / "old.csv", first), write_facts(folder / "new.csv", second)]
    command = [sys.executable, str(PROGRAM), str(folder / "insights.duckdb"), str(times), *map(str, files)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)})
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.communicate()


@pytest.mark.parametrize(
    "delay_ms",
    [0, 7, 19, 31, 53, 71, 97, 131, *(pytest.param(delay, marks=pytest.mark.soak) for delay in range(1, 300, 3))],
)
def test_a_kill_leaves_a_period_complete_or_untouched(tmp_path: Path, delay_ms: int) -> None:
    with importing(tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "swapped 0\n"
        time.sleep(delay_ms / 1000)
    store = InsightsStore(tmp_path / "insights.duckdb", memory="500MB")
    scope = Scope.of(7, "EUR")
    (total,) = store.totals(scope, EVER, METRICS)
    assert total.figures.sums in (sums_of(OLD), sums_of(NEW))
    ads = store.breakdown(scope, EVER, METRICS, by=[Dimension.AD]).rows
    assert sum(row.figures.sums["spend"] or 0 for row in ads) == total.figures.sums["spend"]
    coverage = store.coverage(7)
    assert coverage is not None
    assert coverage.known.runs == (Period(OLD[0].day, OLD[-1].day),)
    assert store.cursor().execute("SELECT count(*) FROM facts").fetchall() == [(1600,)]
    assert len(store.staged_batches()) <= 1
    for batch in store.staged_batches():
        store.drop(batch)
    store.stage("again", tmp_path / "new.csv", file_name="new.csv")
    store.swap("again", "", 7, EVER)
    assert store.totals(scope, EVER, METRICS)[0].figures.sums == sums_of(NEW)
    store.close()


@pytest.mark.parametrize(
    "delay_ms", [0, 11, 23, 47, *(pytest.param(delay, marks=pytest.mark.soak) for delay in range(1, 300, 3))]
)
def test_a_kill_leaves_known_days_that_are_those_of_the_figures(tmp_path: Path, delay_ms: int) -> None:
    """Each ad account gets two imports with a gap between them; both have figures on each of their days."""
    first, second = OLD[: 5 * 8], OLD[10 * 8 : 15 * 8]
    with importing(tmp_path, first, second, times=2) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "swapped 0\n"
        time.sleep(delay_ms / 1000)
    store = InsightsStore(tmp_path / "insights.duckdb", memory="500MB")
    accounts = {
        row[0]
        for row in store.cursor()
        .execute("FROM (SELECT account_id FROM facts) UNION FROM (SELECT account_id FROM known)")
        .fetchall()
    }
    runs = {account: store.freshness([account]).known.runs for account in accounts}
    days = {
        account: [found.day for found in store.trend(Scope.of(account, "EUR"), EVER, METRICS)] for account in accounts
    }
    assert {account: [day for run in found for day in run.each_day()] for account, found in runs.items()} == days
    january = Period(first[0].day, first[-1].day)
    assert set(runs.values()) <= {(january,), (january, Period(second[0].day, second[-1].day))}
    store.close()


def test_staged_rows_of_a_killed_process_can_still_be_swapped_in(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from bizhub.adapters.insights_store import InsightsStore\n"
        "store = InsightsStore(Path(sys.argv[1]), memory='500MB')\n"
        "store.stage('17', Path(sys.argv[2]), file_name='old.csv')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = write_facts(tmp_path / "old.csv", OLD)
    command = [sys.executable, "-c", script, str(tmp_path / "insights.duckdb"), str(path)]
    assert subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, check=False).returncode == -9
    store = InsightsStore(tmp_path / "insights.duckdb", memory="500MB")
    assert store.staged_batches() == ("17",)
    store.swap("17", "", 7, EVER)
    assert store.totals(Scope.of(7, "EUR"), EVER, METRICS)[0].figures.sums == sums_of(OLD)
    store.close()


def test_a_second_process_is_locked_out(tmp_path: Path) -> None:
    with importing(tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(duckdb.IOException):
            InsightsStore(tmp_path / "insights.duckdb")


def test_working_copies_of_a_killed_reader_are_gone_after_the_next_start(tmp_path: Path) -> None:
    left = tmp_path / "scratch" / "report-x" / "workbook.csv"
    left.parent.mkdir(parents=True)
    left.write_text("By Day,Cost")
    InsightsStore(tmp_path / "insights.duckdb", memory="500MB").close()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_working_copies_lie_in_the_data_folder_while_a_report_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []
    monkeypatch.setattr("tempfile.TemporaryDirectory", _noting(seen))
    store = InsightsStore(tmp_path / "insights.duckdb", memory="500MB")
    store.stage("b", write_facts(tmp_path / "old.csv", OLD), file_name="old.csv")
    store.close()
    assert [path.parent for path in seen] == [tmp_path / "scratch"]
    assert list((tmp_path / "scratch").iterdir()) == []


def _noting(seen: list[Path]) -> type[tempfile.TemporaryDirectory[str]]:
    class Noted(tempfile.TemporaryDirectory[str]):
        def __enter__(self) -> str:
            seen.append(Path(self.name))
            return super().__enter__()

    return Noted
