"""The other admins are told, once for each change, when the rules of their center become others."""

from typing import Any

import pytest

from bizhub.domain.policy import CenterRole
from bizhub.services import approval_rule, rules_page
from bizhub.services.runtime import Runtime
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.told import links, words
from tests.services.two_admins import approve
from tests.sign_in_steps import messages_to

SIGNING_IN = {"two_step_for": "", "two_step_days": "14", "session_hours": "8"}


@pytest.fixture
def team(runtime: Runtime, center: str) -> Team:
    return Team(runtime, center)


def save(team: Team, by: MadeUser, domains: str, session_hours: str) -> Any:
    addresses = {"domains": domains, "allowlist_for": "ADMINS"}
    signing_in = {**SIGNING_IN, "session_hours": session_hours}
    return team.act(by, rules_page.edit_rules_page, addresses=addresses, signing_in=signing_in, seen={})


def test_a_form_saved_is_told_once_to_the_other_admins(
    team: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    save(team, olga, "linden.example", "8")
    told = (
        "Olga changed the rules of Linden & Co: who needs an address of these domains, e-mail domains, "
        "hours after which a session is too old"
    )
    assert words(team, bo) == [told]
    assert links(team, bo) == [f"/settings/rules?center={team.center}"]
    assert len(messages_to(team.runtime, bo.email)) == 1
    assert words(team, olga) == words(team, max_) == []
    save(team, olga, "linden.example", "8")
    assert words(team, bo) == [told]


def test_a_rule_that_two_agreed_on_is_told_to_whoever_was_not_asked(
    team: Team, world: World, olga: MadeUser, bo: MadeUser
) -> None:
    team.act(olga, approval_rule.set_two_admin_approval, is_on=True)
    told = "Olga changed the rules of Linden & Co: approval of a second admin"
    assert words(team, bo) == [told]
    waits = team.act(olga, approval_rule.set_two_admin_approval, is_on=False)
    cy = world.user("Cy")
    world.member(team.center, cy, CenterRole.ADMIN)
    approve(team, bo, waits)
    assert words(team, cy) == [told]
    asked = "In Linden & Co, Olga wants to turn off two-admin approval and needs your approval"
    assert words(team, bo) == [asked, told]
    answered = "In Linden & Co, you asked to turn off two-admin approval. Bo has approved: it is done"
    assert words(team, olga) == [answered]
