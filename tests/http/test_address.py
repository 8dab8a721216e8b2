"""Who a request is believed to come from."""

import pytest

from bizhub.http.address import client_address
from tests.http.asgi import http_scope

PROXY = "10.0.0.9"


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, [], PROXY),
        (0, ["203.0.113.7"], PROXY),
        (1, [], PROXY),
        (1, ["203.0.113.7"], "203.0.113.7"),
        (1, ["1.1.1.1, 203.0.113.7"], "203.0.113.7"),
        (1, ["1.1.1.1", "203.0.113.7"], "203.0.113.7"),
        (1, ["203.0.113.7, "], PROXY),
        (1, ["not an address"], PROXY),
        (1, ["203.0.113.7:4711"], "203.0.113.7"),
        (1, ["2001:db8::1"], "2001:db8::1"),
        (1, ["[2001:DB8:0::1]:4711"], "2001:db8::1"),
        (2, ["203.0.113.7"], PROXY),
        (2, ["203.0.113.7, 10.0.0.8"], "203.0.113.7"),
        (2, ["1.1.1.1, 203.0.113.7, 10.0.0.8"], "203.0.113.7"),
    ],
)
def test_only_what_own_proxies_wrote_is_believed(hops: int, forwarded: list[str], expected: str) -> None:
    scope = http_scope(headers=[("X-Forwarded-For", line) for line in forwarded], client=PROXY)
    assert client_address(scope, hops) == expected


def test_a_request_without_a_peer_has_no_address() -> None:
    assert client_address({**http_scope(), "client": None}, 0) == ""
