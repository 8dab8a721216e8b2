"""SQLite stores a value of any type in any column; whoever puts one into the record gets a verdict, not an error."""

import pytest

from bizhub.commands.activity import verify_records
from bizhub.services import activity
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import World
from tests.services.test_record_witnesses import CENTER, OTHER, found, tamper, write

pytestmark = pytest.mark.parametrize("database_settings", ["sqlite"], indirect=True)

ENTRY = "UPDATE activity SET {} WHERE center_id = :center AND sequence = 3"
HEAD = "UPDATE activity_head SET {} WHERE center_id = :center"
ALTERED = "Entry 3 was altered, inserted or moved."
HOMELESS = "The record has rows that belong to no center, because their center is no whole number."
NO_TEXT = "CAST(x'ff41' AS TEXT)"
OTHER_TYPES = {
    "bytes": (ENTRY.format("object_name = CAST(object_name AS BLOB)"), ALTERED),
    "no UTF-8": (ENTRY.format(f"object_name = {NO_TEXT}"), ALTERED),
    "no finite number": (ENTRY.format("at = 9e999"), ALTERED),
    "a hash of bytes": (ENTRY.format("hash = CAST(hash AS BLOB)"), ALTERED),
    "a hash that is no UTF-8": (ENTRY.format(f"hash = {NO_TEXT}"), ALTERED),
    "a place in words": (ENTRY.format("sequence = 'third'"), "An entry was altered: its place is no whole number."),
    "a place in bytes": (ENTRY.format("sequence = x'ff'"), "An entry was altered: its place is no whole number."),
    "a center in words": (ENTRY.format("center_id = 'Linden'"), "Entry 3 was removed."),
    "a center that is no UTF-8": (ENTRY.format(f"center_id = {NO_TEXT}"), "Entry 3 was removed."),
    "an end in words": (
        HEAD.format("sequence = 'last'"),
        "The head row was altered: it holds what BizHub never writes.",
    ),
    "an end of bytes": (HEAD.format("hash = x'ff'"), "Entry 5 is not the one that the head row knows."),
    "an end that is no UTF-8": (HEAD.format(f"hash = {NO_TEXT}"), "Entry 5 is not the one that the head row knows."),
    "an end of no center": (
        HEAD.format("center_id = 'Linden'"),
        "The head row is missing, though the record goes on to entry 5.",
    ),
}


@pytest.mark.parametrize(("statement", "sentence"), OTHER_TYPES.values(), ids=OTHER_TYPES)
def test_a_value_of_another_type_is_a_problem_of_its_record_and_the_others_are_checked(
    runtime: Runtime, capsys: pytest.CaptureFixture[str], statement: str, sentence: str
) -> None:
    write(runtime, CENTER, 5)
    write(runtime, OTHER, 2)
    tamper(runtime, statement)
    assert verify_records(runtime, None) == 1
    out = capsys.readouterr().out
    assert f"({CENTER}): " in out
    assert f"  {sentence}\n" in out
    assert f"({OTHER}): 2 entries: intact\n" in out
    assert (f"  {HOMELESS}\n" in out) == ("center_id = 'L" in statement or "center_id = CAST" in statement)


@pytest.mark.parametrize("entry", [1, 7, 12])
def test_what_follows_an_entry_that_is_no_text_is_read_once(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, entry: int
) -> None:
    monkeypatch.setattr("bizhub.services.chain_check._FETCH", 5)
    write(runtime, CENTER, 12)
    tamper(runtime, f"UPDATE activity SET user_name = {NO_TEXT} WHERE center_id = :center AND sequence = {entry}")
    assert found(runtime) == {CENTER: [f"Entry {entry} was altered, inserted or moved."]}


def test_a_row_put_under_no_center_is_a_problem_of_the_system(runtime: Runtime) -> None:
    write(runtime, CENTER, 2)
    tamper(runtime, "INSERT INTO activity_head (center_id, sequence, hash) VALUES ('Linden', 1, '')")
    assert found(runtime) == {0: [HOMELESS]}


def test_the_page_says_that_such_a_record_is_not_intact(runtime: Runtime, world: World) -> None:
    olga = world.user("Olga")
    center = world.center(olga)
    write(runtime, int(center), 3)
    tamper(runtime, ENTRY.format(f"object_name = {NO_TEXT}"), center=int(center))
    with begin(runtime, olga.caller(center), write=False) as work:
        report = activity.verify_activity(work)
    assert [problem.sentence for problem in report.problems] == [ALTERED]
