"""The members and the ad accounts of an asset group: shown, put in, taken out."""

from dataclasses import dataclass
from typing import Annotated, Literal, get_args
from urllib.parse import urlencode

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec

from bizhub.domain.asset_groups import AssetGroupDetail, GroupAdAccount, GroupMember
from bizhub.domain.errors import BizHubError
from bizhub.domain.folding import fold
from bizhub.domain.palette import shortened_id
from bizhub.services import asset_group_list, asset_groups
from bizhub.state import push
from bizhub.state.base import BizHubState
from bizhub.state.explained_rows import day_words, last_day_words
from bizhub.state.group_add import GroupAddState
from bizhub.state.groups import PATH
from bizhub.state.notices import done, go_to
from bizhub.state.paging import Paged, page_of, paged
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

Kind = Literal["members", "ad_accounts"]
_PAGE = 50
_LONGEST_SEARCH = 100


@dataclass
class ContentLine:
    """A member or an ad account of the group."""

    id: str
    name: str
    detail: str
    since: str
    until: str
    added_by: str


class GroupContentState(BizHubState, rx.State):
    """A page of each of the two lists, and what is selected on them; the address says which pages."""

    members: list[ContentLine] = []
    ad_accounts: list[ContentLine] = []
    members_page: Paged | None = None
    ad_accounts_page: Paged | None = None
    selected_members: list[str] = []
    selected_ad_accounts: list[str] = []
    search: str = ""
    may_change: bool = False
    problem: str = ""
    loaded: bool = False
    visits: int = 0

    _id: str = ""
    _pages: tuple[int, int] = (1, 1)
    _typed: str = ""

    @remote
    async def load(self) -> None:
        """Show what the address says."""
        wanted, query = self._named(), self.router.url.query_parameters
        if wanted != self._id:
            visits = self.visits
            self.reset()
            (await self.get_state(GroupAddState)).reset()
            self._id, self.visits = wanted, visits
        self.search = query.get("q", "").strip()[:_LONGEST_SEARCH]
        self._pages = page_of(query.get("members", "")), page_of(query.get("accounts", ""))
        if self.search != self._typed:  # a link or the back button: the field holds something else
            self._typed = self.search
            self.visits += 1
        await self._try_to_show()

    @remote
    async def refresh(self) -> None:
        """Show the same again, because somebody changed the group."""
        if self.loaded and self._named() == self._id:
            await self._try_to_show()

    @remote
    async def search_for(self, text: Annotated[str, Field(max_length=200)]) -> EventSpec:
        """Search members and ad accounts of the group."""
        self._typed = text.strip()[:_LONGEST_SEARCH]
        return self._go(self._typed, (1, 1), in_place=True)

    @remote
    async def turn(self, kind: Kind, way: Literal["back", "on"]) -> EventSpec:
        """Turn the page of one of the lists."""
        by = 1 if way == "on" else -1
        members, accounts = self._pages
        pages = (max(1, members + by), accounts) if kind == "members" else (members, max(1, accounts + by))
        return self._go(self.search, pages)

    @remote
    async def toggle(self, kind: Kind, row_id: str) -> None:
        """Select a row, or no longer."""
        selected = self._selected(kind)
        if row_id in selected:
            selected = [one for one in selected if one != row_id]
        elif row_id in self._shown(kind):
            selected = [*selected, row_id]
        self._select(kind, selected)

    @remote
    async def toggle_page(self, kind: Kind) -> None:
        """Select every row of the page, or none."""
        self._select(kind, [] if self._selected(kind) else self._shown(kind))

    @remote
    async def remove_selected(self, kind: Kind) -> EventSpec:
        """Take out what is selected."""
        gone = self._selected(kind)
        change = asset_groups.change_members if kind == "members" else asset_groups.change_ad_accounts
        await self._act(change, group_id=self._id, remove=gone)
        self._select(kind, [])
        await self._try_to_show()
        return done(f"Took {len(gone)} out of the group.")

    def _go(self, search: str, pages: tuple[int, int], *, in_place: bool = False) -> EventSpec:
        values = {
            "q": search,
            **{name: str(page) for name, page in zip(("members", "accounts"), pages, strict=True) if page > 1},
        }
        query = urlencode({name: value for name, value in values.items() if value})
        path = f"{PATH}/{self._id}"
        return go_to(f"{path}?{query}" if query else path, replace=in_place)

    def _selected(self, kind: Kind) -> list[str]:
        return list(self.selected_members if kind == "members" else self.selected_ad_accounts)

    def _shown(self, kind: Kind) -> list[str]:
        return [line.id for line in (self.members if kind == "members" else self.ad_accounts)]

    def _select(self, kind: Kind, selected: list[str]) -> None:
        if kind == "members":
            self.selected_members = selected
        else:
            self.selected_ad_accounts = selected

    async def _try_to_show(self) -> None:
        try:
            detail = await self._ask(asset_group_list.view_group, group_id=self._id)
        except BizHubError as error:
            self.members, self.ad_accounts, self.may_change = [], [], False
            self.problem, self.loaded = error.message, True
            return
        self.problem = ""
        await self._show(detail)

    async def _show(self, detail: AssetGroupDetail) -> None:
        session = await self.get_state(SessionState)
        reader, zone = current_reader(session.user_locale, session.center_time_zone), session.center_time_zone
        words = fold(self.search).split()
        people = [row for row in detail.members if all(word in fold(row.name) for word in words)]
        accounts = [
            row for row in detail.ad_accounts if all(word in fold(f"{row.name} {row.external_id}") for word in words)
        ]
        first, second = self._pages
        self.members = [_person(row, reader, zone) for row in people[(first - 1) * _PAGE : first * _PAGE]]
        self.ad_accounts = [_account(row, reader, zone) for row in accounts[(second - 1) * _PAGE : second * _PAGE]]
        self.members_page = paged(first, _PAGE, len(people), reader.locale)
        self.ad_accounts_page = paged(second, _PAGE, len(accounts), reader.locale)
        for kind in get_args(Kind):
            shown = self._shown(kind)
            self._select(kind, [one for one in self._selected(kind) if one in shown])
        self.may_change, self.loaded = detail.may_change, True


def _person(row: GroupMember, reader: Reader, zone: str) -> ContentLine:
    until = last_day_words(row.until, reader, zone) if row.until else ""
    return ContentLine(row.user_id, row.name, "", day_words(row.since, reader, zone), until, row.added_by)


def _account(row: GroupAdAccount, reader: Reader, zone: str) -> ContentLine:
    detail = f"ID {shortened_id(row.external_id)}"
    return ContentLine(row.id, row.name, detail, day_words(row.since, reader, zone), "", row.added_by)


for _subject in ("asset_group", "member"):
    push.refresh_on(_subject, GroupContentState.refresh, path=PATH)
