"""Requests of which only a part is sent, on a plain socket."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.hostile.conftest import Served

PATIENCE_S = 4.0
"""Of the served BizHub with a body that stands still; see probe_app."""


@contextmanager
def half_sent(
    served: Served, path: str, length: str = "Content-Length: 1000", *, body: bytes = b"3\r\nBy \r\n", cookie: str = ""
) -> Iterator[socket.socket]:
    """A POST of which the headers and the beginning arrive."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: localhost:{served.settings.port}",
        f"Origin: {served.base_url}",
        f"Cookie: {cookie}",
        "X-BizHub: 1",
        "X-File-Name: a.csv",
        length,
    ]
    with socket.create_connection(("127.0.0.1", served.settings.port), timeout=15) as client:
        client.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        yield client


def rest_of(client: socket.socket) -> bytes:
    """Everything until the server closes the connection."""
    heard = b""
    with suppress(ConnectionError):
        while got := client.recv(65_536):
            heard += got
    return heard
