"""What every test may ask for: a fresh BizHub on SQLite and on a real PostgreSQL."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from bizhub.adapters import clock, migrate
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests import engines, postgres
from tests.factories import World
from tests.http.browser import OpenBrowser, browsers
from tests.sign_in_steps import MovableClock, a_clock

# The same examples in every run, and no deadline: a busy machine is not a wrong answer.
hypothesis.settings.register_profile("bizhub", deadline=None, derandomize=True)
hypothesis.settings.load_profile("bizhub")


_MEMORY, _ENOUGH_BYTES = Path("/dev/shm"), 4 * 2**30


def pytest_configure() -> None:
    """Keep all that the tests and their programs write in memory, if there is room and nobody has chosen a folder.

    Every commit waits for a disk, and there are tens of thousands of them.
    """
    gc.disable()
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


_ORDER = (
    "browser", "components", "test_launcher.py", "test_launcher_warm_start.py", "commands", "hostile", "permissions",
    "state", "adapters", "migrations", "services", "http", "test_settings.py", "rules", "data", "domain",
)  # fmt: skip
"""Folders of tests; one that is not named comes first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run one folder after the other, those with many short files last, so that the workers end at the same time.

    What a folder shares, such as a server or Chromium, then starts once in a worker.
    """
    here, places = Path(__file__).parent, {name: place for place, name in enumerate(_ORDER)}
    items.sort(key=lambda item: places.get(item.path.relative_to(here).parts[0], -1))


def pytest_collection_finish() -> None:
    """Look for garbage from here on only, and not among the tests themselves: they are a million objects that stay."""
    gc.freeze()
    gc.enable()
    atexit.register(gc.unfreeze)  # libraries complain about what is still there at the very end


@pytest.fixture(scope="session", autouse=True)
def compiled_statements() -> Iterator[None]:
    """What SQLAlchemy compiles in one test is there in the next."""
    with engines.remembering():
        yield


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[postgres.Template]:
    """A PostgreSQL server of this test run with one migrated database to copy from.

    Not in pytest's folder: as root it runs as another user, whom the next pytest that starts would lock out of there.
    """
    with tempfile.TemporaryDirectory(prefix="bizhub-postgres-") as folder, postgres.serve(Path(folder)) as template:
        yield template


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated SQLite file to copy from."""
    folder = tmp_path_factory.mktemp("sqlite")
    settings = Settings(data_dir=folder)
    migrate.upgrade(settings)
    with create_engine(settings.sqlalchemy_url).connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return folder / "bizhub.db"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a fresh, migrated database; the test runs once on each kind."""
    # Cheap hashes: the cost of Argon2 has its own test.
    cheap: dict[str, Any] = {"argon2_memory_kib": 64, "argon2_rounds": 1}
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        (data_dir / "bizhub.db").write_bytes(template.read_bytes())
        yield Settings(data_dir=data_dir, **cheap)
    else:
        server: postgres.Template = request.getfixturevalue("postgres_template")
        with server.emptied() as url:
            yield Settings(data_dir=data_dir, database_url=SecretStr(url), **cheap)


@pytest.fixture
def runtime(database_settings: Settings) -> Iterator[Runtime]:
    """A running BizHub on a fresh database."""
    yield runtimes.start(database_settings)
    runtimes.stop()


@pytest.fixture
def world(runtime: Runtime) -> World:
    """Makes people, centers and ad accounts in the running BizHub."""
    return World(runtime)


@pytest.fixture
def open_browser(runtime: Runtime, tmp_path: Path) -> Iterator[OpenBrowser]:
    """Opens browsers without pages in front of the whole HTTP door, each with cookies of its own."""
    site = tmp_path / "site"
    site.mkdir()
    with browsers(runtime, site) as open_one:
        yield open_one


@pytest.fixture
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> MovableClock:
    """The clock of the running BizHub, in the test's hands."""
    held = a_clock()
    monkeypatch.setattr(clock, "now", held.now)
    return held
