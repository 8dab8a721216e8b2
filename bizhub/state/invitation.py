"""Answering invitations: the page behind a link, and those that wait for one's own address."""

from dataclasses import dataclass
from urllib.parse import urlencode

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.errors import NotFound
from bizhub.domain.team import FINANCE_WORDS, InvitationOffer
from bizhub.services import formats, invitation_answers
from bizhub.services.session_view import is_signed_in
from bizhub.state import push
from bizhub.state.base import BizHubState
from bizhub.state.notices import done, go_to
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote

_PATH = "/invitation"
_DECLINED = "Declined. Whoever invited you is told."


@dataclass
class OfferLine:
    """An invitation as the invited person reads it; `until` is empty for a membership without end."""

    id: str
    center: str
    inviter: str
    email: str
    role: str
    finance_role: str
    message: str
    until: str
    expires: str


class InvitationPageState(BizHubState, rx.State):
    """What the link of the page's address offers; `standing` is mine, other, stranger or gone, empty at first."""

    offer: OfferLine | None = None
    standing: str = ""
    sign_in_path: str = ""
    is_known: bool = False

    @remote(public=True)
    async def load(self) -> None:
        """Read what the link offers to whoever holds it."""
        key = self.router.url.query_parameters.get("key", "")
        self.is_known = await self._ask(is_signed_in)
        try:
            found = await self._ask(invitation_answers.view_invitation, link=key)
        except NotFound:
            self.offer, self.standing = None, "gone"
            return
        self.offer = _line(found, current_reader())
        self.standing = "mine" if found.is_for_me else "other" if self.is_known else "stranger"
        own_path = f"{_PATH}?{urlencode({'key': key})}"
        self.sign_in_path = f"/sign-in?{urlencode({'next': own_path})}"

    @remote
    async def accept(self) -> EventSpec | None:
        """Become a member, and look at the center."""
        return await _accept(self, self.offer.id) if self.offer else None

    @remote
    async def decline(self) -> list[EventSpec]:
        """Say no, and go on."""
        if self.offer is None:
            return []
        await self._act(invitation_answers.decline_invitation, invitation_id=self.offer.id)
        return [done(_DECLINED), go_to("/overview")]


class OffersState(BizHubState, rx.State):
    """The invitations that wait for the person's own confirmed address."""

    offers: list[OfferLine] = []

    @remote
    async def load(self) -> None:
        """Read them again; put it in the on_load of pages that show them."""
        found = await self._ask(invitation_answers.list_own_invitations)
        reader = current_reader()
        self.offers = [_line(offer, reader) for offer in found]

    @remote
    async def accept(self, invitation_id: str) -> EventSpec:
        """Become a member, and look at the center."""
        return await _accept(self, invitation_id)

    @remote
    async def decline(self, invitation_id: str) -> EventSpec:
        """Say no."""
        await self._act(invitation_answers.decline_invitation, invitation_id=invitation_id)
        self.offers = [offer for offer in self.offers if offer.id != invitation_id]
        return done(_DECLINED)


async def _accept(state: BizHubState, invitation_id: str) -> EventSpec:
    center = await state._act(invitation_answers.accept_invitation, invitation_id=invitation_id)  # noqa: SLF001
    return go_to(f"/overview?{urlencode({'center': center})}")


def _line(offer: InvitationOffer, reader: Reader) -> OfferLine:
    return OfferLine(
        id=offer.id,
        center=offer.center_name,
        inviter=offer.inviter,
        email=offer.email,
        role=offer.role.value,
        finance_role=FINANCE_WORDS[offer.finance_role] if offer.finance_role else "",
        message=offer.message,
        until=formats.day(offer.member_until, reader.locale) if offer.member_until else "",
        expires=formats.moment(offer.expires_at, reader.time_zone, reader.locale),
    )


push.refresh_on("notification", OffersState.load, path="/welcome")
