"""One person's slow files hold up neither the files of others nor the operator's commands."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bizhub.domain.ids import new_id
from bizhub.domain.imports import FileState, ImportPlan
from bizhub.domain.jobs import JobState
from bizhub.services import background, import_command, import_jobs, imports
from bizhub.services.runtime import Runtime
from tests.adapters.job_samples import until
from tests.factories import MadeUser, World
from tests.services.import_run import Run

HEAD = "By Day,Campaign name,Currency,Cost\n"
ROWS = 20_000


@pytest.fixture
def let_go(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Until it is set, files called slow are being read."""
    event, read_received = threading.Event(), import_jobs.read_received

    def slowly(runtime: Runtime, file_id: int, **more: Any) -> None:
        file = import_jobs._stored(runtime, file_id)
        assert file is not None
        assert not file.file_name.startswith("slow") or event.wait(60)
        read_received(runtime, file_id, **more)

    monkeypatch.setattr(import_jobs, "read_received", slowly)
    yield event
    event.set()


class Served(Run):
    """A person's imports, done by the jobs."""

    def __post_init__(self) -> None:
        """Nothing is done by hand."""

    def state(self, file_id: str) -> FileState:
        plan: ImportPlan = self.act(imports.view_import, file_id=file_id)
        return plan.state

    def is_read(self, file_id: str) -> bool:
        status = self.runtime.jobs.status(imports.read_job_id(int(file_id)))
        return status is not None and status.state is JobState.RUNNING


def file_of(run: Run, name: str) -> Path:
    return run.file(name, f"{HEAD}2026-01-01,A,EUR,1.00\n")


def test_another_person_s_file_and_the_operator_s_come_before_the_rest_of_somebody_s_slow_ones(
    runtime: Runtime, world: World, tmp_path: Path, let_go: threading.Event
) -> None:
    people: list[MadeUser] = [world.user(name) for name in ("Olga", "Max")]
    centers = [world.center(person) for person in people]
    background.start(runtime)
    olga, max_ = (
        Served(runtime, person.caller(center), tmp_path) for person, center in zip(people, centers, strict=True)
    )
    slow = [olga.receive(file_of(olga, f"slow_{number}.csv")) for number in range(4)]
    until(lambda: any(map(olga.is_read, slow)), "the first slow file is read")
    other = max_.receive(file_of(max_, "ads_7.csv"))
    until(lambda: max_.state(other) is FileState.PREVIEW, "the other person's file is read")
    payload = {"center_id": centers[1], "choice": {}, "keep": True}
    files = [{"id": str(new_id()), "path": str(file_of(max_, "ads_8.csv"))}]
    told = runtime.jobs.wait(runtime.jobs.enqueue(import_command.RECEIVE_JOB, files=files, **payload), timeout_s=60)
    assert told.result["files"][0]["is_ready"]
    assert {olga.state(file_id) for file_id in slow} == {FileState.READING}
    let_go.set()
    until(lambda: {olga.state(file_id) for file_id in slow} == {FileState.PREVIEW}, "all are read")


def test_files_that_are_read_at_the_same_time_come_out_with_their_sums(
    runtime: Runtime, world: World, tmp_path: Path
) -> None:
    olga = world.user("Olga")
    run = Run(runtime, olga.caller(world.center(olga)), tmp_path)
    rows = "".join(f"2026-01-{1 + number % 28:02},C{number},EUR,0.01\n" for number in range(ROWS))
    before = run.preview(run.file("before_1.csv", HEAD + rows))
    received = [run.receive(run.file(f"ads_{number}.csv", HEAD + rows * (number - 1))) for number in (2, 3, 4)]
    with ThreadPoolExecutor(4) as pool:
        reads = [pool.submit(run.run_job, import_jobs.read_import, file_id) for file_id in received]
        run.finish(before)
        for read in reads:
            read.result(timeout=60)
    plans = [run.act(imports.view_import, file_id=file_id) for file_id in received]
    assert [plan.accounts[0].sums["spend"] for plan in plans] == [ROWS * 10_000 * times for times in (1, 2, 3)]
    for plan in plans:
        run.finish(plan)
    assert [run.totals(number)["spend"] for number in "1234"] == [ROWS * 10_000 * times for times in (1, 1, 2, 3)]
