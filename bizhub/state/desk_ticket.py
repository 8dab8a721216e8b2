"""The ticket of the case that somebody of the desk looks at: decided, written on, and who looks after its center."""

from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.tickets import LONGEST_MESSAGE, LONGEST_REASON
from bizhub.services import account_managers, ticket_review
from bizhub.state import push
from bizhub.state.base import DeskState, FormState
from bizhub.state.notices import done, go_to
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.ticket_rows import TicketCard, ticket_card

PATH = "/desk/case"
_FIRST = "Noted. Somebody else of the desk decides as well."


class DeskMessageForm(TypedDict):
    """A message; the limit here only keeps nonsense out."""

    text: Annotated[str, Field(max_length=4 * LONGEST_MESSAGE)]


class RejectionForm(TypedDict):
    """Why a ticket is rejected."""

    reason: Annotated[str, Field(max_length=4 * LONGEST_REASON)]


class DeskTicketState(DeskState, FormState, rx.State):
    """The ticket of the case in the address; None where that case is about something else.

    `message_version` and `reason_version` draw the fields anew once their words were sent.
    """

    ticket: TicketCard | None = None
    is_waiting: bool = False
    is_rejecting: bool = False
    center_name: str = ""
    manager_id: str = ""
    reviewers: list[list[str]] = []
    message_version: int = 0
    reason_version: int = 0

    _case: str = ""
    _center_id: str = ""

    @remote
    async def show(self) -> None:
        """Show the case that the address names."""
        wanted = self.router.url.query_parameters.get("case", "")
        if wanted != self._case:
            self.reset()
            self._case = wanted
        await self._load()

    @remote
    async def refresh(self) -> None:
        """Read it again, because the center has written or taken it back; what is being typed stays."""
        if self.ticket is not None:
            await self._load()

    @remote
    async def approve(self) -> list[EventSpec]:
        """Give the center what it asks for."""
        stands = await self._act(ticket_review.approve_ticket, case_id=self._case)
        return self._decided("Approved. The company data have changed." if stands else _FIRST)

    @remote
    async def begin_rejection(self) -> None:
        """Open the drawer in which the reason is typed."""
        self.errors, self.is_rejecting = {}, True

    @remote
    async def set_rejecting(self, opened: bool) -> None:
        """Keep in step with the drawer."""
        self.is_rejecting = opened

    @remote
    async def reject(self, form_data: RejectionForm) -> list[EventSpec]:
        """Change nothing, and say why."""
        stands = await self._act(ticket_review.reject_ticket, case_id=self._case, reason=form_data["reason"])
        self.is_rejecting = False
        self.reason_version += 1
        return self._decided("Rejected. The center was told why." if stands else _FIRST)

    @remote
    async def send(self, form_data: DeskMessageForm) -> None:
        """Ask or tell the center something."""
        await self._act(ticket_review.write_from_desk, case_id=self._case, text=form_data["text"])
        self.message_version += 1
        await self._load()

    @remote
    async def choose_manager(self, user_id: Annotated[str, Field(max_length=20)]) -> EventSpec:
        """Let somebody look after the center, or nobody."""
        await self._act(account_managers.set_account_manager, center_id=self._center_id, user_id=user_id)
        await self._load()
        return done("Tickets of this center go to its account manager." if user_id else "Its tickets go to the queue.")

    def _decided(self, sentence: str) -> list[EventSpec]:
        """The page of the case is shown anew: what stands around the ticket has changed with it."""
        return [done(sentence), go_to(f"{PATH}?case={self._case}")]

    async def _load(self) -> None:
        found = await self._ask(ticket_review.read_ticket, case_id=self._case)
        if found is None:
            self.ticket = None
            return
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone or "UTC")
        self.ticket = ticket_card(found.ticket, reader)
        self.is_waiting = self.ticket.state == "SUBMITTED"
        self._center_id, self.center_name, self.manager_id = found.center_id, found.center_name, found.manager_id
        self.reviewers = [["", "Nobody: its tickets go to the queue"], *([row.id, row.name] for row in found.reviewers)]


push.refresh_on("notification", DeskTicketState.refresh, path=PATH)
