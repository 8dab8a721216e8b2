"""The rules of a center: which e-mail addresses its people have."""

from contextlib import nullcontext
from typing import Any

import pytest

from bizhub.domain.center_rules import AllowlistFor, CenterRules
from bizhub.domain.errors import Conflict, InvalidInput, Overtaken
from bizhub.domain.policy import CenterRole
from bizhub.domain.team import InvitationState, Wish
from bizhub.services import center_rules, invitation_answers, invitations, members, offboarding
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team

NONE = {"domains": "", "allowlist_for": ""}


@pytest.fixture
def team(runtime: Runtime, center: str) -> Team:
    return Team(runtime, center)


def set_rules(team: Team, user: MadeUser, domains: str, allowlist_for: str, **more: Any) -> CenterRules:
    values = {"seen": NONE, **more}
    rules: CenterRules = team.act(user, center_rules.edit_rules, domains=domains, allowlist_for=allowlist_for, **values)
    return rules


def problems(team: Team, user: MadeUser, role: str) -> list[bool]:
    """Whether an address inside, one outside and one of a subdomain are refused."""
    typed = "a@linden.example b@else.example c@sub.linden.example"
    return [bool(each.problem) for each in team.act(user, invitations.invite, addresses=typed, wish=Wish(role=role))]


def test_a_center_has_no_rules_until_it_sets_some(team: Team, max_: MadeUser) -> None:
    assert team.act(max_, center_rules.view_rules) == CenterRules()


def test_domains_are_kept_as_they_are_meant(team: Team, olga: MadeUser) -> None:
    rules = set_rules(team, olga, " @Linden.example; else.example\nlinden.example", "ADMINS")
    assert rules == CenterRules(("linden.example", "else.example"), AllowlistFor.ADMINS)
    assert team.entries() == [
        (
            "center:edit_rules", "Linden & Co", '{"allowlist_for":"","domains":""}',
            '{"allowlist_for":"ADMINS","domains":"linden.example, else.example"}',
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("allowlist_for", "admins", "members_"),
    [
        ("", [False, False, False], [False, False, False]),
        ("ADMINS", [False, True, True], [False, False, False]),
        ("ALL", [False, True, True], [False, True, True]),
    ],
)
def test_who_is_invited_has_an_address_of_the_domains(
    team: Team, olga: MadeUser, allowlist_for: str, admins: list[bool], members_: list[bool]
) -> None:
    set_rules(team, olga, "linden.example", allowlist_for)
    assert problems(team, olga, "ADMIN") == admins
    assert problems(team, olga, "STANDARD") == members_


def test_an_invitation_from_before_the_rule_is_refused_when_it_is_answered(
    team: Team, world: World, olga: MadeUser
) -> None:
    bo = world.user("Bo", email="bo@else.example")
    team.act(olga, invitations.invite, addresses=bo.email, wish=Wish(role="ADMIN"))
    set_rules(team, olga, "linden.example", "ADMINS")
    with begin(team.runtime, bo.caller(), write=False) as work:
        [offer] = invitation_answers.list_own_invitations(work)
    with (
        pytest.raises(Conflict, match="Admins of this center have an e-mail address of linden"),
        begin(team.runtime, bo.caller(), write=True) as work,
    ):
        invitation_answers.accept_invitation(work, invitation_id=offer.id)
    assert "Bo" not in team.roles()


@pytest.mark.parametrize(("allowlist_for", "is_back"), [("ADMINS", True), ("ALL", False)])
def test_who_returns_has_an_address_of_the_domains(
    team: Team, world: World, olga: MadeUser, allowlist_for: str, is_back: bool
) -> None:
    bo = world.user("Bo", email="bo@else.example")
    world.member(team.center, bo, ended_at=LONG_AGO)
    set_rules(team, olga, "linden.example", allowlist_for)
    refused = nullcontext() if is_back else pytest.raises(Conflict, match="an e-mail address of linden")
    with refused:
        team.act(olga, offboarding.restore_member, user_id=bo.id)
    assert ("Bo" in team.roles()) is is_back


def test_what_could_not_be_accepted_is_not_sent_again(team: Team, world: World, olga: MadeUser) -> None:
    outside = world.invitation(team.center, olga, "bo@else.example")
    joined = world.user("Ida", email="ida@linden.example")
    declined = world.invitation(team.center, olga, joined.email, state=InvitationState.DECLINED)
    world.member(team.center, joined)
    set_rules(team, olga, "linden.example", "ALL")
    for invitation, why in ((outside, "an e-mail address of linden"), (declined, "is a member already")):
        with pytest.raises(Conflict, match=why):
            team.act(olga, invitations.resend_invitation, invitation_id=invitation)
    assert team.events() == ["center:edit_rules"]


def test_nobody_outside_rises_to_admin_and_who_is_one_stays(team: Team, world: World, olga: MadeUser) -> None:
    inside, outside = world.user("In", email="in@linden.example"), world.user("Out", email=None, phone="+4915112345678")
    for user in (inside, outside):
        world.member(team.center, user)
    set_rules(team, olga, "linden.example", "ADMINS")
    change = {"role": "ADMIN", "finance_role": "", "seen": {"role": "STANDARD", "finance_role": ""}}
    with pytest.raises(InvalidInput, match="an e-mail address of linden") as caught:
        team.act(olga, members.change_role, user_id=outside.id, **change)
    assert caught.value.field == "role"
    team.act(olga, members.change_role, user_id=inside.id, **change)
    assert team.roles() == {
        "Olga": CenterRole.ADMIN, "In": CenterRole.ADMIN, "Out": CenterRole.STANDARD, "Max": CenterRole.STANDARD,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("domains", "allowlist_for", "field"),
    [
        ("linden", "ALL", "domains"),
        ("a@linden.example", "ALL", "domains"),
        ("-a.example", "ALL", "domains"),
        (" ".join(f"a{number}.example" for number in range(51)), "ALL", "domains"),
        ("", "ADMINS", "domains"),
        ("linden.example", "SOME", "allowlist_for"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    team: Team, olga: MadeUser, domains: str, allowlist_for: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        set_rules(team, olga, domains, allowlist_for)
    assert (caught.value.field, team.events()) == (field, [])


def test_a_stale_page_is_told_who_was_first(team: Team, world: World, olga: MadeUser) -> None:
    ida = world.user("Ida")
    world.member(team.center, ida, CenterRole.ADMIN)
    set_rules(team, ida, "linden.example", "ALL")
    with pytest.raises(Overtaken, match="Ida"):
        set_rules(team, olga, "else.example", "ALL")


def test_what_is_the_same_changes_nothing(team: Team, olga: MadeUser) -> None:
    set_rules(team, olga, "", "")
    assert team.events() == []
