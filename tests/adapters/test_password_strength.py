"""Common passwords and the strength that is shown."""

import time
from collections.abc import Iterator

import pytest

from bizhub.adapters.password_strength import StrengthMeter, common_rank


@pytest.fixture
def meter() -> Iterator[StrengthMeter]:
    """A meter of its own."""
    made = StrengthMeter()
    yield made
    made.close()


def spent_by(meter: StrengthMeter) -> float:
    """Processor seconds of the thread that estimates, whatever else goes on in this process."""
    return meter._thread.submit(time.thread_time).result()


@pytest.mark.parametrize(("password", "rank"), [("123456", 1), ("password", 2), ("PassWord", 2)])
def test_common_passwords_have_their_place(password: str, rank: int) -> None:
    assert common_rank(password) == rank


@pytest.mark.parametrize("password", ["seven green tractors", "", "x" * 100_000])
def test_others_have_none(password: str) -> None:
    assert common_rank(password) is None


@pytest.mark.parametrize(
    ("password", "lowest", "highest"),
    [("aaaaaaaa", 0, 0), ("qwertyuiop1", 0, 2), ("seven green tractors", 4, 4), ("adalovelace1", 0, 1)],
)
def test_guessable_ones_score_low(meter: StrengthMeter, password: str, lowest: int, highest: int) -> None:
    assert lowest <= meter.measure(password, ["Adalovelace"]).score <= highest


def test_the_reason_is_named(meter: StrengthMeter) -> None:
    assert "keys" in meter.measure("asdfghjkl;", []).warning


@pytest.mark.parametrize("password", ["4@8({[</36910!1|7$5+%2" * 6, "a" * 128, "@48({<[361|$750+" * 8])
def test_no_password_takes_longer_than_a_second(meter: StrengthMeter, password: str) -> None:
    started = spent_by(meter)
    meter.measure(password, [])
    assert spent_by(meter) - started < 1.0
