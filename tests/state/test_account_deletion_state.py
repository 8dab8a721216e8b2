"""Deleting one's own account as it travels to the browser: what ends, and what stands in the way."""

from bizhub.domain.policy import CenterRole
from bizhub.services import view_as
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from bizhub.state.account_deletion import AccountDeletionState
from bizhub.state.session import SessionState
from bizhub.state.sign_in import SignInState
from tests.factories import MadeUser, World
from tests.hostile.driver import Answer, Driver, Tab

PAGE = "/profile/delete"


async def opened(tab: Tab) -> Answer:
    tab.path = PAGE
    await tab.send(SessionState.load)
    return await tab.send(AccountDeletionState.load)


async def test_what_ends_and_what_stands_in_the_way_is_shown(adas_tab: Tab, world: World, ada: MadeUser) -> None:
    linden = world.center(ada, "Linden")
    world.member(world.center(world.user("Bo"), "Zebra"), ada)
    answer = await opened(adas_tab)
    assert answer.value("ends", AccountDeletionState) == [
        ["2", "memberships, with their roles and levels"],
        ["1", "session: this one"],
    ]
    assert answer.value("only_admin_of") == [[linden, "Linden"]]
    assert answer.value("asks_code", AccountDeletionState) is False
    world.member(linden, world.user("Cy"), CenterRole.ADMIN)
    again = await adas_tab.send(AccountDeletionState.refresh)
    assert again.value("only_admin_of") == []


async def test_a_stranger_is_led_to_the_sign_in(driver: Driver) -> None:
    answer = await driver.tab("no such token", path=PAGE).send(AccountDeletionState.load)
    assert (answer.left_for or "").startswith("/sign-in")
    assert answer.value("ends", AccountDeletionState) is None


async def test_an_admin_in_a_view_sees_what_is_their_own(
    adas_tab: Tab, world: World, runtime: Runtime, ada: MadeUser
) -> None:
    linden, max_ = world.center(ada, "Linden"), world.user("Max")
    world.member(linden, max_)
    world.center(max_, "Elsewhere")
    with begin(runtime, ada.caller(linden), write=True) as work:
        view_as.begin_viewing(work, user_id=max_.id)
    answer = await opened(adas_tab)
    assert answer.value("only_admin_of") == [[linden, "Linden"]]
    assert "Elsewhere" not in answer.text


async def test_who_has_just_gone_is_told_so(driver: Driver) -> None:
    answer = await driver.tab("", path="/sign-in?account=deleted").send(SignInState.load)
    assert answer.value("was_deleted") is True
