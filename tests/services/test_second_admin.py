"""The wizard for a second admin: what was typed is kept, checked where it was typed, sent, and followed."""

import pytest

from bizhub.domain.errors import InvalidInput
from bizhub.domain.policy import CenterRole
from bizhub.services import approval_rule, invitations, offboarding, second_admin
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.two_admins import promote
from tests.sign_in_steps import MovableClock, messages_to

ADDRESS = "grace@example.org"


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    return Team(runtime, center)


def keep(team: Team, by: MadeUser, **values: str) -> None:
    team.act(by, second_admin.keep_second_admin, values=values)


def test_an_address_is_invited_with_its_message_and_followed(team: Team, olga: MadeUser) -> None:
    keep(team, olga, message="Help me")
    keep(team, olga, address=ADDRESS)
    assert team.act(olga, second_admin.send_second_admin) is None
    assert "Help me" in messages_to(team.runtime, ADDRESS)[-1]
    shown = team.act(olga, second_admin.view_second_admin)
    assert ([row.email for row in shown.invitations], shown.draft.who) == ([ADDRESS], "")
    draft = team.act(olga, second_admin.change_address, invitation_id=shown.invitations[0].id)
    assert (draft.address, draft.message) == (ADDRESS, "Help me")
    assert team.act(olga, invitations.list_invitations) == ()


def test_a_member_takes_the_place_of_an_address_and_becomes_an_admin(
    team: Team, olga: MadeUser, max_: MadeUser
) -> None:
    keep(team, olga, address=ADDRESS)
    keep(team, olga, user_id=max_.id)
    draft = team.act(olga, second_admin.view_second_admin).draft
    assert (draft.who, draft.address) == ("Max", "")
    team.act(olga, second_admin.send_second_admin)
    assert team.roles()["Max"] == "ADMIN"


@pytest.mark.parametrize("values", [{}, {"address": "no address"}, {"address": "+4930901820"}, {"user_id": "olga"}])
def test_who_cannot_become_one_is_told_beside_the_field(team: Team, olga: MadeUser, values: dict[str, str]) -> None:
    keep(team, olga, **{name: olga.id if value == "olga" else value for name, value in values.items()})
    with pytest.raises(InvalidInput) as refusal:
        team.act(olga, second_admin.send_second_admin)
    assert refusal.value.field == "address"


def test_with_the_rule_it_waits_for_another_admin(team: Team, olga: MadeUser, bo: MadeUser, max_: MadeUser) -> None:
    team.act(olga, approval_rule.set_two_admin_approval, is_on=True)
    keep(team, olga, address=ADDRESS)
    assert team.act(olga, second_admin.view_second_admin).needs_approval
    waits = team.act(olga, second_admin.send_second_admin)
    shown = team.act(olga, second_admin.view_second_admin)
    assert [row.id for row in shown.waiting] == [waits.id]
    promoted = promote(team, olga, max_)
    offboarded = team.act(olga, offboarding.offboard_member, user_id=bo.id)
    waiting = team.act(olga, second_admin.view_second_admin).waiting
    assert {row.id for row in waiting} == {waits.id, promoted.id}
    assert offboarded.id not in {waits.id, promoted.id}
    assert messages_to(team.runtime, ADDRESS) == []


def test_a_draft_belongs_to_its_center(team: Team, world: World, olga: MadeUser) -> None:
    keep(team, olga, address=ADDRESS)
    other = Team(team.runtime, world.center(olga, "Other"))
    assert other.act(olga, second_admin.view_second_admin).draft.who == ""
    world.member(other.center, world.user("Ida"), CenterRole.STANDARD)
    assert team.act(olga, second_admin.view_second_admin).draft.who == ADDRESS
