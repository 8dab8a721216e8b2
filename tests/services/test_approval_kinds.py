"""Each change that may need two admins: it waits, and is done by its own use case when it is approved."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bizhub.domain.approvals import Waiting
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.domain.team import Wish
from bizhub.services import (
    approval_rule,
    approvals,
    invitation_answers,
    invitations,
    member_page,
    members,
    offboarding,
    undo,
)
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.services.two_admins import ADMIN, approve, promote
from tests.sign_in_steps import MovableClock, messages_to


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    return Team(runtime, center)


def test_an_invited_admin_waits_and_then_only_for_their_own_answer(
    ruled: Team, world: World, olga: MadeUser, bo: MadeUser
) -> None:
    dora = world.user("Dora")
    wish = Wish(role="ADMIN", message="Help me", member_until=date(2030, 1, 1))
    [result] = ruled.act(olga, invitations.invite, addresses=dora.email, wish=wish)
    assert (result.problem, bool(result.waits)) == ("", True)
    assert messages_to(ruled.runtime, dora.email) == []
    [again] = ruled.act(olga, invitations.invite, addresses=dora.email, wish=wish)
    assert "already" in again.problem
    [waiting] = ruled.act(bo, approvals.list_approvals).to_answer
    approve(ruled, bo, Waiting(waiting.id, "", "", LONG_AGO, is_notice=False))
    text_of = messages_to(ruled.runtime, dora.email)[-1]
    assert "Olga invites you" in text_of
    assert "Help me" in text_of
    with begin(ruled.runtime, dora.caller(), write=True) as work:
        [offer] = invitation_answers.list_own_invitations(work)
        invitation_answers.accept_invitation(work, invitation_id=offer.id)
    assert ruled.roles()["Dora"] == "ADMIN"


def test_an_invitation_that_is_over_waits_again(
    ruled: Team, world: World, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    [result] = ruled.act(olga, invitations.invite, addresses="dora@example.org", wish=Wish(role="ADMIN"))
    approve(ruled, bo, Waiting(result.waits, "", "", LONG_AGO, is_notice=False))
    [invitation] = [row.id for row in ruled.act(olga, invitations.list_invitations)]
    moved_clock.move(days=1)
    assert ruled.act(olga, invitations.resend_invitation, invitation_id=invitation) is None
    moved_clock.move(days=14)
    waits = ruled.act(olga, invitations.resend_invitation, invitation_id=invitation)
    assert waits.words == "invite dora@example.org again as an admin"
    assert approve(ruled, bo, waits).problem == ""
    assert len(messages_to(ruled.runtime, "dora@example.org")) == 3


def test_an_invitation_from_before_the_rule_waits_once_when_it_is_sent_again(
    ruled: Team, world: World, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    values: Any = {"role": CenterRole.ADMIN, "created_at": moved_clock.moment - timedelta(days=1)}
    invitation = world.invitation(ruled.center, olga, "dora@example.org", **values)
    waits = ruled.act(olga, invitations.resend_invitation, invitation_id=invitation)
    assert waits.words == "invite dora@example.org again as an admin"
    assert messages_to(ruled.runtime, "dora@example.org") == []
    approve(ruled, bo, waits)
    assert ruled.act(olga, invitations.resend_invitation, invitation_id=invitation) is None
    assert len(messages_to(ruled.runtime, "dora@example.org")) == 2


def test_who_approves_an_invitation_reads_what_it_brings(
    ruled: Team, world: World, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    accounts = tuple(world.ad_account(ruled.center, olga, f"Shop {name}") for name in "DBCA")
    wish = Wish(role="ADMIN", finance_role="MANAGER", ad_account_ids=accounts, level="OPERATOR")
    [result] = ruled.act(olga, invitations.invite, addresses="dora@example.org", wish=wish)
    brings = "as an admin and finance manager, with the level Operator on Shop A, Shop B, Shop C and 1 more"
    [waiting] = ruled.act(bo, approvals.list_approvals).to_answer
    assert waiting.words == f"invite dora@example.org {brings}"
    assert f"Olga wants to {waiting.words}. In Linden & Co" in messages_to(ruled.runtime, bo.email)[-1]
    approve(ruled, bo, Waiting(result.waits, "", "", LONG_AGO, is_notice=False))
    [invitation] = [row.id for row in ruled.act(olga, invitations.list_invitations)]
    moved_clock.move(days=15)
    waits = ruled.act(olga, invitations.resend_invitation, invitation_id=invitation)
    assert waits.words == f"invite dora@example.org again {brings}"


def test_a_former_approval_of_the_address_is_none_of_a_later_invitation(
    ruled: Team, world: World, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    [result] = ruled.act(olga, invitations.invite, addresses="dora@example.org", wish=Wish(role="ADMIN"))
    approve(ruled, bo, Waiting(result.waits, "", "", LONG_AGO, is_notice=False))
    approve(ruled, bo, ruled.act(olga, approval_rule.set_two_admin_approval, is_on=False))
    moved_clock.move(days=1)
    ruled.act(olga, invitations.invite, addresses="dora@example.org", wish=Wish(role="ADMIN"))
    ruled.act(olga, approval_rule.set_two_admin_approval, is_on=True)
    [invitation] = [row.id for row in ruled.act(olga, invitations.list_invitations)]
    assert ruled.act(olga, invitations.resend_invitation, invitation_id=invitation) is not None


CHANGES: dict[str, Callable[[Team, MadeUser, MadeUser, str], Any]] = {
    "remove Cy from the center": lambda team, olga, cy, former: team.act(
        olga, offboarding.offboard_member, user_id=cy.id
    ),
    "let the membership of Cy end with a day": lambda team, olga, cy, former: team.act(
        olga, members.set_member_end, user_id=cy.id, until=date(2030, 1, 1), seen={}
    ),
    "take the role Admin from Cy": lambda team, olga, cy, former: team.act(
        olga, member_page.edit_member, user_id=cy.id, role="STANDARD", finance_role="ANALYST", until=date(2030, 1, 1),
        seen={**ADMIN, "until": ""},
    ),
    "make Former an admin again": lambda team, olga, cy, former: team.act(
        olga, offboarding.restore_member, user_id=former
    ),
    "turn off two-admin approval": lambda team, olga, cy, former: team.act(
        olga, approval_rule.set_two_admin_approval, is_on=False
    ),
}  # fmt: skip


@pytest.mark.parametrize("words", CHANGES)
def test_each_of_these_waits_and_is_done_when_it_is_approved(
    ruled: Team, world: World, olga: MadeUser, bo: MadeUser, words: str
) -> None:
    cy, former = world.user("Cy"), world.user("Former")
    world.member(ruled.center, cy, CenterRole.ADMIN)
    world.member(ruled.center, former, CenterRole.ADMIN, ended_at=LONG_AGO + timedelta(days=1))

    def content() -> Any:
        query = "SELECT user_id, role, finance_role, valid_until FROM membership WHERE ended_at IS NULL ORDER BY 1"
        return ruled.rows(query), ruled.rows("SELECT two_admin_approval FROM center_rules")

    before = content()
    waits = CHANGES[words](ruled, olga, cy, former.id)
    assert (waits.words, content()) == (words, before)
    assert approve(ruled, bo, waits).problem == ""
    assert content() != before
    entries = ruled.rows(
        "SELECT approval FROM activity WHERE center_id > 0 AND event NOT LIKE 'approval:%' ORDER BY sequence"
    )
    assert set(entries[1:]) == {("asked by Olga",)}


def leaving(ruled: Team, world: World, olga: MadeUser, heir: MadeUser) -> tuple[MadeUser, str, Any]:
    """An admin who alone holds an ad account, that account, and the request to take them out and hand it over."""
    cy = world.user("Cy")
    world.member(ruled.center, cy, CenterRole.ADMIN)
    account = world.ad_account(ruled.center, cy)
    world.grant(ruled.center, account, cy, AdAccountLevel.ADMIN)
    waits = ruled.act(olga, offboarding.offboard_member, user_id=cy.id, hand_over_to=heir.id)
    return cy, account, waits


def test_what_a_hand_over_gives_is_given_by_who_asked(
    ruled: Team, world: World, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    _cy, account, waits = leaving(ruled, world, olga, max_)
    assert ruled.level(max_, account) == ""
    approve(ruled, bo, waits)
    assert ruled.level(max_, account) == "ADMIN"
    assert ruled.rows("SELECT granted_by FROM access_grant WHERE user_id = :id", id=int(max_.id)) == [(int(olga.id),)]


def test_nothing_is_handed_over_to_who_was_disabled_meanwhile(
    ruled: Team, world: World, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    cy, account, waits = leaving(ruled, world, olga, max_)
    ruled.rows_changed("UPDATE app_user SET disabled_at = '2026-01-01 00:00:00+00' WHERE id = :id", id=int(max_.id))
    assert approve(ruled, bo, waits).problem == "Choose somebody else: Max cannot sign in."
    assert (ruled.level(cy, account), ruled.roles()["Cy"]) == ("ADMIN", "ADMIN")


def test_an_undo_waits_too(ruled: Team, olga: MadeUser, max_: MadeUser, bo: MadeUser) -> None:
    approve(ruled, bo, promote(ruled, olga, max_))
    [(newest,)] = ruled.rows("SELECT max(sequence) FROM activity WHERE center_id = :id", id=int(ruled.center))
    waits = ruled.act(olga, undo.undo_entry, sequence=newest)
    assert (waits.words, ruled.roles()["Max"]) == ("take the role Admin from Max", "ADMIN")
    approve(ruled, bo, waits)
    assert ruled.roles()["Max"] == "STANDARD"
