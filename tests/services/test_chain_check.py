"""Whoever changes the stored record behind BizHub's back is found out, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bizhub.domain.audit import AuditEvent, Through
from bizhub.domain.chain import ChainReport
from bizhub.domain.errors import Conflict
from bizhub.domain.ids import new_id
from bizhub.migrations import triggers
from bizhub.services import chain_check
from bizhub.services.chain_check import Progress
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin_job

CENTER = 7298441093355120011
OTHER = 7298441093355120012


def write(runtime: Runtime, center: int, *names: str) -> None:
    for name in names:
        with begin_job(runtime, user_id=None, center_id=None, through=Through.SYSTEM, write=True) as work:
            work.audit(
                AuditEvent.CENTER_EDIT, object_type="center", object_id=str(center), object_name=name,
                before={"name": "ä"}, after={"name": name}, center_id=center,
            )  # fmt: skip


def tamper(runtime: Runtime, *statements: str) -> None:
    """Change the tables as somebody with the database's password would."""
    with runtime.database.transaction(write=True) as connection:
        triggers.drop(connection)
        for statement in statements:
            connection.execute(text(statement), {"center": CENTER, "other": OTHER, "new": new_id()})


def report(runtime: Runtime, center: int = CENTER) -> ChainReport:
    with runtime.database.transaction(write=False) as connection:
        return chain_check.check(runtime, connection, center)


@pytest.fixture
def five(runtime: Runtime) -> Runtime:
    """A BizHub with five entries in one chain, two in another and one in the system's."""
    write(runtime, CENTER, "One", "Two", "Drei — ß", "Four 🛒", "Five")
    write(runtime, OTHER, "Uno", "Dos")
    write(runtime, SYSTEM, "Boot")
    return runtime


def test_an_untouched_record_is_intact(five: Runtime) -> None:
    found = report(five)
    assert (found.center_id, found.entries, found.problems, found.is_intact) == (str(CENTER), 5, (), True)


def test_every_chain_is_found_and_intact(five: Runtime) -> None:
    with five.database.transaction(write=False) as connection:
        assert chain_check.center_ids(five, connection) == [SYSTEM, CENTER, OTHER]
    assert [report(five, center).is_intact for center in (SYSTEM, CENTER, OTHER)] == [True, True, True]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "id + 1"),
        ("at", "at + 1"),
        ("user_id", "7"),
        ("user_name", "'Somebody else'"),
        ("through", "'web'"),
        ("address", "'192.0.2.7'"),
        ("event", "'member:add'"),
        ("object_type", "'member'"),
        ("object_id", "'7'"),
        ("object_name", "'Three'"),
        ("before", "'{}'"),
        ("after", "'{}'"),
        ("approval", "'7'"),
        ("hash", "'" + "f" * 64 + "'"),
    ],
)
def test_every_column_is_covered(five: Runtime, column: str, value: str) -> None:
    tamper(five, f'UPDATE activity SET "{column}" = {value} WHERE center_id = :center AND sequence = 3')
    assert report(five).problems[0].sentence == "Entry 3 was altered, inserted or moved."
    assert report(five, OTHER).is_intact


@pytest.mark.parametrize(
    ("statements", "sentences"),
    [
        (["DELETE FROM activity WHERE center_id = :center AND sequence = 2"], ["Entry 2 was removed."]),
        (["DELETE FROM activity WHERE center_id = :center AND sequence < 3"], ["Entries 1 to 2 were removed."]),
        (
            ["DELETE FROM activity WHERE center_id = :center AND sequence > 3"],
            [
                "Entries 4 to 5 were removed; the head row knows of more.",
                "Entries 4 to 5 were removed; the anchor file knows of more.",
            ],
        ),
        (
            [
                "DELETE FROM activity WHERE center_id = :center AND sequence > 3",
                "UPDATE activity_head SET sequence = 3, hash = (SELECT hash FROM activity"
                " WHERE center_id = :center AND sequence = 3) WHERE center_id = :center",
            ],
            ["Entries 4 to 5 were removed; the anchor file knows of more."],
        ),
        (
            ["DELETE FROM activity WHERE center_id = :center", "DELETE FROM activity_head WHERE center_id = :center"],
            [
                "Entries 1 to 5 were removed; the anchor file knows of more.",
                "The whole record was removed; the system's record knows that it began.",
            ],
        ),
        (
            ["UPDATE activity_head SET hash = '" + "f" * 64 + "' WHERE center_id = :center"],
            ["Entry 5 is not the one that the head row knows."],
        ),
        (
            ["DELETE FROM activity_head WHERE center_id = :center"],
            ["The head row is missing, though the record goes on to entry 5."],
        ),
        (
            ["UPDATE activity SET center_id = :center, sequence = 6 WHERE center_id = :other AND sequence = 2"],
            [
                "Entry 6 was altered, inserted or moved.",
                "The record goes on to entry 6, but the head row ends it at 5.",
            ],
        ),
        (
            [
                "UPDATE activity SET sequence = 99 WHERE center_id = :center AND sequence = 2",
                "UPDATE activity SET sequence = 2 WHERE center_id = :center AND sequence = 3",
                "UPDATE activity SET sequence = 3 WHERE center_id = :center AND sequence = 99",
            ],
            [f"Entry {sequence} was altered, inserted or moved." for sequence in (2, 3, 4)],
        ),
        (
            [
                "INSERT INTO activity SELECT :new, center_id, 6, at, user_id, user_name, through, address, event,"
                " object_type, object_id, 'Inserted', before, after, approval, hash FROM activity"
                " WHERE center_id = :center AND sequence = 5",
                "UPDATE activity_head SET sequence = 6 WHERE center_id = :center",
            ],
            ["Entry 6 was altered, inserted or moved."],
        ),
    ],
    ids=[
        "one removed", "the first removed", "tail cut off", "tail cut off, head rewritten", "all removed",
        "head rewritten", "head removed", "moved here from another chain", "two changed places", "appended by hand",
    ],
)  # fmt: skip
def test_tampering_is_found(five: Runtime, statements: list[str], sentences: list[str]) -> None:
    tamper(five, *statements)
    assert [problem.sentence for problem in report(five).problems] == sentences


def test_another_key_proves_nothing(five: Runtime) -> None:
    five.activity_key = b"x" * 32
    found = report(five)
    assert (found.problem_count, found.is_intact) == (5, False)


def test_only_the_first_problems_are_kept_and_all_are_counted(five: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_check, "PROBLEMS_SHOWN", 2)
    five.activity_key = b"x" * 32
    found = report(five)
    assert (len(found.problems), found.problem_count) == (2, 5)


def test_a_missing_anchor_is_said(five: Runtime) -> None:
    (five.settings.folder("anchors") / str(CENTER)).unlink()
    assert [problem.sentence for problem in report(five).problems] == [
        "The anchor file is missing, so a cut-off end would not be seen."
    ]


def test_a_check_that_is_stopped_says_so(five: Runtime) -> None:
    progress = Progress()
    progress.stop.set()
    with pytest.raises(Conflict), five.database.transaction(write=False) as connection:
        chain_check.check(five, connection, CENTER, progress)


def test_a_check_counts_what_it_has_read(five: Runtime) -> None:
    progress = Progress()
    with five.database.transaction(write=False) as connection:
        chain_check.check(five, connection, CENTER, progress)
    assert (progress.entries, progress.last) == (5, 5)


def test_a_check_while_others_write_finds_no_problem(runtime: Runtime) -> None:
    write(runtime, CENTER, "First")
    done = threading.Event()

    def keep_writing() -> None:
        for number in range(40):
            write(runtime, CENTER, f"Entry {number}")
        done.set()

    reports: list[ChainReport] = []
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(keep_writing)
        while not done.is_set():
            reports.append(report(runtime))
        writing.result()
    assert [found.problems for found in reports] == [()] * len(reports)
    assert report(runtime).entries == 41
