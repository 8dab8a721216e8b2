"""Settings show every limit that people can run into, with the value that is enforced."""

import ast
import importlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from bizhub.domain.limits import Limit
from bizhub.services.published_limits import published_limits
from bizhub.settings import Settings
from tests.services.limits_table import PUBLISHED, UNPUBLISHED

BIZHUB = Path(__file__).parents[2] / "bizhub"
ROOMS = ("domain", "adapters", "services", "http", "state")
WORDS = {"MOST", "LONGEST", "LARGEST", "SHORTEST", "MAX", "TRIES", "BURST", "PER", "WAITING", "LENGTH"}
"""A number with one of these in its name limits something; so does every pace of tries."""


def limits_of_the_code() -> Iterator[str]:
    for file in (file for room in ROOMS for file in (BIZHUB / room).glob("*.py")):
        module = importlib.import_module(f"bizhub.{file.parent.name}.{file.stem}")
        for name in _assigned(file):
            if _is_limit(name, getattr(module, name)):
                yield f"{file.parent.name}.{file.stem}.{name}"


def _assigned(file: Path) -> Iterator[str]:
    """The names that a module gives a value, not those it takes from elsewhere."""
    for statement in ast.parse(file.read_text()).body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            stored = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
            yield from (node.id for node in stored if isinstance(node.ctx, ast.Store) and node.id.isupper())


def _is_limit(name: str, value: Any) -> bool:
    is_pace = isinstance(value, tuple) and isinstance(next(iter(value), None), Limit)
    return is_pace or (isinstance(value, int) and bool(WORDS & set(name.split("_"))))


def test_every_limit_is_shown_or_says_why_not() -> None:
    found, excused = set(limits_of_the_code()), set(chain.from_iterable(UNPUBLISHED.values()))
    assert found - PUBLISHED.keys() - excused == set(), (
        "put it into published_limits, or into limits_table with a reason"
    )
    assert excused - found == set(), "these are gone, or no limits"
    assert excused & PUBLISHED.keys() == set()


def test_what_is_shown_has_its_place_in_the_table() -> None:
    settable = {row.label for row in published_limits(Settings()) if row.setting}
    others = {row.label for row in published_limits(Settings())} - settable
    assert others - {shown.label for shown in PUBLISHED.values()} == set()


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_limit_is_shown_as_it_is_enforced(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = PUBLISHED[name]
    monkeypatch.setattr(f"bizhub.{name}", shown.other)
    assert (shown.label, shown.words) in {(row.label, row.value) for row in published_limits(Settings())}


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("ad_accounts_per_center", 7_001, "7,001"),
        ("document_bytes_per_center", 7 * 1024**2, "7 MB"),
        ("code_minutes", 7, "7 minutes"),
        ("import_max_bytes", 7 * 1024**2, "7 MB"),
        ("session_days", 3, "3 days"),
        ("requests_per_address", 7_001, "7,001"),
        ("sockets_per_address", 7_001, "7,001"),
    ],
)
def test_what_the_operator_sets_is_shown_with_its_variable(setting: str, value: int, words: str) -> None:
    settings = Settings().model_copy(update={setting: value})
    assert (f"BIZHUB_{setting.upper()}", words) in {(row.setting, row.value) for row in published_limits(settings)}


def test_a_span_of_one_is_one() -> None:
    settings = Settings().model_copy(update={"session_days": 1})
    assert ("A session ends by itself after", "1 day") in {(row.label, row.value) for row in published_limits(settings)}


def test_groups_follow_one_another_and_no_label_is_used_twice() -> None:
    rows = published_limits(Settings())
    groups = [row.group for row in rows]
    assert groups == sorted(groups, key=groups.index)
    assert len({(row.group, row.label) for row in rows}) == len(rows)
