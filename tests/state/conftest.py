"""A driver with people behind it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.factories import MadeUser, World
from tests.hostile import driver as drivers
from tests.hostile.driver import Driver, Tab
from tests.services.import_run import Run
from tests.state import probe


@pytest.fixture
def database_settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    """SQLite only: what a state makes of an answer does not depend on the database; use cases are tested on both."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    (data_dir / "bizhub.db").write_bytes(sqlite_template.read_bytes())
    return Settings(data_dir=data_dir, argon2_memory_kib=64, argon2_rounds=1)


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


@pytest.fixture
def run(runtime: Runtime, world: World, ada: MadeUser, tmp_path: Path) -> Run:
    """Ada's imports in her center, read by hand."""
    return Run(runtime, ada.caller(world.center(ada, "Linden")), tmp_path)
