"""Argon2id in two threads of its own."""

import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bizhub.adapters.passwords import Passwords
from bizhub.domain.errors import Busy
from bizhub.settings import Settings


@pytest.fixture
def passwords(tmp_path: Path) -> Iterator[Passwords]:
    """Hashing that costs what it costs in production."""
    made = Passwords(Settings(data_dir=tmp_path))
    yield made
    made.close()


def test_a_hash_says_how_it_was_made(passwords: Passwords) -> None:
    assert passwords.hash("seven green tractors").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_same_password_never_has_the_same_hash(passwords: Passwords) -> None:
    assert passwords.hash("seven green tractors") != passwords.hash("seven green tractors")


@pytest.mark.parametrize(
    "password", ["seven green tractors", " blanks kept ", "grün", "gru\u0308n", "a\x00b" * 4, "🚜" * 128]
)
def test_a_password_is_taken_verbatim(passwords: Passwords, password: str) -> None:
    stored = passwords.hash(password)
    others = [password.strip() + "x", password[:-1], password + " ", password.swapcase() + "y"]
    assert passwords.check(password, stored).matches
    assert [passwords.check(other, stored).matches for other in others] == [False] * 4


def test_composed_and_decomposed_letters_are_two_passwords(passwords: Passwords) -> None:
    assert not passwords.check("gru\u0308n gru\u0308n", passwords.hash("grün grün")).matches


@pytest.mark.parametrize("stored", [None, "", "!", "$2b$12$unknownunknownunknownu", "plain text"])
@pytest.mark.parametrize("password", ["", "seven green tractors", "x" * 100_000, "\ud800"])
def test_without_a_hash_nothing_matches(passwords: Passwords, stored: str | None, password: str) -> None:
    assert not passwords.check(password, stored).matches


def test_too_long_a_password_never_matches_its_own_beginning(passwords: Passwords) -> None:
    assert not passwords.check("x" * 129, passwords.hash("x" * 128)).matches
    with pytest.raises(ValueError, match="too long"):
        passwords.hash("x" * 129)


def test_no_hash_takes_as_long_as_a_wrong_password(passwords: Passwords) -> None:
    stored = passwords.hash("seven green tractors")
    passwords.warm()

    def milliseconds(compared_with: str | None) -> float:
        started = time.perf_counter()
        passwords.check("eleven blue ladders", compared_with)
        return (time.perf_counter() - started) * 1000

    pairs = [(milliseconds(stored), milliseconds(None)) for _ in range(25)]
    known, unknown = (statistics.median(column) for column in zip(*pairs, strict=True))
    assert known > 3
    assert abs(known - unknown) < 0.25 * known


def test_a_hash_with_other_parameters_is_made_anew(passwords: Passwords, tmp_path: Path) -> None:
    weaker = Passwords(Settings(data_dir=tmp_path, argon2_memory_kib=1024, argon2_rounds=1))
    old = weaker.hash("seven green tractors")
    weaker.close()
    checked = passwords.check("seven green tractors", old)
    assert checked.matches
    assert checked.better_hash is not None
    assert passwords.check("seven green tractors", checked.better_hash).better_hash is None


def test_two_are_hashed_at_a_time_and_fifty_wait(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords.warm()
    release = threading.Event()
    running: list[str] = []

    def held(password: bytes, _: str) -> tuple[bool, None]:
        running.append(password.decode())
        release.wait(60)
        return False, None

    monkeypatch.setattr(passwords._context, "verify_and_update", held)
    with ThreadPoolExecutor(52) as threads:
        waiting = [threads.submit(passwords.check, str(number), "stored") for number in range(52)]
        deadline = time.monotonic() + 30
        while (passwords._places._value > 0 or len(running) < 2) and time.monotonic() < deadline:  # type: ignore[attr-defined]
            time.sleep(0.01)
        with pytest.raises(Busy):
            passwords.check("one too many", "stored")
        assert len(running) == 2
        release.set()
        assert [future.result(10).matches for future in waiting] == [False] * 52
    monkeypatch.undo()
    assert passwords.check("later", passwords.hash("later")).matches


def test_starting_stops_when_hashing_does_not_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passlib.context.CryptContext.needs_update", lambda *_: True)
    broken = Passwords(Settings(data_dir=tmp_path, argon2_memory_kib=64, argon2_rounds=1))
    with pytest.raises(RuntimeError, match="do not fit each other"):
        broken.warm()
    broken.close()


def test_loading_it_warns_of_nothing() -> None:
    loaded = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import bizhub.adapters.passwords"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (loaded.returncode, loaded.stderr) == (0, "")
