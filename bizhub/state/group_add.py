"""Putting members and ad accounts into the asset group that the address names."""

from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.days import typed_day
from bizhub.domain.palette import PaletteRow
from bizhub.services import asset_groups, member_choice, palette
from bizhub.state.base import FormState
from bizhub.state.notices import done
from bizhub.state.remote import remote


class NewMember(TypedDict):
    """The last day of who is put in, or empty."""

    until: str


class GroupAddState(FormState, rx.State):
    """What is suggested and chosen; the lists of the group hear of what was put in."""

    member_rows: list[PaletteRow] = []
    members_answered: str = ""
    chosen_member: str = ""
    ad_account_rows: list[PaletteRow] = []
    ad_accounts_answered: str = ""
    typed_version: int = 0

    _member: str = ""

    @remote(supersedes=True)
    async def suggest_members(self, query: Annotated[str, Field(max_length=200)]) -> None:
        """Offer members to put in."""
        found = await self._ask(member_choice.suggest_members, query=query)
        self.member_rows, self.members_answered = list(found.rows), found.query

    @remote
    async def choose_member(self, row_id: str) -> None:
        """Take one of the suggested members, or none."""
        row = next((row for row in self.member_rows if row.id == row_id), None)
        self._member, self.chosen_member = (row.id, row.name) if row else ("", "")

    @remote
    async def add_member(self, form_data: NewMember) -> list[EventSpec]:
        """Put the chosen member in; who is in already gets the typed last day."""
        until = typed_day(form_data["until"], field="until")
        add = [self._member] if self._member else []
        await self._act(asset_groups.change_members, group_id=self._named(), add=add, until=until)
        name = self.chosen_member
        self._member, self.chosen_member = "", ""
        self.typed_version += 1
        return [done(f"{name} is in the group.")] if name else []

    @remote(supersedes=True)
    async def suggest_ad_accounts(self, query: Annotated[str, Field(max_length=200)]) -> None:
        """Offer ad accounts to put in."""
        found = await self._ask(palette.suggest_ad_accounts, query=query)
        self.ad_account_rows, self.ad_accounts_answered = list(found.rows), found.query

    @remote
    async def add_ad_account(self, row_id: str) -> list[EventSpec]:
        """Put an ad account in."""
        if not row_id:
            return []
        await self._act(asset_groups.change_ad_accounts, group_id=self._named(), add=[row_id])
        self.typed_version += 1
        return [done("The ad account is in the group.")]
