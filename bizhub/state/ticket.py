"""One ticket of the current center: what it asks for, where it stands, and what was written on it."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.errors import BizHubError
from bizhub.domain.tickets import LONGEST_MESSAGE
from bizhub.services import tickets
from bizhub.state import push
from bizhub.state.kept_form import KeptFormState
from bizhub.state.notices import done
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.ticket_rows import TicketCard, ticket_card
from bizhub.state.tickets import PATH


class MessageForm(TypedDict):
    """A message; the limit here only keeps nonsense out."""

    text: Annotated[str, Field(max_length=4 * LONGEST_MESSAGE)]


class TicketState(KeptFormState, rx.State):
    """The ticket that the address names; `problem` says why it cannot be shown."""

    ticket: TicketCard | None = None
    ticket_id: str = ""
    is_waiting: bool = False
    problem: str = ""
    is_loaded: bool = False

    _id: str = ""

    @remote
    async def load(self) -> AsyncIterator[Any]:
        """Show the ticket that the address names."""
        wanted = self._named()
        if wanted != self._id:
            self.reset()
            self._id = wanted
            yield
        try:
            await self._load()
            self._show_form(f"ticket/{self._id}", {"text": ""})
            self.problem = ""
        except BizHubError as error:
            self.reset()
            self.problem = error.message
        self.is_loaded = True

    @remote
    async def refresh(self) -> None:
        """Read it again, because the desk or another admin did something; what is being typed stays."""
        if self.is_loaded and not self.problem:
            await self._load()

    @remote
    async def send(self, form_data: MessageForm) -> None:
        """Write on the ticket."""
        await self._act(tickets.write_message, ticket_id=self._id, text=form_data["text"])
        self._end_form()
        self._show_form(f"ticket/{self._id}", {"text": ""})
        await self._load()

    @remote
    async def withdraw(self) -> EventSpec:
        """Take the ticket back."""
        await self._act(tickets.withdraw_ticket, ticket_id=self._id)
        await self._load()
        return done("The ticket is withdrawn.")

    async def _load(self) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        self.ticket = ticket_card(await self._ask(tickets.view_ticket, ticket_id=self._id), reader)
        self.ticket_id, self.is_waiting = self.ticket.id, self.ticket.state == "SUBMITTED"


push.refresh_on("ticket", TicketState.refresh, path=PATH)
