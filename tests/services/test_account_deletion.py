"""Deleting one's own account: all of it ends at once, nothing is left to sign in with, and the record stands."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bizhub.adapters import clock
from bizhub.domain.errors import Conflict, InvalidInput, NotFound, SignedOut, TooManyTries
from bizhub.domain.outbox import Channel
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.domain.team import OnlyAdmin
from bizhub.domain.viewing import ViewingOnly
from bizhub.services import (
    account_deletion,
    chain_check,
    invitation_answers,
    notification_list,
    offboarding,
    pins,
    preferences,
    reset,
    session_view,
    signals,
    view_as,
)
from bizhub.services.outbox import queue_message
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in import WRONG
from bizhub.services.work import begin, token_hash
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.two_admins import approve, promote, states
from tests.services.two_step_people import guard
from tests.sign_in_steps import (
    PASSWORD,
    STRANGER,
    MovableClock,
    code_to,
    messages_to,
    sign_in_as,
    sign_up_and_confirm,
)

OWN = ("notification", "pin", "recent_ad_account", "user_preference", "recovery_code", "two_step", "user_session")
"""Tables of what belongs to one person alone."""


@pytest.fixture
def team(runtime: Runtime, center: str, moved_clock: MovableClock) -> Team:
    team = Team(runtime, center)
    team.keep_sessions()
    return team


@pytest.fixture
def mia(team: Team, world: World) -> MadeUser:
    """A member who knows her password."""
    mia = world.user("Mia", email="mia@example.org", password_hash=team.runtime.passwords.hash(PASSWORD))
    world.member(team.center, mia)
    return mia


def erase(team: Team, who: MadeUser, *, password: str = PASSWORD, code: str = "", center: str = "") -> None:
    caller = who.caller(center or team.center)
    account_deletion.delete_account(team.runtime, caller, password=password, code=code)


def view(team: Team, who: MadeUser) -> Any:
    with begin(team.runtime, who.caller(team.center), write=False) as work:
        return account_deletion.view_account_deletion(work)


def left_of(team: Team, who: MadeUser) -> dict[str, int]:
    """How many rows each table of a person's own still has."""
    return {
        table: team.rows(f"SELECT count(*) FROM {table} WHERE user_id = :id", id=int(who.id))[0][0] for table in OWN
    }


def problems(team: Team) -> list[int]:
    with team.runtime.database.transaction(write=False) as connection:
        chains = chain_check.center_ids(team.runtime, connection)
        return [chain_check.check(team.runtime, connection, one).problem_count for one in chains]


def fill(team: Team, world: World, who: MadeUser) -> str:
    """Give somebody one of everything; the ad account that they hold."""
    account = world.ad_account(team.center, who)
    world.grant(team.center, account, who, AdAccountLevel.OPERATOR)
    world.told(team.center, who, "member_restored")
    team.act(who, pins.pin_ad_account, ad_account_id=account)
    team.act(who, session_view.remember_ad_account, ad_account_id=account)
    team.act(who, preferences.write_preference, name="center", value=team.center)
    return account


def test_what_ends_is_counted(team: Team, world: World, mia: MadeUser) -> None:
    fill(team, world, mia)
    world.member(world.center(mia, "Zebra"), world.user("Zoe"))
    world.signed_in(mia.email)
    found = view(team, mia)
    assert (found.memberships, found.sessions, found.pins, found.notifications) == (2, 2, 1, 1)
    assert ([name for _, name in found.only_admin_of], found.asks_code) == (["Zebra"], False)


def test_nothing_is_left_to_sign_in_with_and_the_address_begins_anew(
    team: Team, world: World, mia: MadeUser, moved_clock: MovableClock
) -> None:
    account = fill(team, world, mia)
    guarded = guard(world, moved_clock, mia)
    heard: list[signals.Signal] = []
    stop = signals.listen(heard.append)
    erase(team, mia, code=guarded.code())
    stop()
    columns = "name, email, email_confirmed_at, phone, phone_confirmed_at, password_hash, locale"
    [row] = team.rows(f"SELECT {columns} FROM app_user WHERE id = :id", id=int(mia.id))
    assert row == ("Deleted user", None, None, None, None, "", "")
    assert left_of(team, mia) == dict.fromkeys(OWN, 0)
    assert signals.SessionEnded(token_hash(mia.token)) in heard
    assert (team.level(mia, account), "Deleted user" in team.roles()) == ("", False)
    with pytest.raises(InvalidInput, match=WRONG[:30]):
        sign_in_as(team.runtime, mia.email)
    sign_up_and_confirm(team.runtime, mia.email, name="Mia again")
    [(number, name)] = team.rows("SELECT id, name FROM app_user WHERE email = :to", to=mia.email)
    assert (str(number) != mia.id, name) == (True, "Mia again")
    assert team.rows("SELECT count(*) FROM membership WHERE user_id = :id", id=number) == [(0,)]


def test_who_had_asked_for_a_code_does_not_learn_whose_address_it_was(team: Team, mia: MadeUser) -> None:
    request = reset.ask_for_reset(team.runtime, STRANGER, address=mia.email)
    code = code_to(team.runtime, mia.email)
    erase(team, mia)
    with pytest.raises(InvalidInput, match="This is not the code of the last message"):
        reset.choose_password(team.runtime, STRANGER, request=request, code=code, password="eight yellow boats")


def test_each_center_has_one_entry_with_the_name_of_the_time_and_the_chains_verify(
    team: Team, world: World, olga: MadeUser, mia: MadeUser
) -> None:
    zebra = world.center(olga, "Zebra")
    world.member(zebra, mia, CenterRole.ADMIN)
    erase(team, mia)
    query = "SELECT event, user_name, object_name, before FROM activity WHERE center_id = :center ORDER BY sequence"
    for center, role in ((team.center, "STANDARD"), (zebra, "ADMIN")):
        before = f'{{"levels":0,"role":"{role}"}}'
        assert team.rows(query, center=int(center)) == [("member:delete_account", "Mia", "Mia", before)]
    own = team.rows(query, center=0)
    assert ("user:delete", "Mia") in [entry[:2] for entry in own]
    assert problems(team) == [0] * 3
    assert team.rows("SELECT count(*) FROM activity WHERE user_name = 'Deleted user'") == [(0,)]


def test_a_last_message_goes_out_and_nothing_else(team: Team, mia: MadeUser) -> None:
    with begin(team.runtime, mia.caller(), write=True) as work:
        queue_message(
            work, channel=Channel.EMAIL, recipient=mia.email, subject="News", body="Hello Mia", user_id=mia.id
        )
    erase(team, mia)
    query = "SELECT subject, state, body_text FROM outbox_message WHERE user_id = :id ORDER BY id"
    [dropped, farewell] = team.rows(query, id=int(mia.id))
    assert dropped == ("News", "FAILED", "")
    assert farewell[:2] == ("Your BizHub account is deleted", "QUEUED")
    assert "Hello Mia," in farewell[2]
    assert "/sign-up" in messages_to(team.runtime, mia.email)[-1]


@pytest.mark.parametrize("case", ["nobody", "an end date", "disabled"])
def test_the_last_admin_stays(team: Team, world: World, mia: MadeUser, case: str) -> None:
    zebra = world.center(mia, "Zebra")
    bo = world.user("Bo", disabled_at=clock.now() if case == "disabled" else None)
    until = clock.now() + timedelta(days=9) if case == "an end date" else None
    role = CenterRole.STANDARD if case == "nobody" else CenterRole.ADMIN
    world.member(zebra, bo, role, valid_until=until)
    with pytest.raises(OnlyAdmin, match=r"^You are the only admin of Zebra\. Make another one admin first\.$"):
        erase(team, mia)
    assert view(team, mia).only_admin_of == ((zebra, "Zebra"),)
    assert (team.roles()["Mia"], team.events()) == ("STANDARD", [])  # not even half of it is done
    world.member(zebra, world.user("Cy"), CenterRole.ADMIN)
    erase(team, mia)
    assert team.events() == ["member:delete_account"]


def test_once_the_center_is_gone_nothing_keeps_its_admin(
    team: Team, world: World, mia: MadeUser, moved_clock: MovableClock
) -> None:
    world.center(mia, "Zebra", ends_at=moved_clock.moment + timedelta(hours=1))
    with pytest.raises(OnlyAdmin):
        erase(team, mia)
    moved_clock.move(hours=1)
    erase(team, mia)
    assert team.events() == ["member:delete_account"]


def test_a_wrong_password_is_counted_and_ends_nothing(team: Team, mia: MadeUser) -> None:
    for _ in range(10):
        with pytest.raises(InvalidInput) as refusal:
            erase(team, mia, password="wrong")
        assert refusal.value.field == "password"
    with pytest.raises(TooManyTries):
        erase(team, mia)
    assert team.roles()["Mia"] == "STANDARD"


def test_with_two_step_verification_a_code_is_asked_for_and_counted(
    team: Team, world: World, mia: MadeUser, moved_clock: MovableClock
) -> None:
    guarded = guard(world, moved_clock, mia)
    assert view(team, mia).asks_code
    for code in ("", "000000", "000000", "000000", "000000", "000000"):
        with pytest.raises(InvalidInput) as refusal:
            erase(team, mia, code=code)
        assert refusal.value.field == "code"
    with pytest.raises(TooManyTries):
        erase(team, mia, code=guarded.code())
    moved_clock.move(hours=2)
    erase(team, mia, code=guarded.recovery_codes[0])
    assert team.events() == ["member:delete_account"]


def test_who_sees_bizhub_as_somebody_else_deletes_nobody(team: Team, olga: MadeUser, mia: MadeUser) -> None:
    team.act(olga, view_as.begin_viewing, user_id=mia.id)
    with pytest.raises(ViewingOnly):
        erase(team, olga)
    assert team.roles() == {"Olga": "ADMIN", "Max": "STANDARD", "Mia": "STANDARD"}


def test_it_is_done_once(team: Team, mia: MadeUser) -> None:
    erase(team, mia)
    with pytest.raises(SignedOut):
        erase(team, mia)
    assert team.events() == ["member:delete_account"]


def test_leaving_is_nobodys_to_approve(ruled: Team, world: World, olga: MadeUser, max_: MadeUser) -> None:
    mia = world.user("Mia", password_hash=ruled.runtime.passwords.hash(PASSWORD))
    world.member(ruled.center, mia, CenterRole.ADMIN)
    waits = promote(ruled, mia, max_)
    erase(ruled, mia)
    assert "Mia" not in ruled.roles()
    assert approve(ruled, olga, waits).problem != ""  # what she asked for has nobody's rights any more
    assert (states(ruled), ruled.roles()["Max"]) == (["FAILED"], "STANDARD")


def test_what_keeps_them_out_of_a_center_does_not_keep_them_in_it(team: Team, mia: MadeUser) -> None:
    columns = "center_id, domains, allowlist_for, two_step_for, two_step_days, session_hours, two_step_from"
    values = "(:center, '', '', 'ALL', 0, 0, '2020-01-01 00:00:00+00')"
    team.rows_changed(f"INSERT INTO center_rules ({columns}) VALUES {values}", center=int(team.center))
    erase(team, mia)
    assert team.events() == ["member:delete_account"]


def test_views_of_them_end(team: Team, olga: MadeUser, mia: MadeUser) -> None:
    team.act(olga, view_as.begin_viewing, user_id=mia.id)
    erase(team, mia)
    assert team.events() == ["member:view_begin", "member:delete_account", "member:view_end"]


def test_nobody_restores_them(team: Team, olga: MadeUser, mia: MadeUser) -> None:
    erase(team, mia)
    for use_case in (offboarding.plan_restore, offboarding.restore_member):
        with pytest.raises(Conflict, match="They have deleted their account"):
            team.act(olga, use_case, user_id=mia.id)


def test_their_invitations_hold_and_others_are_told_nothing_of_them(team: Team, world: World, olga: MadeUser) -> None:
    bo = world.user("Bo", password_hash=team.runtime.passwords.hash(PASSWORD))
    world.member(team.center, bo, CenterRole.ADMIN)
    cy = world.user("Cy")
    offered = world.invitation(team.center, bo, cy.email, expires_at=clock.now() + timedelta(days=1))
    erase(team, bo)
    with begin(team.runtime, cy.caller(), write=True) as work:
        invitation_answers.accept_invitation(work, invitation_id=offered)
    assert team.roles() == {"Olga": "ADMIN", "Max": "STANDARD", "Cy": "STANDARD"}
    assert team.act(olga, notification_list.list_notifications, page=1).rows == ()


def test_who_is_in_no_center_deletes_their_account_too(team: Team, world: World) -> None:
    dora = world.user("Dora", password_hash=team.runtime.passwords.hash(PASSWORD))
    account_deletion.delete_account(team.runtime, dora.caller(), password=PASSWORD, code="")
    assert team.rows("SELECT name FROM app_user WHERE id = :id", id=int(dora.id)) == [("Deleted user",)]


@pytest.mark.parametrize("use_case", [account_deletion.view_account_deletion])
def test_a_stranger_sees_nothing(team: Team, use_case: Callable[..., Any]) -> None:
    nobody = MadeUser("1", "Nobody", "no such token")
    with begin(team.runtime, nobody.caller(team.center), write=False) as work, pytest.raises(SignedOut):
        use_case(work)
    with pytest.raises((SignedOut, NotFound)):
        erase(team, nobody)
