"""Reading, importing and sorting at once: figures are whole, and none are lost."""

import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from bizhub.adapters import insights_sql as sql
from bizhub.adapters.insights_store import InsightsStore
from bizhub.domain.figures import Period, Scope
from bizhub.domain.metrics import PART_BY_NAME, REACH, Unit
from tests.adapters.figures_samples import make_facts, store_facts, sums_of, write_facts

METRICS = ("spend", "impressions", "clicks", "conversion")
EVER = Period(date(2000, 1, 1), date(2099, 12, 31))
FACTS = make_facts(7)
DAY = Period(date(2026, 5, 1), date(2026, 5, 1))
NEW = sorted(set(sql.PART_NAMES) - {*sql.ALWAYS, REACH.name})[:12]
"""Sums without a column of their own yet."""


def test_readers_in_many_threads_see_old_or_new_never_a_mixture(store: InsightsStore, tmp_path: Path) -> None:
    other = make_facts(7, seed=1)
    store_facts(store, tmp_path, FACTS)
    store.stage("a", write_facts(tmp_path / "a.csv", FACTS), file_name="a.csv")
    store.stage("b", write_facts(tmp_path / "b.csv", other), file_name="b.csv")
    seen: list[dict[str, int | None]] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.extend(dict(found.figures.sums) for found in store.totals(Scope.of(7, "EUR"), EVER, METRICS))

    readers = [threading.Thread(target=watch) for _ in range(3)]
    writers = [threading.Thread(target=store.swap, args=(batch, "", 7, EVER)) for batch in "abab" * 3]
    for thread in [*readers, *writers]:
        thread.start()
    for writer in writers:
        writer.join()
    done.set()
    for reader in readers:
        reader.join()
    assert all(sums in (sums_of(FACTS), sums_of(other)) for sums in seen)
    assert len(seen) > 10


def test_sorting_beside_a_new_column_loses_nothing(store: InsightsStore, tmp_path: Path) -> None:
    store_facts(store, tmp_path, FACTS)
    for number, part in enumerate(NEW, start=100):
        path = tmp_path / "new.csv"
        path.write_text(f"By Day,Cost,{part}\n2026-05-01,5,7\n")
        store.stage(part, path, file_name="new.csv")
        _at_once(partial(store.swap, part, "", number, DAY), *[store.sort] * 3)
    found = [store.totals(Scope.of(number, "EUR"), DAY, [part]) for number, part in enumerate(NEW, start=100)]
    assert [total.figures.sums for (total,) in found] == [
        {part: 7_000_000 if PART_BY_NAME[part].unit is Unit.MONEY else 7} for part in NEW
    ]


def _at_once(*work: Callable[[], None]) -> None:
    start = threading.Barrier(len(work))

    def take_part(do: Callable[[], None]) -> None:
        start.wait()
        do()

    threads = [threading.Thread(target=take_part, args=(do,)) for do in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
