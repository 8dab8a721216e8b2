"""Identifiers: 19 digits, ordered by time, and strict when they come from outside."""

import pytest

from bizhub.domain.ids import new_id, new_ids, parse_id


def test_ids_have_19_digits_and_grow() -> None:
    made = [new_id() for _ in range(10_000)]
    assert {len(str(number)) for number in made} == {19}
    assert sorted(set(made)) == made
    assert made[-1] < 2**63


@pytest.mark.parametrize("count", [0, 1, 2, 10_000])
def test_many_ids_at_once_are_like_as_many_single_ones(count: int) -> None:
    made = [new_id(), *new_ids(count), new_id()]
    assert len(made) == count + 2
    assert sorted(set(made)) == made
    assert {len(str(number)) for number in made} == {19}


@pytest.mark.parametrize(
    "text",
    [
        "", "0", "-123456789012345678", "12345678901234567890", "123456789012345678", "９" * 19, "1" * 18 + "a",
        " 234567890123456789", "9999999999999999999", None, 7301441093355120011, [], {},
    ],
)  # fmt: skip
def test_what_cannot_be_an_id_is_none(text: object) -> None:
    assert parse_id(text) is None


def test_an_id_comes_back_as_its_number() -> None:
    assert parse_id("7301441093355120011") == 7301441093355120011
