"""What a page's state makes of words that the browser has kept for its form."""

import json
from typing import Any

import pytest
from sqlalchemy import update

from bizhub.domain.policy import AdAccountLevel
from bizhub.services.access import AD_ACCOUNT, GRANT
from bizhub.services.runtime import Runtime
from bizhub.state.ad_account import AdAccountState
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import Driver, Tab

SHOP = {"name": "Shop", "industry": "", "note": "Old."}


@pytest.fixture
def center(world: World, ada: MadeUser) -> str:
    return world.center(ada)


@pytest.fixture
def account(world: World, ada: MadeUser, center: str) -> str:
    """An ad account that Ada may edit."""
    account = world.ad_account(center, ada, "Shop", note="Old.")
    world.grant(center, account, ada, AdAccountLevel.ADMIN)
    return account


@pytest.fixture
async def reopened(driver: Driver, ada: MadeUser, account: str) -> Tab:
    """The page of the ad account after a restart: everything is read, and the form is closed."""
    tab = driver.tab(ada.token, path=f"/accounts/{account}")
    await tab.hydrate()
    await tab.send(SessionState.load)
    await tab.send(AdAccountState.load)
    return tab


def report(account: str, **seen: str) -> str:
    return json.dumps({"of": f"ad_account/{account}", "seen": seen, "n": 1})


def write(runtime: Runtime, account: str, **values: Any) -> None:
    """What somebody else does meanwhile."""
    with runtime.database.transaction(write=True) as connection:
        connection.execute(update(AD_ACCOUNT).where(AD_ACCOUNT.c.id == int(account)).values(**values))


async def test_the_form_opens_with_what_was_seen_when_the_words_were_typed(reopened: Tab, account: str) -> None:
    answer = await reopened.send(AdAccountState.take_up, report=report(account, note="Older."))
    assert answer.value("editing") is True
    assert answer.value("form_seen") == {**SHOP, "note": "Older."}


async def test_an_open_form_is_not_drawn_anew(reopened: Tab, account: str) -> None:
    await reopened.send(AdAccountState.start_editing)
    answer = await reopened.send(AdAccountState.take_up, report=report(account, note="Older."))
    assert answer.value("form_version") is None
    assert answer.value("form_seen") == {**SHOP, "note": "Older."}


async def test_saving_tells_what_has_changed_since_the_words_were_typed(
    reopened: Tab, runtime: Runtime, account: str
) -> None:
    write(runtime, account, note="Theirs.")
    await reopened.send(AdAccountState.load)
    await reopened.send(AdAccountState.take_up, report=report(account, note="Old."))
    answer = await reopened.send(AdAccountState.save, form_data={**SHOP, "note": "Mine."})
    assert "“Theirs.” in the meantime" in answer.value("errors")["note"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '{"of": "ad_account/1", "seen": {"note": "x"}, "n": 1}',
        '{"of": "", "seen": {"note": "x"}, "n": 1}',
        '{"of": "center", "seen": {"note": "x"}, "n": 1}',
    ],
)
async def test_words_of_something_else_open_nothing(reopened: Tab, text: str) -> None:
    answer = await reopened.send(AdAccountState.take_up, report=text)
    assert answer.deltas == []
    assert answer.events == []


async def test_words_without_a_page_do_nothing(driver: Driver, ada: MadeUser) -> None:
    tab = driver.tab(ada.token)
    await tab.hydrate()
    answer = await tab.send(AdAccountState.take_up, report='{"of": "", "seen": {"note": "x"}, "n": 1}')
    assert (answer.deltas, answer.events) == ([], [])


async def test_fields_that_the_form_has_not_are_left_out(reopened: Tab, account: str) -> None:
    answer = await reopened.send(AdAccountState.take_up, report=report(account, level="ADMIN"))
    assert answer.value("form_seen") == SHOP


async def test_who_may_no_longer_edit_gets_no_form(
    reopened: Tab, runtime: Runtime, ada: MadeUser, account: str
) -> None:
    with runtime.database.transaction(write=True) as connection:
        connection.execute(update(GRANT).values(level=AdAccountLevel.ANALYST))
    await reopened.send(AdAccountState.load)
    answer = await reopened.send(AdAccountState.take_up, report=report(account, note="Older."))
    assert answer.value("editing") is None


async def test_saving_and_dropping_end_what_was_kept(reopened: Tab) -> None:
    await reopened.send(AdAccountState.start_editing)
    assert (await reopened.send(AdAccountState.stop_editing)).value("form_ends") == 1
    await reopened.send(AdAccountState.start_editing)
    assert (await reopened.send(AdAccountState.save, form_data=SHOP)).value("form_ends") == 2


async def test_what_is_refused_stays_kept(reopened: Tab) -> None:
    await reopened.send(AdAccountState.start_editing)
    answer = await reopened.send(AdAccountState.save, form_data={**SHOP, "name": ""})
    assert "name" in answer.value("errors")
    assert answer.value("form_ends") is None
