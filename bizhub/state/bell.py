"""The bell: how much this person has not read, in every tab at once, and the newest of it."""

import reflex as rx

from bizhub.services import notification_list
from bizhub.state import push
from bizhub.state.base import BizHubState
from bizhub.state.notification_rows import NotificationLine, lines
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

_COUNTED_TO = 9


class BellState(BizHubState, rx.State):
    """`count` is empty when everything is read; `spoken` says it to who does not see the bell."""

    count: str = ""
    spoken: str = ""
    rows: list[NotificationLine] = []
    opened: bool = False
    loaded: bool = False

    @remote
    async def load(self) -> None:
        """Count again; part of every signed-in page's loading."""
        await self._show()

    @remote
    async def refresh(self) -> None:
        """Count again, because something was told or read."""
        await self._show()

    @remote
    async def set_opened(self, opened: bool) -> None:
        """Open or close the panel."""
        self.opened = opened
        if opened:
            await self._show()

    @remote
    async def read(self, notification_id: str) -> None:
        """One was followed to its page."""
        self.opened = False
        await self._act(notification_list.mark_read, notification_id=notification_id)
        await self._show()

    @remote
    async def read_all(self) -> None:
        """Everything was read."""
        await self._act(notification_list.mark_all_read)
        await self._show()

    async def _show(self) -> None:
        session = await self.get_state(SessionState)
        bell = await self._ask(notification_list.view_bell)
        self.count = "" if not bell.unread else str(bell.unread) if bell.unread <= _COUNTED_TO else "9+"
        self.spoken = "" if not bell.unread else f"{bell.unread} unread notification{'' if bell.unread == 1 else 's'}"
        if self.opened:
            reader = current_reader(session.user_locale, session.center_time_zone or "UTC")
            self.rows = lines(bell.newest, reader, session.viewer_id or session.user_id)
            self.loaded = True


push.refresh_on("notification", BellState.refresh)
