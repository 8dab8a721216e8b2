"""How well a name answers what somebody typed: grades, bonuses, and the letters to make bold.

Points run to about 110. Whole words, beginnings of words, initials and IDs always stand above what is only
similar, so that typing more never makes a right answer lose to a lucky one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bizhub.domain.folding import fold, fold_with_origin, is_cjk, word_spans, words_of

EXACT = 100.0
COUNTRY = 96.0
PREFIX = 90.0
YEAR = 88.0
ID_EXACT = 110.0
ID_END = 86.0
RUN_TOGETHER = 84.0
INITIALS = 82.0
CJK_INNER = 80.0
ABBREVIATION = 68.0
TYPO = 58.0
TYPO_IN_BEGINNING = 55.0
ID_INNER = 52.0
INNER = 50.0
SIMILAR = 42.0
SHORT_TYPO = 40.0

LABEL_FACTOR = 0.75
"""A label answers like a name, but later."""

GOOD = 70
"""Answers with so many points are shown whatever the best one has."""

WITHIN_BEST = 30
"""How many points below the best answer another one is still shown."""

MOST_WORDS = 6
_LONGEST_WORD = 40
_SECOND_TYPO = 10
_OTHER_FIRST_LETTER = 3
_ID_CUT = re.compile(r"^(\w{2,})(?:…|\.{2,3})(\w{2,})$")


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, made ready: folded text, its words, and what of it may be an ID (start, end)."""

    text: str
    words: tuple[str, ...]
    id_start: str = ""
    id_end: str = ""
    only_id: bool = False

    @property
    def run_together(self) -> str:
        """The words without anything between them."""
        return "".join(self.words)


def parse_query(typed: str) -> Query:
    """Read what was typed; a leading # asks for an ID, `7301…4410` is an ID cut in the middle."""
    text = fold(typed.strip())
    only_id = text.startswith("#")
    text = text.lstrip("# ")
    words = tuple(word[:_LONGEST_WORD] for word in words_of(text)[:MOST_WORDS])
    cut = _ID_CUT.match(text)
    if cut is not None:
        return Query(text, words, cut.group(1), cut.group(2), only_id=True)
    bare = re.sub(r"[\s-]", "", text)
    may_be_id = only_id or (len(bare) >= 3 and any(character.isdigit() for character in bare))
    return Query(text, words, bare if may_be_id else "", "", only_id=only_id)


def abbreviation_grade(gaps: int) -> float:
    """Points for a word whose letters come in order from its first letter on, with `gaps` letters skipped."""
    return max(ABBREVIATION - 2 * gaps, INNER - 2)


def abbreviation_pattern(word: str) -> str:
    """A regular expression, linear in its input, that finds words abbreviated as `word` in lines of text."""
    letters = "".join(f"[^\n{re.escape(letter)}]*{re.escape(letter)}" for letter in word[1:])
    return f"^{re.escape(word[0])}{letters}"


def typos_allowed(word: str) -> int:
    """How many letters may be wrong, missing, added or swapped in a word that was typed; none in a number."""
    if len(word) < 3 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


def typo_grade(typed: str, found: str, distance: int, *, whole: bool) -> float:
    """Points for `found` (a word or its beginning) that differs from `typed` in `distance` places."""
    same_first = typed[0] == found[:1]
    if len(typed) == 3:
        return SHORT_TYPO if same_first else 0.0
    points = TYPO if whole else TYPO_IN_BEGINNING
    return points - _SECOND_TYPO * (distance - 1) - (0 if same_first else _OTHER_FIRST_LETTER)


def inner_grade(word: str) -> float:
    """Points for a word that contains what was typed after its first letter."""
    if is_cjk(word):
        return CJK_INNER
    return INNER if len(word) >= 3 else SIMILAR


@dataclass(frozen=True, slots=True)
class WordHits:
    """Which words of a vocabulary one typed word hits: a range that begins with it, and single ones with their points.

    Words are numbers: their places in the sorted vocabulary.
    """

    begin: int
    end: int
    graded: Mapping[int, float]

    def points(self, word: int) -> float:
        """Points of a word; 0 when it is not hit."""
        return self.graded.get(word) or (PREFIX if self.begin <= word < self.end else 0.0)


def name_points(hits: Sequence[WordHits], words: Sequence[int], label_words: Sequence[int] = ()) -> float:
    """Points of a name (its words as numbers) for all typed words together; 0 when one of them hits nothing."""
    total = 0.0
    places: list[int] = []
    for hit in hits:
        best, place = _best_place(hit, words, places)
        if label_words:
            label = max(map(hit.points, label_words)) * LABEL_FACTOR
            if label > best:
                best, place = label, -1
        if best == 0:
            return 0.0
        total += best
        if place >= 0:
            places.append(place)
    return total / len(hits) + _order_bonus(places, len(words))


def whole_bonus(query: str, name: str) -> int:
    """Extra points when the folded name is, or begins with, the whole of what was typed."""
    if name == query:
        return 12
    return 6 if name.startswith(query) else 0


def lift(recent_place: int | None, *, pinned: bool) -> int:
    """Extra points for an account used lately (place 0 is the last one) or pinned."""
    recent = 0 if recent_place is None else max(8 - recent_place, 2)
    return max(recent, 4 if pinned else 0)


def bold_parts(name: str, typed: str) -> list[str]:
    """The name cut so that every second part is what was hit: ["", "Sh", "o", "p De", "utschland"]."""
    query = parse_query(typed)
    folded, origin = fold_with_origin(name)
    spans = word_spans(folded)
    marked: set[int] = set()
    for word in query.words:
        hit = _hit_letters(word, folded, spans)
        if len(hit) < len(word) and len(query.words) == 1:
            hit = _hit_initials(word, folded, spans) or hit
        marked.update(origin[index] for index in hit)
    return _cut_at(name, _joined(name, sorted(marked)))


def _best_place(hit: WordHits, words: Sequence[int], taken: Sequence[int]) -> tuple[float, int]:
    best, place = 0.0, -1
    for index, word in enumerate(words):
        points = hit.points(word)
        if points and index in taken:
            points -= 15
        if points > best:
            best, place = points, index
    return best, place


def _order_bonus(places: Sequence[int], words: int) -> float:
    if not places:
        return 0.0
    first = 3 if places[0] == 0 else 0
    in_order = 2 if all(before < after for before, after in pairwise(places)) else 0
    return first + in_order + 3 * len(set(places)) / words


def _hit_letters(word: str, folded: str, spans: Sequence[tuple[int, int]]) -> Sequence[int]:
    """Indexes of the letters of a folded name that a typed word hits, in the best word for it."""
    for start, _ in spans:
        if folded.startswith(word, start):
            return range(start, start + len(word))
    inner = next((folded.find(word, start, end) for start, end in spans if word in folded[start:end]), -1)
    alike: list[int] = max(
        (_letters_in_order(word, folded, start, end) for start, end in spans if folded[start] == word[0]),
        key=len,
        default=[],
    )
    if inner >= 0 and len(alike) < len(word):
        return range(inner, inner + len(word))
    return alike


def _letters_in_order(word: str, folded: str, start: int, end: int) -> list[int]:
    found: list[int] = []
    at = start
    for letter in word:
        place = folded.find(letter, at, end)
        if place >= 0:
            found.append(place)
            at = place + 1
    return found


def _hit_initials(word: str, folded: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    starts = [start for start, _ in spans]
    initials = "".join(folded[start] for start in starts)
    return starts[: len(word)] if initials.startswith(word) else []


def _joined(name: str, marked: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of marked letters; what lies between two of them and is no letter belongs to the run."""
    runs: list[tuple[int, int]] = []
    for index in marked:
        if runs and not any(character.isalnum() for character in name[runs[-1][1] : index]):
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def _cut_at(name: str, runs: Sequence[tuple[int, int]]) -> list[str]:
    parts: list[str] = []
    at = 0
    for start, end in runs:
        parts += [name[at:start], name[start:end]]
        at = end
    return [*parts, name[at:]]
