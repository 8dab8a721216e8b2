"""Who may do what with one ad account, through which chains, now or at the end of a day."""

from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec

from bizhub.domain.days import known_day
from bizhub.domain.errors import BizHubError
from bizhub.domain.explanation import AccountExplained
from bizhub.services import access_explorer
from bizhub.state import push
from bizhub.state.ad_accounts import PATH
from bizhub.state.base import BizHubState
from bizhub.state.explained_rows import AccessLine, Telling, day_words, person_line
from bizhub.state.notices import go_to
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState


class AccountPeopleState(BizHubState, rx.State):
    """The people of the ad account that the address names; `on` is the day that is looked at, empty for now."""

    lines: list[AccessLine] = []
    admins: str = ""
    on: str = ""
    day: str = ""
    is_other_day: bool = False
    may_change: bool = False
    problem: str = ""
    loaded: bool = False
    visits: int = 0

    _id: str = ""
    _typed: str = ""

    @remote
    async def load(self) -> None:
        """Show the people as of the day that the address says."""
        wanted, day = self._named(), known_day(self.router.url.query_parameters.get("on", ""))
        if wanted != self._id:
            visits = self.visits
            self.reset()
            self._id, self.visits = wanted, visits
        self.on = day.isoformat() if day else ""
        if self.on != self._typed:  # a link or the back button: the field holds something else
            self._typed = self.on
            self.visits += 1
        await self._try_to_show()

    @remote
    async def refresh(self) -> None:
        """Show them again, because somebody changed who may do what."""
        if self.loaded and self._named() == self._id:
            await self._try_to_show()

    @remote
    async def look_at(self, day: Annotated[str, Field(max_length=10)]) -> EventSpec:
        """Look at the end of a day; an empty one is now."""
        known = known_day(day)
        self._typed = known.isoformat() if known else ""
        return self._go(self._typed)

    @remote
    async def look_at_now(self) -> EventSpec:
        """Look at now again, whatever the field of the day holds."""
        return self._go("")

    def _go(self, on: str) -> EventSpec:
        path = f"{PATH}/{self._id}"
        return go_to(f"{path}?on={on}" if on else path)

    async def _try_to_show(self) -> None:
        try:
            found = await self._ask(access_explorer.explain_ad_account, ad_account_id=self._id, on=known_day(self.on))
        except BizHubError as error:
            self.lines, self.admins, self.may_change = [], "", False
            self.problem, self.loaded = error.message, True
            return
        self.problem = ""
        await self._show(found)

    async def _show(self, found: AccountExplained) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        telling = Telling(reader, session.center_time_zone, found.at, found.is_now)
        self.lines = [person_line(person, telling) for person in found.people]
        self.admins = _listed(found.admins)
        self.is_other_day, self.day = not found.is_now, day_words(found.at, reader, session.center_time_zone)
        self.may_change = found.may_change and found.is_now
        self.loaded = True


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


for _subject in ("ad_account", "asset_group", "member"):
    push.refresh_on(_subject, AccountPeopleState.refresh, path=PATH)
