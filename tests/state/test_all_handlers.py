"""Every handler of BizHub against arguments and people that no page sends it."""

import json
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reflex.state import State
from reflex_base.constants.state import FIELD_MARKER
from typing_extensions import is_typeddict

from bizhub.state.arguments import Refused, arguments_model, checked_arguments
from bizhub.state.guard import is_public
from tests.factories import MadeUser
from tests.hostile import driver as drivers
from tests.hostile.driver import Driver
from tests.permissions import inventory

HANDLERS = inventory.handlers()

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
KINDS: dict[str, Any] = {
    "text": "x",
    "number": 7,
    "fraction": 1.5,
    "truth": True,
    "nothing": None,
    "list": ["x"],
    "object": {"a": {"not": "expected"}},
}
"""One value of each kind that JSON has."""


@dataclass(frozen=True)
class Argument:
    """One argument of one handler."""

    handler: str
    name: str

    @property
    def hint(self) -> Any:
        return typing.get_type_hints(HANDLERS[self.handler].handler.fn)[self.name]

    def __str__(self) -> str:
        return f"{self.handler}({self.name})"


def accepted(hint: Any) -> set[str]:
    """The kinds of JSON that an annotation stands for."""
    if get_origin(hint) in (typing.Union, types.UnionType):
        return set().union(*(accepted(part) for part in get_args(hint)))
    if get_origin(hint) is typing.Literal or (isinstance(hint, type) and issubclass(hint, Enum)):
        return {"text"}
    known: dict[Any, set[str]] = {
        str: {"text"}, int: {"number"}, float: {"number", "fraction"}, bool: {"truth"}, type(None): {"nothing"},
    }  # fmt: skip
    if hint in known:
        return known[hint]
    if get_origin(hint) in (list, tuple, set):
        return {"list"}
    return {"object"} if is_typeddict(hint) or get_origin(hint) is dict else {"text"}


def plausible(hint: Any) -> Any:
    """A value that a page might send for an annotation."""
    if get_origin(hint) is typing.Literal:
        return get_args(hint)[0]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint)).value
    if is_typeddict(hint):
        return {name: plausible(inner) for name, inner in typing.get_type_hints(hint).items()}
    kind = min(accepted(hint))
    return {"list": [], "object": {}, "text": "x"}.get(kind, KINDS[kind])


def payload_of(handler: str) -> dict[str, Any]:
    """Arguments that a page might send."""
    hints = typing.get_type_hints(HANDLERS[handler].handler.fn)
    return {name: plausible(hints[name]) for name in arguments_model(HANDLERS[handler].handler.fn).model_fields}


def arguments() -> Iterator[Argument]:
    for handler, found in HANDLERS.items():
        yield from (Argument(handler, name) for name in arguments_model(found.handler.fn).model_fields)


CELLS = [(argument, kind) for argument in arguments() for kind in KINDS if kind not in accepted(argument.hint)]
TEXTS = [argument for argument in arguments() if accepted(argument.hint) == {"text"}]
REQUIRED = [
    argument
    for argument in arguments()
    if arguments_model(HANDLERS[argument.handler].handler.fn).model_fields[argument.name].is_required()
]


def refused(handler: str, payload: dict[str, Any]) -> bool:
    """Whether the guard would stop this."""
    try:
        checked_arguments(HANDLERS[handler].handler.fn, payload)
    except Refused:
        return True
    return False


@pytest.mark.parametrize(("argument", "kind"), CELLS, ids=lambda value: str(value))
def test_another_kind_of_value_is_refused(argument: Argument, kind: str) -> None:
    assert refused(argument.handler, {**payload_of(argument.handler), argument.name: KINDS[kind]})


@pytest.mark.parametrize("argument", TEXTS, ids=str)
@pytest.mark.parametrize(
    "text", ["x" * 10**6, "a\x00b", "\ud800", "\x00"], ids=["long", "nul", "surrogate", "only nul"]
)
def test_text_that_no_page_sends_is_refused(argument: Argument, text: str) -> None:
    assert refused(argument.handler, {**payload_of(argument.handler), argument.name: text})


@pytest.mark.parametrize("argument", REQUIRED, ids=str)
def test_a_missing_argument_is_refused(argument: Argument) -> None:
    payload = payload_of(argument.handler)
    del payload[argument.name]
    assert refused(argument.handler, payload)


@pytest.mark.parametrize("handler", sorted(HANDLERS))
@pytest.mark.parametrize("extra", ["admin", "_hidden", "self", "__proto__", "work", "center_id "])
def test_an_extra_argument_is_refused(handler: str, extra: str) -> None:
    assert refused(handler, {**payload_of(handler), extra: "x"})


@settings(max_examples=100)
@given(payload=st.dictionaries(st.text(max_size=8), JSON, min_size=1, max_size=4))
def test_random_json_is_refused(payload: dict[str, Any]) -> None:
    named = {f"{name}?": value for name, value in payload.items()}
    assert [handler for handler in HANDLERS if not refused(handler, named)] == []


@pytest.mark.parametrize("handler", sorted(HANDLERS))
async def test_nobody_without_a_session_enters(driver: Driver, handler: str) -> None:
    name = next(full for full in drivers.handler_names("bizhub.") if full.endswith(_tail(handler)))
    tab = driver.tab()
    await tab.hydrate()
    entered = drivers.count_entries(driver, name)
    await tab.send(name, **json.loads(json.dumps(payload_of(handler))))
    assert bool(entered) == is_public(name)


def _tail(handler: str) -> str:
    found = HANDLERS[handler]
    return f"{found.states[0].get_name()}.{handler.rpartition('.')[2]}"


async def test_an_anonymous_page_gets_no_data(driver: Driver, ada: MadeUser) -> None:
    answer = await driver.tab().hydrate()
    assert ada.name not in answer.text
    assert ada.token not in answer.text
    assert "cookie" not in answer.text.replace("cookie_", "")


FIRST_CHOICES = {
    "ActivityState.chosen": {"search": "", "person": "", "kind": "", "asset": "", "from": "", "to": "", "bulk": ""},
    "AdAccountsState.sort": "name",
    "BulkFormState.values": {
        "people": "",
        "ad_accounts": "",
        "level": "ANALYST",
        "until": "",
        "only_raise": "",
        "reason": "",
    },
    "DeskQueueState.is_first": True,
    "DeskQueueState.shown": "all",
    "DocumentViewerState.page": 1,
    "FiguresState.loading": True,
    "FiguresState.sort": "spend",
    "FiguresState.descending": True,
    "InsightsState.loading": True,
    "InsightsState.chart_metric": "spend",
    "LabelsState.color": "blue",
    "VerificationState.tone": "neutral",
}
"""What is built into the pages besides empty values, and is public with them."""


def test_nothing_but_first_choices_is_built_into_the_pages() -> None:
    """Computed variables too are evaluated when the pages are built, without a running BizHub."""
    inventory.handlers()
    tree = State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    built = {
        f"{camel_case(state.rpartition('____')[2])}.{name.removesuffix(FIELD_MARKER)}": value
        for state, values in tree.dict(initial=True).items()
        for name, value in values.items()
        if ".bizhub___state___" in state and value
    }
    assert built == FIRST_CHOICES


def camel_case(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
