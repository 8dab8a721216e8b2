"""A BizHub to back up, what is to be found in a restored one, and the commands in processes of their own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from bizhub.services import center_picture
from bizhub.services import runtime as runtimes
from bizhub.settings import Settings
from tests import postgres
from tests.commands.center_on_disk import ROOT, CenterOnDisk
from tests.factories import MadeUser, World
from tests.pictures import a_picture
from tests.processes import environment_of
from tests.sign_in_steps import PASSWORD, sign_in_as

ADDRESS = "olga@example.org"
THREE = (
    "By Day,Account ID,Account name,Currency,Cost,Impressions,Clicks (destination),Conversions\n"
    "2026-01-01,11,Shop A,EUR,5.00,10,1,0\n2026-01-01,12,Shop B,USD,6.50,20,2,1\n2026-01-02,13,C,JPY,7,30,3,2\n"
)
SUMS_OF_THREE = {"11": (5_000_000, 10, 1, 0), "12": (6_500_000, 20, 2, 1), "13": (7_000_000, 30, 3, 2)}


@dataclass(frozen=True)
class Place:
    """Settings of one BizHub, with the commands on it."""

    settings: Settings

    def typed(self, *words: object, module: str = "bizhub") -> subprocess.CompletedProcess[str]:
        """`python -m bizhub WORDS…`."""
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, words)], cwd=ROOT, env=environment_of(self.settings),
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def on_disk(self, center: str) -> CenterOnDisk:
        """Its center."""
        return CenterOnDisk(self.settings, center)


@dataclass(frozen=True)
class Made(Place):
    """A BizHub with a person, a center, and whatever belongs into its folders."""

    olga: MadeUser
    center: str
    picture: str


def make(settings: Settings, folder: Path) -> Made:
    """A person with a password, their center with a picture, figures of three ad accounts, a document."""
    runtime = runtimes.start(settings)
    world = World(runtime)
    olga = world.user("Olga", email=ADDRESS, password_hash=runtime.passwords.hash(PASSWORD))
    center = world.center(olga)
    picture = center_picture.change_picture(runtime, olga.caller(center), content=a_picture(), seen="")
    (settings.folder("documents") / "a1b2").write_bytes(b"a sealed document")
    runtimes.stop()
    report = folder / "three.csv"
    report.write_text(THREE, encoding="utf-8")
    made = Made(settings, olga, center, picture)
    done = made.typed("import", report, "--center", center)
    assert done.returncode == 0, done.stderr
    return made


@contextmanager
def empty_place(request: pytest.FixtureRequest, like: Settings, data_dir: Path, name: str) -> Iterator[Place]:
    """An empty data folder, with an empty database where the other has PostgreSQL."""
    cheap = {"argon2_memory_kib": like.argon2_memory_kib, "argon2_rounds": like.argon2_rounds}
    if like.database_url is None:
        yield Place(Settings.model_validate({**cheap, "data_dir": data_dir}))
        return
    server: postgres.Template = request.getfixturevalue("postgres_template")
    with server.empty(name) as url:
        yield Place(Settings.model_validate({**cheap, "data_dir": data_dir, "database_url": SecretStr(url)}))


def signs_in(place: Place) -> bool:
    """Whether the password opens a session that is in the center."""
    runtime = runtimes.start(place.settings)
    try:
        return sign_in_as(runtime, ADDRESS).has_center
    finally:
        runtimes.stop()
