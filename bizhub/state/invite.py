"""The form that invites people: addresses, role, first ad accounts, and what became of each address."""

from dataclasses import dataclass
from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.approvals import LASTS
from bizhub.domain.days import typed_day
from bizhub.domain.palette import PaletteRow
from bizhub.domain.policy import AdAccountLevel, CenterRole, Permission
from bizhub.domain.team import LONGEST_MESSAGE, MOST_ADDRESSES, MOST_GRANTS, AddressResult, Wish
from bizhub.services import invitations, palette
from bizhub.state.invitations import InvitationsState
from bizhub.state.kept_form import KeptFormState
from bizhub.state.notices import done, failed
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

_FORM = "invite"
_BLANK = {
    "addresses": "", "role": CenterRole.STANDARD.value, "finance_role": "", "member_until": "", "message": "",
    "level": AdAccountLevel.ANALYST.value, "level_until": "",
}  # fmt: skip


@dataclass
class AccountChip:
    """An ad account that the invited get a level on."""

    id: str
    name: str


@dataclass
class ResultLine:
    """What became of an address; without `problem` the invitation is on its way, or waits for another admin."""

    address: str
    problem: str
    waits: bool


class InviteForm(TypedDict, total=False):
    """What is typed; the limits here only keep nonsense out, the use case says what is too long."""

    addresses: Annotated[str, Field(max_length=400 * MOST_ADDRESSES)]
    role: str
    finance_role: str
    member_until: str
    message: Annotated[str, Field(max_length=4 * LONGEST_MESSAGE)]
    level: str
    level_until: str
    version: str


class InviteState(KeptFormState, rx.State):
    """The form, closed at first; after sending only the addresses that could not be invited stay in it."""

    opened: bool = False
    accounts: list[AccountChip] = []
    account_rows: list[PaletteRow] = []
    account_answered: str = ""
    results: list[ResultLine] = []

    @remote
    async def load(self) -> None:
        """Offer the form to who manages members; what became of former invitations is another visit's."""
        session = await self.get_state(SessionState)
        self.form_of = _FORM if Permission.MEMBER_MANAGE in session.permissions else ""
        self.opened = self.opened and bool(self.form_of)
        self.results = []

    @remote
    async def open_form(self) -> None:
        """Begin an invitation."""
        if self.form_of:
            self._begin(_BLANK)

    @remote
    async def close_form(self) -> None:
        """Close the form; what was typed is dropped."""
        self.opened, self.accounts, self.results, self.errors = False, [], [], {}
        self._end_form()

    @remote(supersedes=True)
    async def suggest_accounts(self, query: Annotated[str, Field(max_length=200)]) -> None:
        """Offer ad accounts to begin with."""
        await self._suggest(query)

    @remote
    async def add_account(self, ad_account_id: str) -> EventSpec | None:
        """Take one of the suggested ad accounts."""
        offered = {row.id: row.name for row in self.account_rows}
        await self._suggest("")
        if ad_account_id not in offered or ad_account_id in [chip.id for chip in self.accounts]:
            return None
        if len(self.accounts) >= MOST_GRANTS:
            return failed(f"Choose at most {MOST_GRANTS} ad accounts here. More can be given afterwards.")
        self.accounts = [*self.accounts, AccountChip(ad_account_id, offered[ad_account_id])]
        return None

    @remote
    async def remove_account(self, ad_account_id: str) -> None:
        """Take an ad account away again."""
        self.accounts = [chip for chip in self.accounts if chip.id != ad_account_id]

    @remote
    async def send(self, form: InviteForm) -> list[EventSpec]:
        """Invite each address; those that could not be invited stay typed, with the reason."""
        if form.get("version", str(self.form_version)) != str(self.form_version):
            return []  # pressed twice: the form was sent and drawn anew
        typed = {name: form.get(name, blank) for name, blank in _BLANK.items()}
        found = await self._act(invitations.invite, addresses=typed["addresses"], wish=self._wish(typed))
        self._show_results(found, typed)
        return [_said(found), InvitationsState.refresh()]

    def _wish(self, typed: dict[str, str]) -> Wish:
        return Wish(
            role=typed["role"],
            finance_role=typed["finance_role"],
            member_until=typed_day(typed["member_until"], field="member_until"),
            message=typed["message"],
            ad_account_ids=tuple(chip.id for chip in self.accounts),
            level=typed["level"],
            level_until=typed_day(typed["level_until"], field="level_until"),
        )

    def _show_results(self, found: tuple[AddressResult, ...], typed: dict[str, str]) -> None:
        self.results = [ResultLine(result.address, result.problem, bool(result.waits)) for result in found]
        failed_ones = [result.address for result in found if result.problem]
        self._end_form()
        if failed_ones:
            self._show_form(_FORM, {**typed, "addresses": "\n".join(failed_ones)})
        else:
            self.opened, self.accounts = False, []

    async def _suggest(self, query: str) -> None:
        found = await self._ask(palette.suggest_ad_accounts, query=query)
        self.account_rows, self.account_answered = list(found.rows), found.query

    def _open_form(self) -> None:
        if not self.opened:
            self._begin(_BLANK)

    def _begin(self, values: dict[str, str]) -> None:
        self.errors, self.results, self.opened = {}, [], True
        self._show_form(_FORM, dict(values))


def _said(found: tuple[AddressResult, ...]) -> EventSpec:
    waiting = sum(bool(result.waits) for result in found)
    sent = sum(not result.problem for result in found) - waiting
    words = (
        [f"{sent} invitation is on its way." if sent == 1 else f"{sent} invitations are on their way."] if sent else []
    )
    if waiting:
        words.append(f"Sent for approval: {waiting}. Another admin has {LASTS.days} days to answer.")
    return done(" ".join(words)) if words else failed("No invitation was sent.")
