"""The list of ad accounts: its address says what is shown, so that a link and the back button work."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec

from bizhub.domain.ad_accounts import (
    LEVEL_WORDS,
    LONGEST_NAME,
    NO_LEVEL,
    OWN_CENTER,
    STATUS_WORDS,
    AdAccountFilter,
    AdAccountPage,
    AdAccountRow,
    filter_from_query,
)
from bizhub.domain.names import some_of
from bizhub.domain.palette import shortened_id
from bizhub.domain.policy import AdAccountLevel, CenterRole, Permission
from bizhub.services import ad_accounts, formats, member_list, pins
from bizhub.state import push
from bizhub.state.base import BizHubState
from bizhub.state.notices import go_to, told
from bizhub.state.palette import PaletteState
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/accounts"


@dataclass
class LabelChip:
    """A label on an ad account."""

    id: str
    name: str
    color: str


@dataclass
class AdAccountLine:
    """A row of the list, written for the reader; `level` is empty when the reader holds none."""

    id: str
    name: str
    detail: str
    status: str
    currency: str
    level: str
    created: str
    imported: bool
    pin_key: str
    pinned: bool
    may_label: bool
    labels: list[LabelChip] = field(default_factory=list)


class AdAccountsState(BizHubState, rx.State):
    """One page of the list, its filters, and the rows that are selected on it."""

    rows: list[AdAccountLine] = []
    loaded: bool = False
    loading: bool = False
    total: str = ""
    first: str = ""
    last: str = ""
    has_previous: bool = False
    has_next: bool = False

    search: str = ""
    status: str = ""
    owner: str = ""
    label: str = ""
    currency: str = ""
    level: str = ""
    sort: str = "name"
    descending: bool = False
    narrows: bool = False

    status_choices: list[list[str]] = []
    owner_choices: list[list[str]] = []
    level_choices: list[list[str]] = []
    currency_choices: list[list[str]] = []
    label_choices: list[list[str]] = []

    selected: list[str] = []
    may_give: bool = False
    admins: str = ""

    visits: int = 0

    _chosen: AdAccountFilter = AdAccountFilter()
    _typed: str = ""

    @remote
    async def load(self) -> AsyncIterator[Any]:
        """Show what the address says."""
        if self.router.url.path.rstrip("/") != PATH:
            return
        chosen = filter_from_query(self.router.url.query_parameters)
        if chosen.search != self._typed:  # a link or the back button: the field holds something else
            self._typed = chosen.search
            self.visits += 1
        self._show_filters(chosen)
        self.loading = True
        yield
        try:
            await self._show()
        finally:
            self.loading = False

    @remote
    async def refresh(self) -> None:
        """Show the same page again, because somebody changed an ad account."""
        if self.loaded:
            await self._show()

    @remote
    async def search_for(self, text: Annotated[str, Field(max_length=200)]) -> EventSpec:
        """Search by name or ID."""
        self._typed = text.strip()[:LONGEST_NAME]
        return self._go(replace(self._chosen, search=self._typed, page=1), in_place=True)

    @remote
    async def filter_by(self, name: Literal["status", "owner", "label", "currency", "level"], value: str) -> EventSpec:
        """Filter by a column; an empty value shows all."""
        return self._go(replace(self._chosen, page=1, **{name: value}))

    @remote
    async def clear_filters(self) -> EventSpec:
        """Show everything again."""
        return self._go(AdAccountFilter(sort=self._chosen.sort, descending=self._chosen.descending))

    @remote
    async def sort_by(self, key: str) -> EventSpec:
        """Sort by a column, or the other way round."""
        return self._go(self._chosen.sorted_by(key))

    @remote
    async def turn_back(self) -> EventSpec:
        """Show the page before."""
        return self._go(replace(self._chosen, page=max(1, self._chosen.page - 1)))

    @remote
    async def turn_on(self) -> EventSpec:
        """Show the next page."""
        return self._go(replace(self._chosen, page=self._chosen.page + 1))

    @remote
    async def toggle(self, row_id: str) -> None:
        """Select a row, or no longer."""
        known = {row.id for row in self.rows}
        if row_id in self.selected:
            self.selected = [one for one in self.selected if one != row_id]
        elif row_id in known:
            self.selected = [*self.selected, row_id]

    @remote
    async def toggle_page(self) -> None:
        """Select every row of the page, or none."""
        self.selected = [] if self.selected else [row.id for row in self.rows]

    @remote
    async def clear_selection(self) -> None:
        """Select nothing."""
        self.selected = []

    @remote
    async def toggle_pin(self, row_id: str) -> list[EventSpec]:
        """Pin an ad account to a key, or take its pin away."""
        row = next((row for row in self.rows if row.id == row_id), None)
        if row is None:
            return []
        if row.pinned:
            await self._act(pins.unpin_ad_account, ad_account_id=row_id)
            key = 0
        else:
            key = await self._act(pins.pin_ad_account, ad_account_id=row_id)
        await self._show()
        words = f"Pinned. In the palette (Ctrl K) press {key} for it." if key else "No longer pinned."
        return [told(words), PaletteState.refresh()]

    def _go(self, chosen: AdAccountFilter, *, in_place: bool = False) -> EventSpec:
        query = urlencode(chosen.as_query())
        return go_to(f"{PATH}?{query}" if query else PATH, replace=in_place)

    async def _show(self) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        page = await self._ask(ad_accounts.list_ad_accounts, chosen=self._chosen)
        choices = await self._ask(ad_accounts.list_filter_choices)
        self.status_choices = [[status.value, word] for status, word in STATUS_WORDS.items()]
        self.owner_choices = [[OWN_CENTER, session.center_name]]
        self.currency_choices = [[currency, currency] for currency in choices.currencies]
        self.label_choices = [[label.id, label.name] for label in choices.labels]
        self.level_choices = [[level.value, word] for level, word in LEVEL_WORDS.items()]
        if Permission.INSIGHTS_VIEW_CENTER in session.permissions:
            self.level_choices.append([NO_LEVEL, "No level"])
        self._show_filters(page.chosen)
        self._show_page(page, reader)
        leads = any(row.level is AdAccountLevel.ADMIN for row in page.rows)
        self.may_give = leads or Permission.ASSET_MANAGE in session.permissions
        await self._show_whom_to_ask(page)

    async def _show_whom_to_ask(self, page: AdAccountPage) -> None:
        """Who sees no ad account can ask for none by its name, but for a level on whichever they need."""
        if not page.total and not page.chosen.narrows:
            found = await self._ask(member_list.list_members, role=CenterRole.ADMIN)
            self.admins = some_of([row.name for row in found.rows])

    def _show_filters(self, chosen: AdAccountFilter) -> None:
        self._chosen = chosen
        self.search, self.status, self.owner = chosen.search, chosen.status, chosen.owner
        self.label, self.currency, self.level = chosen.label, chosen.currency, chosen.level
        self.sort, self.descending, self.narrows = chosen.sort.value, chosen.descending, chosen.narrows

    def _show_page(self, page: AdAccountPage, reader: Reader) -> None:
        offset, shown = page.chosen.offset, len(page.rows)
        self.rows = [line_of(row, reader) for row in page.rows]
        self.total = formats.number(page.total, reader.locale)
        self.first = formats.number(offset + 1, reader.locale)
        self.last = formats.number(offset + shown, reader.locale)
        self.has_previous, self.has_next = offset > 0, offset + shown < page.total
        known = {row.id for row in self.rows}
        self.selected = [row_id for row_id in self.selected if row_id in known]
        self.loaded = True


def line_of(row: AdAccountRow, reader: Reader) -> AdAccountLine:
    """A row as the reader sees it."""
    return AdAccountLine(
        id=row.id,
        name=row.name,
        detail=f"ID {shortened_id(row.external_id)}",
        status=row.status,
        currency=row.currency,
        level=row.level.value if row.level else "",
        created=formats.day(row.created_at.astimezone(ZoneInfo(reader.time_zone)).date(), reader.locale),
        imported=row.imported,
        pin_key=str(row.pin_key),
        pinned=row.pin_key > 0,
        may_label=row.may_label,
        labels=[LabelChip(label.id, label.name, label.color) for label in row.labels],
    )


push.refresh_on("ad_account", AdAccountsState.refresh, path=PATH)
push.refresh_on("figures", AdAccountsState.refresh, path=PATH)
