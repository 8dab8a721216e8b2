"""Jobs of a running engine, on SQLite and PostgreSQL."""

import logging
import secrets
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bizhub.adapters.job_board import INTERNAL_ERROR, JobBoard
from bizhub.adapters.jobs import Jobs
from bizhub.domain.jobs import JobState, JobStatus
from bizhub.settings import Settings
from tests import postgres
from tests.adapters.job_samples import LONG_S, started, until


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("jobs")
    if request.param == "sqlite":
        yield Settings(data_dir=folder)
        return
    server: postgres.Template = request.getfixturevalue("postgres_template")
    with server.empty(f"jobs_{secrets.token_hex(6)}") as url:
        yield Settings(data_dir=folder, database_url=SecretStr(url))


@pytest.fixture(scope="module")
def engine(settings: Settings) -> Iterator[Jobs]:
    with started(settings) as jobs:
        yield jobs


@pytest.fixture
def shared(engine: Jobs) -> Iterator[dict[str, Any]]:
    engine.runtime = {"entered": [], "left": [], "let_go": threading.Event()}
    yield engine.runtime
    engine.runtime["let_go"].set()
    until(lambda: engine._active == 0, "no job of this test runs")


@pytest.fixture
def jobs(engine: Jobs, shared: dict[str, Any]) -> Jobs:
    return engine


def test_a_job_gives_its_result(jobs: Jobs) -> None:
    job_id = jobs.enqueue("test_add", numbers=[2, 3, 2**60])
    status = jobs.wait(job_id, timeout_s=LONG_S)
    assert status == JobStatus(job_id, "test_add", JobState.DONE, result={"total": 5 + 2**60})


def test_the_same_id_is_the_same_job(jobs: Jobs, shared: dict[str, Any]) -> None:
    jobs.enqueue("test_add", job_id="once", numbers=[1])
    jobs.wait("once", timeout_s=LONG_S)
    jobs.enqueue("test_add", job_id="once", numbers=[7])
    time.sleep(0.5)
    assert jobs.wait("once", timeout_s=LONG_S).result == {"total": 1}
    assert shared["runs"] == 1


def test_a_refusal_reaches_the_person_with_its_field(jobs: Jobs) -> None:
    status = jobs.wait(jobs.enqueue("test_refuse"), timeout_s=LONG_S)
    assert (status.state, status.error, status.error_field) == (JobState.FAILED, "Line 3 has no day.", "file")


def test_a_crash_is_logged_and_says_nothing_of_itself(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    status = jobs.wait(jobs.enqueue("test_break"), timeout_s=LONG_S)
    assert (status.state, status.error) == (JobState.FAILED, INTERNAL_ERROR)
    assert "ZeroDivisionError" in caplog.text


def test_an_unknown_job_cannot_be_ordered(jobs: Jobs) -> None:
    with pytest.raises(KeyError):
        jobs.enqueue("no such job")


def test_an_unknown_id_has_no_status(jobs: Jobs) -> None:
    assert jobs.status("no such id") is None


def test_waiting_ends(jobs: Jobs) -> None:
    with pytest.raises(TimeoutError):
        jobs.wait("no such id", timeout_s=0.1)


def test_a_step_gives_in_its_first_run_what_it_would_give_after_a_kill(jobs: Jobs) -> None:
    assert jobs.wait(jobs.enqueue("test_tuple"), timeout_s=LONG_S).result == {"kind": "list"}


def test_imports_take_turns(jobs: Jobs, shared: dict[str, Any]) -> None:
    first, second = jobs.enqueue("test_hold"), jobs.enqueue("test_hold")
    until(lambda: shared["entered"], "a job starts")
    time.sleep(0.6)
    assert len(shared["entered"]) == 1
    shared["let_go"].set()
    assert {jobs.wait(job_id, timeout_s=LONG_S).state for job_id in (first, second)} == {JobState.DONE}


def test_one_person_s_slow_files_keep_neither_others_nor_the_operator_waiting(
    jobs: Jobs, shared: dict[str, Any]
) -> None:
    own = [jobs.enqueue("test_read", turn_of="Olga") for _ in range(4)]
    until(lambda: shared["entered"], "the first file is read")
    other, command = jobs.enqueue("test_read", turn_of="Max"), jobs.enqueue("test_command")
    until(lambda: {other, command} <= set(shared["entered"]), "the other file is read, and the command begins")
    assert len(set(own) & set(shared["entered"])) == 1
    shared["let_go"].set()
    assert {jobs.wait(job_id, timeout_s=LONG_S).state for job_id in (*own, other, command)} == {JobState.DONE}


def test_people_take_turns_at_what_one_at_a_time_may_do(jobs: Jobs, shared: dict[str, Any]) -> None:
    own = [jobs.enqueue("test_run", turn_of="Olga") for _ in range(3)]
    until(lambda: shared["entered"], "the first import runs")
    other = jobs.enqueue("test_run", turn_of="Max")
    until(lambda: len(jobs._lines["writing"]) == 2, "the other import waits for it")
    assert len(shared["entered"]) == 1
    shared["let_go"].set()
    assert {jobs.wait(job_id, timeout_s=LONG_S).state for job_id in (*own, other)} == {JobState.DONE}
    assert shared["entered"][1] == other


def test_who_waits_for_others_can_be_cancelled(jobs: Jobs, shared: dict[str, Any]) -> None:
    first, second = (jobs.enqueue("test_run", turn_of=name) for name in ("Olga", "Max"))
    until(lambda: len(jobs._lines.get("writing", [])) == 2, "one waits")
    waiting = ({first, second} - set(shared["entered"])).pop()
    jobs.cancel(waiting)
    until(lambda: len(jobs._lines["writing"]) == 1, "it waits no longer")
    shared["let_go"].set()
    until(lambda: not jobs._lines, "nobody waits")
    assert waiting not in shared["entered"]


def test_where_people_take_turns_a_job_is_somebody_s(jobs: Jobs) -> None:
    with pytest.raises(ValueError, match="whose turn"):
        jobs.enqueue("test_read")


def test_a_running_job_can_be_cancelled(jobs: Jobs, shared: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    job_id = jobs.enqueue("test_hold")
    until(lambda: shared["entered"], "the job starts")
    jobs.cancel(job_id)
    assert jobs.wait(job_id, timeout_s=LONG_S).state is JobState.CANCELLED
    until(lambda: jobs._active == 0, "the run notices")
    assert shared["left"] == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_waiting_job_can_be_cancelled(jobs: Jobs, shared: dict[str, Any]) -> None:
    jobs.enqueue("test_hold")
    until(lambda: shared["entered"], "the first job starts")
    waiting = jobs.enqueue("test_add", numbers=[1])
    jobs.cancel(waiting)
    shared["let_go"].set()
    time.sleep(0.6)
    assert "runs" not in shared
    found = jobs.status(waiting)
    assert found is not None
    assert found.state is JobState.CANCELLED


def test_a_finished_job_is_not_cancelled(jobs: Jobs) -> None:
    job_id = jobs.enqueue("test_add", numbers=[1])
    jobs.wait(job_id, timeout_s=LONG_S)
    jobs.cancel(job_id)
    assert jobs.wait(job_id, timeout_s=LONG_S).state is JobState.DONE


def test_the_last_progress_is_kept(jobs: Jobs) -> None:
    status = jobs.wait(jobs.enqueue("test_report"), timeout_s=LONG_S)
    assert (status.done, status.total, status.note) == (1000, 1000, "rows")


def test_a_delayed_job_waits(jobs: Jobs) -> None:
    begin = time.monotonic()
    job_id = jobs.enqueue("test_add", delay_s=1.5, numbers=[1])
    found = jobs.status(job_id)
    assert found is not None
    assert found.state is JobState.QUEUED
    jobs.wait(job_id, timeout_s=LONG_S)
    assert time.monotonic() - begin >= 1.5


def test_old_jobs_are_forgotten(jobs: Jobs) -> None:
    job_id = jobs.enqueue("test_add", numbers=[1])
    jobs.wait(job_id, timeout_s=LONG_S)
    jobs.prune(older_than=timedelta(days=1))
    assert jobs.status(job_id) is not None
    jobs.prune(older_than=timedelta(seconds=-5))
    assert jobs.status(job_id) is None


def test_another_process_can_order_and_watch(jobs: Jobs, settings: Settings) -> None:
    board = JobBoard(settings)
    board.open()
    job_id = board.enqueue("test_add", numbers=[4])
    assert board.wait(job_id, timeout_s=LONG_S).result == {"total": 4}
    board.close()


def test_payload_and_result_are_stored_as_json_not_as_pickles(jobs: Jobs) -> None:
    job_id = jobs.enqueue("test_add", numbers=[1])
    jobs.wait(job_id, timeout_s=LONG_S)
    with jobs.client._sys_db.engine.connect() as connection:
        tables = jobs.client._sys_db.tables
        stored = connection.execute(tables.workflow_input.select()).mappings().all()
        stored = [row for row in stored if row["workflow_uuid"] == job_id]
    assert stored[0]["inputs"] == '{"namedArgs":{},"positionalArgs":[{"numbers":[1]}]}'
