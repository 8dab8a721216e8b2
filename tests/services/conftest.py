"""Olga, admin of a center, and Max, a member: most tests of use cases are about them."""

import pytest

from bizhub.domain.policy import CenterRole
from bizhub.services import approval_rule
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.services.bulk_stage import Bulk
from tests.services.document_stage import Desk, a_draft
from tests.services.team import Team
from tests.services.ticket_stage import Tickets, reviewer
from tests.services.verification_stage import Verifying, seated
from tests.sign_in_steps import MovableClock


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def max_(world: World) -> MadeUser:
    return world.user("Max")


@pytest.fixture
def center(world: World, olga: MadeUser, max_: MadeUser) -> str:
    center = world.center(olga)
    world.member(center, max_)
    return center


@pytest.fixture
def bo(world: World, team: Team) -> MadeUser:
    """The second admin."""
    bo = world.user("Bo")
    world.member(team.center, bo, CenterRole.ADMIN)
    return bo


@pytest.fixture
def ruled(team: Team, olga: MadeUser, bo: MadeUser) -> Team:
    """A center with two admins that asks for both of them; what was told of that is forgotten."""
    assert team.act(olga, approval_rule.set_two_admin_approval, is_on=True) is None
    for table in ("notification", "outbox_message"):
        team.rows_changed(f"DELETE FROM {table}")
    return team


@pytest.fixture
def stage(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str, moved_clock: MovableClock
) -> Bulk:
    orders: list[str] = []
    runtime.jobs.enqueue = lambda name, **more: orders.append(more["job_id"]) or ""  # type: ignore[method-assign]
    bo = world.user("Bo")
    world.member(center, bo)
    accounts = [world.ad_account(center, olga, name, external_id=f"77{name}") for name in "ABC"]
    return Bulk(Team(runtime, center), world, olga, max_, bo, accounts, orders)


@pytest.fixture
def desk(runtime: Runtime, center: str, olga: MadeUser) -> Desk:
    """A center whose verification is being written."""
    return Desk(Team(runtime, center), a_draft(runtime, center, olga))


@pytest.fixture
def sides(runtime: Runtime, world: World, olga: MadeUser, center: str) -> Tickets:
    """Olga's center, which asks, and Dora of the desk, who decides."""
    return Tickets(world, Team(runtime, center), olga, reviewer(world, "Dora"))


@pytest.fixture
def verifying(
    world: World, runtime: Runtime, center: str, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock
) -> Verifying:
    """The same before anything is written, and Dora at the desk."""
    team = Team(runtime, center)
    found = Verifying(team, olga, seated(world, "Dora"))
    team.keep_sessions()
    return found
