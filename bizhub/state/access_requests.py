"""The list of requests for access: what this person can answer, and what they have asked for."""

from dataclasses import dataclass
from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.access_requests import RequestRow, RequestState
from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.services import access_requests, formats
from bizhub.state import push
from bizhub.state.base import FormState
from bizhub.state.notices import done
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/team/requests"
_STATES = {
    RequestState.PENDING: "Waiting",
    RequestState.GRANTED: "Granted",
    RequestState.REFUSED: "Refused",
    RequestState.WITHDRAWN: "Withdrawn",
}


@dataclass
class RequestLine:
    """A request in words for the reader."""

    id: str
    person: str
    ad_account_id: str
    ad_account: str
    level: str
    until: str
    reason: str
    asked: str
    state: str
    is_waiting: bool
    answer: str


class TypedAnswer(TypedDict):
    """Why a request is refused, if somebody says so."""

    answer: Annotated[str, Field(max_length=2_000)]


class AccessRequestsState(FormState, rx.State):
    """Requests, the newest first; `refusing` is the one whose drawer is open."""

    to_answer: list[RequestLine] = []
    own: list[RequestLine] = []
    is_loaded: bool = False
    refusing: str = ""
    refused_words: str = ""

    @remote
    async def load(self) -> None:
        """Read the requests again."""
        await self._load()

    @remote
    async def refresh(self) -> None:
        """Read them again, because one was sent or answered."""
        if self.is_loaded:
            await self._load()

    @remote
    async def grant(self, request_id: str) -> EventSpec:
        """Give what was asked for."""
        await self._act(access_requests.grant_request, request_id=request_id)
        await self._load()
        return done("Access is given.")

    @remote
    async def begin_refusal(self, request_id: str) -> None:
        """Open the drawer in which a request is refused."""
        line = next((line for line in self.to_answer if line.id == request_id), None)
        if line is not None:
            self.refusing, self.errors = line.id, {}
            self.refused_words = f"{line.person} asks for {line.level} on {line.ad_account}"

    @remote
    async def set_opened(self, opened: bool) -> None:
        """Keep in step with the drawer."""
        self.refusing = self.refusing if opened else ""

    @remote
    async def refuse(self, form_data: TypedAnswer) -> EventSpec:
        """Say no."""
        await self._act(access_requests.refuse_request, request_id=self.refusing, answer=form_data["answer"])
        self.refusing = ""
        await self._load()
        return done("The request is refused.")

    @remote
    async def withdraw(self, request_id: str) -> EventSpec:
        """Take back a request of one's own."""
        await self._act(access_requests.withdraw_request, request_id=request_id)
        await self._load()
        return done("The request is withdrawn.")

    async def _load(self) -> None:
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        found = await self._ask(access_requests.list_requests)
        self.to_answer = [_line(row, reader) for row in found.to_answer]
        self.own = [_line(row, reader) for row in found.own]
        self.is_loaded = True


def _line(row: RequestRow, reader: Reader) -> RequestLine:
    answered = f"{_STATES[row.state]} by {row.answered_by}"
    is_answered = row.state in (RequestState.GRANTED, RequestState.REFUSED)
    return RequestLine(
        id=row.id,
        person=row.person,
        ad_account_id=row.ad_account_id,
        ad_account=row.ad_account,
        level=LEVEL_WORDS[row.level],
        until=formats.day(row.until, reader.locale) if row.until else "",
        reason=row.reason,
        asked=formats.moment(row.asked_at, reader.time_zone, reader.locale),
        state=answered if is_answered else _STATES[row.state],
        is_waiting=row.state is RequestState.PENDING,
        answer=row.answer,
    )


push.refresh_on("access_request", AccessRequestsState.refresh, path=PATH)
