"""The page of one ad account: what it is, who works on it, its labels, its last changes."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.activity import ActivityFilter
from bizhub.domain.ad_accounts import LEVEL_WORDS, LONGEST_INDUSTRY, LONGEST_NAME, LONGEST_NOTE, AdAccountDetail
from bizhub.domain.errors import BizHubError
from bizhub.services import activity, ad_account_people, ad_accounts, formats, pins
from bizhub.state import push
from bizhub.state.activity_rows import EntryLine, entry_line
from bizhub.state.ad_accounts import PATH, AdAccountLine, line_of
from bizhub.state.kept_form import EditedInPlaceState
from bizhub.state.notices import done, told
from bizhub.state.palette import PaletteState
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

_LAST_CHANGES = 10


class AdAccountForm(TypedDict):
    """What is typed on the page; the limits here only keep nonsense out, the use case says what is too long."""

    name: Annotated[str, Field(max_length=4 * LONGEST_NAME)]
    industry: Annotated[str, Field(max_length=4 * LONGEST_INDUSTRY)]
    note: Annotated[str, Field(max_length=4 * LONGEST_NOTE)]


class AdAccountState(EditedInPlaceState, rx.State):
    """One ad account as this person may see it; `problem` says why it cannot be shown."""

    account: AdAccountLine | None = None
    external_id: str = ""
    time_zone: str = ""
    owner_name: str = ""
    created_by: str = ""
    level_word: str = ""
    industry: str = ""
    note: str = ""
    period: str = ""
    as_of: str = ""
    changes: list[EntryLine] = []
    may_import: bool = False
    may_label: bool = False
    may_edit: bool = False
    may_take_level: bool = False
    problem: str = ""
    loaded: bool = False

    _id: str = ""

    @remote
    async def load(self) -> AsyncIterator[Any]:
        """Show the ad account that the address names."""
        wanted = self._named()
        if wanted != self._id:
            self.reset()
            self._id = wanted
            yield
        try:
            await self._load()
            self.problem = ""
        except BizHubError as error:
            self.reset()
            self.problem = error.message
        self.loaded = True

    @remote
    async def refresh(self) -> None:
        """Show it again, because somebody changed an ad account; what is being typed stays."""
        if self.loaded and not self.problem:
            await self._load()

    @remote
    async def save(self, form_data: AdAccountForm) -> EventSpec:
        """Keep what was typed, unless somebody else was first."""
        await self._act(ad_accounts.edit_ad_account, ad_account_id=self._id, seen=self._seen, **form_data)
        self._close_form()
        await self._load()
        session = await self.get_state(SessionState)
        if self.account is not None and session.account_id == self.account.id:
            session.account_name = self.account.name
        return done("Saved.")

    @remote
    async def take_level(self) -> EventSpec:
        """Give oneself the level Admin."""
        await self._act(ad_account_people.take_level, ad_account_id=self._id)
        await self._load()
        return done("You now hold the level Admin on this ad account.")

    @remote
    async def toggle_pin(self) -> list[EventSpec]:
        """Pin the ad account to a key, or take its pin away."""
        if self.account is None:
            return []
        if self.account.pinned:
            await self._act(pins.unpin_ad_account, ad_account_id=self._id)
            answer = told("No longer pinned.")
        else:
            key = await self._act(pins.pin_ad_account, ad_account_id=self._id)
            answer = told(f"Pinned. In the palette (Ctrl K) press {key} for it.")
        await self._load()
        return [answer, PaletteState.refresh()]

    @remote
    async def move_pin(self, key: Annotated[str, Field(pattern="^[1-9]$")]) -> EventSpec:
        """Move the pin to another key; the one that is there takes its place."""
        await self._act(pins.move_pin, ad_account_id=self._id, key=int(key))
        await self._load()
        return PaletteState.refresh()

    async def _load(self) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        detail = await self._ask(ad_accounts.get_ad_account, ad_account_id=self._id)
        found = await self._ask(activity.list_activity, chosen=ActivityFilter(asset=self._id))
        self.changes = [entry_line(row, reader) for row in found.rows[:_LAST_CHANGES]]
        self._show(detail, reader)

    def _fields(self) -> dict[str, str] | None:
        if self.account is None or not self.may_edit:
            return None
        return {"name": self.account.name, "industry": self.industry, "note": self.note}

    def _show(self, detail: AdAccountDetail, reader: Reader) -> None:
        self.account = line_of(detail.row, reader)
        self.form_of = f"ad_account/{detail.row.id}"
        self.external_id, self.time_zone = detail.row.external_id, detail.row.time_zone
        self.owner_name, self.created_by = detail.owner_name, detail.created_by
        self.level_word = LEVEL_WORDS[detail.row.level] if detail.row.level else ""
        self.industry, self.note = detail.industry, detail.note
        self.may_import, self.may_label = detail.may_import, detail.may_label
        self.may_edit, self.may_take_level = detail.may_edit, detail.may_take_level
        self.period = self.as_of = ""
        if detail.coverage is not None:
            self.period = formats.periods(detail.coverage.known.runs, reader.locale)
            self.as_of = formats.zoned_moment(detail.coverage.as_of, reader.time_zone, reader.locale)


push.refresh_on("ad_account", AdAccountState.refresh, path=PATH)
push.refresh_on("figures", AdAccountState.refresh, path=PATH)
