"""The jobs of bulk changes: killed in the middle, stopped, without the right any more, ordered again."""

import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import reduction
from typing import Any

import pytest

from bizhub.domain.bulk import RowState, RunState, RunView, outcome_words, reason_words
from bizhub.domain.errors import Conflict
from bizhub.domain.jobs import JobState, JobStatus
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import activity, bulk, bulk_jobs, members, signals
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.factories import MadeUser, World
from tests.services import bulk_process
from tests.services.import_run import StillJob
from tests.services.team import Team
from tests.sign_in_steps import MovableClock

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.services.bulk_process"])


class Scene:
    """A center in which Ada, an admin, has started to give three people six ad accounts; Olga is there, too."""

    def __init__(self, runtime: Runtime, orders: list[str]) -> None:
        world = World(runtime)
        self.runtime, self.world, self.orders = runtime, world, orders
        runtime.jobs.enqueue = lambda _name, **more: orders.append(more["job_id"]) or ""  # type: ignore[method-assign]
        self.olga, self.ada = world.user("Olga"), world.user("Ada")
        self.team = Team(runtime, world.center(self.olga))
        world.member(self.team.center, self.ada, CenterRole.ADMIN)
        self.people = [world.user(name) for name in ("Bo", "Cy", "Di")]
        for person in self.people:
            world.member(self.team.center, person)
        self.accounts = [world.ad_account(self.team.center, self.olga, name) for name in "ABCDEF"]
        self.run = self.start(self.ada)

    def start(self, by: MadeUser) -> str:
        people, accounts = " ".join(one.id for one in self.people), " ".join(self.accounts)
        run = str(self.team.act(by, bulk.prepare_run, people=people, ad_accounts=accounts, level="ANALYST"))
        self.team.act(by, bulk.start_run, run_id=run)
        return run

    def view(self) -> RunView:
        seen: RunView = self.team.act(self.olga, bulk.view_run, run_id=self.run)
        return seen

    def work(self, after: int = 0, what: Callable[[], object] = lambda: None) -> None:
        """Run the job in parts of four pairs; something happens after so many parts."""
        parts = 0

        def reached(_done: int, _of: int) -> None:
            nonlocal parts
            parts += 1
            _ = parts == after and what()

        bulk_jobs.run_started(self.runtime, int(self.run), progress=reached)

    def given(self) -> int:
        [(count,)] = self.team.rows("SELECT count(*) FROM access_grant WHERE revoked_at IS NULL AND via = 'direct'")
        return int(count)

    def entries(self) -> int:
        return self.team.events().count("ad_account:grant")


@pytest.fixture
def scene(runtime: Runtime, moved_clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(bulk_jobs, "PART", 4)
    return Scene(runtime, [])


def test_stopped_between_two_parts_what_is_done_stays(scene: Scene) -> None:
    scene.work(after=2, what=lambda: scene.team.act(scene.olga, bulk.cancel_run, run_id=scene.run))
    seen = scene.view()
    assert (seen.run.state, seen.counts) == (RunState.CANCELLED, {RowState.CHANGED: 8, RowState.WAITING: 10})
    assert outcome_words(seen) == "Stopped. 8 were changed, and that stays. 10 were left as they were."
    assert (scene.given(), scene.entries(), scene.team.events()[-1]) == (8, 8, "bulk:cancel")
    assert seen.may_undo
    with pytest.raises(Conflict):
        scene.team.act(scene.olga, bulk.cancel_run, run_id=scene.run)
    scene.work()
    assert scene.given() == 8


def test_stopped_before_it_began_nothing_is_changed(scene: Scene) -> None:
    scene.team.act(scene.ada, bulk.cancel_run, run_id=scene.run)
    scene.work()
    assert outcome_words(scene.view()) == "Stopped. Nothing was changed. 18 were left as they were."
    assert (scene.given(), scene.view().may_undo) == (0, False)


def becomes_standard(scene: Scene) -> None:
    seen = {"role": "ADMIN", "finance_role": ""}
    scene.team.act(scene.olga, members.change_role, user_id=scene.ada.id, role="STANDARD", finance_role="", seen=seen)


def test_a_right_that_ends_in_the_middle_ends_what_is_left(scene: Scene) -> None:
    scene.world.grant(scene.team.center, scene.accounts[5], scene.ada, AdAccountLevel.ADMIN)
    scene.work(after=1, what=lambda: becomes_standard(scene))
    seen = scene.view()
    reasons = {reason_words(why): count for why, count in seen.reasons.items()}
    # Bo's first four were done; of the rest Ada may give only what she leads herself: F, to all three.
    assert reasons == {"You do not hold Admin on this ad account": 11}
    assert (seen.run.state, seen.counts[RowState.CHANGED], scene.given() - 1) == (RunState.DONE, 7, 7)


def test_who_is_no_member_any_more_changes_nothing_more(scene: Scene) -> None:
    scene.work(after=1, what=lambda: scene.team.act(scene.olga, members.remove_member, user_id=scene.ada.id))
    seen = scene.view()
    assert {reason_words(why): count for why, count in seen.reasons.items()} == {
        "Whoever started this is no member of the center any more": 14
    }
    assert (seen.run.state, scene.given(), scene.entries()) == (RunState.DONE, 4, 4)


def test_who_leaves_meanwhile_gets_nothing(scene: Scene) -> None:
    scene.work(after=1, what=lambda: scene.team.act(scene.olga, members.remove_member, user_id=scene.people[1].id))
    rows = [row for row in scene.view().rows if row.verdict.state is RowState.SKIPPED]
    assert {(row.person, reason_words(row.verdict.why)) for row in rows} == {
        ("Cy", "Is no member of the center any more")
    }
    assert len(rows) == 6


def test_pages_hear_of_every_part(scene: Scene) -> None:
    heard: list[signals.Signal] = []
    stop = signals.listen(heard.append)
    scene.work()
    stop()
    assert heard.count(signals.CenterChanged(scene.team.center, "bulk")) == 6


def sweep(scene: Scene, monkeypatch: pytest.MonkeyPatch, statuses: dict[str, JobState]) -> dict[str, int]:
    """Sweep while the jobs stand like this."""

    def status(job_id: str) -> JobStatus | None:
        return JobStatus(id=job_id, name="run_bulk", state=statuses[job_id]) if job_id in statuses else None

    monkeypatch.setattr(scene.runtime.jobs, "status", status)
    scene.orders.clear()
    answer = bulk_jobs.sweep_bulk(StillJob(scene.runtime))  # type: ignore[arg-type]
    assert answer is not None
    return dict(answer)


def test_what_was_never_ordered_or_has_failed_is_ordered_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    job = f"bulk.{scene.run}"
    sweep(scene, monkeypatch, {})
    assert scene.orders == [job]
    sweep(scene, monkeypatch, {job: JobState.RUNNING})
    assert scene.orders == []
    sweep(scene, monkeypatch, {job: JobState.FAILED})
    assert scene.orders == [f"{job}.2"]
    sweep(scene, monkeypatch, {job: JobState.FAILED, f"{job}.2": JobState.FAILED, f"{job}.3": JobState.FAILED})
    assert scene.orders == []
    seen = scene.view()
    assert (seen.run.state, outcome_words(seen)) == (RunState.FAILED, bulk_jobs.GIVEN_UP)


def test_previews_that_nobody_came_back_to_are_forgotten(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, moved_clock: MovableClock
) -> None:
    scene.work()
    scene.team.act(scene.olga, bulk.prepare_undo, run_id=scene.run)
    moved_clock.moment += bulk_jobs.KEPT_PREVIEW
    assert sweep(scene, monkeypatch, {})["forgotten"] == 0
    moved_clock.moment += timedelta(seconds=1)
    assert sweep(scene, monkeypatch, {})["forgotten"] == 1
    assert scene.team.rows("SELECT id FROM bulk_run") == [(int(scene.run),)]


KILLS = [
    pytest.param(3, id="3 kills"),
    pytest.param(100, id="100 kills", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
]


@contextmanager
def running(settings: Settings) -> Iterator[Runtime]:
    """BizHub in this process, while no other one is there."""
    yield runtimes.start(settings)
    runtimes.stop()


def _work(arguments: dict[str, Any], says: Any) -> None:
    bulk_process.work(**arguments, settled=says.detach())


def killed(settings: Settings, run: str, *, parts: int) -> bytes:
    """What a process has told that was killed after so many parts, at any moment of the next one."""
    hears, says = os.pipe()
    arguments = {"settings": settings, "run": run, "part": 1}
    process = _FORKS.Process(target=_work, args=(arguments, reduction.DupFd(says)))
    process.start()
    os.close(says)
    told = os.read(hears, 1)
    assert told == b"+", "it did not start"
    while told.count(b".") < parts and not told.endswith(b"!"):
        told += os.read(hears, 1)
    time.sleep(random.uniform(0, 0.02))
    process.kill()
    process.join()
    with os.fdopen(hears, "rb") as pipe:
        return told + pipe.read()


@pytest.mark.parametrize("kills", KILLS)
def test_killed_in_the_middle_it_goes_on_and_changes_nothing_twice(database_settings: Settings, kills: int) -> None:
    with running(database_settings) as runtime:
        scene = Scene(runtime, [])
        run = scene.run
    told = b"".join(killed(database_settings, run, parts=random.randrange(3)) for _ in range(kills))
    with running(database_settings) as runtime:
        scene.runtime, scene.team = runtime, Team(runtime, scene.team.center)
        between = scene.view().counts.get(RowState.CHANGED, 0)
        # Of each kill one part may be committed that nobody was told of.
        assert told.count(b".") <= between <= told.count(b".") + kills
        assert (scene.given(), scene.entries()) == (between, between)
        scene.work()
        seen = scene.view()
        assert (seen.run.state, seen.counts) == (RunState.DONE, {RowState.CHANGED: 18})
        assert (scene.given(), scene.entries()) == (18, 18)
        pairs = scene.team.rows("SELECT DISTINCT user_id, ad_account_id FROM access_grant")
        assert len(pairs) == 18
        assert scene.team.act(scene.olga, activity.verify_activity).is_intact
