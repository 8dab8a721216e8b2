"""What a password must be: long enough, and not one that everybody tries first. No rules of composition."""

from collections.abc import Iterable
from dataclasses import dataclass

SHORTEST = 8
LONGEST = 128
_SHORTEST_OWN_WORD = 4

VERDICTS = ("Very easy to guess", "Easy to guess", "Could be stronger", "Good", "Strong")
"""The words for the scores 0 to 4."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How guessable a password is: `score` 0 to 4, `warning` says what makes it weak, if something does."""

    score: int
    warning: str = ""

    @property
    def verdict(self) -> str:
        """The strength in words."""
        return VERDICTS[self.score]


def refusal(password: str, *, common_rank: int | None, own_words: Iterable[str] = ()) -> str:
    """Why a password is not taken; empty when it is. `common_rank` is its place among the most common ones."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. A few words in a row are easy to remember and hard to guess."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if any("\ud800" <= character <= "\udfff" for character in password):
        return "This holds a character that cannot be stored. Type it again."
    if common_rank is not None:
        return f"Number {common_rank:,} of the most common passwords, and break-ins begin with those. Choose another."
    if password.casefold() in _with_parts(own_words):
        return "This is your own name or address, which others try first. Choose another."
    return ""


def _with_parts(own_words: Iterable[str]) -> set[str]:
    """Words of four characters and more that are no password, and the part of an address before its @."""
    words = {word.strip().casefold() for word in own_words}
    words |= {word.partition("@")[0] for word in words} | {word.replace(" ", "") for word in words}
    return {word for word in words if len(word) >= _SHORTEST_OWN_WORD}
