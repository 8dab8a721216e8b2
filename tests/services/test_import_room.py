"""How many files may wait to be imported, so that one person does not fill the disk or hold up all others."""

from pathlib import Path

import pytest

from bizhub.domain.audit import Through
from bizhub.domain.errors import InvalidInput
from bizhub.domain.policy import CenterRole
from bizhub.services import imports
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin_job
from tests.factories import MadeUser, World
from tests.services.import_run import Run

REPORT = "By Day,Account ID,Currency,Cost\n2026-01-01,7,EUR,1.00\n"
YOURS = "2 of your files wait to be imported, as many as may. Import or cancel some of them first."
THEIRS = "3 files of this center wait to be imported, as many as may. Try again when some of them are imported."


@pytest.fixture
def olga(world: World) -> MadeUser:
    return world.user("Olga")


@pytest.fixture
def run(runtime: Runtime, world: World, olga: MadeUser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Olga's imports, where two files of hers may wait and three of her center."""
    monkeypatch.setattr(imports, "MOST_WAITING_OF_PERSON", 2)
    monkeypatch.setattr(imports, "MOST_WAITING_IN_CENTER", 3)
    return Run(runtime, olga.caller(world.center(olga)), tmp_path)


def refusal(run: Run, size: int = 1) -> str:
    """What is said to a file of that size before it is sent."""
    with pytest.raises(InvalidInput) as refused:
        run.act(imports.require_room, size=size)
    assert refused.value.field == "file"
    return refused.value.message


def test_a_person_has_a_number_of_files_waiting(run: Run) -> None:
    path = run.file("a.csv", REPORT)
    first, _ = run.receive(path), run.receive(path)
    assert refusal(run) == YOURS
    with pytest.raises(InvalidInput, match="2 of your files wait"):
        run.receive(path)
    run.act(imports.cancel_import, file_id=first)
    run.act(imports.require_room, size=1)
    run.receive(path)


def test_a_file_that_is_imported_or_refused_waits_no_longer(run: Run) -> None:
    run.finish(run.preview(run.file("a.csv", REPORT)))
    run.preview(run.file("b.csv", "no report"))
    run.act(imports.require_room, size=1)
    run.receive(run.file("c.csv", REPORT))


def test_another_center_is_no_way_around(run: Run, runtime: Runtime, world: World, olga: MadeUser) -> None:
    path = run.file("a.csv", REPORT)
    run.receive(path)
    run.receive(path)
    assert refusal(Run(runtime, olga.caller(world.center(olga)), run.folder)) == YOURS


def test_a_center_has_a_number_of_files_waiting(run: Run, runtime: Runtime, world: World) -> None:
    path = run.file("a.csv", REPORT)
    run.receive(path)
    run.receive(path)
    maria, center = world.user("Maria"), run.caller.center_id or ""
    world.member(center, maria, CenterRole.ADMIN)
    other = Run(runtime, maria.caller(center), run.folder)
    other.receive(path)
    assert refusal(other) == THEIRS
    elsewhere = Run(runtime, maria.caller(world.center(maria)), run.folder)
    elsewhere.act(imports.require_room, size=1)


def test_waiting_files_have_a_size_together(run: Run, runtime: Runtime) -> None:
    runtime.settings.import_max_bytes = 1024
    most = imports.WAITING_SIZES_OF_PERSON * 1024
    run.receive(run.file("a.csv", REPORT))
    run.act(imports.require_room, size=most - len(REPORT))
    sentence = "With this one, more than 10 KB of your files would wait. Import or cancel some of them first."
    assert refusal(run, most - len(REPORT) + 1) == sentence


def test_the_operator_is_not_counted(run: Run, runtime: Runtime) -> None:
    path, center = run.file("a.csv", REPORT), run.caller.center_id or ""
    for number in range(4):
        with begin_job(runtime, user_id=None, center_id=center, through=Through.IMPORT, write=True) as work:
            copy = run.file(f"{number}.part", REPORT)
            imports.receive_file(work, file_name="a.csv", path=copy, sha256="0" * 64, size=1)
    run.receive(path)
