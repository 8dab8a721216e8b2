"""Whatever is done to a chain of entries is found; an untouched one is clean."""

import hashlib
import hmac
import json
from collections.abc import Callable

import pytest

from bizhub.domain.chain import ANCHOR, HEAD, ChainEnd, Problem, check_chain, check_tail, entry_hash

KEY = b"k" * 32
GENESIS = "0" * 64

Row = tuple[int, str, tuple[int | str | None, ...]]


def chained(texts: list[str], first: int = 1, previous: str = GENESIS, key: bytes = KEY) -> list[Row]:
    """Rows as an honest writer stores them; the hash is written out here a second time."""
    rows: list[Row] = []
    for sequence, text in enumerate(texts, first):
        stored = (sequence, None, text)
        covered = json.dumps([previous, *stored], separators=(",", ":")).encode()
        previous = hmac.new(key, covered, hashlib.sha256).hexdigest()
        rows.append((sequence, previous, stored))
    return rows


FIVE = chained(["one", "two", "three", "four", "five"])


def problems(rows: list[Row], head: Row = FIVE[-1], anchor: Row = FIVE[-1]) -> list[tuple[int, str]]:
    ends = [ChainEnd(head[0], head[1], HEAD), ChainEnd(anchor[0], anchor[1], ANCHOR)]
    return [(problem.sequence, problem.sentence) for problem in check_chain(KEY, rows, ends)]


def test_the_hash_covers_the_hash_before_and_every_column() -> None:
    assert entry_hash(KEY, GENESIS, (1, None, "one")) == FIVE[0][1]


def test_an_untouched_chain_is_clean() -> None:
    assert problems(FIVE) == []


def test_an_empty_chain_is_clean() -> None:
    assert list(check_chain(KEY, [], [])) == []


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize(
    "forge",
    [
        lambda stored: (stored[0], stored[1], "forged"),
        lambda stored: (stored[0], 7, stored[2]),
        lambda stored: (stored[0] + 1, stored[1], stored[2]),
        lambda stored: (str(stored[0]), stored[1], stored[2]),
        lambda stored: (stored[0], "", stored[2]),
    ],
    ids=["text", "null to number", "number", "number as text", "null to empty"],
)
def test_an_altered_entry_is_named(
    place: int, forge: Callable[[tuple[object, ...]], tuple[int | str | None, ...]]
) -> None:
    sequence, stored_hash, stored = FIVE[place]
    rows = [*FIVE[:place], (sequence, stored_hash, forge(stored)), *FIVE[place + 1 :]]
    assert problems(rows) == [(place + 1, f"Entry {place + 1} was altered, inserted or moved.")]


def test_an_altered_entry_with_a_hash_of_another_key_is_found() -> None:
    forged = chained(["forged"], first=3, previous=FIVE[1][1], key=b"x" * 32)
    assert problems([*FIVE[:2], *forged, *FIVE[3:]])[0] == (3, "Entry 3 was altered, inserted or moved.")


def test_a_tail_chained_anew_with_another_key_is_found() -> None:
    forged = chained(["forged", "four", "five"], first=3, previous=FIVE[1][1], key=b"x" * 32)
    assert [sequence for sequence, _ in problems([*FIVE[:2], *forged])] == [3, 4, 5, 5, 5]


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (FIVE[1:], [(1, "Entry 1 was removed.")]),
        ([FIVE[0], *FIVE[3:]], [(2, "Entries 2 to 3 were removed.")]),
        ([*FIVE[:3], FIVE[4]], [(4, "Entry 4 was removed.")]),
    ],
    ids=["first", "middle", "last but one"],
)
def test_removed_entries_are_named(left: list[Row], expected: list[tuple[int, str]]) -> None:
    assert problems(left) == expected


def test_removed_entries_are_found_when_the_rest_is_numbered_anew() -> None:
    moved = [(sequence - 1, stored_hash, (sequence - 1, *stored[1:])) for sequence, stored_hash, stored in FIVE[3:]]
    found = problems([*FIVE[:2], *moved], head=moved[-1])
    assert found[0] == (3, "Entry 3 was altered, inserted or moved.")
    assert found[-1] == (5, "Entry 5 was removed; the anchor file knows of more.")


def test_an_inserted_entry_is_found() -> None:
    inserted = chained(["inserted"], first=3, previous=FIVE[1][1], key=b"x" * 32)
    shifted = [(sequence + 1, stored_hash, (sequence + 1, *stored[1:])) for sequence, stored_hash, stored in FIVE[2:]]
    assert problems([*FIVE[:2], *inserted, *shifted], head=shifted[-1])[0][0] == 3


def test_an_entry_stored_twice_is_found() -> None:
    assert (3, "Entry 3 stands in the record more than once.") in problems([*FIVE[:3], FIVE[2], *FIVE[3:]])


def test_two_entries_that_changed_places_are_found() -> None:
    swapped = [(3, FIVE[3][1], (3, *FIVE[3][2][1:])), (4, FIVE[2][1], (4, *FIVE[2][2][1:]))]
    assert [sequence for sequence, _ in problems([*FIVE[:2], *swapped, FIVE[4]])] == [3, 4, 5]


def test_an_entry_of_another_chain_is_found() -> None:
    other = chained(["uno", "dos", "tres", "cuatro", "cinco"])
    assert problems([*FIVE[:2], other[2], *FIVE[3:]])[0] == (3, "Entry 3 was altered, inserted or moved.")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            FIVE[4],
            [
                (4, "Entries 4 to 5 were removed; the head row knows of more."),
                (4, "Entries 4 to 5 were removed; the anchor file knows of more."),
            ],
        ),
        (FIVE[2], [(4, "Entries 4 to 5 were removed; the anchor file knows of more.")]),
    ],
    ids=["head left", "head cut as well"],
)
def test_a_cut_off_tail_is_found(head: Row, expected: list[tuple[int, str]]) -> None:
    assert problems(FIVE[:3], head=head) == expected


def test_a_chain_removed_as_a_whole_is_found_by_its_anchor() -> None:
    ends = [ChainEnd(5, FIVE[4][1], ANCHOR)]
    assert [found.sentence for found in check_chain(KEY, [], ends)] == [
        "Entries 1 to 5 were removed; the anchor file knows of more."
    ]


@pytest.mark.parametrize(
    ("head", "anchor", "witness"),
    [
        ((5, "f" * 64, ()), FIVE[4], "the head row"),
        (FIVE[4], (5, "f" * 64, ()), "the anchor file"),
        ((4, FIVE[4][1], ()), FIVE[4], "the head row"),
    ],
    ids=["head rewritten", "anchor rewritten", "head moved back"],
)
def test_a_rewritten_witness_is_named(head: Row, anchor: Row, witness: str) -> None:
    assert [sentence for _, sentence in problems(FIVE, head=head, anchor=anchor)] == [
        f"Entry {head[0] if witness == HEAD else anchor[0]} is not the one that {witness} knows."
    ]


@pytest.mark.parametrize("behind", [0, 2, 4])
def test_an_anchor_that_lags_behind_is_no_problem(behind: int) -> None:
    assert problems(FIVE, anchor=FIVE[behind]) == []


@pytest.mark.parametrize(
    ("last", "head", "expected"),
    [
        (5, 5, None),
        (0, None, None),
        (5, 8, None),
        (5, 3, Problem(4, "The record goes on to entry 5, but the head row ends it at 3.")),
        (5, None, Problem(5, "The head row is missing, though the record goes on to entry 5.")),
    ],
    ids=["same", "nothing", "written since", "past the head", "no head"],
)
def test_entries_past_the_head_are_found(last: int, head: int | None, expected: Problem | None) -> None:
    assert check_tail(last, head) == expected
