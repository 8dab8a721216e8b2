"""Names as people type them."""

import unicodedata

LONGEST_NAME = 100


def one_line(text: str) -> str:
    """The text without blanks at its ends, doubled blanks, line breaks and characters that cannot be seen."""
    visible = "".join(" " if character.isspace() else character for character in text if _is_shown(character))
    return " ".join(visible.split())


def _is_shown(character: str) -> bool:
    """Joiners shape letters in some scripts; other invisible characters only deceive."""
    return character.isspace() or character in "\u200c\u200d" or unicodedata.category(character) not in _INVISIBLE


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
