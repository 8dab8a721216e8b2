"""Names as people type them, and how many are named in a sentence."""

import unicodedata
from collections.abc import Sequence

LONGEST_NAME = 100


def one_line(text: str) -> str:
    """The text without blanks at its ends, doubled blanks, line breaks and characters that cannot be seen."""
    visible = "".join(" " if character.isspace() else character for character in text if _is_shown(character))
    return " ".join(visible.split())


def some_of(names: Sequence[str], most: int = 3) -> str:
    """The first few in a sentence, and how many others there are: A, B, C and 7 more."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most:,} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _is_shown(character: str) -> bool:
    """Joiners shape letters in some scripts; other invisible characters only deceive."""
    return character.isspace() or character in "\u200c\u200d" or unicodedata.category(character) not in _INVISIBLE


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
