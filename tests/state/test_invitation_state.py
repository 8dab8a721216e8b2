"""Answers to invitations as they travel to the browser: by the link, and on the first page."""

from datetime import UTC, datetime

import pytest

from bizhub.services.runtime import Runtime
from bizhub.state.invitation import InvitationPageState, OffersState
from bizhub.state.session import SessionState
from tests.factories import LONG_AGO, MadeUser, World
from tests.hostile.driver import Driver
from tests.state.test_push import pushing
from tests.state.test_team_state import bo, led_to, linden, stored

__all__ = ["bo", "linden", "pushing"]


@pytest.mark.parametrize(
    ("who", "key", "standing"),
    [
        ("nobody", "good", "stranger"), ("ada", "good", "other"), ("bo", "good", "mine"), ("bo", "old", "gone"),
        ("nobody", "nothing", "gone"), ("bo", "", "gone"),
    ],
)  # fmt: skip
async def test_a_link_says_whose_it_is(
    driver: Driver, world: World, ada: MadeUser, bo: MadeUser, linden: str, who: str, key: str, standing: str
) -> None:
    world.invitation(linden, ada, bo.email, "good", message="Welcome!")
    world.invitation(linden, ada, "other@example.org", "old", expires_at=LONG_AGO)
    tab = driver.tab({"nobody": "", "ada": ada.token, "bo": bo.token}[who], path=f"/invitation?key={key}")
    answer = await tab.send(InvitationPageState.load)
    assert answer.value("standing", InvitationPageState) == standing


async def test_signing_in_leads_back_to_the_invitation(
    driver: Driver, world: World, ada: MadeUser, bo: MadeUser, linden: str
) -> None:
    world.invitation(linden, ada, bo.email, "a-b_c")
    answer = await driver.tab("", path="/invitation?key=a-b_c").send(InvitationPageState.load)
    assert answer.value("sign_in_path") == "/sign-in?next=%2Finvitation%3Fkey%3Da-b_c"


async def test_who_accepts_looks_at_the_center(
    driver: Driver, world: World, ada: MadeUser, bo: MadeUser, linden: str
) -> None:
    world.invitation(linden, ada, bo.email, "good")
    tab = driver.tab(bo.token, path="/invitation?key=good")
    await tab.send(InvitationPageState.load)
    assert led_to(await tab.send(InvitationPageState.accept)) == [f"/overview?center={linden}"]
    tab.path = f"/overview?center={linden}"
    await tab.send(SessionState.load)
    session = await tab.state(SessionState)
    assert (session.center_name, session.role) == ("Linden", "STANDARD")


async def test_invitations_to_the_own_address_wait_on_the_first_page(
    driver: Driver, runtime: Runtime, world: World, ada: MadeUser, bo: MadeUser
) -> None:
    linden = world.center(ada, "Linden", time_zone="America/Los_Angeles")
    end = datetime(2030, 2, 1, 8, tzinfo=UTC)  # of the 31st there
    number = world.invitation(linden, ada, bo.email, member_until=end)
    world.invitation(linden, ada, "other@example.org")
    tab = driver.tab(bo.token, path="/welcome")
    offers = (await tab.send(OffersState.load)).value("offers")
    assert [(offer.id, offer.center, offer.inviter) for offer in offers] == [(number, "Linden", "Ada")]
    assert offers[0].until == "Jan 31, 2030"
    answer = await tab.send(OffersState.decline, invitation_id=number)
    assert answer.value("offers") == []
    assert stored(runtime, f"SELECT state FROM invitation WHERE id = {number}") == [("DECLINED",)]
