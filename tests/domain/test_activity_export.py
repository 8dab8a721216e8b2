"""The exported activity can be read back, and no cell of it can run."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from bizhub.domain.activity import ActivityRow, StoredEntry, row_of
from bizhub.domain.activity_export import COLUMNS, CSV_START, csv_lines, json_items


def row(sequence: int, name: str) -> ActivityRow:
    return row_of(
        StoredEntry(
            sequence=sequence, at=datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=UTC), user_id="7", user_name="Olga",
            through="web", address="192.0.2.1", event="center:edit", object_type="center", object_id="9",
            object_name=name, before='{"name":"=1"}', after='{"name":"B"}', approval="", hash="ab",
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "cell"),
    [("Linden, \"Co\"\nBerlin", "Linden, \"Co\"\nBerlin"), ("=1+1", "'=1+1"), ("@x", "'@x"), ("\tx", "'\tx")],
)  # fmt: skip
def test_csv_has_one_harmless_line_for_each_entry(name: str, cell: str) -> None:
    read = list(csv.reader(io.StringIO(CSV_START.removeprefix("\ufeff") + csv_lines([row(1, "A"), row(2, name)]))))
    assert read[0] == list(COLUMNS)
    assert [line[0] for line in read[1:]] == ["1", "2"]
    assert dict(zip(COLUMNS, read[2], strict=True)) == {
        "sequence": "2", "time": "2026-11-23T12:00:00.000005+00:00", "person": "Olga", "person_id": "7",
        "through": "web", "address": "192.0.2.1", "event": "center:edit",
        "sentence": f"Olga changed the center {name}: name from =1 to B", "object_type": "center", "object_id": "9",
        "object_name": cell, "before": '{"name":"=1"}', "after": '{"name":"B"}', "approval": "", "hash": "ab",
    }  # fmt: skip


def test_json_is_one_list_whatever_the_steps() -> None:
    steps = [json_items([row(1, "Ä"), row(2, '"')], first=True), json_items([], first=False)]
    read = json.loads("[" + "".join([*steps, json_items([row(3, "=1")], first=False)]) + "\n]")
    assert [(item["sequence"], item["object_name"]) for item in read] == [(1, "Ä"), (2, '"'), (3, "=1")]


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads("[" + json_items([], first=True) + "\n]") == []
