"""What the guard lets through, and what it never does."""

import pytest

from bizhub.services.runtime import Runtime
from bizhub.state.guard import TAB_VIEW
from tests.factories import LONG_AGO, MadeUser, World
from tests.hostile import driver as drivers
from tests.hostile.driver import HYDRATE, HYDRATE_AND_LOAD, Driver, Tab, handler_names
from tests.state import probe
from tests.state.probe import CANARY, ProbeState, ProbeWithMixin

PROBE = ProbeState.get_full_name()


async def test_a_marked_handler_runs(adas_tab: Tab) -> None:
    answer = await adas_tab.send(ProbeState.fill)
    assert answer.value("secret") == CANARY


async def test_a_handler_of_a_mixin_runs_with_its_annotations(adas_tab: Tab) -> None:
    assert (await adas_tab.send(ProbeWithMixin.touch, times=3)).value("touched") == 3
    await adas_tab.send(ProbeWithMixin.touch, times="3")
    assert probe.entered == [("touch", 3)]


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        (f"{PROBE}.grant_admin", {"who": "me"}),
        (f"{PROBE}.only_rx_event", {}),
        (f"{PROBE}.set_secret", {"value": "x"}),
        (f"{PROBE}.setvar", {"var_name": "secret", "value": "x"}),
        (f"{PROBE}._hidden_helper", {}),
    ],
)
async def test_an_unmarked_handler_never_runs(adas_tab: Tab, name: str, payload: dict[str, object]) -> None:
    answer = await adas_tab.send(name, **payload)
    assert probe.entered == []
    assert (answer.deltas, answer.events) == ([], [])


@pytest.mark.parametrize("name", handler_names("reflex."))
async def test_reflex_handlers_are_refused_but_for_three(adas_tab: Tab, name: str) -> None:
    allowed = ("state.hydrate", "state.hydrate_and_load", "on_load_internal_state.on_load_internal")
    payload = {
        "setvar": {"var_name": "is_hydrated", "value": True},
        "set_is_hydrated": {"value": True},
        "update_vars_internal": {"vars": {f"{PROBE}.secret": "x"}},
        "handle_frontend_exception": {"info": "x", "component_stack": "y"},
    }.get(name.rpartition(".")[2], {})
    entered = drivers.count_entries(adas_tab.driver, name)
    await adas_tab.send(name, **payload)
    assert bool(entered) == name.endswith(allowed)


async def test_chained_events_run_and_unmarked_ones_do_not(adas_tab: Tab) -> None:
    assert (await adas_tab.send(ProbeState.chain)).value("secret") == CANARY
    probe.entered.clear()
    answer = await adas_tab.send(ProbeState.chain_unmarked)
    assert probe.entered == []
    assert CANARY not in answer.text


async def test_without_a_session_only_public_handlers_run(driver: Driver) -> None:
    tab = driver.tab(path="/insights?account=1")
    await tab.hydrate()
    assert (await tab.send(ProbeState.greet, name="you")).value("note") == "Hello you"
    answer = await tab.send(ProbeState.fill)
    assert probe.entered == [("greet", "you")]
    assert answer.left_for == "/sign-in?next=%2Finsights%3Faccount%3D1"


@pytest.mark.parametrize("cookie", ["nonsense", "A" * 43, "é\ud800", ""])
async def test_a_made_up_cookie_is_no_session(driver: Driver, cookie: str) -> None:
    tab = driver.tab(cookie)
    await tab.hydrate()
    answer = await tab.send(ProbeState.fill)
    assert probe.entered == []
    assert answer.left_for == "/sign-in"


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example", "/x\n", "/" + "x" * 600],
)
async def test_the_way_back_after_sign_in_is_always_an_own_page(driver: Driver, path: str) -> None:
    tab = driver.tab(path=path)
    assert (await tab.send(ProbeState.fill)).left_for == "/sign-in"


@pytest.mark.parametrize("query", ["search=" + "x" * 25_000, "search=\x07", "search=" + "x" * 25_000 + "?a"])
async def test_no_query_makes_it_another_page(driver: Driver, query: str) -> None:
    tab = driver.tab(path=f"/insights?{query}")
    assert (await tab.send(ProbeState.fill)).left_for == "/sign-in?next=%2Finsights"


async def test_a_disabled_person_is_out_at_the_next_page(world: World, driver: Driver) -> None:
    disabled = world.user("Gone", disabled_at=LONG_AGO)
    tab = driver.tab(disabled.token)
    await tab.hydrate()
    assert (await tab.send(ProbeState.fill)).left_for == "/sign-in"


async def test_too_many_events_of_one_session_are_dropped(runtime: Runtime, ada: MadeUser) -> None:
    async with drivers.running(per_second=0.001, burst=6) as driver:
        tabs = [driver.tab(ada.token), driver.tab(ada.token)]
        await tabs[0].hydrate()  # still a stranger
        await tabs[1].hydrate()
        for number in range(10):
            await tabs[number % 2].send(ProbeState.fill)
    assert probe.entered == [("fill", None)] * 5


async def test_made_up_cookies_share_the_allowance_of_their_address(runtime: Runtime) -> None:
    async with drivers.running(per_second=0.001, burst=5) as driver:
        for number in range(10):
            tab = driver.tab(f"made-up-{number}")
            await tab.send_as(tab.router_data, ProbeState.greet, name="x")
        await driver.tab(address="203.0.113.9").send(ProbeState.greet, name="y")
    assert probe.entered == [("greet", "x")] * 5 + [("greet", "y")]


@pytest.mark.parametrize("name", [HYDRATE, HYDRATE_AND_LOAD])
@pytest.mark.parametrize(
    "payload",
    [
        {"vars": {f"{PROBE}.secret": "x"}},
        {"vars": {TAB_VIEW: "1/2/3", f"{PROBE}.secret": "x"}},
        {"vars": {TAB_VIEW: 1}},
        {"vars": {TAB_VIEW: "1" * 101}},
        {"vars": {TAB_VIEW: "\ud800"}},
        {"vars": [TAB_VIEW]},
        {"hashes": "x"},
        {"hashes": [1]},
        {"extra": 1},
    ],
)
async def test_hydration_takes_only_what_the_tab_shows_from_the_browser(
    adas_tab: Tab, name: str, payload: dict[str, object]
) -> None:
    answer = await adas_tab.send(name, **payload)
    assert answer.deltas == []


async def test_a_plain_hydration_with_arguments_is_refused(driver: Driver) -> None:
    answer = await driver.tab().send(HYDRATE, hashes=["x"])
    assert (answer.deltas, answer.functions) == ([], [])
