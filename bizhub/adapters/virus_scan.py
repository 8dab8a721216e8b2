"""Asking a clamd whether a file is clean: the INSTREAM command of its TCP socket."""

import socket
from dataclasses import dataclass
from typing import BinaryIO

_PATIENCE_S = 30.0
_PIECE_BYTES = 1 << 16
_LONGEST_ANSWER = 4096
_FOUND, _OK = b" FOUND", b"stream: OK"


class NoScanner(Exception):
    """The scanner does not answer, or not with a verdict: whether the file is clean is not known."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner says; `found` names what it has found, and is empty for a clean file."""

    found: str

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.found


def scan(address: str, content: BinaryIO) -> Verdict:
    """What the clamd at HOST:PORT says of a content, from its beginning; raises NoScanner."""
    host, _, port = address.rpartition(":")
    content.seek(0)
    try:
        with socket.create_connection((host.strip("[]"), int(port)), _PATIENCE_S) as connection:
            connection.sendall(b"zINSTREAM\0")
            while piece := content.read(_PIECE_BYTES):
                connection.sendall(len(piece).to_bytes(4, "big") + piece)
            connection.sendall(bytes(4))
            answer = _answer(connection)
    except (OSError, ValueError, OverflowError) as error:
        raise NoScanner(str(error)) from error
    if answer.endswith(_FOUND):
        return Verdict(answer.removesuffix(_FOUND).partition(b": ")[2].decode(errors="replace") or "something")
    if answer == _OK:
        return Verdict("")
    raise NoScanner(answer.decode(errors="replace") or "it hung up")


def _answer(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER and (more := connection.recv(_LONGEST_ANSWER)):
        answer += more
    return answer.strip(b"\0\n ")
