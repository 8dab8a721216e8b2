"""2-step verification as it travels to the browser: what is shown once, what is never, and who is led where."""

from datetime import UTC, datetime, timedelta

import pytest
from pyotp.totp import TOTP
from sqlalchemy import text

from bizhub.services.runtime import Runtime
from bizhub.state.palette import PaletteState
from bizhub.state.session import SessionState
from bizhub.state.team import TeamState
from bizhub.state.two_step import SecondStepState, TwoStepState
from tests.factories import MadeUser, World
from tests.hostile.driver import Answer, Driver, Tab


def led_to(answer: Answer) -> list[str]:
    return [event.payload["path"] for event in answer.events if event.name == "_redirect"]


def set_rules(runtime: Runtime, center: str, **values: object) -> None:
    """The rules of a center, put there by hand."""
    columns = {"domains": "", "allowlist_for": "", "two_step_days": 0, "session_hours": 0, "two_step_for": "", **values}
    names, places = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    statement = text(f"INSERT INTO center_rules (center_id, {names}) VALUES (:center, {places})")
    with runtime.database.transaction(write=True) as connection:
        connection.execute(statement, {"center": int(center), **columns})


@pytest.fixture
def linden(world: World, ada: MadeUser) -> str:
    return world.center(ada, "Linden")


async def test_the_secret_is_sent_before_the_first_code_and_never_after(adas_tab: Tab) -> None:
    adas_tab.path = "/profile/two-step"
    begun = await adas_tab.send(TwoStepState.start)
    shown = begun.value("secret")
    assert [len(group) for group in shown.split()] == [4] * 8
    assert begun.value("qr").startswith("data:image/svg+xml")
    confirmed = await adas_tab.send(TwoStepState.confirm, form={"code": TOTP(shown.replace(" ", "")).now()})
    codes = confirmed.value("recovery_codes")
    assert len({*codes}) == 8
    assert confirmed.value("secret") == ""
    put_away = await adas_tab.send(TwoStepState.put_codes_away)
    assert put_away.value("recovery_codes") == []
    again = await adas_tab.hydrate()
    loaded = await adas_tab.send(TwoStepState.load)
    assert shown not in confirmed.text + again.text + loaded.text
    assert not any(code in again.text + loaded.text for code in codes)


async def test_a_wrong_first_code_is_told_beside_it_and_counted(adas_tab: Tab) -> None:
    await adas_tab.send(TwoStepState.start)
    answer = await adas_tab.send(TwoStepState.confirm, form={"code": "12345"})
    assert "six digits" in answer.value("errors")["code"]
    for _ in range(5):
        answer = await adas_tab.send(TwoStepState.confirm, form={"code": "000000"})
    assert "not the code" in answer.value("errors")["code"]
    last = await adas_tab.send(TwoStepState.confirm, form={"code": "000000"})
    assert any("Too many tries" in words for words in last.functions)


async def test_nothing_waits_in_a_browser_without_its_cookie(driver: Driver) -> None:
    answer = await driver.tab("").send(SecondStepState.load)
    assert answer.value("is_loaded", SecondStepState) is True
    assert not answer.value("is_waiting", SecondStepState)


async def test_who_is_kept_out_is_led_to_the_page_that_says_why_and_nothing_is_shown(
    adas_tab: Tab, runtime: Runtime, linden: str
) -> None:
    adas_tab.path = "/team"
    await adas_tab.send(SessionState.load)
    await adas_tab.send(TeamState.load)
    set_rules(runtime, linden, two_step_for="ALL", two_step_from="2020-01-01 00:00:00.000000")
    refused = await adas_tab.send(TeamState.load)
    assert led_to(refused) == ["/profile/two-step"]
    loaded = await adas_tab.send(SessionState.load)
    assert led_to(loaded) == ["/profile/two-step"]
    assert (loaded.value("bar"), loaded.value("permissions")) == ("two_step", [])
    adas_tab.path = "/profile/two-step"
    at_home = await adas_tab.send(SessionState.load)
    assert led_to(at_home) == []
    left = await adas_tab.send(TwoStepState.leave)
    assert any("without an admin" in words for words in left.functions)
    assert led_to(await adas_tab.send(PaletteState.prepare)) == ["/profile/two-step"]


async def test_the_day_is_told_before_it_comes(adas_tab: Tab, runtime: Runtime, linden: str) -> None:
    soon = datetime.now(UTC) + timedelta(days=20)
    set_rules(runtime, linden, two_step_for="ADMINS", two_step_from=soon.strftime("%Y-%m-%d %H:%M:%S.000000"))
    answer = await adas_tab.send(SessionState.load)
    assert "Linden asks for 2-step verification." in answer.value("two_step_notice")


async def test_a_session_that_is_too_old_signs_in_again_and_comes_back(
    adas_tab: Tab, runtime: Runtime, linden: str, ada: MadeUser
) -> None:
    set_rules(runtime, linden, session_hours=8)
    with runtime.database.transaction(write=True) as connection:
        old = "UPDATE user_session SET created_at = '2020-01-01 00:00:00.000000' WHERE user_id = :user"
        connection.execute(text(old), {"user": int(ada.id)})
    adas_tab.path = "/team"
    answer = await adas_tab.send(SessionState.load)
    assert answer.left_for == "/sign-in?next=%2Fteam&again"
