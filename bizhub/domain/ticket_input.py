"""What people write on tickets."""

from bizhub.domain.errors import InvalidInput
from bizhub.domain.names import one_line

_SHORT = 200


def checked_words(typed: str, *, longest: int, field: str, empty: str) -> str:
    """A text of several lines without characters that nobody sees; `empty` is said where nothing was typed."""
    lines = [one_line(line) for line in typed.splitlines()]
    words = "\n".join(lines).strip()
    if not words:
        raise InvalidInput(empty, field=field)
    if len(words) > longest:
        raise InvalidInput(f"Use at most {longest:,} characters; these are {len(words):,}.", field=field)
    return words


def short(words: str) -> str:
    """The beginning of a text, on one line, as a notice quotes it."""
    line = one_line(words)
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1].rstrip()}…"
