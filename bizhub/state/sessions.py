"""The page of one's signed-in devices."""

from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.sessions import SessionRow
from bizhub.services import formats, sessions
from bizhub.state.base import BizHubState
from bizhub.state.notices import done
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState


@dataclass
class SessionLine:
    """A signed-in device as the page writes it."""

    id: str
    device: str
    address: str
    signed_in: str
    last_seen: str
    last_seen_utc: str
    is_this_device: bool


class SessionsState(BizHubState, rx.State):
    """Every open session of the person, this device first."""

    lines: list[SessionLine] = []
    is_loaded: bool = False

    @remote
    async def load(self) -> None:
        """Read the sessions again."""
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone or "UTC")
        self.lines = [_line(row, reader) for row in await self._ask(sessions.list_sessions)]
        self.is_loaded = True

    @remote
    async def end(self, session_id: str) -> EventSpec:
        """End one session; its open pages are closed."""
        await self._act(sessions.end_session, session_id=session_id)
        await self.load()
        return done("That session has ended.")

    @remote
    async def end_others(self) -> EventSpec:
        """End every session but this one."""
        count = await self._act(sessions.end_other_sessions)
        await self.load()
        return done("One other session has ended." if count == 1 else f"{count} other sessions have ended.")


def _line(row: SessionRow, reader: Reader) -> SessionLine:
    return SessionLine(
        id=row.id,
        device=row.device,
        address=row.address,
        signed_in=formats.moment(row.signed_in_at, reader.time_zone, reader.locale),
        last_seen=formats.moment(row.last_seen_at, reader.time_zone, reader.locale),
        last_seen_utc=row.last_seen_at.isoformat(),
        is_this_device=row.is_this_device,
    )
