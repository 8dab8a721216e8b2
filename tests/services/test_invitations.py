"""Invitations: sent, refused per address, accepted, declined, sent again, taken back, expired."""

import re
from datetime import date
from typing import Any

import pytest

from bizhub.domain.errors import Conflict, InvalidInput, NotFound, TooManyTries
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole
from bizhub.domain.team import AddressResult, InvitationState, Wish
from bizhub.services import invitation_answers, invitations, member_list
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team
from tests.sign_in_steps import MovableClock, messages_to

STANDARD = Wish(role="STANDARD")
BO = "bo@example.org"


@pytest.fixture
def team(runtime: Runtime, center: str) -> Team:
    return Team(runtime, center)


@pytest.fixture
def bo(world: World) -> MadeUser:
    """A user of BizHub who is in no center."""
    return world.user("Bo", email=BO)


def invite(team: Team, user: MadeUser, addresses: str = BO, wish: Wish = STANDARD) -> Any:
    return team.act(user, invitations.invite, addresses=addresses, wish=wish)


def link_to(team: Team, address: str = BO) -> str:
    """The link in the last message to an address."""
    return re.findall(r"/invitation\?key=(\S+)", messages_to(team.runtime, address)[-1])[0]


def offered(team: Team, link: str, caller: Caller | None = None) -> Any:
    with begin(team.runtime, caller or Caller(), write=False) as work:
        return invitation_answers.view_invitation(work, link=link)


def answer(team: Team, user: MadeUser, use_case: Any, invitation_id: str) -> Any:
    """Somebody answers, who is in no center yet."""
    with begin(team.runtime, user.caller(), write=True) as work:
        return use_case(work, invitation_id=invitation_id)


def accept(team: Team, user: MadeUser) -> Any:
    """Accept the invitation of the last link to somebody."""
    return answer(team, user, invitation_answers.accept_invitation, offered(team, link_to(team, user.email)).id)


def waiting(team: Team, olga: MadeUser) -> list[tuple[str, str, bool]]:
    return [(row.email, row.state.value, row.is_expired) for row in team.act(olga, invitations.list_invitations)]


def test_each_address_is_told_what_became_of_it(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    typed = f"Bo@Example.org, not-an-address; +4915112345678\n{max_.email} cy@example.org bo@example.org"
    assert invite(team, olga, typed) == (
        AddressResult(BO),
        AddressResult("not-an-address", "This is not an e-mail address. Look for a typing mistake."),
        AddressResult("+4915112345678", "Invitations go to e-mail addresses."),
        AddressResult(max_.email, "This person is a member already."),
        AddressResult("cy@example.org"),
        AddressResult(BO),
    )
    assert sorted(waiting(team, olga)) == [(BO, "PENDING", False), ("cy@example.org", "PENDING", False)]
    assert [entry[:2] for entry in team.entries()] == [("invitation:send", BO), ("invitation:send", "cy@example.org")]


def test_the_message_says_who_invites_whereto(team: Team, olga: MadeUser) -> None:
    invite(team, olga, wish=Wish(role="ADMIN", message="Hello Bo,\nplease help."))
    [message] = messages_to(team.runtime, BO)
    assert "Olga invites you to join Linden & Co on BizHub as an admin." in message
    assert "Olga writes:\n  Hello Bo,\n  please help.\n" in message
    assert "good for 14 days" in message


def test_the_link_opens_the_offer_for_anybody_who_holds_it(team: Team, olga: MadeUser, bo: MadeUser) -> None:
    invite(team, olga, wish=Wish(role="STANDARD", finance_role="ANALYST", message="Hi"))
    link = link_to(team)
    offer = offered(team, link)
    assert (offer.center_name, offer.inviter, offer.email, offer.role, offer.finance_role, offer.message) == (
        "Linden & Co", "Olga", BO, CenterRole.STANDARD, FinanceRole.ANALYST, "Hi",
    )  # fmt: skip
    assert [offered(team, link, caller).is_for_me for caller in (Caller(), olga.caller(), bo.caller())] == [
        False, False, True,
    ]  # fmt: skip
    stored = team.rows("SELECT link_hash FROM invitation")[0][0]
    assert link not in stored


def test_who_accepts_is_a_member_with_everything_that_was_given(
    team: Team, world: World, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    accounts = [world.ad_account(team.center, olga, name) for name in "AB"]
    wish = Wish(
        role="STANDARD", finance_role="MANAGER", member_until=date(2027, 1, 31), ad_account_ids=tuple(accounts),
        level="OPERATOR", level_until=date(2026, 11, 25),
    )  # fmt: skip
    invite(team, olga, wish=wish)
    assert accept(team, bo) == team.center
    row = team.act(olga, member_list.list_members, search="bo").rows[0]
    assert (row.role, row.finance_role, row.added_by, row.levels) == (
        CenterRole.STANDARD, FinanceRole.MANAGER, "Olga", ((AdAccountLevel.OPERATOR, 2),),
    )  # fmt: skip
    assert team.events() == ["invitation:send", "member:add", "ad_account:grant", "ad_account:grant"]
    assert team.rows("SELECT DISTINCT granted_by FROM access_grant") == [(int(olga.id),)]
    moved_clock.move(days=2)
    assert [team.level(bo, account) for account in accounts] == ["OPERATOR", "OPERATOR"]
    moved_clock.move(days=1)
    assert [team.level(bo, account) for account in accounts] == ["", ""]
    assert waiting(team, olga) == []
    told = messages_to(team.runtime, olga.email)[-1]
    assert re.search(rf"Bo has accepted your invitation to Linden & Co[^?]+/team\?center={team.center}\n", told)


def test_only_the_invited_address_may_answer(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    unconfirmed = world.user("Bo", email=BO, phone="+4915112345678", email_confirmed_at=None)
    invite(team, olga)
    offer = offered(team, link_to(team))
    for user in (max_, olga, unconfirmed):
        for use_case in (invitation_answers.accept_invitation, invitation_answers.decline_invitation):
            with pytest.raises(NotFound):
                answer(team, user, use_case, offer.id)
    assert team.events() == ["invitation:send"]


def test_who_declines_is_no_member_and_can_be_asked_again(team: Team, olga: MadeUser, bo: MadeUser) -> None:
    invite(team, olga)
    answer(team, bo, invitation_answers.decline_invitation, offered(team, link_to(team)).id)
    assert waiting(team, olga) == [(BO, "DECLINED", False)]
    assert "Bo has declined your invitation" in messages_to(team.runtime, olga.email)[-1]
    team.act(olga, invitations.resend_invitation, invitation_id=team.act(olga, invitations.list_invitations)[0].id)
    assert accept(team, bo) == team.center
    assert team.events() == ["invitation:send", "invitation:decline", "invitation:resend", "member:add"]


def test_an_answer_is_given_once(team: Team, olga: MadeUser, bo: MadeUser) -> None:
    invite(team, olga)
    offer = offered(team, link_to(team))
    answer(team, bo, invitation_answers.accept_invitation, offer.id)
    for use_case in (invitation_answers.accept_invitation, invitation_answers.decline_invitation):
        with pytest.raises(Conflict, match="not valid any more"):
            answer(team, bo, use_case, offer.id)
    with pytest.raises(Conflict, match="answered or taken back"):
        team.act(olga, invitations.revoke_invitation, invitation_id=offer.id)


def test_a_new_link_takes_the_place_of_the_old_one(
    team: Team, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    invite(team, olga)
    old = link_to(team)
    moved_clock.move(days=7)
    team.act(olga, invitations.resend_invitation, invitation_id=offered(team, old).id)
    moved_clock.move(days=8)
    with pytest.raises(NotFound, match="not valid any more"):
        offered(team, old)
    assert accept(team, bo) == team.center


def test_what_was_taken_back_opens_nothing(team: Team, olga: MadeUser, bo: MadeUser) -> None:
    invite(team, olga)
    offer = offered(team, link_to(team))
    team.act(olga, invitations.revoke_invitation, invitation_id=offer.id)
    with pytest.raises(NotFound):
        offered(team, link_to(team))
    with pytest.raises(Conflict):
        answer(team, bo, invitation_answers.accept_invitation, offer.id)
    assert (waiting(team, olga), team.roles()) == ([], {"Olga": "ADMIN", "Max": "STANDARD"})


def test_an_invitation_expires_and_never_blocks_a_new_one(
    team: Team, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    invite(team, olga)
    offer = offered(team, link_to(team))
    moved_clock.move(days=14, seconds=-1)
    assert offered(team, link_to(team)).id == offer.id
    moved_clock.move(seconds=1)
    assert waiting(team, olga) == [(BO, "PENDING", True)]
    with pytest.raises(NotFound):
        offered(team, link_to(team))
    with pytest.raises(Conflict):
        answer(team, bo, invitation_answers.accept_invitation, offer.id)
    invite(team, olga, wish=Wish(role="ADMIN"))
    assert waiting(team, olga) == [(BO, "PENDING", False)]
    accept(team, bo)
    assert team.roles()["Bo"] == "ADMIN"


def test_a_membership_that_would_be_over_cannot_be_accepted(
    team: Team, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    invite(team, olga, wish=Wish(role="STANDARD", member_until=date(2026, 11, 24)))
    moved_clock.move(days=2)
    with pytest.raises(Conflict, match="not valid any more"):
        accept(team, bo)
    assert "Bo" not in team.roles()


def test_who_came_in_otherwise_meanwhile_stays_as_they_are(
    team: Team, world: World, olga: MadeUser, bo: MadeUser
) -> None:
    account = world.ad_account(team.center, olga)
    invite(team, olga, wish=Wish(role="STANDARD", ad_account_ids=(account,)))
    world.member(team.center, bo, CenterRole.ADMIN)
    assert accept(team, bo) == team.center
    assert (team.roles()["Bo"], team.level(bo, account)) == ("ADMIN", "")


def test_who_was_a_member_comes_back(team: Team, world: World, olga: MadeUser, bo: MadeUser) -> None:
    world.member(team.center, bo, valid_until=LONG_AGO)
    invite(team, olga, wish=Wish(role="ADMIN"))
    accept(team, bo)
    assert team.roles()["Bo"] == "ADMIN"


def test_what_waits_for_somebody_is_listed_in_the_app(
    team: Team, world: World, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    other_admin = world.user("Eve")
    elsewhere = Team(team.runtime, world.center(other_admin, "Theirs"))
    invite(team, olga)
    moved_clock.move(minutes=1)
    invite(elsewhere, other_admin)
    with begin(team.runtime, bo.caller(), write=False) as work:
        offers = invitation_answers.list_own_invitations(work)
    assert [(offer.center_name, offer.is_for_me) for offer in offers] == [("Theirs", True), ("Linden & Co", True)]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish(role="OWNER"), "role"),
        (Wish(role="STANDARD", finance_role="X"), "finance_role"),
        (Wish(role="STANDARD", message="x" * 1_001), "message"),
        (Wish(role="STANDARD", member_until=date(2020, 1, 1)), "member_until"),
        (Wish(role="STANDARD", ad_account_ids=tuple(map(str, range(51)))), "ad_account_ids"),
        (Wish(role="STANDARD", ad_account_ids=("1",), level="OWNER"), "level"),
        (Wish(role="STANDARD", ad_account_ids=("1",), level_until=date(2020, 1, 1)), "level_until"),
    ],
)
def test_what_concerns_all_is_refused_at_its_field(team: Team, olga: MadeUser, wish: Wish, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        invite(team, olga, wish=wish)
    assert (caught.value.field, team.events()) == (field, [])


@pytest.mark.parametrize("typed", ["", " ,;\n", " ".join(f"a{number}@example.org" for number in range(51))])
def test_none_and_too_many_addresses_are_refused(team: Team, olga: MadeUser, typed: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        invite(team, olga, typed)
    assert caught.value.field == "addresses"


def test_a_foreign_ad_account_is_as_unknown_as_none(team: Team, world: World, olga: MadeUser) -> None:
    eve = world.user("Eve")
    foreign = world.ad_account(world.center(eve, "Theirs"), eve)
    for account in (foreign, "1", "x"):
        with pytest.raises(NotFound):
            invite(team, olga, wish=Wish(role="STANDARD", ad_account_ids=(account,)))


def test_a_center_sends_so_many_an_hour(team: Team, olga: MadeUser, moved_clock: MovableClock) -> None:
    for batch in range(10):
        invite(team, olga, " ".join(f"a{batch}-{number}@example.org" for number in range(50)))
    with pytest.raises(TooManyTries):
        invite(team, olga)
    moved_clock.move(hours=1, seconds=1)
    assert invite(team, olga) == (AddressResult(BO),)


def test_an_invitation_of_another_center_is_as_unknown_as_none(team: Team, world: World, olga: MadeUser) -> None:
    eve = world.user("Eve")
    elsewhere = Team(team.runtime, world.center(eve, "Theirs"))
    invite(elsewhere, eve)
    foreign = elsewhere.act(eve, invitations.list_invitations)[0]
    assert foreign.state is InvitationState.PENDING
    for use_case in (invitations.resend_invitation, invitations.revoke_invitation):
        for number in (foreign.id, "1", ""):
            with pytest.raises(NotFound):
                team.act(olga, use_case, invitation_id=number)
