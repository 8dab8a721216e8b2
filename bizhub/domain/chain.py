"""The chain of the activity: each entry's keyed hash covers the entry before it."""

import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

GENESIS = "0" * 64
"""What stands before the first entry of a chain."""

_encode = json.JSONEncoder(ensure_ascii=True, check_circular=False, separators=(",", ":")).encode


def entry_hash(key: bytes, previous: str, stored: Sequence[int | str | None]) -> str:
    """HMAC-SHA256, hexadecimal, over the hash before and the stored columns in their order."""
    return hmac.digest(key, _encode((previous, *stored)).encode("ascii"), "sha256").hex()


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where a chain is broken."""

    sequence: int
    sentence: str


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The last entry that some witness outside the rows knows of."""

    sequence: int
    hash: str
    witness: str


def check_chain(
    key: bytes, rows: Iterable[tuple[int, str, Sequence[int | str | None]]], ends: Sequence[ChainEnd]
) -> Iterator[Problem]:
    """Every problem of one chain; `rows` are (sequence, stored hash, stored columns) by sequence.

    `ends` come from the head row and from the anchor file, so that a cut-off tail is seen.
    """
    expected, previous = 1, GENESIS
    known = {end.sequence: end for end in ends}
    for sequence, stored_hash, stored in rows:
        if sequence != expected:
            yield Problem(expected, _missing(expected, sequence - 1))
        if entry_hash(key, previous, stored) != stored_hash and sequence == expected:
            yield Problem(sequence, f"Entry {sequence} was altered, inserted or moved.")
        elif sequence in known and known[sequence].hash != stored_hash:
            yield Problem(sequence, f"Entry {sequence} is not the one that {known[sequence].witness} knows.")
        expected, previous = sequence + 1, stored_hash
    for end in ends:
        if end.sequence >= expected:
            yield Problem(expected, f"{_missing(expected, end.sequence)} ({end.witness} knows of it)")
    heads = [end for end in ends if end.witness == HEAD]
    if heads and heads[0].sequence < expected - 1:
        yield Problem(heads[0].sequence + 1, f"Entries after {heads[0].sequence} were inserted past the head.")


HEAD = "the head row"
ANCHOR = "the anchor file"


def _missing(first: int, last: int) -> str:
    return f"Entry {first} was removed." if first == last else f"Entries {first} to {last} were removed."
