"""How many report files may be sent at the same time, and the room that each reserves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bizhub.domain.errors import Busy, InvalidInput, PermissionDenied
from bizhub.domain.policy import CenterRole
from bizhub.services import imports
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World
from tests.services.import_run import Run

Expect = Callable[..., None]
YOURS = "2 of your files are being sent, as many as may. Wait for one of them."
ALL = "BizHub takes as many files as it can at the moment. Please try again in a minute."


@pytest.fixture
def expect(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Expect:
    """Announces a file: two at once may each person send, and all together three."""
    monkeypatch.setattr(imports, "MOST_ARRIVING_OF_PERSON", 2)
    monkeypatch.setattr(imports, "MOST_ARRIVING", 3)

    def announce(user: MadeUser, center: str, number: int, size: int | None = 1) -> None:
        with begin(runtime, user.caller(center), write=False) as work:
            imports.expect_file(work, number=number, size=size)

    return announce


def test_a_person_sends_some_at_once_in_all_their_centers(
    runtime: Runtime, world: World, olga: MadeUser, center: str, expect: Expect
) -> None:
    expect(olga, center, 1)
    expect(olga, world.center(olga), 2)
    with pytest.raises(Busy, match=YOURS):
        expect(olga, center, 3)
    runtime.arrivals.leave(1)
    runtime.arrivals.leave(1)
    expect(olga, center, 3)


def test_all_together_send_some_at_once(runtime: Runtime, world: World, expect: Expect) -> None:
    people = [world.user(f"P{number}") for number in range(4)]
    centers = [world.center(person) for person in people]
    for number in range(3):
        expect(people[number], centers[number], number)
    with pytest.raises(Busy, match=ALL):
        expect(people[3], centers[3], 3)
    runtime.arrivals.leave(0)
    expect(people[3], centers[3], 3)


def test_who_may_not_import_gets_no_place(runtime: Runtime, world: World, center: str, expect: Expect) -> None:
    max_ = world.user("Max")
    world.member(center, max_, CenterRole.STANDARD)
    with pytest.raises(PermissionDenied):
        expect(max_, center, 1)
    assert runtime.arrivals.count(lambda _: True) == (0, 0)


@pytest.mark.parametrize(("size", "reserved"), [(700, 700), (None, 1024)], ids=["announced", "not announced"])
def test_a_file_reserves_its_size(
    runtime: Runtime, olga: MadeUser, center: str, expect: Expect, size: int | None, reserved: int
) -> None:
    runtime.settings.import_max_bytes = 1024
    expect(olga, center, 1, size)
    assert runtime.arrivals.count(lambda _: True) == (1, reserved)


def test_what_is_sent_counts_beside_what_waits(
    runtime: Runtime, olga: MadeUser, center: str, expect: Expect, tmp_path: Path
) -> None:
    runtime.settings.import_max_bytes = 1024
    most = imports.WAITING_SIZES_OF_PERSON * 1024
    run = Run(runtime, olga.caller(center), tmp_path)
    run.receive(run.file("a.csv", "x" * 100))
    expect(olga, center, 1, most - 200)
    with pytest.raises(InvalidInput, match=r"^With this one, more than 10 KB of your files would wait\."):
        expect(olga, center, 2, 101)
    expect(olga, center, 2, 100)


def test_what_is_sent_counts_among_the_files_that_wait(
    olga: MadeUser, center: str, expect: Expect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_WAITING_OF_PERSON", 1)
    expect(olga, center, 1)
    with pytest.raises(InvalidInput, match=r"^1 of your files wait"):
        expect(olga, center, 2)


def test_a_file_that_arrives_is_not_counted_twice(
    runtime: Runtime, olga: MadeUser, center: str, expect: Expect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_WAITING_OF_PERSON", 1)
    expect(olga, center, 1)
    run = Run(runtime, olga.caller(center), tmp_path)
    run.receive(run.file("a.csv", "By Day,Cost\n"))


def test_of_many_at_once_no_more_than_may_get_a_place(olga: MadeUser, center: str, expect: Expect) -> None:
    def gets_a_place(number: int) -> bool:
        try:
            expect(olga, center, number)
        except Busy:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(gets_a_place, range(16))) == 2
