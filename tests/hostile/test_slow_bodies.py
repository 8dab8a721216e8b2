"""Requests whose bodies never end: given up soon, counted while they last, and no burden to others."""

import socket
import time
from contextlib import ExitStack, suppress
from itertools import product

import httpx

from bizhub.settings import Settings
from tests.hostile.conftest import Served
from tests.hostile.slow_requests import PATIENCE_S, half_sent, rest_of

MOST: int = Settings.model_fields["requests_per_address"].default
PATHS = ["/auth/sign-in", "/auth/strength", "/insights/export", "/imports/upload?center=7", "/nowhere"]


def test_bodies_that_stop_are_given_up_and_their_connections_closed(served: Served) -> None:
    started = time.monotonic()
    with ExitStack() as held:
        clients = [
            held.enter_context(half_sent(served, path, length))
            for path, length in product(PATHS, ["Content-Length: 1000", "Transfer-Encoding: chunked"])
        ]
        statuses = {int(rest_of(client).split()[1]) for client in clients}
    assert time.monotonic() - started < PATIENCE_S + 5
    # A route that needs no body to refuse does so at once.
    assert statuses == {401, 404, 408, 422}


def test_a_body_that_drips_is_given_up_like_one_that_stops(served: Served) -> None:
    started = time.monotonic()
    with half_sent(served, "/auth/sign-in", "Content-Length: 60000") as client:
        client.settimeout(0.2)
        answer = dripping(client, until=started + 15)
    assert time.monotonic() - started < PATIENCE_S + 5
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert answer.endswith(b"This took too long to arrive. Please try again.")


def dripping(client: socket.socket, until: float) -> bytes:
    """Send a byte five times a second until an answer comes."""
    while time.monotonic() < until:
        with suppress(TimeoutError):
            return client.recv(65_536)
        client.sendall(b"x")
    return b""


def test_an_address_that_holds_all_its_places_gets_them_back(served: Served) -> None:
    health = f"{served.base_url}/health"
    with ExitStack() as held:
        for _ in range(MOST):
            held.enter_context(half_sent(served, "/auth/sign-in"))
        refused = httpx.get(health)
        assert (refused.status_code, refused.text) == (
            429,
            "Too many requests come from your network at once. Please try again in a moment.",
        )
        deadline = time.monotonic() + PATIENCE_S + 10
        while httpx.get(health).status_code == 429:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert httpx.get(health).status_code == 200
