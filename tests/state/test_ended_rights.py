"""A page that hydrates gets nothing that was loaded under rights that have ended since."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest
from sqlalchemy import Table, update

from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services.access import GRANT, MEMBERSHIP
from bizhub.services.runtime import Runtime
from bizhub.state.binding import Binding
from bizhub.state.palette import PaletteState
from bizhub.state.session import SessionState
from tests.factories import MadeUser, World
from tests.hostile.driver import HYDRATE, HYDRATE_AND_LOAD, Answer, Driver, Tab
from tests.state import probe
from tests.state.probe import CANARY, ProbeState

HYDRATIONS = pytest.mark.parametrize("hydration", [HYDRATE, HYDRATE_AND_LOAD])
ACCOUNT = "cnry-Shop"


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def center(world: World, olga: MadeUser, ada: MadeUser) -> str:
    """A center in which Ada is a member."""
    center = world.center(olga, "cnry-center")
    world.member(center, ada)
    return center


@pytest.fixture
def account(world: World, center: str, olga: MadeUser, ada: MadeUser) -> str:
    """An ad account of the center that Ada may see."""
    account = world.ad_account(center, olga, ACCOUNT)
    world.grant(center, account, ada, AdAccountLevel.ANALYST)
    return account


@pytest.fixture
async def shown(driver: Driver, ada: MadeUser, account: str) -> Tab:
    """Ada's tab with the center, its ad account and something of her own in its state."""
    tab = driver.tab(ada.token)
    await tab.hydrate()
    await tab.send(SessionState.load)
    assert ACCOUNT in (await tab.send(PaletteState.switch_account, ad_account_id=account)).text
    assert CANARY in (await tab.send(ProbeState.fill)).text
    return tab


def end(runtime: Runtime, rows: Table, person: MadeUser, **values: Any) -> None:
    """End the rights of a person in one table as another process would: nobody here is told."""
    with runtime.database.transaction(write=True) as connection:
        connection.execute(update(rows).where(rows.c.user_id == int(person.id)).values(**values))


async def hydrated_again(tab: Tab, person: MadeUser, hydration: str = HYDRATE) -> Answer:
    """The page is loaded again in the same tab, with the same session."""
    return await tab.reconnected(cookie=f"bizhub={person.token}").send(hydration)


@HYDRATIONS
async def test_a_membership_that_ended_takes_the_center_off_the_page(
    shown: Tab, runtime: Runtime, ada: MadeUser, hydration: str
) -> None:
    end(runtime, MEMBERSHIP, ada, ended_at=datetime.now(UTC))
    assert "cnry" not in (await hydrated_again(shown, ada, hydration)).text
    assert (await shown.state(Binding)).center == ""


@HYDRATIONS
async def test_a_level_that_ended_takes_the_ad_account_off_the_page(
    shown: Tab, runtime: Runtime, ada: MadeUser, hydration: str
) -> None:
    end(runtime, GRANT, ada, revoked_at=datetime.now(UTC))
    assert ACCOUNT not in (await hydrated_again(shown, ada, hydration)).text


@pytest.mark.parametrize("rows", [MEMBERSHIP, GRANT], ids=["membership", "level"])
async def test_a_right_that_runs_out_is_gone_without_a_job(
    shown: Tab, runtime: Runtime, ada: MadeUser, rows: Table
) -> None:
    end(runtime, rows, ada, valid_until=datetime.now(UTC) + timedelta(hours=1))
    assert ACCOUNT in (await hydrated_again(shown, ada)).text
    end(runtime, rows, ada, valid_until=datetime.now(UTC))
    assert ACCOUNT not in (await hydrated_again(shown, ada)).text


async def test_a_role_that_was_lowered_takes_everything_off_the_page(
    shown: Tab, runtime: Runtime, world: World, ada: MadeUser, center: str
) -> None:
    end(runtime, MEMBERSHIP, ada, ended_at=datetime.now(UTC))
    world.member(center, ada, CenterRole.STANDARD)
    assert "cnry" not in (await hydrated_again(shown, ada)).text


async def test_what_was_gained_and_lost_between_two_page_loads_is_gone(
    driver: Driver, runtime: Runtime, world: World, ada: MadeUser, olga: MadeUser, center: str
) -> None:
    account = world.ad_account(center, olga, ACCOUNT)
    tab = driver.tab(ada.token)
    await tab.hydrate()
    await tab.send(SessionState.load)
    world.grant(center, account, ada, AdAccountLevel.ANALYST)
    assert ACCOUNT in (await tab.send(PaletteState.switch_account, ad_account_id=account)).text
    end(runtime, GRANT, ada, revoked_at=datetime.now(UTC))
    assert ACCOUNT not in (await hydrated_again(tab, ada)).text


async def test_the_emptied_page_fills_again_and_keeps_what_it_has(shown: Tab, runtime: Runtime, ada: MadeUser) -> None:
    end(runtime, GRANT, ada, revoked_at=datetime.now(UTC))
    await hydrated_again(shown, ada)
    assert "cnry-center" in (await shown.send(SessionState.load)).text
    await shown.send(ProbeState.fill)
    assert CANARY in (await hydrated_again(shown, ada)).text


async def test_a_switch_to_another_center_forgets_no_end(
    shown: Tab, runtime: Runtime, world: World, ada: MadeUser
) -> None:
    own = world.center(ada, "cnry-own")
    await shown.send(SessionState.switch_center, center_id=own)
    await shown.send(ProbeState.fill)
    assert CANARY in (await hydrated_again(shown, ada)).text
    end(runtime, MEMBERSHIP, ada, ended_at=datetime.now(UTC))
    assert "cnry" not in (await hydrated_again(shown, ada)).text


async def test_a_new_right_and_somebody_elses_end_empty_nothing(
    shown: Tab, runtime: Runtime, world: World, ada: MadeUser, olga: MadeUser, center: str
) -> None:
    world.grant(center, world.ad_account(center, olga, "Other"), ada, AdAccountLevel.ADMIN)
    end(runtime, MEMBERSHIP, olga, ended_at=datetime.now(UTC))
    again = await hydrated_again(shown, ada)
    assert CANARY in again.text
    assert ACCOUNT in again.text


class Gate(asyncio.Event):
    """Says when somebody stands before it."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def wait(self) -> Literal[True]:
        self.reached.set()
        return await super().wait()


async def test_a_background_task_writes_nothing_that_it_read_before_the_end(
    shown: Tab, runtime: Runtime, ada: MadeUser
) -> None:
    gate = Gate()
    probe.gates.append(gate)
    slow = asyncio.create_task(shown.send(ProbeState.slowly))
    await asyncio.wait_for(gate.reached.wait(), 5)
    end(runtime, GRANT, ada, revoked_at=datetime.now(UTC))
    await hydrated_again(shown, ada)
    gate.set()
    await slow
    assert (await shown.state(ProbeState)).secret == ""
