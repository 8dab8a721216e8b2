"""A center whose only admin was not here for a long time, and somebody of the desk who can help it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from bizhub.domain.ids import new_id
from bizhub.models.center import CenterRules
from bizhub.models.desk import DeskPerson
from bizhub.services import recovery, recovery_jobs
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.services.two_step_people import guard
from tests.sign_in_steps import MovableClock

WEEK = timedelta(days=7)
INSTANT = timedelta(microseconds=1)
WHY = "Olga has left the firm and cannot be reached"


@dataclass(frozen=True)
class Lost:
    """Olga was its admin, Max and Mia are members; Dora is of the desk."""

    team: Team
    world: World
    clock: MovableClock
    dora: MadeUser
    olga: MadeUser
    max: MadeUser
    mia: MadeUser

    def at_desk(self, who: MadeUser, use_case: Callable[..., Any], **arguments: Any) -> Any:
        """What somebody does who acts in no center."""
        with begin(self.team.runtime, who.caller(), write=True) as work:
            return use_case(work, **arguments)

    def start(self, address: str = "", *, by: MadeUser | None = None, center: str = "", reason: str = WHY) -> str:
        """Choose Max, or who signs in with an address."""
        chosen = {"center_id": center or self.team.center, "address": address or self.max.email}
        started: str = self.at_desk(by or self.dora, recovery.start_recovery, reason=reason, **chosen)
        return started

    def carry_out(self) -> int:
        """What the job does now."""
        return recovery_jobs.carry_out_due(self.team.runtime, self.clock.moment)

    def states(self) -> list[str]:
        """Of every recovery, the oldest first."""
        return [state for (state,) in self.team.rows("SELECT state FROM recovery ORDER BY asked_at, id")]

    def answer(self) -> str:
        """Of the only one."""
        [(answer,)] = self.team.rows("SELECT answer FROM recovery")
        return str(answer)

    def changed(self, statement: str, who: MadeUser) -> None:
        """What no use case does to somebody (`:id`), done in SQL."""
        self.team.rows_changed(statement, id=int(who.id))

    def allow_only_linden(self) -> None:
        """Its admins need an address of linden.example."""
        self._rule(domains="linden.example", allowlist_for="ADMINS")

    def ask_two_step(self) -> None:
        """Its admins have needed 2-step verification for long."""
        self._rule(two_step_for="ADMINS", two_step_from=LONG_AGO)

    def _rule(self, **rules: Any) -> None:
        with self.team.runtime.database.transaction(write=True) as connection:
            connection.execute(insert(CenterRules).values(center_id=int(self.team.center), **rules))

    def seen(self, who: MadeUser, days_ago: int) -> None:
        """A session of somebody was last seen so many days ago."""
        self.team.rows_changed(
            "UPDATE user_session SET last_seen_at = :at WHERE user_id = :id",
            at=(self.clock.moment - timedelta(days=days_ago)).isoformat(sep=" "), id=int(who.id),
        )  # fmt: skip


def lost_center(team: Team, world: World, clock: MovableClock, olga: MadeUser, max_: MadeUser) -> Lost:
    """The stage."""
    mia, dora = world.user("Mia"), world.user("Dora")
    world.member(team.center, mia)
    take_to_desk(world, clock, dora)
    lost = Lost(team, world, clock, dora, olga, max_, mia)
    team.keep_sessions()
    lost.seen(olga, 31)
    return lost


def take_to_desk(world: World, clock: MovableClock, who: MadeUser) -> None:
    """Give somebody a seat at the desk, with 2-step verification."""
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(DeskPerson).values(id=new_id(), user_id=int(who.id), added_at=LONG_AGO))
    guard(world, clock, who)
