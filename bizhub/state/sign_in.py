"""The pages of signing in and up."""

import reflex as rx
from reflex.event import EventSpec

from bizhub.domain.own_pages import own_page
from bizhub.services.session_view import is_signed_in
from bizhub.state.base import BizHubState
from bizhub.state.notices import leave_for
from bizhub.state.posted_form import NewPasswordState, PostedFormState
from bizhub.state.remote import remote

_FIRST_PAGE = "/overview"


class SignInState(PostedFormState, rx.State):
    """The page where people sign in; `lost` is what stands in the link of a lost device, `again` the center that asks.

    Both are for people who may be signed in already. `was_deleted`: whoever comes has just deleted their account.
    """

    lost: str = ""
    again: bool = False
    was_deleted: bool = False

    @remote(public=True)
    async def load(self) -> list[EventSpec]:
        """Begin without errors; who is signed in goes on to where they wanted to go."""
        self.errors, link = {}, self.router.url.query_parameters
        self.lost, self.again = link.get("lost", ""), "again" in link
        self.was_deleted = link.get("account", "") == "deleted"
        if self.lost or self.again:
            return []
        return await _leave_if_signed_in(self, own_page(link.get("next", "")) or _FIRST_PAGE)


class SignUpState(NewPasswordState, rx.State):
    """The page where people sign up."""

    @remote(public=True)
    async def load(self) -> list[EventSpec]:
        """Begin without errors; who is signed in has no business here."""
        self._begin()
        return await _leave_if_signed_in(self, _FIRST_PAGE)


async def _leave_if_signed_in(state: BizHubState, path: str) -> list[EventSpec]:
    is_known = await state._ask(is_signed_in)  # noqa: SLF001
    return [leave_for(path)] if is_known else []
