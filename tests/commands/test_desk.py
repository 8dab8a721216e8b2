"""`python -m bizhub desk`: who is appointed, and what is said."""

from collections.abc import Callable

import pytest

from bizhub.__main__ import main
from bizhub.commands import desk
from bizhub.services import runtime as runtimes
from bizhub.settings import Settings
from tests.commands.center_on_disk import CenterOnDisk
from tests.factories import World

Run = Callable[..., tuple[int, str, str]]

SEATS = "SELECT u.name, d.ended_at IS NOT NULL FROM desk_person d JOIN app_user u ON u.id = d.user_id ORDER BY d.id"
ENTRIES = "SELECT event, user_name, object_name, through FROM activity WHERE event LIKE 'desk:%' ORDER BY sequence"


@pytest.fixture
def center(database_settings: Settings) -> CenterOnDisk:
    runtime = runtimes.start(database_settings)
    world = World(runtime)
    made = world.center(world.user("Rita", email="rita@example.org"))
    runtimes.stop()
    return CenterOnDisk(database_settings, made)


@pytest.fixture
def typed(database_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setattr(desk, "get_settings", lambda: database_settings)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["desk", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_somebody_comes_and_goes_and_comes_again(center: CenterOnDisk, typed: Run) -> None:
    code, said, complaint = typed("add", "Rita@example.org")
    assert (code, complaint) == (0, "")
    assert said.splitlines()[0].startswith(
        "Rita works at the desk now. They find it in the menu of their name, and at "
    )
    assert said.splitlines()[1] == "They have to turn on 2-step verification under Profile before the desk opens."
    assert typed("add", "rita@example.org") == (1, "", "Rita works at the desk already.\n")
    code, said, _ = typed("list")
    assert (code, said.startswith("Rita (rita@example.org), since 20")) == (0, True)
    assert said.endswith(", without 2-step verification yet\n")
    assert typed("remove", "rita@example.org") == (
        0, "Rita no longer works at the desk. They had no case in hand.\n", "",
    )  # fmt: skip
    assert typed("remove", "rita@example.org") == (1, "", "Rita does not work at the desk.\n")
    assert typed("list")[1].startswith("Nobody works at the desk yet. Appoint somebody: ")
    assert typed("add", "rita@example.org")[0] == 0
    assert center.rows(SEATS) == [("Rita", True), ("Rita", False)]
    added, removed = (
        ("desk:add", "Operator", "Rita", "operator"), ("desk:remove", "Operator", "Rita", "operator"),
    )  # fmt: skip
    assert center.rows(ENTRIES) == [added, removed, added]


def test_who_has_no_account_is_told_so(center: CenterOnDisk, typed: Run) -> None:
    words = "Nobody signs in with otto@example.org. They sign up first, as everybody does.\n"
    assert typed("add", "otto@example.org") == (1, "", words)
    assert typed("remove", "otto@example.org") == (1, "", words)
    assert typed("add", "no address")[0] == 1
    assert center.rows(SEATS) == []
