"""Lists in pages: what a pager tells, and the state of a list that its address describes."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar
from urllib.parse import urlencode

from pydantic import Field
from reflex.event import EventSpec

from bizhub.domain.names import LONGEST_NAME
from bizhub.services import formats
from bizhub.state.base import BizHubState
from bizhub.state.notices import go_to
from bizhub.state.remote import remote

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


class ListedState(BizHubState, mixin=True):
    """Mixin of states with one page of a list: its address says which page, and what is searched and filtered.

    A state has the list's `_path`, reads its filters from an address in `_read_filters`, names them in `_filters`, and
    reads the rows in `_show`. `visits` changes when the field of the search has to be drawn anew.
    """

    paging: Paged | None = None
    search: str = ""
    narrows: bool = False
    visits: int = 0
    loaded: bool = False
    loading: bool = False

    _path: ClassVar[str]
    _page: int = 1
    _typed: str = ""

    @remote
    async def load(self) -> AsyncIterator[Any]:
        """Show what the address says."""
        if self.router.url.path.rstrip("/") != self._path:
            return
        wanted = self.router.url.query_parameters
        self.search, self._page = wanted.get("q", "").strip()[:LONGEST_NAME], page_of(wanted.get("page", ""))
        self._read_filters(wanted)
        self.narrows = bool(self.search or any(self._filters().values()))
        if self.search != self._typed:  # a link or the back button: the field holds something else
            self._typed = self.search
            self.visits += 1
        self.loading = True
        yield
        try:
            await self._show()
        finally:
            self.loading = False

    @remote
    async def refresh(self) -> None:
        """Show the same page again, because somebody changed what it shows."""
        if self.loaded:
            await self._show()

    @remote
    async def search_for(self, text: Annotated[str, Field(max_length=200)]) -> EventSpec:
        """Show what fits these words."""
        self._typed = text.strip()[:LONGEST_NAME]
        return self._go(self._typed, self._filters(), in_place=True)

    @remote
    async def clear_filters(self) -> EventSpec:
        """Show everything again."""
        return self._go("", {})

    @remote
    async def turn_back(self) -> EventSpec:
        """Show the page before."""
        return self._go(self.search, self._filters(), self._page - 1)

    @remote
    async def turn_on(self) -> EventSpec:
        """Show the next page."""
        return self._go(self.search, self._filters(), self._page + 1)

    def _go(self, search: str, filters: Mapping[str, str], page: int = 1, *, in_place: bool = False) -> EventSpec:
        wanted = {"q": search, **filters, "page": str(page) if page > 1 else ""}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return go_to(f"{self._path}?{query}" if query else self._path, replace=in_place)

    def _read_filters(self, wanted: Mapping[str, str]) -> None:
        """Take the filters from an address."""

    def _filters(self) -> dict[str, str]:
        """The filters as they stand in an address."""
        return {}

    async def _show(self) -> None:
        """Read the page and set `loaded`."""
        raise NotImplementedError
