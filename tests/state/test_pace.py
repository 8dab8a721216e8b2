"""Allowances fill up with time."""

from bizhub.state.pace import Pace


def test_a_burst_then_the_pace() -> None:
    now = [0.0]
    pace = Pace(2, 3, clock=lambda: now[0])
    assert [pace.take("a") for _ in range(5)] == [True, True, True, False, False]
    now[0] = 1.0
    assert [pace.take("a") for _ in range(3)] == [True, True, False]
    now[0] = 1000.0
    assert [pace.take("a") for _ in range(4)] == [True, True, True, False]


def test_keys_do_not_share() -> None:
    pace = Pace(1, 1, clock=lambda: 0.0)
    assert [pace.take("a"), pace.take("b"), pace.take("a")] == [True, True, False]


def test_the_memory_is_bounded_and_keeps_the_busy() -> None:
    pace = Pace(1, 1, keys=2, clock=lambda: 0.0)
    assert [pace.take("a"), pace.take("b"), pace.take("a"), pace.take("c")] == [True, True, False, True]
    assert pace.take("a") is False
    assert pace.take("b") is True
