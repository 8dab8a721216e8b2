"""The asset groups of the center, and a new one."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.asset_groups import AssetGroupRow
from bizhub.domain.folding import fold
from bizhub.domain.policy import Permission
from bizhub.services import asset_group_list, asset_groups, formats
from bizhub.state import push
from bizhub.state.base import FormState
from bizhub.state.notices import go_to
from bizhub.state.paging import ListedState, paged
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/team/groups"
_PAGE = 50


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


class GroupsState(ListedState, FormState, rx.State):
    """One page of the groups that this person sees; the address says which."""

    rows: list[GroupLine] = []
    may_change: bool = False
    creating: bool = False

    _path: ClassVar[str] = PATH

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
        self.paging = paged(self._page, _PAGE, len(found), locale)
        self.may_change = Permission.ASSET_GROUP_MANAGE in session.permissions
        self.loaded = True


def _line(row: AssetGroupRow, locale: str) -> GroupLine:
    members, ad_accounts = formats.number(row.members, locale), formats.number(row.ad_accounts, locale)
    return GroupLine(row.id, row.name, row.level.value, members, ad_accounts)


for _subject in ("asset_group", "member"):
    push.refresh_on(_subject, GroupsState.refresh, path=PATH)
