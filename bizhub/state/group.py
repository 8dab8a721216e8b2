"""One asset group: its name and level, and its end."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.asset_groups import AssetGroupDetail
from bizhub.domain.errors import BizHubError
from bizhub.services import asset_group_list, asset_groups
from bizhub.state import push
from bizhub.state.groups import PATH
from bizhub.state.kept_form import EditedInPlaceState
from bizhub.state.notices import done, go_to
from bizhub.state.remote import remote


class GroupForm(TypedDict):
    """What an admin changes of a group itself."""

    name: str
    level: str


class GroupState(EditedInPlaceState, rx.State):
    """The group that the address names; `problem` says why it cannot be shown."""

    group_id: str = ""
    name: str = ""
    level: str = ""
    deletion: str = ""
    may_change: bool = False
    problem: str = ""
    loaded: bool = False

    @remote
    async def load(self) -> AsyncIterator[Any]:
        """Show the group that the address names."""
        wanted = self._named()
        if wanted != self.group_id:
            self.reset()
            self.group_id = wanted
            yield
        await self._try_to_load()

    @remote
    async def refresh(self) -> None:
        """Show it again, because somebody changed a group; what is being typed stays."""
        if self.loaded and self._named() == self.group_id:
            await self._try_to_load()

    @remote
    async def save(self, form_data: GroupForm) -> EventSpec:
        """Keep name and level, unless somebody else was first."""
        typed = {"name": form_data["name"], "level": form_data["level"]}
        await self._act(asset_groups.edit_group, group_id=self.group_id, seen=self._seen, **typed)
        self._close_form()
        await self._try_to_load()
        return done("Saved.")

    @remote
    async def delete(self) -> list[EventSpec]:
        """Delete the group, and show the others."""
        await self._act(asset_groups.delete_group, group_id=self.group_id)
        self._close_form()
        self.loaded = False
        return [done(f"Deleted the asset group {self.name}."), go_to(PATH)]

    async def _try_to_load(self) -> None:
        try:
            self._show(await self._ask(asset_group_list.view_group, group_id=self.group_id))
        except BizHubError as error:
            shown = self.group_id
            self.reset()
            self.group_id, self.problem = shown, error.message
        self.loaded = True

    def _show(self, detail: AssetGroupDetail) -> None:
        self.form_of = f"asset_group/{detail.row.id}"
        self.name, self.level, self.problem = detail.row.name, detail.row.level.value, ""
        self.may_change, self.deletion = detail.may_change, _deletion_words(detail)

    def _fields(self) -> dict[str, str] | None:
        return {"name": self.name, "level": self.level} if self.may_change else None


def _deletion_words(detail: AssetGroupDetail) -> str:
    """What ends with a group."""
    members, accounts = detail.row.members, detail.row.ad_accounts
    if not members or not accounts:
        return "It gives nobody a level now. Members and ad accounts stay in the center."
    who = "1 member loses" if members == 1 else f"{members} members lose"
    what = "1 ad account" if accounts == 1 else f"{accounts} ad accounts"
    level = LEVEL_WORDS[detail.row.level]
    return f"{who} the level {level} that it gives on {what}, at once. What they hold in other ways stays."


for _subject in ("asset_group", "member"):
    push.refresh_on(_subject, GroupState.refresh, path=PATH)
