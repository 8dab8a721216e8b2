"""Answers to invitations as they travel to the browser: by the link, and on the first page."""

import pytest

from bizhub.domain.policy import CenterRole
from bizhub.domain.team import Wish
from bizhub.services import invitations
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from bizhub.state.invitation import InvitationPageState, OffersState
from bizhub.state.session import SessionState
from tests.factories import LONG_AGO, MadeUser, World
from tests.hostile.driver import Driver
from tests.state.test_push import from_a_thread, pushing
from tests.state.test_tab_ownership import eventually
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
    assert answer.value("standing") == standing


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
    driver: Driver, runtime: Runtime, world: World, ada: MadeUser, bo: MadeUser, linden: str
) -> None:
    number = world.invitation(linden, ada, bo.email)
    world.invitation(linden, ada, "other@example.org")
    tab = driver.tab(bo.token, path="/welcome")
    offers = (await tab.send(OffersState.load)).value("offers")
    assert [(offer.id, offer.center, offer.inviter) for offer in offers] == [(number, "Linden", "Ada")]
    answer = await tab.send(OffersState.decline, invitation_id=number)
    assert answer.value("offers") == []
    assert stored(runtime, f"SELECT state FROM invitation WHERE id = {number}") == [("DECLINED",)]


async def test_an_open_first_page_hears_of_a_new_invitation(
    pushing: Driver, world: World, runtime: Runtime, ada: MadeUser, bo: MadeUser, linden: str
) -> None:
    tab = pushing.tab(bo.token, path="/welcome").connect()
    await tab.send(SessionState.load)
    assert not (await tab.send(OffersState.load)).value("offers")

    def invite() -> None:
        with begin(runtime, ada.caller(linden), write=True) as work:
            invitations.invite(work, addresses=bo.email, wish=Wish(CenterRole.STANDARD))

    await from_a_thread(invite)
    await eventually(lambda: [offer.center for offer in tab.received.value("offers") or ()] == ["Linden"])
