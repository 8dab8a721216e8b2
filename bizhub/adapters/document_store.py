"""Where documents lie: one encrypted file each, under a random name; the key is neither there nor in the database.

A file is `BHDOC` and a version, sixteen bytes of salt, then pieces of 64 KB, each sealed with AES-256-GCM. Salt, key
and the document's number make the key of one file (HKDF-SHA256), so that it opens as that document alone. The nonce of
a piece is its place, and says whether it is the last: pieces left out, put elsewhere or cut off are noticed.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MAGIC = b"BHDOC\x01"
_SALT_BYTES = 16
_PIECE_BYTES = 1 << 16
_TAG_BYTES = 16
_NAME_BYTES = 16
UNFINISHED = ".part"
"""How the name of a file ends that is being written."""


class DamagedDocument(Exception):
    """A file is gone or cut off, was changed, or was written with another key or for another document."""


def write(folder: Path, key: bytes, number: int, content: BinaryIO) -> str:
    """Store the content of a document, from its beginning; its new name. After a power cut it is whole or not there."""
    name = secrets.token_hex(_NAME_BYTES)
    draft = folder / f"{name}{UNFINISHED}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(_sealed(key, number, content))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / name)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _keep_names(folder)
    return name


def read(folder: Path, key: bytes, number: int, name: str) -> Iterator[bytes]:
    """The content of a document, piece by piece; each is known to be right before it comes. Raises DamagedDocument."""
    try:
        with (folder / name).open("rb") as file:
            yield from _opened(key, number, file)
    except (OSError, InvalidTag) as error:
        raise DamagedDocument(name) from error


def remove(folder: Path, name: str) -> None:
    """Let a file be gone; safe to repeat."""
    (folder / name).unlink(missing_ok=True)


def lying(folder: Path) -> dict[str, float]:
    """When each file was last written to, in seconds since 1970, by its name; unfinished ones too."""
    found: dict[str, float] = {}
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # removed a moment ago
            found[path.name] = path.stat().st_mtime
    return found


def _sealed(key: bytes, number: int, content: BinaryIO) -> Iterator[bytes]:
    salt = secrets.token_bytes(_SALT_BYTES)
    yield _MAGIC + salt
    cipher, place = _cipher(key, salt, number), 0
    content.seek(0)
    piece = _full(content, _PIECE_BYTES)
    while True:
        following = _full(content, _PIECE_BYTES)
        yield cipher.encrypt(_nonce(place, is_last=not following), piece, None)
        if not following:
            return
        piece, place = following, place + 1


def _opened(key: bytes, number: int, file: BinaryIO) -> Iterator[bytes]:
    head = file.read(len(_MAGIC) + _SALT_BYTES)
    if len(head) < len(_MAGIC) + _SALT_BYTES or not head.startswith(_MAGIC):
        raise InvalidTag
    cipher, place = _cipher(key, head[len(_MAGIC) :], number), 0
    piece = file.read(_PIECE_BYTES + _TAG_BYTES)
    while True:
        following = file.read(_PIECE_BYTES + _TAG_BYTES)
        yield cipher.decrypt(_nonce(place, is_last=not following), piece, None)
        if not following:
            return
        piece, place = following, place + 1


def _full(file: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer at the end only: a file without a buffer may give fewer at once."""
    found = b""
    while len(found) < size and (more := file.read(size - len(found))):
        found += more
    return found


def _cipher(key: bytes, salt: bytes, number: int) -> AESGCM:
    own = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"bizhub document %d" % number)
    return AESGCM(own.derive(key))


def _nonce(place: int, *, is_last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([is_last])


def _keep_names(folder: Path) -> None:
    """Have a new name outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
