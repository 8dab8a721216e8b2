"""The chain of the activity: each entry's keyed hash covers the entry before it."""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from json.encoder import c_make_encoder, encode_basestring_ascii  # type: ignore[attr-defined]

GENESIS = "0" * 64
"""What stands before the first entry of a chain."""

# json.dumps makes an encoder for every call; this one is made once, which halves the cost of an entry.
_chunks = c_make_encoder(None, None, encode_basestring_ascii, None, ":", ",", False, False, False)  # noqa: FBT003


def _encode(values: Sequence[int | str | None]) -> str:
    """JSON without blanks, ASCII only."""
    return "".join(_chunks(values, 0))


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


WHOLE_RECORD_REMOVED = "The whole record was removed; the system's record knows that it began."
UNLISTED = "The system's record does not know that this record began."
SYSTEM_REMOVED = "The system's record was removed, though BizHub was used."
NO_ANCHOR = "The anchor file is missing, so a cut-off end would not be seen."
FALSE_ANCHOR = "The anchor file was altered, so a cut-off end would not be seen."
HEAD_ALTERED = "The head row was altered: it holds what BizHub never writes."
HOMELESS = "The record has rows that belong to no center, because their center is no whole number."
UNPROTECTED = "Nothing refuses changes to the record at the moment"

HEAD = "the head row"
ANCHOR = "the anchor file"


def check_chain(
    key: bytes, rows: Iterable[tuple[int, str, Sequence[int | str | None]]], ends: Sequence[ChainEnd]
) -> Iterator[Problem]:
    """Every problem of one chain; `rows` are (sequence, stored hash, stored columns) by sequence.

    `ends` come from the head row and from the anchor file, read before the rows, so that a cut-off tail is seen.
    """
    expected, previous = 1, GENESIS
    known = {end.sequence: [other for other in ends if other.sequence == end.sequence] for end in ends}
    for sequence, stored_hash, stored in rows:
        try:
            is_whole = entry_hash(key, previous, stored) == stored_hash
        except (TypeError, ValueError):  # bytes, or no finite number: nothing that BizHub ever wrote
            is_whole = False
        if type(sequence) is not int:
            yield Problem(expected, "An entry was altered: its place is no whole number.")
            continue
        if sequence > expected:
            # The entry before this one is gone, so this one's own hash proves nothing either way.
            yield Problem(expected, _missing(expected, sequence - 1))
        elif sequence < expected:
            yield Problem(sequence, f"Entry {sequence} stands in the record more than once.")
        elif not is_whole:
            yield Problem(sequence, f"Entry {sequence} was altered, inserted or moved.")
        if sequence in known:
            yield from _strange(known[sequence], stored_hash)
        expected, previous = sequence + 1, stored_hash
    for end in ends:
        if end.sequence >= expected:
            yield Problem(expected, f"{_missing(expected, end.sequence)[:-1]}; {end.witness} knows of more.")


def check_tail(last: int, head: int | None) -> Problem | None:
    """The problem of entries past the head; `last` is the last stored entry, `head` what the head row says after it."""
    if head is None and last > 0:
        return Problem(last, f"The head row is missing, though the record goes on to entry {last}.")
    if head is not None and last > head:
        return Problem(head + 1, f"The record goes on to entry {last}, but the head row ends it at {head}.")
    return None


def _strange(ends: Iterable[ChainEnd], stored_hash: str) -> Iterator[Problem]:
    for end in ends:
        if end.hash != stored_hash:
            yield Problem(end.sequence, f"Entry {end.sequence} is not the one that {end.witness} knows.")


def _missing(first: int, last: int) -> str:
    return f"Entry {first} was removed." if first == last else f"Entries {first} to {last} were removed."


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What checking one chain found: the first problems, and how many there are in all."""

    center_id: str
    entries: int
    seconds: float
    problems: tuple[Problem, ...]
    problem_count: int

    @property
    def is_intact(self) -> bool:
        """Whether nothing was altered, removed, inserted or moved."""
        return self.problem_count == 0
