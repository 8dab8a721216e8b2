"""Each end is told once: whatever breaks on the way, when jobs run at once, and when the server is killed."""

import multiprocessing
import random
import time
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from bizhub.domain.ids import new_id
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import end_reminders, notifications
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.factories import MadeUser, World
from tests.services import reminding_process
from tests.services.reminding import EIGHT, LAST_DAY, UNTIL, add_again, breaking_after, give, reminders, sweep
from tests.services.team import Team
from tests.sign_in_steps import MovableClock

ANALYST = AdAccountLevel.ANALYST
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.services.reminding_process"])


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    team = Team(runtime, center)
    team.keep_sessions()
    return team


@pytest.fixture
def shop(team: Team, world: World, olga: MadeUser) -> str:
    return world.ad_account(team.center, olga)


def telling_all_but(center: str) -> Any:
    """What tells, but breaks in one center."""
    real = notifications.tell

    def tell(work: Any, *arguments: Any, **more: Any) -> None:
        if work.center_id == int(center):
            raise OSError("disk full")
        real(work, *arguments, **more)

    return tell


def test_one_center_that_fails_holds_up_no_other_and_is_tried_again(
    team: Team, world: World, olga: MadeUser, moved_clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.center(olga, "Birch")
    for center in (team.center, other):
        world.member(center, world.user(center), valid_until=UNTIL)
    moved_clock.moment = EIGHT
    with monkeypatch.context() as broken:
        broken.setattr(notifications, "tell", telling_all_but(other))
        assert sweep(team) == 1
    assert [sweep(team), sweep(team)] == [1, 0]
    assert len(reminders(team, olga)) == 2


@pytest.mark.parametrize("table", ["end_reminder", "notification", "outbox_message"])
def test_what_breaks_on_the_way_leaves_nothing_and_goes_through_once_later(
    team: Team, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock, table: str
) -> None:
    give(team, olga, max_, shop, LAST_DAY)
    moved_clock.moment = EIGHT
    engine, seen = team.runtime.database.engine, list[str]()
    breaks = breaking_after(f"INSERT INTO {table}", seen)
    event.listen(engine, "after_cursor_execute", breaks)
    assert sweep(team) == 0
    event.remove(engine, "after_cursor_execute", breaks)
    assert (len(seen), reminders(team, max_), team.rows("SELECT kind FROM end_reminder")) == (1, [], [])
    assert [sweep(team), sweep(team)] == [1, 0]
    assert len(reminders(team, max_)) == 1


def test_jobs_at_the_same_time_tell_once(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, shop: str, moved_clock: MovableClock
) -> None:
    world.grant(team.center, shop, max_, ANALYST, valid_until=UNTIL)
    moved_clock.moment = EIGHT
    barrier, told = Barrier(4), list[int]()

    def run() -> None:
        barrier.wait()
        told.append(end_reminders.remind_due(team.runtime, moved_clock.moment))

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [0, 0, 0, 1]
    assert [len(reminders(team, who)) for who in (max_, olga)] == [1, 1]


def test_the_database_itself_keeps_a_second_reminder_out(
    team: Team, world: World, max_: MadeUser, shop: str, moved_clock: MovableClock
) -> None:
    world.grant(team.center, shop, max_, ANALYST, valid_until=UNTIL)
    moved_clock.moment = EIGHT
    sweep(team)
    with pytest.raises(IntegrityError):
        add_again(team, new_id())


def test_a_server_that_is_killed_tells_each_person_of_each_end_once(database_settings: Settings) -> None:
    runtime = runtimes.start(database_settings)
    world = World(runtime)
    olga = world.user("Olga")
    centers = [reminding_process.with_ends(world, olga, number) for number in range(40)]
    runtimes.stop()
    for _ in range(6):
        begins = _FORKS.Event()
        process = _FORKS.Process(target=reminding_process.remind, args=(database_settings, begins))
        process.start()
        assert begins.wait(20)
        time.sleep(random.uniform(0.0, 0.25))
        process.kill()
        process.join()
    runtime = runtimes.start(database_settings)
    end_reminders.remind_due(runtime, reminding_process.now())
    team = Team(runtime, centers[0])
    told = team.rows("SELECT user_id, center_id, count(*) FROM notification GROUP BY user_id, center_id")
    sent = team.rows("SELECT user_id, center_id, count(*) FROM outbox_message GROUP BY user_id, center_id")
    runtimes.stop()
    assert {count for *_, count in told} == {count for *_, count in sent} == {1}
    assert len(told) == len(sent) == 80
