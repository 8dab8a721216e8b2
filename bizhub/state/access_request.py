"""Asking for access, where an ad account is refused."""

from typing import Annotated, Any

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.access_requests import RequestOffer, RequestState
from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.days import typed_day
from bizhub.domain.errors import BizHubError
from bizhub.services import access_requests, formats
from bizhub.state import push
from bizhub.state.ad_accounts import PATH
from bizhub.state.base import FormState
from bizhub.state.notices import done
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState


class TypedRequest(TypedDict):
    """What is asked for; an empty last day is no end."""

    level: Annotated[str, Field(max_length=20)]
    last_day: Annotated[str, Field(max_length=20)]
    reason: Annotated[str, Field(max_length=2_000)]


class AccessRequestState(FormState, rx.State):
    """What this person may ask for on the ad account of the address, and where their last request stands.

    Without `levels` there is nothing to ask for: all is held, or `problem` says why.
    """

    problem: str = ""
    levels: list[list[str]] = []
    waiting: str = ""
    answered: str = ""
    request_id: str = ""
    form_version: int = 0

    _id: str = ""

    @remote
    async def load(self) -> None:
        """Look what may be asked for."""
        wanted = self._named()
        if wanted != self._id:
            self.reset()
            self._id = wanted
        await self._load()

    @remote
    async def refresh(self) -> None:
        """Look again, because a request was answered."""
        if self._id:
            await self._load()

    @remote
    async def ask(self, form_data: TypedRequest) -> EventSpec:
        """Send the request."""
        until = typed_day(form_data["last_day"], field="until")
        values: dict[str, Any] = {"level": form_data["level"], "until": until, "reason": form_data["reason"]}
        await self._act(access_requests.request_access, ad_account_id=self._id, **values)
        await self._load()
        return done("Your request is on its way.")

    @remote
    async def withdraw(self) -> EventSpec:
        """Take the request back."""
        await self._act(access_requests.withdraw_request, request_id=self.request_id)
        await self._load()
        return done("The request is withdrawn.")

    async def _load(self) -> None:
        session = await self.get_state(SessionState)
        try:
            offer = await self._ask(access_requests.view_request_offer, ad_account_id=self._id)
        except BizHubError as error:
            self.problem, self.levels = error.message, []
            return
        self.problem = ""
        self._show(offer, current_reader(session.user_locale, session.center_time_zone))

    def _show(self, offer: RequestOffer, reader: Reader) -> None:
        self.levels = [[level.value, LEVEL_WORDS[level]] for level in offer.levels]
        self.waiting = self.answered = self.request_id = ""
        last = offer.last
        if last is not None and last.state is RequestState.PENDING:
            asked = formats.moment(last.asked_at, reader.time_zone, reader.locale)
            self.request_id = last.id
            self.waiting = f"You asked for the level {LEVEL_WORDS[last.level]} on {asked}. You will be told the answer."
        elif last is not None and last.state is RequestState.REFUSED:
            why = f" “{last.answer}”" if last.answer else ""
            self.answered = f"{last.answered_by} has refused your last request.{why}"
        self.form_version += 1


push.refresh_on("access_request", AccessRequestState.refresh, path=PATH)
