"""Which messages a page of BizHub may send, and that no other one gets further."""

import json

import pytest

from bizhub.http.frames import is_from_a_page
from tests.hostile.frames import MALFORMED

EVENT = {"name": "state.load", "payload": {"n": 1}, "router_data": {"pathname": "/", "asPath": "/", "query": {}}}


def nested(levels: int) -> str:
    """An event whose payload lies that many lists deep."""
    return '42/_event,["event",{"payload":' + "[" * levels + "]" * levels + "}]"


@pytest.mark.parametrize(
    "text",
    [
        "3",
        "40/_event,",
        "40/_event," + json.dumps({"event": EVENT, "state_schema": "abc"}),
        "41/_event,",
        "42/_event," + json.dumps(["event", EVENT]),
        "42/_event," + json.dumps(["client_error", {"error_type": "x", "message": "y"}]),
        '42/_event,["event",{"name":"häßlich"}]',
        nested(15),
    ],
)
def test_what_pages_send_is_let_through(text: str) -> None:
    assert is_from_a_page(text)


@pytest.mark.parametrize("text", [*MALFORMED, nested(16), nested(900)], ids=lambda text: repr(text)[:50])
def test_everything_else_is_not(text: str) -> None:
    assert not is_from_a_page(text)
