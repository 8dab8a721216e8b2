"""A lost device: another admin vouches, the person gets a link, and the admin gets nothing."""

import re

import pytest

from bizhub.domain.errors import Conflict, InvalidInput, NotFound, PermissionDenied, TooManyTries
from bizhub.domain.policy import CenterRole
from bizhub.domain.sessions import NewSession
from bizhub.services import lost_device, members, sign_in, two_step_off
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.services.team import Team
from tests.services.two_step_people import Guarded, guarded_user
from tests.sign_in_steps import PASSWORD, STRANGER, MovableClock, count, events, messages_to


@pytest.fixture
def olga(world: World, moved_clock: MovableClock) -> MadeUser:
    return world.user("Olga", password_hash=world.runtime.passwords.hash(PASSWORD))


@pytest.fixture
def team(world: World, olga: MadeUser) -> Team:
    return Team(world.runtime, world.center(olga))


@pytest.fixture
def gerda(world: World, team: Team, moved_clock: MovableClock) -> Guarded:
    gerda = guarded_user(world, moved_clock)
    world.member(team.center, gerda.user)
    return gerda


def vouch(team: Team, admin: MadeUser, whom: MadeUser, password: str = PASSWORD) -> None:
    lost_device.vouch(team.runtime, admin.caller(team.center), user_id=whom.id, password=password)


def link_to(runtime: Runtime, address: str) -> str:
    found = re.search(r"/sign-in\?lost=(\S+)", messages_to(runtime, address)[-1])
    assert found is not None
    return found[1]


def sign_in_with(gerda: Guarded, link: str, password: str = PASSWORD, address: str = "") -> object:
    to = address or gerda.user.email
    return sign_in.sign_in(gerda.runtime, STRANGER, address=to, password=password, lost_device_link=link)


def test_the_link_with_the_own_password_turns_it_off(
    runtime: Runtime, team: Team, olga: MadeUser, gerda: Guarded
) -> None:
    vouch(team, olga, gerda.user)
    message = messages_to(runtime, gerda.user.email)[-1]
    assert "Olga, an admin of Linden & Co, vouches" in message
    assert "If you have not asked for this" in message
    assert team.events() == ["member:vouch"]
    assert messages_to(runtime, olga.email) == []
    session = sign_in_with(gerda, link_to(runtime, gerda.user.email))
    assert isinstance(session, NewSession)
    assert count(runtime, "two_step") == 0
    assert "because an admin of your center vouched" in messages_to(runtime, gerda.user.email)[-1]
    assert events(runtime)[-2:] == ["user:two_step_off", "user:sign_in"]


def test_the_link_without_the_password_is_worth_nothing(
    runtime: Runtime, team: Team, olga: MadeUser, gerda: Guarded
) -> None:
    vouch(team, olga, gerda.user)
    link = link_to(runtime, gerda.user.email)
    with pytest.raises(InvalidInput, match="not right"):
        sign_in_with(gerda, link, "eleven blue ladders")
    sign_in_with(gerda, link, address=olga.email)  # has no second step: the link does nothing for others
    assert count(runtime, "two_step") == 1
    assert sign_in_with(gerda, link)


def test_a_link_works_once_and_for_a_day(runtime: Runtime, team: Team, olga: MadeUser, gerda: Guarded) -> None:
    vouch(team, olga, gerda.user)
    gerda.clock.move(hours=24)
    with pytest.raises(Conflict, match="not valid any more"):
        sign_in_with(gerda, link_to(runtime, gerda.user.email))
    with pytest.raises(Conflict, match="not valid any more"):
        sign_in_with(gerda, "made up")


def test_a_second_step_voids_the_link(runtime: Runtime, team: Team, olga: MadeUser, gerda: Guarded) -> None:
    vouch(team, olga, gerda.user)
    link = link_to(runtime, gerda.user.email)
    gerda.finish(gerda.password(), gerda.code())
    with pytest.raises(Conflict):
        sign_in_with(gerda, link)


def test_a_newer_link_takes_the_place_of_the_one_before(
    runtime: Runtime, team: Team, olga: MadeUser, gerda: Guarded
) -> None:
    vouch(team, olga, gerda.user)
    first = link_to(runtime, gerda.user.email)
    vouch(team, olga, gerda.user)
    with pytest.raises(Conflict):
        sign_in_with(gerda, first)
    assert sign_in_with(gerda, link_to(runtime, gerda.user.email))


def test_what_an_admin_began_ends_with_them(
    world: World, runtime: Runtime, team: Team, olga: MadeUser, gerda: Guarded
) -> None:
    ida = world.user("Ida", password_hash=runtime.passwords.hash(PASSWORD))
    world.member(team.center, ida, CenterRole.ADMIN)
    vouch(team, ida, gerda.user)
    team.act(olga, members.remove_member, user_id=ida.id)
    with pytest.raises(Conflict):
        sign_in_with(gerda, link_to(runtime, gerda.user.email))


def test_a_link_is_void_when_the_center_is_not_common_any_more(
    runtime: Runtime, team: Team, olga: MadeUser, gerda: Guarded
) -> None:
    vouch(team, olga, gerda.user)
    link = link_to(runtime, gerda.user.email)
    team.act(olga, members.remove_member, user_id=gerda.user.id)
    with pytest.raises(Conflict, match="not valid any more"):
        sign_in_with(gerda, link)
    assert count(runtime, "two_step") == 1


def test_who_may_vouch_for_whom(world: World, team: Team, olga: MadeUser, gerda: Guarded) -> None:
    hashed = team.runtime.passwords.hash(PASSWORD)
    max_, eve, plain = (world.user(name, password_hash=hashed) for name in ("Max", "Eve", "Plain"))
    for member in (max_, plain):
        world.member(team.center, member)
    with pytest.raises(InvalidInput) as caught:
        vouch(team, olga, gerda.user, "wrong")
    assert caught.value.field == "password"
    with pytest.raises(InvalidInput, match="Another admin"):
        vouch(team, olga, olga)
    with pytest.raises(Conflict, match="is off"):
        vouch(team, olga, plain)
    with pytest.raises(PermissionDenied):
        vouch(team, max_, gerda.user)
    for stranger in ((olga, eve), (eve, gerda.user)):
        with pytest.raises(NotFound):
            vouch(team, *stranger)
    assert count(team.runtime, "lost_device") == 0


def test_only_a_confirmed_address_gets_a_link(
    world: World, team: Team, olga: MadeUser, moved_clock: MovableClock
) -> None:
    gerda = guarded_user(world, moved_clock, "Nora", email_confirmed_at=None)
    world.member(team.center, gerda.user)
    with pytest.raises(Conflict, match="no confirmed address"):
        vouch(team, olga, gerda.user)


def test_the_link_goes_to_one_address_and_the_other_is_told(
    world: World, team: Team, olga: MadeUser, moved_clock: MovableClock
) -> None:
    phone = "+4915112345678"
    gerda = guarded_user(world, moved_clock, "Nora", phone=phone, phone_confirmed_at=moved_clock.now())
    world.member(team.center, gerda.user)
    vouch(team, olga, gerda.user)
    assert "lost=" in messages_to(team.runtime, gerda.user.email)[-1]
    told = messages_to(team.runtime, phone)[-1]
    assert "Olga, an admin of Linden & Co, vouches" in told
    assert "lost=" not in told


def test_nobody_is_flooded_with_links(team: Team, olga: MadeUser, gerda: Guarded) -> None:
    for _ in range(3):
        vouch(team, olga, gerda.user)
    with pytest.raises(TooManyTries):
        vouch(team, olga, gerda.user)


def test_turning_it_off_oneself_voids_the_link(runtime: Runtime, team: Team, olga: MadeUser, gerda: Guarded) -> None:
    vouch(team, olga, gerda.user)
    two_step_off.turn_off(runtime, gerda.user.caller(), password=PASSWORD, code=gerda.code())
    with begin(runtime, gerda.user.caller(), write=False) as work:
        rows = work.connection.exec_driver_sql("SELECT cancelled_at IS NOT NULL FROM lost_device").scalars().all()
    assert [bool(row) for row in rows] == [True]
