"""Stages for the tables; each module says on which databases it tries them (see `stage_place`)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bizhub.adapters import clock
from bizhub.settings import Settings
from tests import postgres
from tests.permissions.stage import Place, Stage, Standing, put_up
from tests.sign_in_steps import MovableClock


@pytest.fixture(scope="module")
def stage_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A migrated database, "sqlite" or "postgres", on which nobody is yet."""
    folder = tmp_path_factory.mktemp("stage")
    cheap: dict[str, Any] = {"data_dir": folder, "argon2_memory_kib": 64, "argon2_rounds": 1, "desk_two_step": False}
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        (folder / "bizhub.db").write_bytes(template.read_bytes())
        yield Place(Settings(**cheap))
    else:
        server: postgres.Template = request.getfixturevalue("postgres_template")
        with server.copy("stage") as url:
            yield Place(Settings(**cheap, database_url=SecretStr(url)), server)


@pytest.fixture(scope="module")
def stage(stage_place: Place) -> Iterator[Stage]:
    """One BizHub for all tries; none of them is committed."""
    with put_up(stage_place.settings) as stage:
        yield stage


@pytest.fixture(scope="module")
def standing(stage_place: Place) -> Iterator[Standing]:
    """A stage for tries that are committed. Its clock stands still: when somebody was last seen is no change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", MovableClock(clock.now()).now)
        standing = Standing(stage_place)
        yield standing
        standing.close()


@pytest.fixture
def scene(standing: Standing) -> Iterator[Stage]:
    """The stage as it was put up."""
    yield standing.stage
    standing.renew()
