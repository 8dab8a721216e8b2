"""The few kinds of messages that a page of BizHub sends over its socket.

engine.io and socket.io read whatever comes, print a traceback for each thing they did not expect, and call the methods
of Reflex's socket by the name that the client gives: `connect` with an address and headers of the client's making.
"""

import json
from typing import Any, NoReturn

_PONG = "3"
_CONNECT, _LEAVE, _EVENT = "40/_event,", "41/_event,", "42/_event,"
_EVENTS = ("event", "client_error")
_DEEPEST = 16


def is_from_a_page(text: str) -> bool:
    """Whether a message is one that Reflex's script in a page sends; what an event asks for is the guard's business."""
    if text in (_PONG, _CONNECT, _LEAVE):
        return True
    kind, data = text[: len(_EVENT)], _read(text[len(_EVENT) :])
    if kind == _CONNECT:
        return _is_flat(data)
    return kind == _EVENT and isinstance(data, list) and len(data) == 2 and data[0] in _EVENTS and _is_flat(data[1])


def _read(text: str) -> Any:
    """What a text of JSON says; None for everything that is none."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _is_flat(data: object) -> bool:
    """Whether it is an object that is not nested deeper than any event; what reads it later does so recursively."""
    if not isinstance(data, dict):
        return False
    level: list[Any] = [data]
    for _ in range(_DEEPEST):
        inner = [part for item in level for part in (item.values() if isinstance(item, dict) else item)]
        level = [part for part in inner if isinstance(part, dict | list)]
    return not level
