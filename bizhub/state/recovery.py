"""The admin whom the desk has chosen for the current center: every page says so, and any member can object."""

from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.policy import CenterRole
from bizhub.services import formats, recovery
from bizhub.state import push
from bizhub.state.base import FormState
from bizhub.state.notices import done
from bizhub.state.reader import current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState


class Objection(TypedDict):
    """Why somebody objects, if they say so."""

    reason: Annotated[str, Field(max_length=2_000)]


class RecoveryNoticeState(FormState, rx.State):
    """What waits; `recovery_id` is empty when nothing does, or nothing the person may see."""

    recovery_id: str = ""
    person: str = ""
    asked_by: str = ""
    reason: str = ""
    due: str = ""
    is_loaded: bool = False

    @remote
    async def load(self) -> None:
        """Read what waits; part of every signed-in page's loading."""
        await self._show()

    @remote
    async def refresh(self) -> None:
        """Read it again, because it began or ended."""
        await self._show()

    @remote
    async def object(self, form: Objection) -> EventSpec:
        """Nobody is appointed."""
        await self._act(recovery.object_to_recovery, recovery_id=self.recovery_id, reason=form["reason"])
        await self._show()
        return done("You objected: nobody is appointed. The desk is told.")

    async def _show(self) -> None:
        session = await self.get_state(SessionState)
        if session.bar or session.role == CenterRole.OWNER or not await self._center():
            self.reset()
            return
        found = await self._ask(recovery.view_recovery)
        self.is_loaded = True
        if found is None:
            self.recovery_id = self.person = self.asked_by = self.reason = self.due = ""
            return
        reader = current_reader(session.user_locale, session.center_time_zone)
        self.recovery_id, self.person, self.asked_by = found.id, found.person, found.asked_by
        self.reason, self.due = found.reason, formats.moment(found.due_at, reader.time_zone, reader.locale)


push.refresh_on("recovery", RecoveryNoticeState.refresh)
