"""The wizard that gives a center a second admin; the address names the step, the server keeps what was chosen."""

from dataclasses import dataclass
from typing import Annotated, Literal

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.approvals import ApprovalRow
from bizhub.domain.errors import BizHubError
from bizhub.domain.palette import PaletteRow
from bizhub.domain.second_admin import STEPS, SecondAdmin
from bizhub.domain.team import InvitationRow, InvitationState
from bizhub.services import approval_answers, formats, invitations, member_choice, second_admin
from bizhub.state import push
from bizhub.state.approvals import waiting_words
from bizhub.state.base import FormState
from bizhub.state.notices import done, go_to
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.waiting import done_or_waiting

PATH = "/team/second-admin"


@dataclass
class SentLine:
    """Something that was sent: an invitation, or a request that waits for another admin (`is_approval`)."""

    id: str
    title: str
    standing: str
    is_approval: bool
    is_own: bool


class WhoForm(TypedDict, total=False):
    """What is typed; each step sends its own."""

    address: Annotated[str, Field(max_length=5_000)]
    message: Annotated[str, Field(max_length=5_000)]


class SecondAdminState(FormState, rx.State):
    """The wizard of this tab at `step`, from 1; at 0 what was sent is shown; `problem` says why there is neither.

    `replaced` is the address of an invitation that ends when the new one is sent.
    """

    step: int = 0
    user_id: str = ""
    name: str = ""
    address: str = ""
    message: str = ""
    replaced: str = ""
    sent: list[SentLine] = []
    lasting_admins: int = 0
    needs_approval: bool = False
    member_rows: list[PaletteRow] = []
    members_answered: str = ""
    drawn: int = 0
    loaded: bool = False
    problem: str = ""

    @remote
    async def load(self) -> None:
        """Show the step that the address names, as far as what it needs is there."""
        self.errors, self.problem = {}, ""
        try:
            await self._show()
        except BizHubError as error:
            self.reset()
            self.problem = error.message
            return
        typed = self.router.url.query_parameters.get("step", "")
        wanted = int(typed) if typed in {str(step) for step in range(1, len(STEPS) + 1)} else 0
        if wanted > 2 and not (self.name or self.address):  # who it is comes second
            wanted = 2
        self.step = wanted or (0 if self.sent else 1)
        self.loaded = True
        self.drawn += 1

    @remote
    async def refresh(self) -> None:
        """Show again what was sent, because somebody answered."""
        if self.loaded:
            await self._show()

    @remote(supersedes=True)
    async def suggest_members(self, query: Annotated[str, Field(max_length=200)]) -> None:
        """Offer members."""
        found = await self._ask(member_choice.suggest_members, query=query)
        self.member_rows, self.members_answered = list(found.rows), found.query

    @remote
    async def choose_member(self, row_id: str) -> None:
        """Take one of the suggested members, or none: a typed address gives way."""
        row = next((row for row in self.member_rows if row.id == row_id), None)
        await self._keep({"user_id": row.id if row else ""})
        self.drawn += 1

    @remote
    async def keep(self, name: Literal["address", "message"], value: Annotated[str, Field(max_length=5_000)]) -> None:
        """Keep what is being typed."""
        if value != getattr(self, name):
            errors = self.errors
            await self._keep({name: value})
            self.errors = errors

    @remote
    async def go_on(self, step: int, form: WhoForm) -> EventSpec:
        """Check the step whose button was pressed and show the next one: pressed twice, it leads no further."""
        typed = {name: str(value) for name, value in form.items() if value != getattr(self, name)}
        if typed:
            await self._keep(typed)
        if step > 1:
            await self._ask(second_admin.check_second_admin)
        return go_to(f"{PATH}?step={min(step + 1, len(STEPS))}")

    @remote
    async def show_step(self, step: int) -> EventSpec:
        """Show an earlier step again."""
        return go_to(f"{PATH}?step={min(max(step, 1), len(STEPS))}")

    @remote
    async def send(self) -> list[EventSpec]:
        """Make the member an admin, or send the invitation."""
        name, is_member = self.name or self.address, bool(self.user_id)
        waits = await self._act(second_admin.send_second_admin)
        sentence = f"{name} is an admin now." if is_member else f"The invitation to {name} is on its way."
        return [
            done_or_waiting(waits, sentence, await self._reader()),
            go_to(PATH if waits or not is_member else "/team"),
        ]

    @remote
    async def resend(self, invitation_id: str) -> EventSpec:
        """Send an invitation again, with a new link and all of its time."""
        waits = await self._act(invitations.resend_invitation, invitation_id=invitation_id)
        await self._show()
        return done_or_waiting(waits, "Sent again, with a new link.", await self._reader())

    @remote
    async def change_address(self, invitation_id: str) -> EventSpec:
        """Type another address for an invitation, which is good until the new one is sent."""
        await self._act(second_admin.change_address, invitation_id=invitation_id)
        return go_to(f"{PATH}?step=2")

    @remote
    async def add_another(self) -> EventSpec:
        """Choose one more admin; what was sent stays."""
        await self._act(second_admin.add_another)
        return go_to(f"{PATH}?step=2")

    @remote
    async def take_back(self, row_id: str) -> EventSpec:
        """Take back an invitation, or what waits for another admin."""
        line = next((line for line in self.sent if line.id == row_id), None)
        if line is not None and line.is_approval:
            await self._act(approval_answers.withdraw, approval_id=row_id)
        else:
            await self._act(invitations.revoke_invitation, invitation_id=row_id)
        await self._show()
        self.step = 0 if self.sent else 1
        return done("Taken back.")

    async def _keep(self, values: dict[str, str]) -> None:
        draft = await self._act(second_admin.keep_second_admin, values=values)
        self.user_id, self.name, self.address, self.message = draft.user_id, draft.name, draft.address, draft.message
        self.replaced = self.replaced if draft.replaces else ""

    async def _show(self) -> None:
        found: SecondAdmin = await self._ask(second_admin.view_second_admin)
        reader, draft = await self._reader(), found.draft
        self.user_id, self.name, self.address, self.message = draft.user_id, draft.name, draft.address, draft.message
        self.replaced = next((row.email for row in found.invitations if row.id == draft.replaces), "")
        self.lasting_admins, self.needs_approval = found.lasting_admins, found.needs_approval
        self.sent = [
            *(_waiting(row, reader) for row in found.waiting),
            *(_invited(row, reader) for row in found.invitations),
        ]

    async def _reader(self) -> Reader:
        session = await self.get_state(SessionState)
        return current_reader(session.user_locale, session.center_time_zone)


def _waiting(row: ApprovalRow, reader: Reader) -> SentLine:
    title = row.words[0].upper() + row.words[1:]
    return SentLine(row.id, title, waiting_words(row, reader), is_approval=True, is_own=row.is_own)


def _invited(row: InvitationRow, reader: Reader) -> SentLine:
    sent, until = (formats.moment(moment, reader.time_zone, reader.locale) for moment in (row.sent_at, row.expires_at))
    if row.state is InvitationState.DECLINED:
        standing = f"Declined; sent on {sent} by {row.invited_by}."
    elif row.is_expired:
        standing = f"Expired on {until}; sent by {row.invited_by}."
    else:
        standing = f"Not answered yet; sent on {sent} by {row.invited_by}, good until {until}."
    return SentLine(row.id, row.email, standing, is_approval=False, is_own=True)


for _subject in ("approval", "member"):
    push.refresh_on(_subject, SecondAdminState.refresh, path=PATH)
