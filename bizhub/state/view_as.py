"""Seeing BizHub as a member sees it: begun on their page, stopped in the banner."""

import reflex as rx
from reflex.event import EventSpec

from bizhub.services import view_as
from bizhub.state.base import BizHubState
from bizhub.state.notices import leave_for
from bizhub.state.remote import remote
from bizhub.state.session import FIRST_PAGE


class ViewAsState(BizHubState, rx.State):
    """Holds nothing: the session does (services/view_as), and SessionState shows it."""

    @remote
    async def begin(self, user_id: str) -> EventSpec:
        """See BizHub as this member from the next page on."""
        await self._act(view_as.begin_viewing, user_id=user_id)
        return leave_for(FIRST_PAGE)

    @remote
    async def stop(self) -> EventSpec:
        """See it as oneself again."""
        await self._act(view_as.stop_viewing)
        return leave_for(FIRST_PAGE)
