"""One page of a list, as its pager tells it."""

from dataclasses import dataclass

from bizhub.services import formats

_LONGEST_NUMBER = 6


@dataclass
class Paged:
    """ "1–50 of 10,000", written for the reader, and whether there is a page before and after."""

    first: str = ""
    last: str = ""
    total: str = ""
    has_previous: bool = False
    has_next: bool = False


def paged(page: int, size: int, total: int, locale: str) -> Paged:
    """The page (from 1) of a list with so many rows."""
    before = (page - 1) * size
    last = min(before + size, total)
    counts = (formats.number(count, locale) for count in (before + 1, last, total))
    return Paged(*counts, has_previous=before > 0, has_next=last < total)


def page_of(text: str) -> int:
    """A page's number as it stands in an address; the first for everything else."""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else 1
