"""What the tests of two-admin approval do again and again."""

from typing import Any

from bizhub.domain.approvals import Answered, Waiting
from bizhub.services import approval_answers, approval_jobs, members
from tests.factories import MadeUser
from tests.services.team import Team
from tests.sign_in_steps import MovableClock

STANDARD, ADMIN = {"role": "STANDARD", "finance_role": ""}, {"role": "ADMIN", "finance_role": ""}


def promote(team: Team, by: MadeUser, whom: MadeUser, seen: Any = STANDARD) -> Any:
    return team.act(by, members.change_role, user_id=whom.id, seen=seen, role="ADMIN", finance_role="")


def demote(team: Team, by: MadeUser, whom: MadeUser) -> Any:
    return team.act(by, members.change_role, user_id=whom.id, seen=ADMIN, role="STANDARD", finance_role="")


def approve(team: Team, by: MadeUser, waits: Waiting) -> Answered:
    answered = team.act(by, approval_answers.approve, approval_id=waits.id)
    assert isinstance(answered, Answered)
    return answered


def states(team: Team) -> list[str]:
    return [row[0] for row in team.rows("SELECT state FROM approval ORDER BY asked_at, id")]


def carry_out(team: Team, clock: MovableClock) -> int:
    return approval_jobs.carry_out_due(team.runtime, clock.moment)
