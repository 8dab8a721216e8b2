"""A clamd as far as BizHub talks to one: a real TCP server that finds one word."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

HARM = b"harmful-4711"


@dataclass
class Clam:
    """Where it listens, what it was sent, and what it says whatever comes."""

    address: str
    seen: list[bytes] = field(default_factory=list)
    says: bytes = b""


@contextmanager
def clamd() -> Iterator[Clam]:
    """It answers until the block ends; afterwards nobody does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        clam = Clam(f"127.0.0.1:{server.getsockname()[1]}")
        threading.Thread(target=_serve, args=(server, clam), daemon=True).start()
        yield clam
        server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket, clam: Clam) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            content = b""
            while length := int.from_bytes(sent.read(4), "big"):
                content += sent.read(length)
            clam.seen.append(content)
            verdict = b"stream: Test.Harm FOUND\0" if HARM in content else b"stream: OK\0"
            connection.sendall(clam.says or verdict)
