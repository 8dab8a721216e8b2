"""The wizard for a second admin: what was typed is kept, checked where it was typed, sent, and followed."""

import pytest

from bizhub.domain.errors import InvalidInput
from bizhub.domain.policy import CenterRole
from bizhub.services import approval_rule, invitations, offboarding, second_admin
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.two_admins import approve, promote
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


OTHER = "hopper@example.org"


def being_changed(team: Team, by: MadeUser) -> str:
    """The ID of a sent invitation whose address is being changed."""
    keep(team, by, address=ADDRESS, message="Help me")
    team.act(by, second_admin.send_second_admin)
    [row] = team.act(by, invitations.list_invitations)
    draft = team.act(by, second_admin.change_address, invitation_id=row.id)
    assert (draft.address, draft.message) == (ADDRESS, "Help me")
    return str(row.id)


def invited(team: Team, by: MadeUser) -> list[str]:
    return [row.email for row in team.act(by, invitations.list_invitations)]


def test_an_invitation_is_good_until_the_one_with_another_address_is_sent(team: Team, olga: MadeUser) -> None:
    being_changed(team, olga)
    assert invited(team, olga) == [ADDRESS]
    keep(team, olga, address=OTHER)
    team.act(olga, second_admin.send_second_admin)
    assert invited(team, olga) == [OTHER]
    told = [(event, name) for event, name, _, _ in team.entries() if event.startswith("invitation:")]
    assert told == [("invitation:send", ADDRESS), ("invitation:revoke", ADDRESS), ("invitation:send", OTHER)]


def test_where_another_admin_approves_it_is_good_until_then(team: Team, olga: MadeUser, bo: MadeUser) -> None:
    being_changed(team, olga)
    team.act(olga, approval_rule.set_two_admin_approval, is_on=True)
    keep(team, olga, address=OTHER)
    waits = team.act(olga, second_admin.send_second_admin)
    assert invited(team, olga) == [ADDRESS]
    assert approve(team, bo, waits).problem == ""
    assert invited(team, olga) == [OTHER]


def test_a_changed_address_that_is_given_up_leaves_the_invitation(team: Team, olga: MadeUser) -> None:
    being_changed(team, olga)
    assert team.act(olga, second_admin.add_another).who == ""
    keep(team, olga, address=OTHER)
    team.act(olga, second_admin.send_second_admin)
    assert invited(team, olga) == [OTHER, ADDRESS]


def test_a_member_in_its_place_leaves_the_invitation(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    being_changed(team, olga)
    keep(team, olga, user_id=max_.id)
    team.act(olga, second_admin.send_second_admin)
    assert (team.roles()["Max"], invited(team, olga)) == ("ADMIN", [ADDRESS])


def test_what_was_taken_back_meanwhile_keeps_nobody_from_inviting_another(team: Team, olga: MadeUser) -> None:
    number = being_changed(team, olga)
    team.act(olga, invitations.revoke_invitation, invitation_id=number)
    keep(team, olga, address=OTHER)
    team.act(olga, second_admin.send_second_admin)
    assert invited(team, olga) == [OTHER]


def test_adding_another_keeps_what_is_typed_of_one_who_is_new(team: Team, olga: MadeUser) -> None:
    keep(team, olga, address=ADDRESS)
    assert team.act(olga, second_admin.add_another).who == ADDRESS


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
