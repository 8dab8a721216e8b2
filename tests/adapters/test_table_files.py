"""Tables as files, part by part."""

import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bizhub.adapters import table_files


def test_the_headings_are_there_before_any_row_is_asked_for() -> None:
    def rows() -> Iterator[tuple[str]]:
        raise AssertionError("nobody asked for a row yet")
        yield ("never",)

    first = next(table_files.csv_parts(("Name", "Cost"), rows()))
    assert first == b"\xef\xbb\xbfName,Cost\r\n"


def test_only_the_rows_of_the_next_part_are_asked_for() -> None:
    rows = iter([(f"row {number}", number) for number in range(1_200)])
    parts = table_files.csv_parts(("Name", "Number"), rows)
    next(parts)
    part = next(parts).decode()
    assert next(rows)[1] == len(part.splitlines()) == 500


def test_the_parts_together_are_the_whole_table() -> None:
    rows = [("Schuhe, “rot”", number, Decimal("1.50"), date(2026, 1, 2), None) for number in range(1_201)]
    content = b"".join(table_files.csv_parts(("Name", "Number", "Cost", "Day", "Reach"), rows))
    assert content.count(b"\xef\xbb\xbf") == 1
    found = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert found[1:] == [["Schuhe, “rot”", str(number), "1.50", "2026-01-02", ""] for number in range(1_201)]


def test_a_workbook_comes_in_parts_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch, elsewhere = tmp_path / "scratch", tmp_path / "elsewhere"
    scratch.mkdir()
    elsewhere.mkdir(mode=0o500)
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    within = []

    def rows() -> Iterator[tuple[str, Decimal]]:
        for number in range(20_000):
            yield f"row {number}", Decimal(number)
        within.extend(scratch.rglob("*"))

    heading, notes = ("Name", "Number"), [("About", "it")]
    parts = list(table_files.xlsx_parts(heading, rows(), notes, title="Figures", scratch=scratch))
    assert len(parts) > 1
    assert len(within) > 1
    assert [*scratch.iterdir(), *elsewhere.iterdir()] == []
    assert b"".join(parts).startswith(b"PK")
