"""The picture of a center: changed by the clock of who was first, recorded, and its file gone with it."""

import os
from typing import Any

import pytest

from bizhub.domain.errors import Conflict, InvalidInput, NotFound, PermissionDenied, TooManyTries
from bizhub.services import center_picture, center_sweep
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.pictures import a_picture
from tests.services.import_run import StillJob
from tests.services.team import Team


@pytest.fixture
def team(runtime: Runtime, center: str) -> Team:
    return Team(runtime, center)


def change(team: Team, who: MadeUser, seen: str = "", content: bytes = b"") -> str:
    caller = who.caller(team.center)
    return center_picture.change_picture(team.runtime, caller, content=content or a_picture(), seen=seen)


def lying(team: Team) -> list[str]:
    return sorted(path.name for path in team.runtime.settings.folder("pictures").iterdir())


def test_another_picture_takes_the_place_of_the_first_and_its_file(team: Team, olga: MadeUser, max_: MadeUser) -> None:
    first = change(team, olga)
    path = team.runtime.settings.folder("pictures") / first
    assert (lying(team), path.stat().st_mode & 0o777) == ([first], 0o600)
    assert team.act(max_, center_picture.read_picture, name=first) == path.read_bytes()
    second = change(team, olga, seen=first)
    assert (lying(team), first != second) == ([second], True)
    with pytest.raises(NotFound):
        team.act(max_, center_picture.read_picture, name=first)
    team.act(olga, center_picture.remove_picture, seen=second)
    assert lying(team) == []
    assert [(event, before, after) for event, _, before, after in team.entries()] == [
        ("center:edit", '{"picture":""}', f'{{"picture":"{first}"}}'),
        ("center:edit", f'{{"picture":"{first}"}}', f'{{"picture":"{second}"}}'),
        ("center:edit", f'{{"picture":"{second}"}}', '{"picture":""}'),
    ]


def test_a_stale_page_changes_nothing_and_says_who_was_faster(team: Team, olga: MadeUser, bo: MadeUser) -> None:
    first = change(team, olga)
    for stale in ("", "0" * 32, "../outbox"):
        with pytest.raises(Conflict, match="Olga has changed the picture in the meantime"):
            change(team, bo, seen=stale)
        with pytest.raises(Conflict):
            team.act(bo, center_picture.remove_picture, seen=stale)
    assert (lying(team), len(team.entries())) == ([first], 1)


@pytest.mark.parametrize("content", [b"no picture", a_picture("GIF")], ids=["text", "gif"])
def test_nothing_is_left_of_what_is_refused(team: Team, olga: MadeUser, max_: MadeUser, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        change(team, olga, content=content)
    with pytest.raises(PermissionDenied):
        change(team, max_)
    assert (lying(team), team.entries()) == ([], [])


def test_nothing_is_left_when_it_cannot_be_stored(team: Team, olga: MadeUser, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: Any, content: bytes) -> None:
        path.write_bytes(content[:10])
        raise OSError("disk full")

    monkeypatch.setattr(center_picture, "write_once", failing)
    with pytest.raises(OSError, match="disk full"):
        change(team, olga)
    assert (lying(team), team.entries()) == ([], [])


def test_it_is_of_one_center_only(team: Team, world: World, olga: MadeUser) -> None:
    name, other = change(team, olga), world.center(olga, "Birch")
    for who, at in ((olga, other), (world.user("Eve"), team.center)):
        with begin(team.runtime, who.caller(at), write=False) as work, pytest.raises(NotFound):
            center_picture.read_picture(work, name=name)


def test_tries_are_counted(team: Team, olga: MadeUser) -> None:
    for _ in range(20):
        with pytest.raises(InvalidInput):
            change(team, olga, content=b"no picture")
    with pytest.raises(TooManyTries):
        change(team, olga)


def test_files_that_no_center_names_are_swept_away(team: Team, world: World, olga: MadeUser) -> None:
    kept = change(team, olga)
    folder = team.runtime.settings.folder("pictures")
    for name, age_s in (("left", 700), ("arriving", 10)):
        (folder / name).write_bytes(b"x")
        moment = folder.stat().st_mtime - age_s
        os.utime(folder / name, (moment, moment))
    job: Any = StillJob(team.runtime)
    center_sweep.sweep_centers(job)
    assert lying(team) == sorted([kept, "arriving"])
