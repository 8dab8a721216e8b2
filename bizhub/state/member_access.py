"""What a member holds, through which chains, now or at the end of a day; the page's address says what is shown."""

from typing import Annotated
from urllib.parse import urlencode

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec

from bizhub.domain.days import known_day
from bizhub.domain.errors import BizHubError
from bizhub.domain.explanation import PersonExplained
from bizhub.services import access_explorer
from bizhub.state import push
from bizhub.state.base import BizHubState
from bizhub.state.explained_rows import AccessLine, Telling, account_line, day_words
from bizhub.state.member import PATH
from bizhub.state.notices import go_to
from bizhub.state.paging import Paged, page_of, paged
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

_LONGEST_SEARCH = 100


class MemberAccessState(BizHubState, rx.State):
    """One page of what somebody holds; `on` is the day that is looked at, empty for now."""

    lines: list[AccessLine] = []
    search: str = ""
    on: str = ""
    day: str = ""
    is_other_day: bool = False
    page: Paged | None = None
    problem: str = ""
    loaded: bool = False
    visits: int = 0

    _id: str = ""
    _page: int = 1
    _typed: tuple[str, str] = ("", "")

    @remote
    async def load(self) -> None:
        """Show what the address says."""
        wanted, query = self._named(), self.router.url.query_parameters
        if wanted != self._id:
            visits = self.visits
            self.reset()
            self._id, self.visits = wanted, visits
        day = known_day(query.get("on", ""))
        self.search, self.on = query.get("q", "").strip()[:_LONGEST_SEARCH], day.isoformat() if day else ""
        self._page = page_of(query.get("page", ""))
        if (self.search, self.on) != self._typed:  # a link or the back button: the fields hold something else
            self._typed = (self.search, self.on)
            self.visits += 1
        await self._try_to_show()

    @remote
    async def refresh(self) -> None:
        """Show the same again, because somebody changed what is held."""
        if self.loaded and self._named() == self._id:
            await self._try_to_show()

    @remote
    async def search_for(self, text: Annotated[str, Field(max_length=200)]) -> EventSpec:
        """Search what is held by name or ID."""
        self._typed = (text.strip()[:_LONGEST_SEARCH], self.on)
        return self._go(*self._typed, in_place=True)

    @remote
    async def look_at(self, day: Annotated[str, Field(max_length=10)]) -> EventSpec:
        """Look at the end of a day; an empty one is now."""
        known = known_day(day)
        self._typed = (self.search, known.isoformat() if known else "")
        return self._go(*self._typed)

    @remote
    async def look_at_now(self) -> EventSpec:
        """Look at now again, whatever the field of the day holds."""
        return self._go(self.search, "")

    @remote
    async def turn_back(self) -> EventSpec:
        """Show the page before."""
        return self._go(self.search, self.on, page=max(1, self._page - 1))

    @remote
    async def turn_on(self) -> EventSpec:
        """Show the next page."""
        return self._go(self.search, self.on, page=self._page + 1)

    def _go(self, search: str, on: str, *, page: int = 1, in_place: bool = False) -> EventSpec:
        values = {"q": search, "on": on, "page": str(page) if page > 1 else ""}
        query = urlencode({name: value for name, value in values.items() if value})
        path = f"{PATH}/{self._id}"
        return go_to(f"{path}?{query}" if query else path, replace=in_place)

    async def _try_to_show(self) -> None:
        try:
            on = known_day(self.on)
            found = await self._ask(
                access_explorer.explain_person, user_id=self._id, on=on, search=self.search, page=self._page
            )
        except BizHubError as error:
            self.lines, self.page, self.problem, self.loaded = [], None, error.message, True
            return
        self.problem = ""
        await self._show(found)

    async def _show(self, found: PersonExplained) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        telling = Telling(reader, session.center_time_zone, found.at, found.is_now)
        self.lines = [account_line(row, telling) for row in found.rows]
        self.is_other_day, self.day = not found.is_now, day_words(found.at, reader, session.center_time_zone)
        self.page = paged(self._page, access_explorer.PAGE, found.total, reader.locale)
        self.loaded = True


for _subject in ("ad_account", "asset_group", "member"):
    push.refresh_on(_subject, MemberAccessState.refresh, path=PATH)
