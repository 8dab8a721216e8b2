"""Disabling a sign-in and enabling it again: what is open ends, what they were stays, each center keeps an admin."""

from datetime import date, timedelta
from typing import Any

import pytest

from bizhub.adapters import clock
from bizhub.domain.audit import Through
from bizhub.domain.errors import Conflict, InvalidInput, NotFound
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.domain.team import OnlyAdmin
from bizhub.services import (
    access_requests,
    chain_check,
    invitation_answers,
    lost_device,
    member_list,
    members,
    offboarding,
    reset,
    session_view,
    signals,
    user_disabling,
    view_as,
)
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in import WRONG
from bizhub.services.work import begin, begin_job, token_hash
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.two_admins import approve, carry_out, promote, states
from tests.services.two_step_people import guarded_user
from tests.sign_in_steps import PASSWORD, STRANGER, MovableClock, code_to, messages_to, sign_in_as

REASON = "left the firm"


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    team = Team(runtime, center)
    team.keep_sessions()
    return team


def operator(team: Team, use_case: Any, **arguments: Any) -> Any:
    with begin_job(team.runtime, user_id=None, center_id=None, through=Through.OPERATOR, write=True) as work:
        return use_case(work, **arguments)


def disable(team: Team, whom: MadeUser, reason: str = REASON) -> Any:
    return operator(team, user_disabling.disable_user, address=whom.email, reason=reason)


def enable(team: Team, whom: MadeUser) -> Any:
    return operator(team, user_disabling.enable_user, address=whom.email)


def is_signed_in(team: Team, who: MadeUser) -> bool:
    with begin(team.runtime, who.caller(), write=False) as work:
        return session_view.is_signed_in(work)


def is_disabled(team: Team, who: MadeUser) -> bool:
    return team.rows("SELECT disabled_at IS NOT NULL FROM app_user WHERE id = :id", id=int(who.id)) == [(True,)]


def test_every_session_ends_and_nobody_signs_in(team: Team, world: World, olga: MadeUser) -> None:
    password = team.runtime.passwords.hash(PASSWORD)
    cy = world.user("Cy", password_hash=password)
    phone = world.signed_in(cy.email)
    heard: list[signals.Signal] = []
    stop = signals.listen(heard.append)
    assert disable(team, cy) == {"name": "Cy", "centers": [], "sessions": 2}
    stop()
    assert {signals.SessionEnded(token_hash(one.token)) for one in (cy, phone)} <= set(heard)
    assert [is_signed_in(team, who) for who in (cy, phone, olga)] == [False, False, True]
    with pytest.raises(InvalidInput, match=WRONG[:30]):
        sign_in_as(team.runtime, cy.email)
    enable(team, cy)
    assert not is_signed_in(team, cy)  # what has ended stays ended
    assert sign_in_as(team.runtime, cy.email).token


def test_what_waited_before_is_void_when_they_come_back(
    team: Team, world: World, olga: MadeUser, moved_clock: MovableClock
) -> None:
    password = team.runtime.passwords.hash(PASSWORD)
    bo, gerda = world.user("Bo", password_hash=password), guarded_user(world, moved_clock)
    world.member(team.center, bo, CenterRole.ADMIN)
    world.member(team.center, gerda.user)
    lost_device.vouch(team.runtime, bo.caller(team.center), user_id=gerda.user.id, password=PASSWORD)
    link = messages_to(team.runtime, gerda.user.email)[-1].partition("/sign-in?lost=")[2].split()[0]
    request = gerda.password()
    disable(team, gerda.user)
    enable(team, gerda.user)
    with pytest.raises(Conflict, match="waited too long"):
        gerda.finish(request, gerda.code())
    with pytest.raises(Conflict, match="This link is not valid any more"):
        gerda.password(lost_device_link=link)
    assert gerda.finish(gerda.password(), gerda.code()).token


def test_a_code_for_a_new_password_is_void_when_they_come_back(team: Team, world: World) -> None:
    cy = world.user("Cy", password_hash=team.runtime.passwords.hash(PASSWORD))
    request = reset.ask_for_reset(team.runtime, STRANGER, address=cy.email)
    code = code_to(team.runtime, cy.email)
    disable(team, cy)
    enable(team, cy)
    # As a wrong one, and as for an address that nobody has: who asked does not learn whose it is.
    with pytest.raises(InvalidInput, match="This is not the code of the last message"):
        reset.choose_password(team.runtime, STRANGER, request=request, code=code, password="eight yellow boats")
    assert sign_in_as(team.runtime, cy.email).token


def test_it_is_recorded_in_each_of_their_centers_as_the_operators(
    team: Team, world: World, olga: MadeUser, max_: MadeUser
) -> None:
    other = world.center(olga, "Zebra")
    world.member(other, max_)
    world.member(world.center(olga, "Former"), max_, ended_at=clock.now())
    heard: list[signals.Signal] = []
    stop = signals.listen(heard.append)
    assert sorted(disable(team, max_)["centers"]) == ["Linden & Co", "Zebra"]
    enable(team, max_)
    stop()
    query = (
        "SELECT center_id, event, user_id, user_name, through, object_name, after FROM activity "
        "WHERE event LIKE '%able' ORDER BY center_id, sequence"
    )
    told = f'{{"reason":"{REASON}"}}'
    shared = (None, "Operator", "operator", "Max")
    assert team.rows(query) == [
        (0, "user:disable", *shared, told),
        (0, "user:enable", *shared, ""),
        *(
            (number, *entry)
            for number in sorted((int(team.center), int(other)))
            for entry in (("member:disable", *shared, told), ("member:enable", *shared, ""))
        ),
    ]
    assert {signals.CenterChanged(one, "member") for one in (team.center, other)} <= set(heard)
    with team.runtime.database.transaction(write=False) as connection:
        chains = [
            chain_check.check(team.runtime, connection, one) for one in chain_check.center_ids(team.runtime, connection)
        ]
    assert [chain.problem_count for chain in chains] == [0] * 3


def test_they_are_what_they_were_when_they_come_back(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    account = world.ad_account(team.center, olga)
    world.grant(team.center, account, max_, AdAccountLevel.OPERATOR)
    disable(team, max_)
    [row] = team.act(olga, member_list.list_members, search="max").rows
    assert row.is_disabled
    enable(team, max_)
    back = world.signed_in(max_.email)
    assert (team.level(back, account), team.roles()["Max"]) == ("OPERATOR", "STANDARD")


def test_the_last_admin_of_any_center_is_not_disabled(team: Team, world: World, olga: MadeUser) -> None:
    zebra = world.center(olga, "Zebra")
    world.center(olga, "Gone", ends_at=clock.now())
    with pytest.raises(OnlyAdmin) as refusal:
        disable(team, olga)
    assert refusal.value.message == "Olga is the only admin of Linden & Co and Zebra. Make another one admin first."
    world.member(zebra, world.user("Bo"), CenterRole.ADMIN)
    with pytest.raises(OnlyAdmin, match=r"^Olga is the only admin of Linden & Co\. Make another"):
        disable(team, olga)
    assert not is_disabled(team, olga)
    world.member(team.center, world.user("Cy"), CenterRole.ADMIN)
    assert disable(team, olga)["name"] == "Olga"


@pytest.mark.parametrize("case", ["an end date", "disabled", "a standard member"])
def test_who_does_not_count_as_an_admin_does_not_help(team: Team, world: World, olga: MadeUser, case: str) -> None:
    bo = world.user("Bo", disabled_at=clock.now() if case == "disabled" else None)
    role = CenterRole.STANDARD if case == "a standard member" else CenterRole.ADMIN
    until = clock.now() + timedelta(days=9) if case == "an end date" else None
    world.member(team.center, bo, role, valid_until=until)
    with pytest.raises(OnlyAdmin, match=r"^Olga is the only admin of Linden & Co\. Make another one admin first\.$"):
        disable(team, olga)
    assert (is_disabled(team, olga), is_signed_in(team, olga), team.events()) == (False, True, [])


def test_an_admin_with_an_end_date_goes_where_another_one_stays(team: Team, world: World, olga: MadeUser) -> None:
    bo = world.user("Bo")
    world.member(team.center, bo, CenterRole.ADMIN, valid_until=clock.now() + timedelta(days=9))
    disable(team, bo)
    assert team.events() == ["member:disable"]


def test_views_by_them_and_of_them_end(team: Team, world: World, olga: MadeUser, max_: MadeUser, bo: MadeUser) -> None:
    team.act(olga, view_as.begin_viewing, user_id=max_.id)
    disable(team, max_)
    assert team.events() == ["member:view_begin", "member:view_end", "member:disable"]
    enable(team, max_)
    team.act(bo, view_as.begin_viewing, user_id=max_.id)
    disable(team, bo)
    assert team.events()[-2:] == ["member:view_end", "member:disable"]
    assert team.rows("SELECT count(*) FROM user_session WHERE viewing_user_id IS NOT NULL") == [(0,)]


def test_what_they_asked_an_approval_for_is_not_carried_out(
    ruled: Team, world: World, olga: MadeUser, max_: MadeUser, bo: MadeUser
) -> None:
    world.member(ruled.center, world.user("Cy"), CenterRole.ADMIN)
    waits = promote(ruled, olga, max_)
    disable(ruled, olga)
    assert "Olga, who asked for this, is not an admin of the center any more" in approve(ruled, bo, waits).problem
    assert (states(ruled), ruled.roles()["Max"]) == (["FAILED"], "STANDARD")


def test_a_notice_of_theirs_is_not_carried_out(
    ruled: Team, olga: MadeUser, bo: MadeUser, moved_clock: MovableClock
) -> None:
    assert ruled.act(olga, offboarding.offboard_member, user_id=bo.id).is_notice
    disable(ruled, olga)
    moved_clock.move(days=8)
    carry_out(ruled, moved_clock)
    assert (states(ruled), ruled.roles()["Bo"]) == (["FAILED"], "ADMIN")


def test_what_they_sent_as_an_admin_holds_as_of_who_was_removed(
    team: Team, world: World, olga: MadeUser, bo: MadeUser
) -> None:
    cy = world.user("Cy")
    offered = world.invitation(team.center, bo, cy.email, expires_at=clock.now() + timedelta(days=1))
    disable(team, bo)
    with begin(team.runtime, cy.caller(), write=True) as work:
        invitation_answers.accept_invitation(work, invitation_id=offered)
    assert team.roles()["Cy"] == "STANDARD"


def test_their_requests_for_access_wait_for_them(team: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    account = world.ad_account(team.center, olga)
    team.act(max_, access_requests.request_access, ad_account_id=account, level="ANALYST")
    disable(team, max_)
    assert team.act(olga, access_requests.list_requests).to_answer == ()
    enable(team, max_)
    assert len(team.act(olga, access_requests.list_requests).to_answer) == 1


def test_their_last_day_passes_meanwhile(team: Team, olga: MadeUser, max_: MadeUser, moved_clock: MovableClock) -> None:
    team.act(olga, members.set_member_end, user_id=max_.id, until=date(2026, 11, 24), seen={"until": ""})
    disable(team, max_)
    moved_clock.move(days=5)
    assert enable(team, max_) == {"name": "Max", "centers": [], "sessions": 0}


def test_what_cannot_be_done_is_said(team: Team, max_: MadeUser) -> None:
    with pytest.raises(InvalidInput, match="Say why"):
        disable(team, max_, reason=" ")
    with pytest.raises(Conflict, match="Max is not disabled"):
        enable(team, max_)
    with pytest.raises(NotFound, match=r"Nobody signs in with nobody@example\.org\."):
        operator(team, user_disabling.disable_user, address="nobody@example.org", reason=REASON)
    disable(team, max_)
    with pytest.raises(Conflict, match="Max is disabled already"):
        disable(team, max_)
    assert team.events() == ["member:disable"]


def test_a_phone_number_names_somebody_too(team: Team, world: World) -> None:
    cy = world.user("Cy", email=None, phone="+4915112345678")
    assert operator(team, user_disabling.disable_user, address="+49 151 12345678", reason=REASON)["name"] == "Cy"
    assert is_disabled(team, cy)


def test_nobody_but_the_operator_does_it(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    with pytest.raises(NotFound):
        team.act(olga, user_disabling.disable_user, address=max_.email, reason=REASON)
    with pytest.raises(NotFound):
        team.act(olga, user_disabling.enable_user, address=max_.email)
