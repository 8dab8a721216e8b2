"""A driver with people behind it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.factories import MadeUser, World
from tests.hostile import driver as drivers
from tests.hostile.driver import Driver, Tab
from tests.state import probe


@pytest.fixture(autouse=True)
def nothing_entered() -> Iterator[None]:
    """Each test starts with no handler entered."""
    probe.entered.clear()
    probe.gates.clear()
    yield
    probe.gates.clear()


@pytest.fixture
async def driver(runtime: object) -> AsyncIterator[Driver]:
    """The event processor with the guard, on the running BizHub."""
    async with drivers.running() as running:
        yield running


@pytest.fixture
def ada(world: World) -> MadeUser:
    """A person with an open session."""
    return world.user("Ada")


@pytest.fixture
async def adas_tab(driver: Driver, ada: MadeUser) -> Tab:
    """Ada's tab after its page has loaded."""
    tab = driver.tab(ada.token)
    await tab.hydrate()
    return tab
