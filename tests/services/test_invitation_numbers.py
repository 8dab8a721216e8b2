"""How many people are invited at most: who is there now and what waits counts, what gives way does not."""

from typing import Any

import pytest

from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.policy import CenterRole
from bizhub.domain.team import Wish
from bizhub.services import invitations, second_admin
from bizhub.services.runtime import Runtime
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team


@pytest.fixture
def team(runtime: Runtime, center: str) -> Team:
    return Team(runtime, center)


def invite(team: Team, user: MadeUser, addresses: str, role: str = "STANDARD", **more: Any) -> None:
    team.act(user, invitations.invite, addresses=addresses, wish=Wish(role=role, **more))


def waiting(team: Team, user: MadeUser) -> dict[str, str]:
    """The number of each invitation, by its address."""
    return {row.email: row.id for row in team.act(user, invitations.list_invitations)}


def test_no_more_admins_are_invited_than_a_center_has(team: Team, world: World, olga: MadeUser) -> None:
    for number in range(17):
        world.member(team.center, world.user(f"Bo{number}"), CenterRole.ADMIN)
    invite(team, olga, "a@example.org", "ADMIN")
    with pytest.raises(InvalidInput, match=r"at most 20 admins\. There now: 18\. Invited: 1"):
        invite(team, olga, "b@example.org c@example.org", "ADMIN")
    invite(team, olga, "b@example.org c@example.org")


def test_an_invitation_that_gives_way_is_not_counted(team: Team, world: World, olga: MadeUser) -> None:
    gone = world.user("Fritz")
    world.member(team.center, gone, CenterRole.ADMIN, valid_until=LONG_AGO)
    for number in range(18):
        world.member(team.center, world.user(f"Bo{number}"), CenterRole.ADMIN)
    for _twice in range(2):
        invite(team, olga, "a@example.org", "ADMIN")
    number = waiting(team, olga)["a@example.org"]
    invite(team, olga, "b@example.org", "ADMIN", replaces=number)
    assert waiting(team, olga).keys() == {"b@example.org"}


def test_no_more_admins_are_invited_again_than_a_center_has(team: Team, world: World, olga: MadeUser) -> None:
    for number in range(18):
        world.member(team.center, world.user(f"Bo{number}"), CenterRole.ADMIN)
    invite(team, olga, "b@example.org", "ADMIN")
    number_of = waiting(team, olga)["b@example.org"]
    team.act(olga, invitations.resend_invitation, invitation_id=number_of)
    team.rows_changed("UPDATE invitation SET expires_at = '2021-01-01 00:00:00+00'")
    world.member(team.center, world.user("Cy"), CenterRole.ADMIN)
    with pytest.raises(Conflict, match=r"There now: 20\. Invited: 0"):
        team.act(olga, invitations.resend_invitation, invitation_id=number_of)


@pytest.mark.parametrize("is_member", [True, False])
def test_the_wizard_says_that_there_are_enough_admins_and_keeps_what_was_typed(
    team: Team, world: World, olga: MadeUser, max_: MadeUser, is_member: bool
) -> None:
    for number in range(19):
        world.member(team.center, world.user(f"Bo{number}"), CenterRole.ADMIN)
    chosen = {"user_id": max_.id} if is_member else {"address": "a@example.org"}
    team.act(olga, second_admin.keep_second_admin, values=chosen)
    typed = team.act(olga, second_admin.view_second_admin).draft
    with pytest.raises(Conflict, match="at most 20 admins"):
        team.act(olga, second_admin.send_second_admin)
    assert team.act(olga, second_admin.view_second_admin).draft == typed
