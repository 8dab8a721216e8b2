"""The limits on the wire: a real server, a client that does not keep to them."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from urllib.parse import quote, urlencode

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.live import LiveServer, serve

_CONNECT = "40/_event,"
_HYDRATE = '42/_event,["event",{"name":"reflex___state____state.hydrate","payload":{},"router_data":{"pathname":"/"}}]'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serve(tmp_path_factory.mktemp("limits") / "data") as live:
        yield live


def address(server: LiveServer, token: str) -> str:
    return f"ws://localhost:{server.port}/_event/?EIO=4&transport=websocket&token={token}"


@contextmanager
def own_socket(server: LiveServer, token: str) -> Iterator[ClientConnection]:
    """A socket as a page of this server opens it."""
    with connect(address(server, token), origin=Origin(server.base_url), proxy=None) as socket:
        assert str(socket.recv(10)).startswith("0{")
        socket.send(_CONNECT)
        assert str(socket.recv(10)).startswith("40/_event,")
        yield socket


def flood(socket: ClientConnection, seconds: float) -> None:
    """Send until the server has had enough, as fast as it can."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        socket.send(_HYDRATE)


def close_code(socket: ClientConnection) -> int | None:
    """The code the server closes with, once everything else that it sends is read."""
    with suppress(ConnectionClosed):
        while True:
            socket.recv(10)
    return socket.close_code


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1", None])
def test_a_socket_of_a_foreign_page_is_refused(server: LiveServer, origin: Origin | None) -> None:
    with pytest.raises(InvalidStatus) as refused, connect(address(server, "foreign"), origin=origin, proxy=None):
        pass
    assert refused.value.response.status_code == 403


def test_a_large_message_closes_its_socket(server: LiveServer) -> None:
    with own_socket(server, "large") as socket:
        socket.send("42" + "x" * 70_000)
        assert close_code(socket) == 1009


def test_a_flood_ends_soon_and_others_do_not_feel_it(server: LiveServer) -> None:
    with own_socket(server, "honest") as honest, own_socket(server, "hostile") as hostile:
        with pytest.raises(ConnectionClosed):
            flood(hostile, seconds=5)
        # What it still sends may overtake the server's close frame.
        assert close_code(hostile) in (1006, 1008)
        honest.send(_HYDRATE)
        assert str(honest.recv(10)).startswith('42/_event,["event"')


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/_upload", {}, 404),
        ("POST", "/_upload", {"Origin": "own"}, 404),
        ("GET", "/_health", {}, 404),
        ("POST", "/ping", {}, 403),
        ("POST", "/ping", {"Origin": "https://evil.example"}, 403),
        ("POST", "/ping", {"Origin": "null"}, 403),
        ("POST", "/ping", {"Origin": "own", "Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", "/ping", {"Origin": "own"}, 405),
        ("GET", "/ping", {}, 200),
    ],
)
def test_requests_of_foreign_pages_are_refused(
    server: LiveServer, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    connection = HTTPConnection("localhost", server.port, timeout=10)
    own = {name: value.replace("own", server.base_url) for name, value in headers.items()}
    connection.request(method, path, body=json.dumps({}), headers=own)
    assert connection.getresponse().status == status
    connection.close()


def test_a_large_body_is_refused_before_it_is_read(server: LiveServer) -> None:
    connection = HTTPConnection("localhost", server.port, timeout=10)
    connection.putrequest("POST", "/sign-in")
    connection.putheader("Origin", server.base_url)
    connection.putheader("Content-Length", str(10 * 1024**3))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


LONGEST = "/insights/?" + urlencode(dict.fromkeys(["campaign", "ad_group", "search"], "👟" * 512))


@pytest.mark.parametrize("address", [LONGEST, f"/sign-in/?next={quote(LONGEST, safe='')}"], ids=["page", "sign-in"])
def test_the_longest_address_of_a_page_is_answered(server: LiveServer, address: str) -> None:
    connection = HTTPConnection("localhost", server.port, timeout=10)
    connection.request("GET", address)
    answer = connection.getresponse()
    assert (answer.status, b"</html>" in answer.read()) == (200, True)
    connection.close()
