"""The checklist of a new center; it ticks itself from the data."""

from dataclasses import dataclass

import reflex as rx

from bizhub.services import centers
from bizhub.state import push
from bizhub.state.base import BizHubState
from bizhub.state.remote import remote


@dataclass
class ChecklistLine:
    """One thing to set up, and where that is done."""

    label: str
    why: str
    href: str
    verb: str
    is_done: bool


class ChecklistState(BizHubState, rx.State):
    """What is left to set up in the current center; no lines where there is nothing to show."""

    lines: list[ChecklistLine] = []
    done: int = 0

    @remote
    async def load(self) -> None:
        """Read what is done; put it in the on_load of pages that show the list."""
        if not await self._center():
            self.lines = []
            return
        found = await self._ask(centers.view_checklist)
        self.lines = [ChecklistLine(item.label, item.why, item.href, item.verb, item.is_done) for item in found.items]
        self.done = found.done

    @remote
    async def hide(self) -> None:
        """Put the list away for this person and center."""
        await self._act(centers.hide_checklist)
        self.lines = []


for _subject in ("member", "ad_account", "figures", "verification"):
    push.refresh_on(_subject, ChecklistState.load, path="/overview")
