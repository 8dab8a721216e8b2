"""The stage of the team's state machine: people who act, and what is expected of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import text

from bizhub.domain.errors import BizHubError
from bizhub.domain.policy import CenterRole
from bizhub.services import access
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.team_model import Member, Model, end_of
from tests.sign_in_steps import MovableClock

NAMES = ("Ada", "Bo", "Cy", "Di")
START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""Each run begins here: what happens in it depends on nothing else."""


class TeamOnStage(RuleBasedStateMachine):
    """Four people and three ad accounts of a center, and the model of what they may."""

    runtime: Runtime
    clock: MovableClock

    def __init__(self) -> None:
        """A center of its own: Ada and Bo are its admins, Cy is a member, Di is outside."""
        super().__init__()
        self.clock.moment = START
        world = World(self.runtime)
        self.people = {name: world.user(name) for name in NAMES}
        self.team = Team(self.runtime, world.center(self.people["Ada"], time_zone="UTC"))
        self.accounts = {name: world.ad_account(self.team.center, self.people["Ada"], name) for name in "ABC"}
        world.member(self.team.center, self.people["Bo"], CenterRole.ADMIN)
        world.member(self.team.center, self.people["Cy"])
        there = {"Ada": Member("ADMIN"), "Bo": Member("ADMIN"), "Cy": Member("STANDARD")}
        self.model = Model(self.clock.moment, there)
        self.names = count()
        with self.runtime.database.transaction(write=True) as connection:
            connection.execute(text("UPDATE user_session SET expires_at = '2200-01-01 00:00:00+00:00'"))
            connection.execute(text("DELETE FROM counted_try"))

    def act(self, actor: str, expected: bool, use_case: Callable[..., Any], **arguments: Any) -> Any:
        """Somebody does something; that they may or may not is as expected."""
        actor, refused = self.named(actor), ""
        answer = None
        try:
            answer = self.team.act(self.people[actor], use_case, **arguments)
        except BizHubError as error:
            refused = repr(error)
        assert expected is not bool(refused), (actor, use_case.__name__, arguments, refused)
        return answer

    def named(self, actor: str) -> str:
        """The person; whoever counts as an admin acts most of the time, so that most of it happens."""
        return min(self.model.lasting_admins()) if actor == "an admin" else actor

    def day(self, offset: int | None) -> date | None:
        return None if offset is None else self.model.now.date() + timedelta(days=offset)

    def is_ahead(self, day: date | None) -> bool:
        return end_of(day) > self.model.now

    def may_go(self, who: str) -> bool:
        return not self.model.is_admin(who) or self.model.someone_else_lasts(who)

    def gone(self, who: str, went: bool) -> None:
        if went:
            self.model.take_out(who)
            self.model.entries += 1

    def held(self, user: MadeUser, account: str) -> str:
        with begin(self.runtime, user.caller(self.team.center), write=False) as work:
            found = access.find_ad_account(
                work.connection, user_id=int(user.id), center_id=int(self.team.center), moment=work.now,
                ad_account_id=int(self.accounts[account]),
            )  # fmt: skip
            assert found is not None
            return found.level.value if found.level and work.center else ""
