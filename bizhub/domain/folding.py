"""Names as people type them: case, accents and width folded away, cut into words."""

import re
import unicodedata
from functools import lru_cache

_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]+|\d+|[^\W\d_{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")
_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"}
)


def fold(text: str) -> str:
    """Lower case without accents: "Über-Łódź" becomes "uber-lodz"; Japanese and Korean keep their marks."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded_character, unicodedata.normalize("NFC", text)))


def fold_with_origin(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the index in `text` (which is NFC) that it came from."""
    folded: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        for part in _folded_character(character):
            folded.append(part)
            origin.append(index)
    return "".join(folded), origin


def words_of(folded: str) -> list[str]:
    """The words of a folded text; digits and letters part: "shop24" is "shop" and "24"."""
    return _WORD.findall(folded)


def word_spans(folded: str) -> list[tuple[int, int]]:
    """Start and end of each word of a folded text."""
    return [match.span() for match in _WORD.finditer(folded)]


def is_cjk(word: str) -> bool:
    """Whether a word is written without spaces between the things it means."""
    return _IS_CJK.match(word) is not None


@lru_cache(maxsize=8192)
def _folded_character(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    bare = "".join(part for part in parts if not "\u0300" <= part <= "\u036f")
    return unicodedata.normalize("NFC", bare).casefold().translate(_WITHOUT_DECOMPOSITION)
