"""Killed in the middle of changes to a team: what stands is what the record says, and nothing acknowledged is lost."""

import json
import multiprocessing
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import reduction
from typing import Any

import pytest

from bizhub.services import activity, asset_groups
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.factories import World
from tests.services import team_process
from tests.services.team import Team

KILLS = [
    pytest.param(10, id="10 kills"),
    pytest.param(200, id="200 kills", marks=[pytest.mark.soak, pytest.mark.timeout(1800)]),
]
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.services.team_process"])


@contextmanager
def running(settings: Settings) -> Iterator[Runtime]:
    """BizHub in this process, while no other one is there."""
    yield runtimes.start(settings)
    runtimes.stop()


class Scene:
    """A center with an admin, three members, three ad accounts and a group, and whoever changes it."""

    def __init__(self, settings: Settings) -> None:
        with running(settings) as runtime:
            world = World(runtime)
            self.olga = world.user("Olga")
            self.center = world.center(self.olga)
            self.people = [world.user(name) for name in ("Ada", "Bo", "Cy")]
            for person in self.people:
                world.member(self.center, person)
            self.accounts = [world.ad_account(self.center, self.olga, name) for name in "ABC"]
            self.group = self.team(runtime).act(self.olga, asset_groups.create_group, name="G", level="OPERATOR")
        self.settings = settings
        self.acknowledged = 0

    def team(self, runtime: Runtime) -> Team:
        return Team(runtime, self.center)

    def change_until_killed(self) -> None:
        """Somebody changes the team, and is killed at any moment."""
        hears, says = os.pipe()
        ids = [person.id for person in self.people]
        arguments = {
            "settings": self.settings, "admin": self.olga.caller(self.center), "people": ids,
            "accounts": self.accounts, "group": self.group,
        }  # fmt: skip
        process = _FORKS.Process(target=_run, args=(arguments, reduction.DupFd(says)))
        process.start()
        os.close(says)
        assert os.read(hears, 1) == b"+", "it did not start"
        time.sleep(random.uniform(0.02, 0.6))
        process.kill()
        process.join()
        with os.fdopen(hears, "rb") as pipe:
            self.acknowledged += len(pipe.read())


def _run(arguments: dict[str, Any], says: Any) -> None:
    team_process.change_for_ever(**arguments, acknowledged=says.detach())


def told(entries: list[tuple[str, str, str, str, str]]) -> dict[str, Any]:
    """What must stand, when the entries are all that happened."""
    roles, held, people, accounts = {}, {}, set[str](), set[str]()
    for event, about, _name, _before, after_text in entries:
        after = json.loads(after_text) if after_text else {}
        if event == "member:edit":
            roles[about] = after["role"]
        elif event == "ad_account:grant":
            held[after["user_id"], about] = after.get("level", "")
        elif event == "asset_group:members":
            people = (people | set(after.get("added_ids", []))) - set(after.get("removed_ids", []))
        elif event == "asset_group:ad_accounts":
            accounts = (accounts | set(after.get("added_ids", []))) - set(after.get("removed_ids", []))
    return {
        "roles": roles,
        "held": {pair: level for pair, level in held.items() if level},
        "through the group": {(person, account) for person in people for account in accounts},
    }


def standing(team: Team) -> dict[str, Any]:
    """What stands in the tables."""
    in_force = "FROM access_grant WHERE revoked_at IS NULL AND asset_group_id IS"
    roles = team.rows("SELECT user_id, role FROM membership WHERE ended_at IS NULL AND joined_at IS NOT NULL")
    direct = team.rows(f"SELECT user_id, ad_account_id, level {in_force} NULL")
    through = team.rows(f"SELECT user_id, ad_account_id {in_force} NOT NULL")
    assert len(through) == len(set(through))
    return {
        "roles": {str(person): role for person, role in roles},
        "held": {(str(person), str(account)): level for person, account, level in direct},
        "through the group": {(str(person), str(account)) for person, account in through},
    }


@pytest.mark.parametrize("kills", KILLS)
def test_what_stands_is_what_the_record_says(database_settings: Settings, kills: int) -> None:
    scene = Scene(database_settings)
    for _ in range(kills):
        scene.change_until_killed()
    with running(database_settings) as runtime:
        team = scene.team(runtime)
        entries = team.rows(
            "SELECT event, object_id, object_name, before, after FROM activity WHERE center_id = :center "
            "ORDER BY sequence",
            center=int(scene.center),
        )
        assert standing(team) == told(entries)
        # The first entry made the group; of each kill one change may be there that nobody was told of.
        assert scene.acknowledged <= len(entries) - 1 <= scene.acknowledged + kills
        assert scene.acknowledged > kills
        assert team.act(scene.olga, activity.verify_activity).is_intact
