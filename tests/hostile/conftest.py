"""A served BizHub with the probe in it, and people in its database."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from pydantic import SecretStr

from bizhub.adapters.database import Database
from bizhub.commands import frontend
from bizhub.services.runtime import Runtime
from bizhub.settings import Settings
from tests.factories import World
from tests.live import free_port, is_answering
from tests.postgres import Template

_SECONDS_TO_START = 60
SAID = re.compile(r"went wrong|Traceback|deadlock|database is locked", re.IGNORECASE)
"""What nobody is told, and no log says, however many press a button at once."""


@dataclass(frozen=True)
class Served:
    """A server process, where it is and what it prints."""

    base_url: str
    settings: Settings
    log_file: Path
    pid: int

    @property
    def log(self) -> str:
        """Everything the server has logged."""
        return self.log_file.read_text(errors="replace")


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """BizHub on SQLite, shared by the tests of this folder."""
    with serving(tmp_path_factory.mktemp("hostile")) as one:
        yield one


@contextmanager
def serving(folder: Path, database_url: str = "") -> Iterator[Served]:
    """BizHub's whole door, socket and state on a free port; no pages are built for it."""
    port, log_file = free_port(), folder / "log"
    settings = Settings(
        data_dir=folder / "data", port=port, database_url=SecretStr(database_url) if database_url else None
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BIZHUB_", "REFLEX_"))}
    environment |= frontend.environment()
    environment |= {"BIZHUB_DATA_DIR": str(settings.data_dir), "BIZHUB_PORT": str(port)}
    environment |= {"BIZHUB_DATABASE_URL": database_url} if database_url else {}
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.probe_app"],
            cwd=frontend.ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        base_url = f"http://localhost:{port}"
        deadline = time.monotonic() + _SECONDS_TO_START
        while not is_answering(f"{base_url}/health"):
            assert process.poll() is None, log_file.read_text()
            assert time.monotonic() < deadline, log_file.read_text()
            time.sleep(0.05)
        yield Served(base_url, settings, log_file, process.pid)
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def world_of(served: Served) -> Iterator[World]:
    """Makes people in the served BizHub's database."""
    database = Database(served.settings)
    yield World(cast(Runtime, SimpleNamespace(database=database, settings=served.settings)))
    database.close()


@pytest.fixture
def world(served: Served) -> Iterator[World]:
    """Makes people for one test."""
    with world_of(served) as made:
        yield made


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def at(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """BizHub on each kind of database."""
    folder = tmp_path_factory.mktemp("at-once")
    if request.param == "sqlite":
        with serving(folder) as one:
            yield one
        return
    template: Template = request.getfixturevalue("postgres_template")
    with template.emptied() as url, serving(folder, url) as one:
        yield one


@pytest.fixture
def made(at: Served) -> Iterator[World]:
    with world_of(at) as world:
        yield world
    assert SAID.findall(at.log) == []
