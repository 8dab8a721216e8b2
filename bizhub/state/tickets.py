"""The tickets of the current center, and the form for a new one."""

from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.centers import LONGEST_NAME, LONGEST_WEBSITE
from bizhub.domain.errors import BizHubError
from bizhub.domain.tickets import LONGEST_REASON, PAGE
from bizhub.services import tickets
from bizhub.state import push
from bizhub.state.kept_form import KeptFormState
from bizhub.state.notices import go_to
from bizhub.state.paging import Paged, page_of, paged
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.ticket_rows import TicketLine, ticket_line

PATH = "/tickets"


class TicketForm(TypedDict):
    """What is typed; the limits here only keep nonsense out, the use case says what is too long."""

    company_name: Annotated[str, Field(max_length=4 * LONGEST_NAME)]
    website: Annotated[str, Field(max_length=4 * LONGEST_WEBSITE)]
    region: Annotated[str, Field(max_length=20)]
    currency: Annotated[str, Field(max_length=20)]
    time_zone: Annotated[str, Field(max_length=200)]
    reason: Annotated[str, Field(max_length=4 * LONGEST_REASON)]


class TicketsState(KeptFormState, rx.State):
    """A page of tickets, the newest first; `open_id` is the one that waits, while there is no form."""

    rows: list[TicketLine] = []
    company: dict[str, str] = {}
    manager: str = ""
    open_id: str = ""
    paging: Paged | None = None
    problem: str = ""
    is_loaded: bool = False
    is_sending: bool = False

    _page: int = 1

    @remote
    async def load(self) -> None:
        """Show what the address says."""
        self._page = page_of(self.router.url.query_parameters.get("page", ""))
        try:
            await self._load()
            self.problem = ""
        except BizHubError as error:
            self.reset()
            self.problem = error.message

    @remote
    async def refresh(self) -> None:
        """Read them again, because one was sent or decided on; what is being typed stays."""
        if self.is_loaded:
            await self._load()

    @remote
    async def ask(self, form_data: TicketForm) -> EventSpec | None:
        """Send a new ticket, and show it: documents are added there."""
        asked = {name: str(value) for name, value in form_data.items() if name != "reason"}
        self.is_sending = True
        try:
            made = await self._act(tickets.ask_change, asked=asked, seen=self._seen, reason=form_data["reason"])
        finally:
            self.is_sending = False
        self._end_form()
        return go_to(f"{PATH}/{made}")

    @remote
    async def turn_back(self) -> EventSpec:
        """Show the page before."""
        return _go(max(1, self._page - 1))

    @remote
    async def turn_on(self) -> EventSpec:
        """Show the next page."""
        return _go(self._page + 1)

    async def _load(self) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        found = await self._ask(tickets.view_company)
        page = await self._ask(tickets.list_tickets, page=self._page)
        self.rows = [ticket_line(row, reader) for row in page.rows]
        self.paging = paged(self._page, PAGE, page.total, reader.locale)
        self.manager, self.open_id = found.manager_name, found.open_ticket_id
        if not self.is_loaded or found.values != self.company:
            self.company = found.values
            self._show_form("ticket", {**found.values, "reason": ""})
        self.is_loaded = True


def _go(page: int) -> EventSpec:
    return go_to(f"{PATH}?page={page}" if page > 1 else PATH)


push.refresh_on("ticket", TicketsState.refresh, path=PATH)
