"""Stored documents: unreadable without the key, whole or not there, and closed to everybody else."""

import os
from io import BytesIO
from pathlib import Path

import pytest

from bizhub.adapters import document_store
from bizhub.adapters.document_store import DamagedDocument

KEY, NUMBER = bytes(range(32)), 7298441093355120099
SIZES = [0, 1, 65_535, 65_536, 65_537, 131_072, 300_001]


def written(folder: Path, content: bytes, number: int = NUMBER) -> str:
    return document_store.write(folder, KEY, number, BytesIO(content))


def opened(folder: Path, name: str, *, key: bytes = KEY, number: int = NUMBER) -> bytes:
    return b"".join(document_store.read(folder, key, number, name))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_stored_comes_back(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    name = written(tmp_path, content)
    assert opened(tmp_path, name) == content
    assert (len(name), int(name, 16) > 0, (tmp_path / name).stat().st_mode & 0o777) == (32, True, 0o600)


def test_nothing_of_it_can_be_read_on_the_disk(tmp_path: Path) -> None:
    content = b"Passport of Olga Linden. " * 5000
    first, second = written(tmp_path, content), written(tmp_path, content)
    lying = [(tmp_path / name).read_bytes() for name in (first, second)]
    assert [b"Olga" in one for one in lying] == [False, False]
    assert lying[0][22:] != lying[1][22:], "the same content never looks the same"


@pytest.mark.parametrize(
    "harm",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[: 22 + 65_552],
        lambda raw: raw[:10],
        lambda raw: b"",
        lambda raw: raw[:500] + bytes([raw[500] ^ 1]) + raw[501:],
        lambda raw: raw[:10] + bytes([raw[10] ^ 1]) + raw[11:],
        lambda raw: raw[:22] + raw[22 + 65_552 : 22 + 2 * 65_552] + raw[22 : 22 + 65_552] + raw[22 + 2 * 65_552 :],
        lambda raw: raw[:22] + raw[22 + 65_552 :],
        lambda raw: raw + b"x",
        lambda raw: b"XXDOC\x01" + raw[6:],
    ],
    ids=["cut", "cut at a piece", "cut in the head", "emptied", "a bit", "the salt", "swapped", "left out", "longer",
         "no such file"],
)  # fmt: skip
def test_a_file_that_was_changed_does_not_open(tmp_path: Path, harm: object) -> None:
    name = written(tmp_path, os.urandom(200_000))
    (tmp_path / name).write_bytes(harm((tmp_path / name).read_bytes()))  # type: ignore[operator]
    with pytest.raises(DamagedDocument):
        opened(tmp_path, name)


def test_it_opens_with_its_key_and_as_itself_alone(tmp_path: Path) -> None:
    name = written(tmp_path, b"content")
    for wrong in ({"key": bytes(32)}, {"number": NUMBER + 1}):
        with pytest.raises(DamagedDocument):
            opened(tmp_path, name, **wrong)  # type: ignore[arg-type]
    with pytest.raises(DamagedDocument):
        opened(tmp_path, "0" * 32)


def test_nothing_is_left_when_it_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        written(tmp_path, b"content")
    assert list(tmp_path.iterdir()) == []


def test_it_has_its_name_only_when_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        seen.append([path.suffix for path in tmp_path.iterdir()])
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    name = written(tmp_path, b"content")
    assert seen == [[".part"], [""]]
    assert list(document_store.lying(tmp_path)) == [name]
    for _ in range(2):
        document_store.remove(tmp_path, name)
    assert document_store.lying(tmp_path) == {}
