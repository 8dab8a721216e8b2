"""Names of ad accounts made ready for searching: 100,000 answer within a keystroke.

Words are kept once, sorted, each with the accounts it occurs in. What is typed is compared with words, never with
every account; only accounts that all typed words hit are then weighed one by one.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain, islice

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bizhub.domain import ranking
from bizhub.domain.countries import WORDS_OF_COUNTRY, country_words
from bizhub.domain.folding import fold, is_cjk, words_of
from bizhub.domain.ranking import Query, WordHits
from bizhub.services.name_lines import IdLines, Lines

_MOST_WEIGHED = 1_500
_ENOUGH = 30
_MOST_HIT_WORDS = 400
_MOST_COMPARED = 20_000
_LEAST_SIMILARITY = 72
_LAST = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """What of an ad account can be searched for."""

    id: int
    name: str
    external_id: str
    currency: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Who searches: positions they may see (None: all), and extra points by account ID."""

    allowed: AbstractSet[int] | None = None
    lifts: Mapping[int, int] = field(default_factory=dict)

    def holds(self, position: int) -> bool:
        """Whether the account at a position may be seen."""
        return self.allowed is None or position in self.allowed


@dataclass(frozen=True, slots=True)
class Answer:
    """An ad account that was found."""

    account: NamedAccount
    points: float
    folded: str

    @property
    def order(self) -> tuple[float, int, str, int]:
        """Best first; equal ones by shorter name, name, ID."""
        return (-self.points, len(self.folded), self.folded, self.account.id)


class NameIndex:
    """The searchable names of many ad accounts; never changed once made, so threads may share it."""

    def __init__(self, accounts: Iterable[NamedAccount]) -> None:
        """Cut the names into words and sort everything once."""
        named = sorted((fold(account.name), account.id, account) for account in accounts)
        self.accounts = [account for _, _, account in named]
        self._folded = [folded for folded, _, _ in named]
        self._position = {account.id: position for position, account in enumerate(self.accounts)}
        cut = [words_of(folded) for folded in self._folded]
        labels = {
            position: more
            for position, account in enumerate(self.accounts)
            if (more := [*words_of(fold(" ".join(account.labels))), *country_words(cut[position])])
        }
        self._vocabulary = sorted(set(chain.from_iterable(cut)).union(*labels.values()))
        number = {word: index for index, word in enumerate(self._vocabulary)}
        self._words = [tuple(number[word] for word in words) for words in cut]
        self._label_words = {position: tuple(number[word] for word in words) for position, words in labels.items()}
        self._postings = self._occurrences()
        self._letters_from = bisect_left(self._vocabulary, ":")
        self._lines = Lines(self._vocabulary)
        self._ids = IdLines([(str(account.id), fold(account.external_id)) for account in self.accounts])
        self._together = Lines(["".join(words) for words in cut])
        self._initials = _grouped("".join(word[0] for word in words) for words in cut)
        self._initials_sorted = sorted(self._initials)
        self._beginnings: dict[int, tuple[list[str], list[int]]] = {}

    def __len__(self) -> int:
        """How many ad accounts it holds."""
        return len(self.accounts)

    def positions_of(self, ids: Iterable[int]) -> frozenset[int]:
        """Where these ad accounts stand in this index; unknown ones are left out."""
        return frozenset(self._position[number] for number in ids if number in self._position)

    def search(self, query: Query, scope: Scope, *, limit: int) -> list[Answer]:
        """The best answers, best first; those far below the best are left out."""
        points = self._ids.answering(query)
        if not query.only_id:
            _raise(points, self._by_words(query, scope))
            if not any(map(scope.holds, points)):
                _raise(points, self._by_similarity(query))
        answers = []
        for position, found in points.items():
            if scope.holds(position):
                account, folded = self.accounts[position], self._folded[position]
                extra = ranking.whole_bonus(query.text, folded) + scope.lifts.get(account.id, 0)
                answers.append(Answer(account, found + extra, folded))
        answers.sort(key=lambda answer: answer.order)
        least = min(answers[0].points - ranking.WITHIN_BEST, ranking.GOOD) if answers else 0
        return [answer for answer in answers[:limit] if answer.points >= least]

    def _by_words(self, query: Query, scope: Scope) -> dict[int, float]:
        """Accounts whose words hit every typed word; weak hits only when the strong ones are few."""
        if not query.words:
            signs = (position for position, folded in enumerate(self._folded) if query.text and query.text in folded)
            return dict.fromkeys(islice(signs, _ENOUGH), ranking.INNER)
        strong = [self._strong_hits(word) for word in query.words]
        points = self._weighed(query, strong, scope)
        _raise(points, self._by_initials(query))
        if len(points) >= _ENOUGH:
            return points
        hits = [self._with_weak_hits(word, hit) for word, hit in zip(query.words, strong, strict=True)]
        _raise(points, self._weighed(query, hits, scope))
        if len(query.run_together) >= 4:
            found = self._together.starting_with(query.run_together, _ENOUGH)
            _raise(points, dict.fromkeys(found, ranking.RUN_TOGETHER))
        return points

    def _weighed(self, query: Query, hits: Sequence[WordHits], scope: Scope) -> dict[int, float]:
        groups = sorted(hits, key=self._count)
        found = reduce(lambda left, hit: left & self._hit_positions(hit), groups[1:], self._hit_positions(groups[0]))
        if scope.allowed is not None:
            found &= scope.allowed
        points: dict[int, float] = {}
        for position in self._worth_weighing(query.text, found, scope.lifts):
            weight = ranking.name_points(hits, self._words[position], self._label_words.get(position, ()))
            if weight:
                points[position] = weight
        return points

    def _worth_weighing(self, text: str, found: set[int], lifts: Mapping[int, int]) -> Iterable[int]:
        """All of them if they are few; else those that are lifted or begin with the text, then the first by name."""
        if len(found) <= _MOST_WEIGHED:
            return found
        begin = bisect_left(self._folded, text)
        end = min(bisect_right(self._folded, text + _LAST), begin + _MOST_WEIGHED)
        first = set(range(begin, end)) & found
        first |= self.positions_of(lifts) & found
        return islice(chain(first, sorted(found - first) if len(first) < _MOST_WEIGHED else ()), _MOST_WEIGHED)

    def _strong_hits(self, word: str) -> WordHits:
        begin, end = self._range(word)
        graded: dict[int, float] = {}
        for country in WORDS_OF_COUNTRY.get(word, ()):
            place = self._place(country)
            if place is not None:
                graded[place] = ranking.COUNTRY
        year = self._place(f"20{word}") if word.isdigit() and len(word) == 2 else None
        if year is not None:
            graded[year] = ranking.YEAR
        if begin < end and self._vocabulary[begin] == word:
            graded[begin] = ranking.EXACT
        if is_cjk(word):
            for place in self._lines.containing(word, _MOST_HIT_WORDS):
                if not begin <= place < end:
                    graded[place] = ranking.CJK_INNER
        return WordHits(begin, end, graded)

    def _with_weak_hits(self, word: str, strong: WordHits) -> WordHits:
        weak: dict[int, float] = {}
        if len(word) >= (3 if word.isdigit() else 2):
            weak = dict.fromkeys(self._lines.containing(word, _MOST_HIT_WORDS), ranking.inner_grade(word))
        if word.isalpha() and len(word) >= 2:
            _raise(weak, self._abbreviated(word))
            _raise(weak, self._mistyped(word))
        kept = {place: points for place, points in weak.items() if not strong.begin <= place < strong.end}
        return WordHits(strong.begin, strong.end, {**kept, **strong.graded})

    def _abbreviated(self, word: str) -> dict[int, float]:
        begin, end = self._range(word[0])
        matches = self._lines.matching(re.compile(ranking.abbreviation_pattern(word), re.MULTILINE), begin, end)
        found = ((place, ranking.abbreviation_grade(length - len(word))) for place, length in matches)
        return dict(sorted(found, key=lambda one: -one[1])[:_MOST_HIT_WORDS])

    def _mistyped(self, word: str) -> dict[int, float]:
        allowed = ranking.typos_allowed(word)
        found: dict[int, float] = {}
        for length in (len(word) - 1, len(word), len(word) + 1) if allowed else ():
            beginnings, starts = self._beginnings_of(length)
            for begin, end in self._worth_comparing(word, beginnings):
                compared = beginnings[begin:end]
                matches = process.extract(
                    word, compared, scorer=OSA.distance, score_cutoff=allowed, limit=_MOST_HIT_WORDS
                )
                for text, distance, offset in matches:
                    first, after = starts[begin + offset], starts[begin + offset + 1]
                    for place in range(first, min(after, first + _MOST_HIT_WORDS)):
                        whole = self._vocabulary[place] == text
                        points = ranking.typo_grade(word, text, int(distance), whole=whole)
                        found[place] = max(found.get(place, 0.0), points)
        return {place: points for place, points in found.items() if points}

    def _worth_comparing(self, word: str, beginnings: Sequence[str]) -> list[tuple[int, int]]:
        """All of few; of very many those that begin with one of the first two letters that were typed."""
        if len(beginnings) <= _MOST_COMPARED:
            return [(0, len(beginnings))]
        first_letters = sorted(set(word[:2]))
        return [(bisect_left(beginnings, first), bisect_right(beginnings, first + _LAST)) for first in first_letters]

    def _by_initials(self, query: Query) -> dict[int, float]:
        """Accounts whose words begin with the letters that were typed as one word."""
        typed = query.run_together
        if len(query.words) != 1 or not 2 <= len(typed) <= 6:
            return {}
        begin = bisect_left(self._initials_sorted, typed)
        end = bisect_right(self._initials_sorted, typed + _LAST)
        positions = chain.from_iterable(self._initials[initials] for initials in self._initials_sorted[begin:end])
        exact = set(self._initials.get(typed, ()))
        return {
            position: ranking.INITIALS + (3 if position in exact else 0)
            for position in islice(chain(exact, positions), _MOST_WEIGHED)
        }

    def _by_similarity(self, query: Query) -> dict[int, float]:
        """The last resort: whole names that look alike, spaces or not."""
        typed = query.run_together
        if len(typed) < 4:
            return {}
        matches = process.extract(
            typed, self._together.lines, scorer=fuzz.ratio, score_cutoff=_LEAST_SIMILARITY, limit=_ENOUGH
        )
        return {position: ranking.SIMILAR * score / 100 for _, score, position in matches}

    def _hit_positions(self, hit: WordHits) -> set[int]:
        lists = chain(self._postings[hit.begin : hit.end], (self._postings[word] for word in hit.graded))
        return set(chain.from_iterable(lists))

    def _count(self, hit: WordHits) -> int:
        return sum(len(self._postings[word]) for word in chain(range(hit.begin, hit.end), hit.graded))

    def _range(self, beginning: str) -> tuple[int, int]:
        return bisect_left(self._vocabulary, beginning), bisect_right(self._vocabulary, beginning + _LAST)

    def _place(self, word: str) -> int | None:
        place = bisect_left(self._vocabulary, word)
        return place if place < len(self._vocabulary) and self._vocabulary[place] == word else None

    def _beginnings_of(self, length: int) -> tuple[list[str], list[int]]:
        """The different beginnings of this length, and the first word of each; one more start closes the last."""
        if length not in self._beginnings:
            texts: list[str] = []
            starts: list[int] = []
            for place in range(self._letters_from, len(self._vocabulary)):
                beginning = self._vocabulary[place][:length]
                if not texts or texts[-1] != beginning:
                    texts.append(beginning)
                    starts.append(place)
            self._beginnings[length] = (texts, [*starts, len(self._vocabulary)])
        return self._beginnings[length]

    def _occurrences(self) -> "list[array[int]]":
        postings = [array("I") for _ in self._vocabulary]
        for position, words in enumerate(self._words):
            for word in {*words, *self._label_words.get(position, ())}:
                postings[word].append(position)
        return postings


def _raise(points: dict[int, float], more: Mapping[int, float]) -> None:
    """Keep the better points of each."""
    for key, value in more.items():
        if value > points.get(key, 0):
            points[key] = value


def _grouped(keys: Iterable[str]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for position, key in enumerate(keys):
        if len(key) > 1:
            groups.setdefault(key, []).append(position)
    return groups
