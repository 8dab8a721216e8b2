"""Centers that end: their admins are reminded once, and figures and files are removed after the end, not before."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bizhub.commands.activity import verify_records
from bizhub.domain.imports import FileState
from bizhub.services import center_deletion, center_sweep, import_files, import_jobs, import_promises, imports
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.services.import_run import Run, StillJob
from tests.services.team import Team
from tests.sign_in_steps import MovableClock, messages_to

INSTANT = timedelta(microseconds=1)
FIGURES = "By Day,Account ID,Account name,Campaign name,Currency,Cost,Impressions\n2026-01-01,{0},{0},A,EUR,5.00,10\n"


@pytest.fixture
def team(runtime: Runtime, center: str, olga: MadeUser, moved_clock: MovableClock) -> Team:
    """Olga has deleted the center a moment ago."""
    team = Team(runtime, center)
    team.keep_sessions()
    team.act(olga, center_deletion.delete_center, name="Linden & Co")
    return team


def sweep(team: Team) -> dict[str, int]:
    job: Any = StillJob(team.runtime)
    return center_sweep.sweep_centers(job)


def imported(run: Run, account: str) -> str:
    """An ad account with figures."""
    plan = run.preview(run.file(f"{account}.csv", FIGURES.format(account)))
    run.finish(plan)
    return plan.file_id


def test_the_admins_are_reminded_a_week_before_and_once(
    team: Team, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> None:
    moved_clock.move(days=23, microseconds=-1)
    assert sweep(team) == {"reminded": 0, "cleared": 0}
    moved_clock.moment += INSTANT
    assert [sweep(team)["reminded"] for _ in range(2)] == [1, 0]
    assert "The center Linden & Co will be deleted on Dec 23, 2026" in messages_to(team.runtime, olga.email)[-1]
    assert (len(messages_to(team.runtime, olga.email)), messages_to(team.runtime, max_.email)) == (2, [])
    team.act(olga, center_deletion.keep_center)
    team.act(olga, center_deletion.delete_center, name="Linden & Co")
    assert sweep(team)["reminded"] == 0
    moved_clock.move(days=23)
    assert sweep(team)["reminded"] == 1


def test_a_server_that_was_off_reminds_nobody_of_what_is_over(team: Team, moved_clock: MovableClock) -> None:
    moved_clock.move(days=30)
    assert sweep(team) == {"reminded": 0, "cleared": 1}


def test_figures_and_files_go_and_the_record_stays(
    team: Team, world: World, olga: MadeUser, moved_clock: MovableClock, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    ours = Run(team.runtime, olga.caller(team.center), tmp_path)
    others = Run(team.runtime, olga.caller(world.center(olga, "Birch")), tmp_path)
    imported(ours, "7001")
    imported(others, "7002")
    waiting = ours.preview(ours.file("b.csv", FIGURES.format("7003"))).file_id
    theirs = others.preview(others.file("c.csv", FIGURES.format("7004"))).file_id
    moved_clock.move(days=30, microseconds=-1)
    sweep(team)
    assert ours.totals("7001")["spend"] == 5_000_000
    moved_clock.moment += INSTANT
    before = team.events()
    assert [sweep(team)["cleared"] for _ in range(2)] == [1, 0]
    assert (ours.totals("7001"), others.totals("7002")["spend"]) == ({}, 5_000_000)
    lying = {path.name for path in team.runtime.settings.folder("uploads").iterdir()}
    assert (lying, team.runtime.insights.staged_batches()) == ({theirs}, (theirs,))
    assert team.rows("SELECT state FROM import_file WHERE id = :id", id=int(waiting)) == [("CANCELLED",)]
    assert team.events() == [*before, "center:clear"]
    assert team.rows("SELECT user_name, through FROM activity WHERE event = 'center:clear'") == [("Operator", "system")]
    assert verify_records(team.runtime, team.center) == 0
    assert "Linden & Co" in capsys.readouterr().out


def test_an_import_that_was_promised_puts_nothing_back(
    team: Team, olga: MadeUser, moved_clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server was killed between the record of an import and its figures, and starts after the end."""
    run = Run(team.runtime, olga.caller(team.center), tmp_path)
    file = imported(run, "7001")
    team.rows_changed("UPDATE import_batch SET state = 'PROMISED'")
    team.rows_changed("UPDATE import_file SET state = 'RUNNING', finished_at = NULL")
    moved_clock.move(days=30)
    sweep(team)
    run.run_job(import_jobs.run_import, file)
    import_promises.keep(team.runtime, int(file))
    assert run.totals("7001") == {}
    assert team.rows("SELECT state FROM import_file") == [(FileState.CANCELLED.value,)]
    assert not import_files.path_of(team.runtime, int(file)).exists()


def test_one_that_fails_is_tried_again_and_holds_up_no_other(
    team: Team, world: World, olga: MadeUser, moved_clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Run(team.runtime, olga.caller(team.center), tmp_path).put(FileState.PREVIEW)
    birch = world.center(olga, "Birch", ends_at=moved_clock.moment + timedelta(days=31))
    moved_clock.move(days=31)

    def failing(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(imports, "discard_files", failing)
        assert sweep(team)["cleared"] == 1
        assert team.rows("SELECT id FROM center WHERE cleared_at IS NOT NULL") == [(int(birch),)]
    assert sweep(team)["cleared"] == 1
