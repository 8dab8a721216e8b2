"""Whose pages hear of an import, and when."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bizhub.services import import_jobs, imports, signals
from bizhub.services.runtime import Runtime
from bizhub.services.signals import CenterChanged, ImportMoved, Signal
from tests.factories import World
from tests.services.import_run import Run

REPORT = "By Day,Account ID,Currency,Cost\n2026-01-01,11,EUR,5.00\n2026-01-01,12,EUR,6.00\n"


@pytest.fixture
def run(runtime: Runtime, world: World, tmp_path: Path) -> Run:
    """The imports of Olga, who made her center."""
    owner = world.user("Olga")
    return Run(runtime, owner.caller(world.center(owner)), tmp_path)


@pytest.fixture
def sent() -> Iterator[list[Signal]]:
    """Every signal from now on."""
    heard: list[Signal] = []
    stop = signals.listen(heard.append)
    yield heard
    stop()


def test_reading_a_file_concerns_only_whoever_brought_it(run: Run, sent: list[Signal]) -> None:
    plan = run.preview(run.file("all.csv", REPORT))
    olga = run.act(lambda work: str(work.user_id))
    assert set(sent) == {ImportMoved(olga)}
    run.act(imports.cancel_import, file_id=plan.file_id)
    assert set(sent) == {ImportMoved(olga)}


def test_everybody_in_the_center_hears_once_that_figures_are_in_place(run: Run, sent: list[Signal]) -> None:
    plan = run.preview(run.file("all.csv", REPORT))
    run.act(imports.start_import, file_id=plan.file_id)
    run.run_job(import_jobs.run_import, plan.file_id)
    figures = CenterChanged(run.caller.center_id or "", "figures")
    assert [signal for signal in sent if isinstance(signal, CenterChanged) and signal.subject != "ad_account"] == [
        figures
    ]


def test_an_operators_import_has_nobody_waiting_at_a_page(run: Run, sent: list[Signal]) -> None:
    file_id = run.receive(run.file("all.csv", REPORT))
    run.act(lambda work: work.connection.exec_driver_sql("UPDATE import_file SET user_id = NULL"))
    run.run_job(import_jobs.read_import, file_id)
    assert sent == []
