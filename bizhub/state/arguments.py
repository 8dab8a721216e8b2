"""Strict checking of what a browser sends to a handler, from the handler's own annotations.

Reflex only converts where it can and passes everything else on. Here a handler's arguments have exactly the
annotated types, no others, and no more of anything than a page would send:

- `str` up to 1,000 characters unless the annotation says otherwise (`Annotated[str, Field(max_length=5000)]`),
- `int` within ±(2^53 - 1), `float` finite, lists up to 1,000 entries, no NUL characters, no lone surrogates,
- a form is a `typing_extensions.TypedDict`; its fields are `str`, `bool` (a checkbox) or `list[str]`,
- `Any`, `object` and bare `dict` or `list` are refused when the handler is declared.
"""

import inspect
import json
import typing
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, create_model
from pydantic import ValidationError as PydanticError
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY, transform_form_data
from typing_extensions import is_typeddict

LONGEST_STRING = 1_000
LONGEST_LIST = 1_000
LARGEST_INTEGER = 2**53 - 1
_DEEPEST = 8
_LONGEST_OF_ALL = 64 * 1024

_STRICT = ConfigDict(
    strict=True,
    extra="forbid",
    str_max_length=LONGEST_STRING,
    allow_inf_nan=False,
    hide_input_in_errors=True,
)


class Refused(Exception):
    """Arguments that no page of BizHub sends; the message names fields and rules, never values."""


@lru_cache(maxsize=1024)
def arguments_model(handler: Callable[..., Any]) -> type[BaseModel]:
    """The strict model of a handler's arguments; raises TypeError for annotations that check nothing."""
    hints = typing.get_type_hints(handler, include_extras=True)
    fields: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(handler).parameters.items())[1:]:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD) or name not in hints:
            raise TypeError(f"{handler.__qualname__}: annotate each argument; {name} is not checked")
        _refuse_loose(hints[name], f"{handler.__qualname__}({name})")
        default = ... if parameter.default is parameter.empty else parameter.default
        fields[name] = (hints[name], default)
    return create_model(f"{handler.__qualname__}Arguments", __config__=_STRICT, **fields)


def checked_arguments(handler: Callable[..., Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a handler as its annotations want them; raises Refused. Defaults stay the handler's."""
    model = arguments_model(handler)
    if not isinstance(payload, Mapping) or len(payload) > len(model.model_fields):
        raise Refused("more arguments than the handler takes")
    _refuse_oversized(payload)
    try:
        # JSON mode: strict Python mode would refuse the dates and enums that JSON can only carry as strings.
        found = model.model_validate_json(json.dumps(_without_form_wrapping(model, payload)))
    except PydanticError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        named = {f"{'.'.join(map(str, problem['loc'][:2]))[:60]}: {problem['type']}" for problem in problems[:5]}
        raise Refused("; ".join(sorted(named))) from None
    return {name: getattr(found, name) for name in found.model_fields_set}


def _without_form_wrapping(model: type[BaseModel], payload: Mapping[str, Any]) -> dict[str, Any]:
    """A submitted form arrives as ordered pairs; make it the dictionary that its TypedDict describes."""
    unwrapped: dict[str, Any] = {}
    for name, value in payload.items():
        field = model.model_fields.get(name)
        if field is not None and isinstance(value, dict) and FORM_DATA_ENTRIES_KEY in value:
            if set(value) != {FORM_DATA_ENTRIES_KEY} or not _is_pairs(value[FORM_DATA_ENTRIES_KEY]):
                raise Refused(f"{name}: not a form")
            value = transform_form_data(value, field.annotation)
        unwrapped[name] = value
    return unwrapped


def _is_pairs(entries: object) -> bool:
    return isinstance(entries, list) and all(
        isinstance(entry, list) and len(entry) == 2 and all(isinstance(part, str) for part in entry)
        for entry in entries
    )


def _refuse_oversized(value: Any) -> None:
    """Bounds that hold whatever the annotation: depth, list length, integers, characters, and all of it together."""
    total = 0
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > _DEEPEST:
            raise Refused("nested too deep")
        if isinstance(item, str):
            total += len(item)
            if not is_text(item):
                raise Refused("characters that are not text")
        elif isinstance(item, int) and abs(item) > LARGEST_INTEGER:
            raise Refused("a number out of range")
        elif isinstance(item, list | dict):
            if len(item) > LONGEST_LIST:
                raise Refused("too many entries")
            inner = item if isinstance(item, list) else [*item.keys(), *item.values()]
            total += len(inner)
            waiting.extend((part, depth + 1) for part in inner)
        if total > _LONGEST_OF_ALL:
            raise Refused("too long")


def is_text(value: str) -> bool:
    """Whether it can be stored and sent as it is: no NUL, no half of a surrogate pair."""
    return "\x00" not in value and not any("\ud800" <= character <= "\udfff" for character in value)


def _refuse_loose(hint: Any, where: str) -> None:
    """Raise TypeError for an annotation that would let anything through."""
    if hint in (Any, object, dict, list, tuple, set, frozenset) or isinstance(hint, typing.TypeVar):
        raise TypeError(f"{where}: {hint} checks nothing; name the types inside")
    if is_typeddict(hint):
        for name, inner in typing.get_type_hints(hint, include_extras=True).items():
            _refuse_loose(inner, f"{where}.{name}")
    elif isinstance(hint, type) and hasattr(hint, "__table__"):
        raise TypeError(f"{where}: a table row is never filled from a browser")
    elif get_origin(hint) is not typing.Literal:
        for inner in get_args(hint):
            if isinstance(inner, type) or get_origin(inner) is not None or inner is Any:
                _refuse_loose(inner, where)
