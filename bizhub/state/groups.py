"""The asset groups of the center, and a new one."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.asset_groups import AssetGroupRow
from bizhub.domain.folding import fold
from bizhub.domain.policy import Permission
from bizhub.services import asset_group_list, asset_groups, formats
from bizhub.state import push
from bizhub.state.base import FormState
from bizhub.state.notices import go_to
from bizhub.state.paging import Paged, page_of, paged
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/team/groups"
_PAGE = 50
_LONGEST_SEARCH = 100


@dataclass
class GroupLine:
    """An asset group in the list."""

    id: str
    name: str
    level: str
    members: str
    ad_accounts: str


class NewGroup(TypedDict):
    """What is typed for a new group."""

    name: str
    level: str


class GroupsState(FormState, rx.State):
    """One page of the groups that this person sees; the address says which."""

    rows: list[GroupLine] = []
    page: Paged | None = None
    search: str = ""
    may_change: bool = False
    loaded: bool = False
    creating: bool = False
    visits: int = 0

    _page: int = 1
    _typed: str = ""

    @remote
    async def load(self) -> None:
        """Show what the address says."""
        query = self.router.url.query_parameters
        self.search, self._page = query.get("q", "").strip()[:_LONGEST_SEARCH], page_of(query.get("page", ""))
        if self.search != self._typed:  # a link or the back button: the field holds something else
            self._typed = self.search
            self.visits += 1
        await self._show()

    @remote
    async def refresh(self) -> None:
        """Show the same again, because somebody changed a group."""
        if self.loaded:
            await self._show()

    @remote
    async def search_for(self, text: Annotated[str, Field(max_length=200)]) -> EventSpec:
        """Search by name."""
        self._typed = text.strip()[:_LONGEST_SEARCH]
        return self._go(self._typed, 1, in_place=True)

    @remote
    async def turn_back(self) -> EventSpec:
        """Show the page before."""
        return self._go(self.search, max(1, self._page - 1))

    @remote
    async def turn_on(self) -> EventSpec:
        """Show the next page."""
        return self._go(self.search, self._page + 1)

    @remote
    async def set_creating(self, opened: bool) -> None:
        """Open or close the drawer for a new group."""
        self.creating, self.errors = opened, {}

    @remote
    async def create(self, form_data: NewGroup) -> EventSpec:
        """Make a group and show it."""
        group_id = await self._act(asset_groups.create_group, name=form_data["name"], level=form_data["level"])
        self.creating = False
        return go_to(f"{PATH}/{group_id}")

    def _go(self, search: str, page: int, *, in_place: bool = False) -> EventSpec:
        query = urlencode({**({"q": search} if search else {}), **({"page": page} if page > 1 else {})})
        return go_to(f"{PATH}?{query}" if query else PATH, replace=in_place)

    async def _show(self) -> None:
        session = await self.get_state(SessionState)
        locale = current_reader(session.user_locale, session.center_time_zone).locale
        words = fold(self.search).split()
        found = [
            row
            for row in await self._ask(asset_group_list.list_groups)
            if all(word in fold(row.name) for word in words)
        ]
        self.rows = [_line(row, locale) for row in found[(self._page - 1) * _PAGE : self._page * _PAGE]]
        self.page = paged(self._page, _PAGE, len(found), locale)
        self.may_change = Permission.ASSET_GROUP_MANAGE in session.permissions
        self.loaded = True


def _line(row: AssetGroupRow, locale: str) -> GroupLine:
    members, ad_accounts = formats.number(row.members, locale), formats.number(row.ad_accounts, locale)
    return GroupLine(row.id, row.name, row.level.value, members, ad_accounts)


for _subject in ("asset_group", "member"):
    push.refresh_on(_subject, GroupsState.refresh, path=PATH)
