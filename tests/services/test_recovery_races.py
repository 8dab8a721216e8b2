"""A recovery ends once: when a member objects in the moment it is carried out, and when the server is killed."""

import multiprocessing
import random
import time
from functools import partial

import pytest

from bizhub.domain.errors import Conflict
from bizhub.services import chain_check, recovery, recovery_jobs
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.factories import MadeUser, World
from tests.services import recovery_process
from tests.services.recovery_stage import WEEK, lost_center, take_to_desk
from tests.services.team import Team
from tests.services.test_ending_races import together
from tests.sign_in_steps import MovableClock

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.services.recovery_process"])
ROUNDS = [
    pytest.param(50, id="50 rounds"),
    pytest.param(1_000, id="1,000 rounds", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
]
KILLS = [
    pytest.param(3, id="3 kills"),
    pytest.param(100, id="100 kills", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
]
EXPECTED = {
    "OBJECTED": ("STANDARD", ["recovery:start", "recovery:object"]),
    "CANCELLED": ("STANDARD", ["recovery:start", "recovery:cancel"]),
    "DONE": ("ADMIN", ["recovery:start", "recovery:carry_out", "member:edit"]),
}
"""The role of who was chosen, and the whole record of the center, by how it ended."""


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_objecting_stopping_and_carrying_out_one_holds(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str, moved_clock: MovableClock, rounds: int
) -> None:
    lost = lost_center(Team(runtime, center), world, moved_clock, olga, max_)
    for number in range(rounds):
        own = Team(runtime, world.center(olga, f"Center {number}"))
        world.member(own.center, max_)
        world.member(own.center, lost.mia)
        started = lost.start(center=own.center)
        moved_clock.moment += WEEK
        objected, cancelled, settled, _ = together(
            partial(own.act, lost.mia, recovery.object_to_recovery, recovery_id=started),
            partial(lost.at_desk, lost.dora, recovery.cancel_recovery, recovery_id=started),
            lost.carry_out,
            lost.carry_out,
        )
        [(state,)] = own.rows("SELECT state FROM recovery WHERE id = :id", id=int(started))
        assert (own.roles()["Max"], own.events()) == EXPECTED[state]
        done = {type(None): True, Conflict: False}
        assert [done[type(answer)] for answer in (objected, cancelled)] == [state == "OBJECTED", state == "CANCELLED"]
        assert settled in (0, 1)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_of_the_desk_choose_one_admin(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str, moved_clock: MovableClock, rounds: int
) -> None:
    lost = lost_center(Team(runtime, center), world, moved_clock, olga, max_)
    emil = world.user("Emil")
    take_to_desk(world, moved_clock, emil)
    for number in range(rounds):
        own = world.center(olga, f"Center {number}")
        chosen = together(
            partial(lost.start, max_.email, center=own), partial(lost.start, lost.mia.email, by=emil, center=own)
        )
        assert sorted(isinstance(answer, Conflict) for answer in chosen) == [False, True]
    assert lost.states() == ["WAITING"] * rounds


@pytest.mark.parametrize("kills", KILLS)
def test_a_server_that_is_killed_appoints_each_of_them_once(database_settings: Settings, kills: int) -> None:
    runtime = runtimes.start(database_settings)
    world = World(runtime)
    lost, max_, dora = (world.user(name) for name in ("Lost", "Max", "Dora"))
    recovery_process.take_to_desk(world, dora)
    centers = [recovery_process.due(world, lost, max_, dora, number) for number in range(10 * kills)]
    Team(runtime, centers[0]).rows_changed("DELETE FROM user_session WHERE user_id = :id", id=int(lost.id))
    runtimes.stop()
    for _ in range(kills):
        begins = _FORKS.Event()
        process = _FORKS.Process(target=recovery_process.carry_out, args=(database_settings, begins))
        process.start()
        assert begins.wait(30)
        time.sleep(random.uniform(0, 0.05))
        process.kill()
        process.join()
    runtime = runtimes.start(database_settings)
    recovery_jobs.carry_out_due(runtime, recovery_process.datetime.now(recovery_process.UTC))
    for center in centers:
        team = Team(runtime, center)
        assert (team.roles()["Max"], team.events()) == ("ADMIN", ["recovery:carry_out", "member:add"])
        with runtime.database.transaction(write=False) as connection:
            assert chain_check.check(runtime, connection, int(center)).problem_count == 0
    runtimes.stop()
