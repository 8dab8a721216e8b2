"""What a handler's arguments may be: exactly what its annotations say."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY
from sqlalchemy import MetaData
from sqlmodel import Field as Column
from sqlmodel import SQLModel
from typing_extensions import TypedDict

from bizhub.state.arguments import Refused, arguments_model, checked_arguments
from bizhub.state.remote import remote
from tests.hostile.driver import Tab
from tests.state import probe
from tests.state.probe import Color, ProbeState, Profile

TYPED: Callable[..., Any] = ProbeState.event_handlers["typed"].fn
SUBMIT: Callable[..., Any] = ProbeState.event_handlers["submit"].fn


def deep(levels: int) -> Any:
    """A list in a list in a list…"""
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


WRONG = {
    "missing": {},
    "null": {"n": None},
    "text for a number": {"n": "1"},
    "dict for a number": {"n": {"not": "an int"}},
    "list for a number": {"n": [1]},
    "bool for a number": {"n": True},
    "float for a number": {"n": 1.5},
    "number out of range": {"n": 2**53},
    "huge number": {"n": 10**400},
    "number for text": {"n": 1, "word": 5},
    "list for text": {"n": 1, "word": ["a"]},
    "long text": {"n": 1, "word": "x" * 1001},
    "a million characters": {"n": 1, "word": "x" * 10**6},
    "NUL": {"n": 1, "word": "a\x00b"},
    "lone surrogate": {"n": 1, "word": "\ud800"},
    "text for a bool": {"n": 1, "flag": "true"},
    "number for a bool": {"n": 1, "flag": 1},
    "default overridden with another type": {"n": 1, "flag": {}},
    "no date": {"n": 1, "when": "tomorrow"},
    "number for a date": {"n": 1, "when": 1700000000},
    "unknown color": {"n": 1, "color": "green"},
    "unknown kind": {"n": 1, "kind": "c"},
    "text for a list": {"n": 1, "ids": "abc"},
    "numbers for a list of text": {"n": 1, "ids": [1]},
    "a long list": {"n": 1, "ids": ["x"] * 1001},
    "a list in a list": {"n": 1, "ids": [["x"]]},
    "nan": {"n": 1, "ratio": float("nan")},
    "infinity": {"n": 1, "ratio": float("inf")},
    "longer than its own limit": {"n": 1, "short": "123456"},
    "longer than its own large limit": {"n": 1, "long": "x" * 5001},
    "extra": {"n": 1, "admin": True},
    "extra private": {"n": 1, "_hidden": "x"},
    "self": {"n": 1, "self": {}},
    "prototype": {"n": 1, "__proto__": {"admin": True}},
    "keyword tricks": {"n": 1, "**": 1, "*args": []},
    "deep": {"n": 1, "ids": deep(500)},
    "very deep": {"n": 1, "word": deep(3000)},
    "wide": {f"k{number}": number for number in range(5000)},
    "form wrapping where there is no form": {"n": {FORM_DATA_ENTRIES_KEY: [["a", "1"]]}},
}


@pytest.mark.parametrize("payload", WRONG.values(), ids=WRONG.keys())
async def test_wrong_arguments_never_reach_a_handler(adas_tab: Tab, payload: dict[str, Any]) -> None:
    answer = await adas_tab.send(ProbeState.typed, **payload)
    assert (probe.entered, answer.deltas, answer.events) == ([], [], [])


@pytest.mark.parametrize("payload", WRONG.values(), ids=WRONG.keys())
def test_wrong_arguments_are_refused_without_telling_values(payload: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        checked_arguments(TYPED, payload)
    assert len(str(refused.value)) < 400
    assert "xxxx" not in str(refused.value)


async def test_right_arguments_arrive_in_their_types(adas_tab: Tab) -> None:
    await adas_tab.send(
        ProbeState.typed,
        n=-5,
        word="ä" * 1000,
        flag=True,
        when="2026-11-23",
        color="blue",
        kind="b",
        ids=["7400000000000000001"],
        ratio=2,
        short="12345",
        long="y" * 5000,
    )
    expected = (-5, "ä" * 1000, True, date(2026, 11, 23), Color.BLUE, "b", ["7400000000000000001"], 2.0, "12345", 5000)
    assert probe.entered == [("typed", expected)]


async def test_defaults_are_the_handlers(adas_tab: Tab) -> None:
    await adas_tab.send(ProbeState.typed, n=1)
    assert probe.entered == [("typed", (1, "", False, None, Color.RED, "a", [], 0.0, "", 0))]


def form(*pairs: Any) -> dict[str, Any]:
    """A submitted form as it travels."""
    return {"form_data": {FORM_DATA_ENTRIES_KEY: list(pairs)}}


async def test_a_form_arrives_as_its_typed_dict(adas_tab: Tab) -> None:
    await adas_tab.send(ProbeState.submit, **form(["name", "Ada"], ["news", "on"], ["tags", "a"], ["tags", "b"]))
    assert probe.entered == [("submit", Profile(name="Ada", news=True, tags=["a", "b"]))]


async def test_an_unticked_box_is_false(adas_tab: Tab) -> None:
    await adas_tab.send(ProbeState.submit, **form(["name", "Ada"]))
    assert probe.entered == [("submit", {"name": "Ada", "news": False})]


@pytest.mark.parametrize(
    "payload",
    [
        form(["name", "x" * 21]),
        form(["name", "Ada"], ["role", "ADMIN"]),
        form(["news", "on"]),
        form(["name", 5]),
        form(["name"]),
        form("name"),
        form(["name", "Ada", "x"]),
        form(*[["tags", "x"]] * 1001, ["name", "a"]),
        {"form_data": {FORM_DATA_ENTRIES_KEY: {"name": "Ada"}}},
        {"form_data": {FORM_DATA_ENTRIES_KEY: [["name", "Ada"]], "role": "ADMIN"}},
        {"form_data": {"name": "Ada", "news": "on"}},
        {"form_data": [["name", "Ada"]]},
        {"form_data": None},
        {},
    ],
)
def test_another_form_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        checked_arguments(SUBMIT, payload)


class Apart(SQLModel):
    """Tables of this test, kept out of BizHub's own."""

    metadata = MetaData()


class Row(Apart, table=True):
    """A table row."""

    __tablename__ = "test_arguments_row"  # pyright: ignore[reportAssignmentType]
    id: int = Column(primary_key=True)


class Loose(TypedDict):
    """A form that checks nothing."""

    anything: Any


@pytest.mark.parametrize("loose", [Any, object, dict, list, dict[str, Any], list[Any], Loose, Row, list[Row] | None])
def test_loose_annotations_are_refused_at_import(loose: Any) -> None:
    async def handler(self: Any, value: Any) -> None: ...

    handler.__annotations__["value"] = loose
    with pytest.raises(TypeError):
        remote(handler)


def test_a_missing_annotation_is_refused_at_import() -> None:
    with pytest.raises(TypeError):
        remote(lambda self, value: None)


def test_open_arguments_are_refused_at_import() -> None:
    async def handler(self: Any, **values: str) -> None: ...

    with pytest.raises(TypeError):
        remote(handler)


def test_the_model_survives_mixins_and_wrapping() -> None:
    fields = arguments_model(SUBMIT).model_fields
    assert list(fields) == ["form_data"]
    assert json.dumps(arguments_model(TYPED).model_json_schema())
