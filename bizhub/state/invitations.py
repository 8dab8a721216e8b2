"""The invitations that wait, have expired or were declined."""

from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.policy import CenterRole, Permission
from bizhub.domain.team import FINANCE_WORDS, InvitationRow, InvitationState
from bizhub.services import invitations
from bizhub.state import push
from bizhub.state.base import BizHubState
from bizhub.state.notices import done
from bizhub.state.paging import Paged, paged
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState
from bizhub.state.team import PATH, day_of
from bizhub.state.waiting import done_or_waiting

_PAGE = 20


@dataclass
class InvitationLine:
    """An invitation, written for the reader; `standing` is WAITING, EXPIRED or DECLINED."""

    id: str
    email: str
    role: str
    gives: str
    sent: str
    invited_by: str
    standing: str
    expires: str


class InvitationsState(BizHubState, rx.State):
    """One page of the invitations; nothing for who does not manage members."""

    rows: list[InvitationLine] = []
    loaded: bool = False
    waiting_admin: str = ""
    paging: Paged | None = None

    _page: int = 1

    @remote
    async def load(self) -> None:
        """Show the first page."""
        self._page = 1
        await self._show()

    @remote
    async def refresh(self) -> None:
        """Show the same page again, because somebody invited, answered or took back."""
        if self.loaded:
            await self._show()

    @remote
    async def turn_back(self) -> None:
        """Show the page before."""
        self._page = max(1, self._page - 1)
        await self._show()

    @remote
    async def turn_on(self) -> None:
        """Show the next page."""
        self._page += 1
        await self._show()

    @remote
    async def resend(self, invitation_id: str) -> EventSpec:
        """Send an invitation again, with a new link and all of its time."""
        waits = await self._act(invitations.resend_invitation, invitation_id=invitation_id)
        await self._show()
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        return done_or_waiting(waits, "Sent again, with a new link. The link before opens nothing any more.", reader)

    @remote
    async def take_back(self, invitation_id: str) -> EventSpec:
        """Let the link of an invitation open nothing any more."""
        await self._act(invitations.revoke_invitation, invitation_id=invitation_id)
        await self._show()
        return done("Taken back. Its link opens nothing any more.")

    async def _show(self) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        manages = Permission.MEMBER_MANAGE in session.permissions
        found = await self._ask(invitations.list_invitations) if manages else ()
        waiting = [row for row in found if _standing(row) == "WAITING" and row.role is CenterRole.ADMIN]
        self.waiting_admin = waiting[0].email if waiting else ""
        self._page = min(self._page, max(1, -(-len(found) // _PAGE)))
        offset = (self._page - 1) * _PAGE
        self.rows = [_line(row, reader) for row in found[offset : offset + _PAGE]]
        self.paging = paged(self._page, _PAGE, len(found), reader.locale)
        self.loaded = True


def _line(row: InvitationRow, reader: Reader) -> InvitationLine:
    accounts = f"{row.grants} ad account{'s' if row.grants > 1 else ''}" if row.grants else ""
    finance = FINANCE_WORDS[row.finance_role] if row.finance_role else ""
    return InvitationLine(
        id=row.id,
        email=row.email,
        role=row.role.value,
        gives=" · ".join(filter(None, [finance, accounts])),
        sent=day_of(row.sent_at, reader),
        invited_by=row.invited_by,
        standing=_standing(row),
        expires=day_of(row.expires_at, reader),
    )


def _standing(row: InvitationRow) -> str:
    if row.state is InvitationState.DECLINED:
        return "DECLINED"
    return "EXPIRED" if row.is_expired else "WAITING"


for _subject in ("member", "user"):
    push.refresh_on(_subject, InvitationsState.refresh, path=PATH)
