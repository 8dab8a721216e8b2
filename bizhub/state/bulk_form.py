"""The form of a bulk change: who and what is chosen; what is typed goes over HTTP, for it may be thousands of IDs."""

from dataclasses import dataclass
from typing import Annotated, Literal

import reflex as rx
from pydantic import Field

from bizhub.domain.errors import NotFound, PermissionDenied
from bizhub.domain.palette import PaletteRow
from bizhub.services import bulk, bulk_targets, member_choice, palette
from bizhub.state.posted_form import PostedFormState
from bizhub.state.remote import remote

_BLANK = {"people": "", "ad_accounts": "", "level": "ANALYST", "until": "", "only_raise": "", "reason": ""}
_MOST_CHOSEN = 500


@dataclass
class Chip:
    """Somebody or an ad account that was chosen."""

    id: str
    name: str


class BulkFormState(PostedFormState, rx.State):
    """Chosen people and ad accounts, and what the fields begin with; `visits` counts how often they were drawn anew."""

    people: list[Chip] = []
    accounts: list[Chip] = []
    people_rows: list[PaletteRow] = []
    people_answered: str = ""
    account_rows: list[PaletteRow] = []
    accounts_answered: str = ""
    values: dict[str, str] = dict(_BLANK)
    visits: int = 0
    problem: str = ""

    _address: str = ""

    @rx.var
    def people_ids(self) -> str:
        """The chosen people, as the form sends them."""
        return " ".join(chip.id for chip in self.people)

    @rx.var
    def account_ids(self) -> str:
        """The chosen ad accounts, as the form sends them."""
        return " ".join(chip.id for chip in self.accounts)

    @remote
    async def load(self) -> None:
        """Take over what was selected elsewhere, or what a preview was made of."""
        query = self.router.url.query_parameters
        wanted = "&".join(query.get(name, "") for name in ("people", "accounts", "from"))
        if query.get("run") or wanted == self._address:
            return
        visits = self.visits
        self.reset()
        self._address, self.visits = wanted, visits + 1
        named = {
            name: list(dict.fromkeys(filter(None, query.get(name, "").split(","))))[:_MOST_CHOSEN]
            for name in ("people", "accounts")
        }
        try:
            people, accounts = await self._ask(
                bulk_targets.name_choices, people=named["people"], ad_accounts=named["accounts"]
            )
            self.people = [Chip(*choice) for choice in people]
            self.accounts = [Chip(*choice) for choice in accounts]
            missing = {
                "people": len(named["people"]) - len(people),
                "ad_accounts": len(named["accounts"]) - len(accounts),
            }
            self.errors = {
                field: f"Not found. {count:,} that {'was' if count == 1 else 'were'} selected: not in this center."
                for field, count in missing.items()
                if count
            }
            if query.get("from"):
                found = await self._ask(bulk.read_wish, run_id=query["from"])
                self.values = {**found, "level": found["level"] or "END"}
        except (NotFound, PermissionDenied) as refusal:
            self.problem = refusal.message

    @remote(supersedes=True)
    async def suggest_people(self, query: Annotated[str, Field(max_length=200)]) -> None:
        """Offer members."""
        found = await self._ask(member_choice.suggest_members, query=query)
        self.people_rows, self.people_answered = list(found.rows), found.query

    @remote(supersedes=True)
    async def suggest_accounts(self, query: Annotated[str, Field(max_length=200)]) -> None:
        """Offer ad accounts."""
        found = await self._ask(palette.suggest_ad_accounts, query=query)
        self.account_rows, self.accounts_answered = list(found.rows), found.query

    @remote
    async def add_person(self, row_id: str) -> None:
        """Take one of the suggested members."""
        self.people = _with(self.people, self.people_rows, row_id)

    @remote
    async def add_account(self, row_id: str) -> None:
        """Take one of the suggested ad accounts."""
        self.accounts = _with(self.accounts, self.account_rows, row_id)

    @remote
    async def remove(self, kind: Literal["people", "accounts"], row_id: str) -> None:
        """Take away what was chosen."""
        if kind == "people":
            self.people = [chip for chip in self.people if chip.id != row_id]
        else:
            self.accounts = [chip for chip in self.accounts if chip.id != row_id]


def _with(chosen: list[Chip], offered: list[PaletteRow], row_id: str) -> list[Chip]:
    name = next((row.name for row in offered if row.id == row_id), "")
    is_new = name and row_id not in [chip.id for chip in chosen] and len(chosen) < _MOST_CHOSEN
    return [*chosen, Chip(row_id, name)] if is_new else list(chosen)
