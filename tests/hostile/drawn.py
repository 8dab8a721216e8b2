"""Values drawn by lot: any JSON, and what fits the annotation of a handler's argument."""

import contextlib
import json
import random
import types
import typing
from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum
from typing import Any, get_args, get_origin

from typing_extensions import is_typeddict

from bizhub.state.arguments import Refused, arguments_model, checked_arguments

TEXTS = (
    "", " ", "x", "0", "-1", "1", "9" * 19, "7400000000000000001", "9223372036854775808", "\u0661", "1e9", "null", "[]",
    "{}", '"x"', "[1]", '{"state":"failed","answer":[]}', '{"errors":{"":"x"},"done":false,"n":1}', "true", "NaN",
    "a" * 200, "Müller & Söhne", "\u202etxt", "<reflex.Var>1</reflex.Var>",
    "<reflex.Var>x</reflex.Var>", "<script>alert(1)</script>", "%00", "../..",
    "' OR 1=1 --", "2026-02-30", "2026-01-01", "0000-00-00", "name", "spend", "EUR", "DE", "Europe/Berlin", "\n", "%",
    "_", "\\", "\U0001f600", "search", "label", "ADMIN", "blue",
)  # fmt: skip
"""Texts that are something somewhere: numbers, codes, other languages' syntax."""

_LARGEST = 2**53 - 1
_PATIENCE = 1_000


def any_json(lot: random.Random, depth: int = 0) -> Any:
    """Any value that JSON can say, not only a reasonable one."""
    leaves: list[Callable[[], Any]] = [
        lambda: None,
        lambda: lot.random() < 0.5,
        lambda: lot.choice([0, 1, -1, 7, 2**31, 2**53, -(2**63), 10**30]),
        lambda: lot.choice([0.0, -0.5, 1.5, 1e308, 1e-300]),
        lambda: lot.choice([*TEXTS, "a\x00b", "\ud800", "__proto__", "__class__"]),
    ]
    if depth < 4 and lot.random() < 0.4:
        count = lot.randrange(4)
        if lot.random() < 0.5:
            return [any_json(lot, depth + 1) for _ in range(count)]
        return {lot.choice(TEXTS): any_json(lot, depth + 1) for _ in range(count)}
    return lot.choice(leaves)()


def fitting_arguments(lot: random.Random, handler: Callable[..., Any], texts: Sequence[str] = TEXTS) -> dict[str, Any]:
    """Arguments that the guard lets through to a handler; texts are chosen from those given."""
    hints = typing.get_type_hints(handler)
    fields = arguments_model(handler).model_fields
    for _ in range(_PATIENCE):
        found = {name: _fitting(lot, hints[name], texts) for name in fields}
        with contextlib.suppress(Refused):
            checked_arguments(handler, found)
            return found
    raise AssertionError(f"nothing in {len(texts)} texts fits {handler.__qualname__}")


def _fitting(lot: random.Random, hint: Any, texts: Sequence[str]) -> Any:
    parts = get_args(hint)
    if get_origin(hint) in (typing.Union, types.UnionType):
        return _fitting(lot, lot.choice(parts), texts)
    if get_origin(hint) is typing.Literal:
        return lot.choice(parts)
    if get_origin(hint) in (list, tuple, set):
        return [_fitting(lot, parts[0], texts) for _ in range(lot.randrange(4))]
    if is_typeddict(hint):
        return {name: _fitting(lot, inner, texts) for name, inner in typing.get_type_hints(hint).items()}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lot.choice(list(hint)).value
    simple: dict[Any, Callable[[], Any]] = {
        bool: lambda: lot.random() < 0.5,
        int: lambda: lot.choice([-_LARGEST, -1, 0, 1, 2, 7, 10**6, _LARGEST]),
        float: lambda: lot.choice([-1.5, 0.0, 1e300]),
        date: lambda: "2026-01-01",
        type(None): lambda: None,
    }
    return simple.get(hint, lambda: lot.choice(texts))()


def as_sent(value: Any) -> Any:
    """The value as it arrives after it has travelled as JSON."""
    return json.loads(json.dumps(value))
