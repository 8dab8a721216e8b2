"""What stands beside a chain, its anchor, the system's chain and the triggers, cannot be taken away unseen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bizhub.commands.activity import verify_records
from bizhub.domain.audit import AuditEvent, Through
from bizhub.migrations import triggers
from bizhub.services import activity, chain_check
from bizhub.services.record import SYSTEM
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin, begin_job
from tests.factories import World

CENTER = 7298441093355120011
OTHER = 7298441093355120012
NO_ANCHOR = "The anchor file is missing, so a cut-off end would not be seen."
FALSE_ANCHOR = "The anchor file was altered, so a cut-off end would not be seen."
CUT_TAIL = (
    "DELETE FROM activity WHERE center_id = :center AND sequence > 3",
    "UPDATE activity_head SET sequence = 3, hash = (SELECT hash FROM activity WHERE center_id = :center"
    " AND sequence = 3) WHERE center_id = :center",
)
REMOVE = ("DELETE FROM activity WHERE center_id = :center", "DELETE FROM activity_head WHERE center_id = :center")


def write(runtime: Runtime, center: int, times: int = 1) -> None:
    for _ in range(times):
        with begin_job(runtime, user_id=None, center_id=None, through=Through.SYSTEM, write=True) as work:
            work.audit(AuditEvent.CENTER_EDIT, object_type="center", object_id=str(center), center_id=center)


def tamper(runtime: Runtime, *statements: str, center: int = CENTER) -> None:
    """Change the tables as somebody with the database's password would."""
    with runtime.database.transaction(write=True) as connection:
        triggers.drop(connection)
        for statement in statements:
            connection.execute(text(statement), {"center": center})
        triggers.create(connection)


def found(runtime: Runtime) -> dict[int, list[str]]:
    """The problems of each chain that has any."""
    with runtime.database.transaction(write=False) as connection:
        reports = {
            number: chain_check.check(runtime, connection, number)
            for number in chain_check.center_ids(runtime, connection)
        }
    return {
        number: [problem.sentence for problem in report.problems]
        for number, report in reports.items()
        if not report.is_intact
    }


@pytest.fixture
def two(runtime: Runtime) -> Runtime:
    """A BizHub with five entries of one center and one of another."""
    write(runtime, CENTER, 5)
    write(runtime, OTHER)
    return runtime


@pytest.fixture
def anchors(two: Runtime) -> Path:
    return two.settings.folder("anchors")


def test_an_untouched_record_is_intact(two: Runtime) -> None:
    assert found(two) == {}


def test_a_center_that_was_removed_without_a_trace_is_missed(two: Runtime, anchors: Path) -> None:
    tamper(two, *REMOVE)
    (anchors / str(CENTER)).unlink()
    assert found(two) == {CENTER: ["The whole record was removed; the system's record knows that it began."]}


def test_the_command_names_a_center_that_was_removed(
    two: Runtime, anchors: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(two, *REMOVE)
    (anchors / str(CENTER)).unlink()
    assert verify_records(two, None) == 1
    assert f"A center that is gone ({CENTER}): 0 entries: 1 problem" in capsys.readouterr().out


def test_who_removes_the_list_of_records_as_well_is_found_out(two: Runtime, anchors: Path) -> None:
    tamper(two, *REMOVE)
    tamper(two, *REMOVE, center=SYSTEM)
    for number in (CENTER, SYSTEM):
        (anchors / str(number)).unlink()
    assert found(two) == {
        SYSTEM: ["The system's record was removed, though BizHub was used."],
        OTHER: ["The system's record does not know that this record began."],
    }


def test_an_emptied_record_of_people_who_are_there_is_missed(two: Runtime, anchors: Path, world: World) -> None:
    world.user("Olga")
    for number in (CENTER, OTHER, SYSTEM):
        tamper(two, *REMOVE, center=number)
        (anchors / str(number)).unlink()
    assert found(two) == {SYSTEM: ["The system's record was removed, though BizHub was used."]}


def test_a_begun_record_that_was_taken_back_leaves_nothing_to_complain_of(runtime: Runtime) -> None:
    def fail() -> None:
        with begin_job(runtime, user_id=None, center_id=None, through=Through.SYSTEM, write=True) as work:
            work.audit(AuditEvent.CENTER_EDIT, object_type="center", object_id="1", center_id=CENTER)
            work.finish()
            raise RuntimeError

    pytest.raises(RuntimeError, fail)
    assert found(runtime) == {}
    write(runtime, CENTER)
    assert found(runtime) == {}


FORGERIES: dict[str, Callable[[bytes], bytes]] = {
    "an earlier end": lambda line: b"%019d" % 3 + line[19:],
    "another hash": lambda line: line[:20] + b"f" * 64 + line[84:],
    "no seal": lambda line: line[:84],
    "nothing": lambda line: b"",
    "not text": lambda line: b"\xff" * 150,
    "more than there was": lambda line: line + b"\n",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_an_anchor_that_was_not_written_with_the_key_is_none(
    two: Runtime, anchors: Path, forge: Callable[[bytes], bytes]
) -> None:
    file = anchors / str(CENTER)
    file.write_bytes(forge(file.read_bytes()))
    write(two, CENTER)
    assert found(two) == {CENTER: [FALSE_ANCHOR]}


def test_an_anchor_of_another_record_is_none(two: Runtime, anchors: Path) -> None:
    (anchors / str(CENTER)).write_bytes((anchors / str(OTHER)).read_bytes())
    assert found(two) == {CENTER: [FALSE_ANCHOR]}


def test_a_missing_anchor_is_not_made_anew_by_the_next_entry(two: Runtime, anchors: Path) -> None:
    (anchors / str(CENTER)).unlink()
    write(two, CENTER)
    assert found(two) == {CENTER: [NO_ANCHOR]}


@pytest.mark.parametrize("entries_after", [1, 2, 3, 10])
def test_a_tail_that_was_cut_off_stays_missed_when_new_entries_come(two: Runtime, entries_after: int) -> None:
    tamper(two, *CUT_TAIL)
    write(two, CENTER, entries_after)
    assert len(found(two)[CENTER]) == 1
    assert "the anchor file knows" in found(two)[CENTER][0]


def test_an_anchor_that_lags_behind_moves_on_with_the_next_entry(two: Runtime, anchors: Path) -> None:
    file = anchors / str(CENTER)
    earlier = file.read_bytes()
    write(two, CENTER, 2)
    file.write_bytes(earlier)
    write(two, CENTER)
    assert found(two) == {}
    assert file.read_bytes()[:19] == b"%019d" % 8


@pytest.mark.parametrize(
    "row",
    ["id, center_id, 99", f"id + 1, {CENTER}, 2", "rowid, id + 2, center_id, 100"],
    ids=["the same id", "the same place", "the same row"],
)
def test_an_entry_cannot_be_replaced(two: Runtime, row: str) -> None:
    """SQLite's INSERT OR REPLACE removes what is in its way without a word; PostgreSQL has no such statement."""
    rest = ", at, user_id, user_name, through, address, event, object_type, object_id, 'Forged', before, after, "
    rest += "approval, hash"
    columns = "id, center_id, sequence" + rest.replace("'Forged'", "object_name")
    names = f"rowid, {columns}" if row.startswith("rowid") else columns
    statement = f"INSERT OR REPLACE INTO activity ({names}) SELECT {row}{rest} FROM activity WHERE sequence = 2"
    refused = pytest.raises(DBAPIError, match=r"append-only|syntax error")
    with refused, two.database.transaction(write=True) as connection:
        connection.execute(text(statement))
    assert found(two) == {}


NOOP = {
    "sqlite": [
        "DROP TRIGGER activity_no_delete",
        "CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity BEGIN SELECT 1; END",
    ],
    "postgresql": [
        "CREATE FUNCTION activity_let() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "DROP TRIGGER activity_no_delete ON activity",
        "CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity FOR EACH STATEMENT"
        " EXECUTE FUNCTION activity_let()",
    ],
}
HOLLOWED = {
    "sqlite": [
        "DROP TRIGGER activity_no_delete",
        "CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity WHEN 0"
        " BEGIN SELECT RAISE(ABORT, 'the activity is append-only'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION activity_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
    ],
}
SILENCED = {
    "sqlite": ["DROP TRIGGER activity_no_delete"],
    "postgresql": ["ALTER TABLE activity DISABLE TRIGGER activity_no_delete"],
}
ADDED = {
    "sqlite": ["CREATE TRIGGER quiet BEFORE INSERT ON activity BEGIN SELECT RAISE(IGNORE); END"],
    "postgresql": [
        "CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "CREATE TRIGGER quiet BEFORE INSERT ON activity FOR EACH ROW EXECUTE FUNCTION quiet()",
    ],
}

ADDED_TO_THE_ENDS = {
    "sqlite": ["CREATE TRIGGER quiet AFTER UPDATE ON activity_head BEGIN SELECT 1; END"],
    "postgresql": [ADDED["postgresql"][0], ADDED["postgresql"][1].replace("ON activity", "ON activity_head")],
}


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (NOOP, "activity_no_delete (altered)"),
        (HOLLOWED, "activity_no_delete"),
        (SILENCED, "activity_no_delete"),
        (ADDED, "quiet (not ours)"),
        (ADDED_TO_THE_ENDS, "quiet (not ours)"),
    ],
    ids=["one that does nothing", "hollowed out", "silenced", "one more", "one beside the ends"],
)
def test_triggers_that_were_changed_are_noticed_at_start_and_by_the_check(
    runtime: Runtime, world: World, capsys: pytest.CaptureFixture[str], statements: dict[str, list[str]], said: str
) -> None:
    olga = world.user("Olga")
    center = world.center(olga)
    with begin(runtime, olga.caller(center), write=True) as work:
        work.audit(AuditEvent.CENTER_EDIT, object_type="center", object_id=center)
    with runtime.database.transaction(write=True) as connection:
        for statement in statements[connection.dialect.name]:
            connection.exec_driver_sql(statement)
        with pytest.raises(RuntimeError, match="not as they were made"):
            triggers.ensure_activity_is_append_only(connection)
    assert verify_records(runtime, None) == 1
    out = capsys.readouterr().out
    assert said in out
    assert out.endswith("The record is intact, but not protected.\n")
    with begin(runtime, olga.caller(center), write=False) as work:
        report = activity.verify_activity(work)
    assert report.problem_count == 1
    assert said in report.problems[0].sentence
