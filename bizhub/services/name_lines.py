"""Many short texts as one long one, so that looking into all of them is one pass in C."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from bizhub.domain import ranking
from bizhub.domain.ranking import Query

_MOST_IDS = 300
_MOST_OCCURRENCES = 5_000
_MARKS = "\n\t"


class Lines:
    """Texts in their order, joined by line ends; hits come back as places in that order."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Join the texts; they contain no line ends."""
        self.lines = lines
        self._text = "\n" + "\n".join(lines) + "\n"
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=1))

    def containing(self, part: str, most: int) -> list[int]:
        """Places of the first lines that contain a text."""
        return self.around("", part, "", most)

    def starting_with(self, part: str, most: int) -> list[int]:
        """Places of the first lines that begin with a text."""
        return self.around("\n", part, "", most)

    def around(self, before: str, part: str, after: str, most: int) -> list[int]:
        """Places of the first lines in which `part` stands between two marks; a line end is a mark, too."""
        wanted = before + part + after
        places: list[int] = []
        at = self._text.find(wanted)
        while at >= 0 and len(places) < most:
            place = self._place(at + len(before))
            places.append(place)
            at = self._text.find(wanted, self._starts[place + 1] - 1)
        return places

    def occurrences(self, part: str, most: int) -> Iterator[tuple[int, str, str]]:
        """Place, character before and character after each of the first occurrences, in one pass."""
        for match in islice(re.finditer(re.escape(part), self._text), most):
            yield self._place(match.start()), self._text[match.start() - 1], self._text[match.end()]

    def matching(self, pattern: re.Pattern[str], begin: int, end: int) -> Iterator[tuple[int, int]]:
        """Place and length of each match within the lines from `begin` to `end`."""
        for match in pattern.finditer(self._text, self._starts[begin], self._starts[end]):
            yield self._place(match.start()), match.end() - match.start()

    def _place(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1


class IdLines:
    """The two IDs of each ad account: BizHub's own and the one it came with."""

    def __init__(self, ids: Sequence[tuple[str, str]]) -> None:
        """Take (own ID, external ID) of each account."""
        self._lines = Lines([f"{own}\t{external}" for own, external in ids])

    def answering(self, query: Query) -> dict[int, float]:
        """Places and points of the accounts whose ID is, begins with, ends with or contains what was typed."""
        start, end = query.id_start, query.id_end
        if not start:
            return {}
        if end:
            cut = re.compile(rf"(?<=[\n\t]){re.escape(start)}[^\n\t]*{re.escape(end)}(?=[\n\t])")
            found = islice(self._lines.matching(cut, 0, len(self._lines.lines)), _MOST_IDS)
            return dict.fromkeys((place for place, _ in found), ranking.ID_END)
        points: dict[int, float] = {}
        seen = 0
        for place, before, after in self._lines.occurrences(start, _MOST_OCCURRENCES):
            seen += 1
            at_ends = (before in _MARKS) + (after in _MARKS)
            grade = (ranking.ID_INNER if len(start) >= 4 else 0.0, ranking.ID_END, ranking.ID_EXACT)[at_ends]
            if grade > points.get(place, 0.0):
                points[place] = grade
        if seen == _MOST_OCCURRENCES:  # so common that the best may come later
            for before, after in (("", "\t"), ("", "\n"), ("\n", "\t"), ("\t", "\n")):
                grade = ranking.ID_EXACT if before else ranking.ID_END
                points.update(dict.fromkeys(self._lines.around(before, start, after, _MOST_IDS), grade))
        return points
