"""What a signed-in page knows of the session, and how it changes."""

import pytest
from reflex.state import OnLoadInternalState
from reflex.utils.format import format_event_handler

from bizhub.domain.policy import AdAccountLevel
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from bizhub.state.center_settings import CenterSettingsState
from bizhub.state.guard import TAB_VIEW
from bizhub.state.palette import PaletteState
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import HYDRATE_AND_LOAD, Answer, Driver, Tab
from tests.state import probe
from tests.state.probe import CANARY, ProbeState

ON_LOAD = format_event_handler(OnLoadInternalState.event_handlers["on_load_internal"])


@pytest.fixture
def linden(world: World, ada: MadeUser) -> str:
    return world.center(ada, "Linden")


@pytest.fixture
def shop(world: World, ada: MadeUser, linden: str) -> str:
    return world.ad_account(linden, ada, "Shop DE", currency="USD")


async def test_load_fills_the_frame_of_a_page(adas_tab: Tab, ada: MadeUser, linden: str, shop: str) -> None:
    adas_tab.path = f"/insights?account={shop}"
    answer = await adas_tab.send(SessionState.load)
    shown = ("user_name", "center_id", "center_name", "role", "account_id", "account_name", "account_currency")
    # The page of a member has a role, too, and what it showed is dropped at the same time.
    assert [answer.value(name, SessionState) for name in shown] == [
        "Ada",
        linden,
        "Linden",
        "ADMIN",
        shop,
        "Shop DE",
        "USD",
    ]
    assert answer.value("centers") == [{"id": linden, "name": "Linden", "role": "ADMIN", "picture": ""}]
    assert "member:manage" in answer.value("permissions")
    assert answer.value("account_permissions") == ["ad_account:view"]
    assert answer.functions == []


async def test_somebody_without_a_center(adas_tab: Tab) -> None:
    answer = await adas_tab.send(SessionState.load)
    assert answer.value("user_name") == "Ada"
    assert (await adas_tab.state(SessionState)).center_id == ""


async def test_a_link_that_cannot_be_followed_is_said_and_the_rest_is_shown(adas_tab: Tab, linden: str) -> None:
    adas_tab.path = "/insights?center=7400000000000000001&account=7400000000000000002"
    answer = await adas_tab.send(SessionState.load)
    assert answer.value("link_problem") == "Not found."
    assert "Not found." in answer.functions[0]
    assert answer.value("center_id") == linden


async def test_a_missing_level_is_named(world: World, driver: Driver, linden: str, shop: str) -> None:
    kim = world.user("Kim")
    world.member(linden, kim)
    tab = driver.tab(kim.token, path=f"/accounts?center={linden}&account={shop}")
    answer = await tab.send(SessionState.load)
    assert "Shop DE" in answer.value("link_problem")
    assert (await tab.state(SessionState)).account_id == ""


async def test_switching_the_center_drops_what_the_other_showed(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str
) -> None:
    birch = world.center(ada, "Birch")
    adas_tab.path = f"/insights?center={linden}"
    await adas_tab.send(SessionState.load)
    await adas_tab.send(ProbeState.fill)
    answer = await adas_tab.send(SessionState.switch_center, center_id=birch)
    assert answer.value("secret", ProbeState) == ""
    assert [event.payload["path"] for event in answer.events if event.name == "_redirect"] == ["/insights"]
    adas_tab.path = "/insights"
    assert (await adas_tab.send(SessionState.load)).value("center_name", SessionState) == "Birch"
    assert CANARY not in (await adas_tab.hydrate()).text


async def test_a_new_tab_starts_where_the_last_choice_was(
    driver: Driver, adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str
) -> None:
    world.center(ada, "Birch")
    await adas_tab.send(SessionState.switch_center, center_id=linden)
    await adas_tab.send(PaletteState.switch_account, ad_account_id=shop)
    tab = driver.tab(ada.token)
    answer = await tab.send(SessionState.load)
    assert (answer.value("center_name", SessionState), answer.value("account_name")) == ("Linden", "Shop DE")


async def test_tabs_keep_their_own_choice(
    driver: Driver, adas_tab: Tab, world: World, ada: MadeUser, linden: str
) -> None:
    birch = world.center(ada, "Birch")
    await adas_tab.send(SessionState.switch_center, center_id=linden)
    await adas_tab.send(SessionState.load)
    other = driver.tab(ada.token)
    await other.send(SessionState.switch_center, center_id=birch)
    await adas_tab.send(SessionState.load)
    assert (await adas_tab.state(SessionState)).center_name == "Linden"


@pytest.mark.parametrize("center_id", ["7400000000000000001", "x", "", "foreign"])
async def test_nobody_switches_to_a_foreign_center(adas_tab: Tab, world: World, linden: str, center_id: str) -> None:
    foreign = world.center(world.user("Eve"), "cnry-foreign")
    await adas_tab.send(SessionState.load)
    answer = await adas_tab.send(SessionState.switch_center, center_id=foreign if center_id == "foreign" else center_id)
    assert "Not found." in answer.functions[0]
    assert "cnry" not in answer.text
    assert (await adas_tab.state(SessionState)).center_id == linden


async def test_a_level_that_was_revoked_leaves_the_page_at_its_next_load(
    world: World, driver: Driver, runtime: Runtime, linden: str, shop: str
) -> None:
    kim = world.user("Kim")
    world.member(linden, kim)
    world.grant(linden, shop, kim, AdAccountLevel.ANALYST)
    tab = driver.tab(kim.token)
    await tab.send(SessionState.load)
    assert (await tab.send(PaletteState.switch_account, ad_account_id=shop)).value("account_name") == "Shop DE"
    with begin(runtime, kim.caller(linden), write=True) as work:
        work.connection.exec_driver_sql(f"DELETE FROM access_grant WHERE user_id = {kim.id}")
    assert (await tab.send(SessionState.load)).value("account_name") == ""


async def test_anonymous_people_are_sent_to_sign_in_with_their_page_kept(driver: Driver, linden: str) -> None:
    tab = driver.tab(path=f"/insights?center={linden}")
    answer = await tab.send(SessionState.load)
    assert answer.left_for == f"/sign-in?next=%2Finsights%3Fcenter%3D{linden}"
    assert "Linden" not in answer.text


async def test_an_account_of_the_center_before_is_not_kept(
    adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str
) -> None:
    birch = world.center(ada, "Birch")
    await adas_tab.send(SessionState.switch_center, center_id=linden)
    await adas_tab.send(SessionState.load)
    await adas_tab.send(PaletteState.switch_account, ad_account_id=shop)
    await adas_tab.send(SessionState.switch_center, center_id=birch)
    await adas_tab.send(SessionState.load)
    assert (await adas_tab.state(SessionState)).account_id == ""


async def returns(driver: Driver, user: MadeUser, kept: str) -> Answer:
    """What a tab gets that the server has forgotten, with what its browser kept."""
    tab = driver.tab(user.token, path="/insights")
    await tab.send(HYDRATE_AND_LOAD, vars={TAB_VIEW: kept})
    return await tab.send(SessionState.load)


@pytest.mark.parametrize(("account", "name"), [("shop", "Shop DE"), ("", "")])
async def test_a_forgotten_tab_shows_what_it_showed(
    driver: Driver, adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str, account: str, name: str
) -> None:
    birch = world.center(ada, "Birch")
    other = world.ad_account(linden, ada, "Other")
    await adas_tab.send(SessionState.switch_center, center_id=linden)
    await adas_tab.send(SessionState.load)
    kept = (await adas_tab.send(PaletteState.switch_account, ad_account_id={"shop": shop}.get(account, ""))).value(
        "tab_view"
    )
    await adas_tab.send(PaletteState.switch_account, ad_account_id=other)
    await adas_tab.send(SessionState.switch_center, center_id=birch)
    answer = await returns(driver, ada, kept)
    assert (answer.value("center_name", SessionState), answer.value("account_name") or "") == ("Linden", name)
    assert answer.functions == []


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("{ada}/{linden}/7400000000000000001", "The ad account that this page showed is gone, or no longer yours."),
        ("{ada}/7400000000000000001/", "The center that this page showed is no longer yours."),
        ("{ada}/{foreign}/", "The center that this page showed is no longer yours."),
        ("{ada}/{linden}/{theirs}", "The ad account that this page showed is gone, or no longer yours."),
        ("7400000000000000001/{foreign}/{theirs}", ""),
        ("nonsense", ""),
        ("{ada}/{linden}", ""),
        ("<script>", ""),
    ],
)
async def test_what_a_tab_showed_is_checked_and_its_loss_is_said_quietly(
    driver: Driver, world: World, ada: MadeUser, linden: str, kept: str, told: str
) -> None:
    eve = world.user("Eve")
    foreign = world.center(eve, "cnry-foreign")
    theirs = world.ad_account(foreign, eve, "cnry-account")
    answer = await returns(driver, ada, kept.format(ada=ada.id, linden=linden, foreign=foreign, theirs=theirs))
    assert (answer.value("link_problem") or "").startswith(told)
    assert bool(answer.value("link_problem")) == bool(told)
    assert (answer.value("center_id"), answer.value("account_id") or "") == (linden, "")
    assert answer.functions == []
    assert "cnry" not in answer.text


async def test_without_a_session_nothing_kept_is_taken(driver: Driver, ada: MadeUser, linden: str) -> None:
    answer = await driver.tab().send(HYDRATE_AND_LOAD, vars={TAB_VIEW: f"{ada.id}/{linden}/"})
    assert linden not in answer.text


@pytest.mark.parametrize(("handler", "is_told"), [(ON_LOAD, False), (format_event_handler(ProbeState.fill), True)])
async def test_an_idle_tab_starts_again_before_anything_else(
    adas_tab: Tab, linden: str, handler: str, is_told: bool
) -> None:
    await adas_tab.send(SessionState.load)
    adas_tab.forget()
    answer = await adas_tab.send(handler)
    assert probe.entered == []
    assert answer.events[0].name == "_remove_session_storage"
    assert [True for told in answer.functions if "repeat your last step" in told] == [True] * is_told
    await adas_tab.send(HYDRATE_AND_LOAD)
    assert (await adas_tab.send(ProbeState.fill)).value("secret") == CANARY


async def test_a_push_to_an_idle_tab_makes_it_start_again(adas_tab: Tab, linden: str) -> None:
    await adas_tab.send(SessionState.load)
    adas_tab.forget()
    answer = await adas_tab.send_as({}, SessionState.load)
    assert [event.name for event in answer.events] == ["_remove_session_storage"]


@pytest.fixture
async def followed(adas_tab: Tab, world: World, ada: MadeUser, linden: str, shop: str) -> Tab:
    """A tab that came by a link to one ad account and chose another one since; the server knows the old address."""
    other = world.ad_account(linden, ada, "Other")
    adas_tab.path = f"/insights?account={shop}"
    await adas_tab.send(SessionState.load)
    await adas_tab.send(PaletteState.switch_account, ad_account_id=other)
    return adas_tab


async def test_what_is_read_again_because_it_changed_follows_no_link(followed: Tab) -> None:
    answer = await followed.send(SessionState.refresh)
    assert (await followed.state(SessionState)).account_name == "Other"
    assert [event.name for event in answer.events] == []


async def test_whoever_loses_what_a_tab_shows_is_told_and_gets_all_ad_accounts(
    world: World, driver: Driver, runtime: Runtime, linden: str, shop: str
) -> None:
    kim = world.user("Kim")
    world.member(linden, kim)
    world.grant(linden, shop, kim, AdAccountLevel.ANALYST)
    tab = driver.tab(kim.token, path=f"/insights?account={shop}")
    await tab.send(SessionState.load)
    with begin(runtime, kim.caller(linden), write=True) as work:
        work.connection.exec_driver_sql(f"DELETE FROM access_grant WHERE user_id = {kim.id}")
    answer = await tab.send(SessionState.refresh)
    assert "no longer yours" in answer.functions[0]
    assert [event.payload["path"] for event in answer.events if event.name == "_redirect"] == ["/insights"]


@pytest.mark.parametrize(("path", "led_to"), [("/settings", ["/welcome"]), ("/import", ["/welcome"]), ("/profile", [])])
async def test_whoever_is_in_no_center_is_led_to_making_one(adas_tab: Tab, path: str, led_to: list[str]) -> None:
    adas_tab.path = path
    answer = await adas_tab.send(SessionState.load)
    assert answer.functions == []
    assert [event.payload["path"] for event in answer.events if event.name == "_redirect"] == led_to


async def test_what_is_asked_of_a_tab_before_it_is_drawn_again_is_to_be_repeated(adas_tab: Tab, linden: str) -> None:
    adas_tab.path = "/settings"
    await adas_tab.send(SessionState.load)
    adas_tab.forget()
    await adas_tab.hydrate()
    answer = await adas_tab.send(CenterSettingsState.rename, form={"name": "Other"})
    assert "Please repeat it." in answer.functions[0]
    assert [event.name for event in answer.events if event.name == "_redirect"] == []
