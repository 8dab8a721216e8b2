"""The drawer in which a level is given, changed, extended or ended: of a person on an ad account."""

from datetime import date
from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.days import typed_day
from bizhub.domain.palette import PaletteRow
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import ad_account_people, formats, member_choice, member_page, palette, session_view
from bizhub.state.base import FormState
from bizhub.state.notices import done, told
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

_USUAL = AdAccountLevel.ANALYST.value
"""What is offered to whoever holds nothing yet."""


class TypedLevel(TypedDict):
    """The form of the drawer; an empty level is none, an empty last day no end."""

    level: str
    last_day: str
    reason: str


class LevelState(FormState, rx.State):
    """One person and one ad account; `picks` says which of them is still chosen in the drawer, if any."""

    opened: bool = False
    picks: str = ""
    title: str = ""
    subtitle: str = ""
    chosen: str = ""
    rows: list[PaletteRow] = []
    answered: str = ""
    is_ready: bool = False
    level: str = ""
    until: str = ""
    groups: str = ""
    form_version: int = 0

    _user: str = ""
    _account: str = ""
    _names: tuple[str, str] = ("", "")

    @remote
    async def open_for(self, user_id: str, ad_account_id: str) -> None:
        """Open the drawer; an empty ID is chosen in it."""
        await self._open(user_id, ad_account_id)

    @remote
    async def set_opened(self, opened: bool) -> None:
        """Keep in step with the drawer."""
        self.opened = opened

    @remote(supersedes=True)
    async def suggest(self, query: Annotated[str, Field(max_length=200)]) -> None:
        """Offer what is still to be chosen."""
        if self.picks == "ad_account":
            found = await self._ask(palette.suggest_ad_accounts, query=query)
        else:
            found = await self._ask(member_choice.suggest_members, query=query)
        self.rows, self.answered = list(found.rows), found.query

    @remote
    async def choose(self, row_id: str) -> None:
        """Take one of the suggestions, or none; what is held already shows in the form."""
        self.chosen, self.is_ready, self.errors = "", False, {}
        if self.picks == "ad_account":
            self._account = row_id
        elif self.picks == "member":
            self._user = row_id
        if row_id and self.picks:
            await self._show_pair()

    @remote
    async def save(self, form_data: TypedLevel) -> EventSpec:
        """Give, change or end the level."""
        level, until = form_data["level"], typed_day(form_data["last_day"], field="until")
        await self._act(
            ad_account_people.set_level, ad_account_id=self._account, user_id=self._user, level=level, until=until,
            reason=form_data["reason"], seen=self._seen,
        )  # fmt: skip
        self.opened = False
        return done(await self._words(level, until))

    @remote
    async def extend(self, user_id: str, ad_account_id: str) -> EventSpec:
        """Let a level last longer; where that is refused, the drawer opens and says why."""
        await self._open(user_id, ad_account_id)
        until = await self._act(ad_account_people.extend_level, ad_account_id=ad_account_id, user_id=user_id)
        self.opened = False
        return done(await self._words(self.level, until)) if until else told("This level has no end.")

    async def _open(self, user_id: str, ad_account_id: str) -> None:
        self.reset()
        self._user, self._account = user_id, ad_account_id
        if user_id and ad_account_id:
            await self._show_pair()
            self.title = self.subtitle
            self.subtitle = "What is held directly. It changes at once."
        elif user_id:
            person = await self._ask(member_page.view_member, user_id=user_id)
            self.picks, self.title, self.subtitle = "ad_account", "Give access", f"To {person.row.name}"
        else:
            account = await self._ask(session_view.view_ad_account, ad_account_id=ad_account_id)
            self.picks, self.title, self.subtitle = "member", "Give access", f"On {account.name}"
        self.opened = True

    async def _show_pair(self) -> None:
        shown = await self._ask(ad_account_people.view_level, ad_account_id=self._account, user_id=self._user)
        held = shown.level.value if shown.level else ""
        self.until = shown.until.isoformat() if shown.until else ""
        self._seen = {"level": held, "until": self.until}
        self.level = held or _USUAL
        self._names = (shown.person, shown.ad_account)
        self.chosen = shown.ad_account if self.picks == "ad_account" else shown.person
        self.groups = " and ".join(shown.groups)
        self.subtitle = f"{shown.person} on {shown.ad_account}" if not self.picks else self.subtitle
        self.is_ready = True
        self.form_version += 1

    async def _words(self, level: str, until: date | None) -> str:
        """What stands now, as a sentence."""
        person, ad_account = self._names
        if not level:
            return f"{person} holds no level of their own on {ad_account} any more."
        session = await self.get_state(SessionState)
        locale = current_reader(session.user_locale, session.center_time_zone).locale
        ends = f" until {formats.day(until, locale)}" if until else ""
        return f"{person} holds {LEVEL_WORDS[AdAccountLevel(level)]} on {ad_account}{ends}."
