"""The wizard for a second admin as it travels to the browser."""

import pytest

from bizhub.state.second_admin import SecondAdminState
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import Tab

PATH = "/team/second-admin"


@pytest.fixture
async def wizard(adas_tab: Tab, world: World, ada: MadeUser) -> Tab:
    """Ada's tab on the step about rights, with an address typed before."""
    world.center(ada, "Linden")
    await show(adas_tab, f"{PATH}?step=2")
    await adas_tab.send(SecondAdminState.keep, name="address", value="bo@example.org")
    await show(adas_tab, f"{PATH}?step=3")
    return adas_tab


async def show(tab: Tab, path: str) -> None:
    tab.path = path
    await tab.send(SessionState.load)
    await tab.send(SecondAdminState.load)


async def go_on(tab: Tab, step: int) -> list[str]:
    answer = await tab.send(SecondAdminState.go_on, step=step, form={})
    return [event.payload["path"] for event in answer.events if event.name == "_redirect"]


async def test_a_button_pressed_twice_leads_on_by_one_step(wizard: Tab) -> None:
    assert await go_on(wizard, 3) == [f"{PATH}?step=4"]
    await show(wizard, f"{PATH}?step=4")  # the page follows before the second press arrives
    assert await go_on(wizard, 3) == [f"{PATH}?step=4"]


async def test_the_invitation_that_is_replaced_is_named_until_a_member_takes_its_place(
    wizard: Tab, world: World, ada: MadeUser
) -> None:
    center = (await wizard.state(SessionState)).center_id
    invitation = world.invitation(center, ada, "grace@example.org", role="ADMIN")
    max_ = world.user("Max")
    world.member(center, max_)
    await wizard.send(SecondAdminState.change_address, invitation_id=invitation)
    await show(wizard, f"{PATH}?step=2")
    assert (await wizard.state(SecondAdminState)).replaced == "grace@example.org"
    await wizard.send(SecondAdminState.suggest_members, query="max")
    await wizard.send(SecondAdminState.choose_member, row_id=max_.id)
    assert (await wizard.state(SecondAdminState)).replaced == ""
