"""All of what this person was told, a page at a time."""

from typing import Literal
from urllib.parse import urlencode

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.notifications import PAGE
from bizhub.services import notification_list
from bizhub.state import push
from bizhub.state.base import BizHubState
from bizhub.state.notices import go_to
from bizhub.state.notification_rows import NotificationLine, lines
from bizhub.state.paging import Paged, page_of, paged
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/notifications"


class NotificationsState(BizHubState, rx.State):
    """One page, the newest first; `which` is "unread", or empty for all."""

    rows: list[NotificationLine] = []
    which: str = ""
    paging: Paged | None = None
    loaded: bool = False

    _page: int = 1

    @remote
    async def load(self) -> None:
        """Show what the address says."""
        query = self.router.url.query_parameters
        self.which = "unread" if query.get("show") == "unread" else ""
        self._page = page_of(query.get("page", ""))
        await self._show()

    @remote
    async def refresh(self) -> None:
        """Show the same page again, because something was told or read."""
        if self.loaded:
            await self._show()

    @remote
    async def show(self, which: Literal["", "unread"]) -> EventSpec:
        """Show all, or what is unread."""
        return _go(which, 1)

    @remote
    async def turn_back(self) -> EventSpec:
        """Show the page before."""
        return _go(self.which, max(1, self._page - 1))

    @remote
    async def turn_on(self) -> EventSpec:
        """Show the next page."""
        return _go(self.which, self._page + 1)

    async def _show(self) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone or "UTC")
        unread = self.which == "unread"
        found = await self._ask(notification_list.list_notifications, unread=unread, page=self._page)
        if found.total and not found.rows:  # what was read or forgotten meanwhile left fewer pages
            self._page = 1
            found = await self._ask(notification_list.list_notifications, unread=unread)
        self.rows = lines(found.rows, reader, session.viewer_id or session.user_id)
        self.paging = paged(self._page, PAGE, found.total, reader.locale)
        self.loaded = True


def _go(which: str, page: int) -> EventSpec:
    query = {**({"show": which} if which else {}), **({"page": str(page)} if page > 1 else {})}
    return go_to(f"{PATH}?{urlencode(query)}" if query else PATH)


push.refresh_on("notification", NotificationsState.refresh, path=PATH)
