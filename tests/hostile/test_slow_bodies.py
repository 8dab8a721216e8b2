"""Requests whose bodies never end: given up soon, counted while they last, and no burden to others."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import httpx
import pytest

from bizhub.settings import Settings
from tests.factories import World
from tests.hostile.conftest import Served

PATIENCE_S = 2.0
"""Of the served BizHub; see probe_app."""
MOST: int = Settings.model_fields["requests_per_address"].default
PATHS = ["/auth/sign-in", "/auth/strength", "/insights/export", "/imports/upload?center=7", "/nowhere"]


@contextmanager
def half_sent(served: Served, path: str, length: str = "Content-Length: 1000") -> Iterator[socket.socket]:
    """A POST of which the headers and a few bytes arrive."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: localhost:{served.settings.port}",
        f"Origin: {served.base_url}",
        "X-BizHub: 1",
        "X-File-Name: a.csv",
        length,
    ]
    with socket.create_connection(("127.0.0.1", served.settings.port), timeout=15) as client:
        client.sendall("\r\n".join([*lines, "", "3\r\nBy \r\n"]).encode())
        yield client


def rest_of(client: socket.socket) -> bytes:
    """Everything until the server closes the connection."""
    heard = b""
    with suppress(ConnectionError):
        while got := client.recv(65_536):
            heard += got
    return heard


@pytest.mark.parametrize("length", ["Content-Length: 1000", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("path", PATHS)
def test_a_body_that_stops_is_given_up_and_its_connection_closed(served: Served, path: str, length: str) -> None:
    started = time.monotonic()
    with half_sent(served, path, length) as client:
        answer = rest_of(client)
    assert time.monotonic() - started < PATIENCE_S + 5
    assert answer.startswith(b"HTTP/1.1 4")
    assert b" 200 " not in answer.splitlines()[0]


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


def test_an_address_that_holds_all_its_places_gets_them_back(served: Served, world: World) -> None:
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
