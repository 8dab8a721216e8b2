"""What waits for a second admin: what this person can answer, what they asked for, and what became of the rest."""

from dataclasses import dataclass
from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.approvals import ApprovalRow, ApprovalState
from bizhub.services import approval_answers, approvals, formats
from bizhub.state import push
from bizhub.state.base import FormState
from bizhub.state.notices import done, failed
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/team"
_STATES = {
    ApprovalState.APPROVED: "Approved by {who}",
    ApprovalState.DECLINED: "Declined by {who}",
    ApprovalState.WITHDRAWN: "Withdrawn",
    ApprovalState.LAPSED: "Nobody answered in time",
    ApprovalState.OBJECTED: "{who} objected",
    ApprovalState.CARRIED_OUT: "Carried out: nobody objected",
    ApprovalState.FAILED: "Not possible any more",
}


@dataclass
class ApprovalLine:
    """One in words for the reader; `standing` says what became of it, empty while it waits."""

    id: str
    words: str
    asked_by: str
    asked: str
    until: str
    day: str
    standing: str
    decided: str
    reason: str
    concerned: str
    is_own: bool
    is_notice: bool
    may_answer: bool


class TypedReason(TypedDict):
    """Why somebody says no, if they say so."""

    reason: Annotated[str, Field(max_length=2_000)]


class ApprovalsState(FormState, rx.State):
    """The lists, the newest first; `refusing` is the one whose drawer is open."""

    to_answer: list[ApprovalLine] = []
    waiting: list[ApprovalLine] = []
    past: list[ApprovalLine] = []
    is_loaded: bool = False
    refusing: str = ""
    refused_words: str = ""
    is_objecting: bool = False

    @remote
    async def load(self) -> None:
        """Read the lists again."""
        await self._load()

    @remote
    async def refresh(self) -> None:
        """Read them again, because something was asked for or answered."""
        if self.is_loaded:
            await self._load()

    @remote
    async def approve(self, approval_id: str) -> EventSpec:
        """Let it be done now."""
        answered = await self._act(approval_answers.approve, approval_id=approval_id)
        await self._load()
        if answered.problem:
            return failed(f"This cannot be done any more, and nothing was changed. {answered.problem}")
        return done("Approved: it is done.")

    @remote
    async def begin_refusal(self, approval_id: str) -> None:
        """Open the drawer in which one is declined or objected to."""
        line = next((line for line in self.to_answer if line.id == approval_id), None)
        if line is not None:
            self.refusing, self.errors, self.is_objecting = line.id, {}, line.is_notice
            self.refused_words = f"{line.asked_by} wants to {line.words}"

    @remote
    async def set_opened(self, opened: bool) -> None:
        """Keep in step with the drawer."""
        self.refusing = self.refusing if opened else ""

    @remote
    async def refuse(self, form_data: TypedReason) -> EventSpec:
        """Decline it, or object to it."""
        use_case = approval_answers.object_to if self.is_objecting else approval_answers.decline
        await self._act(use_case, approval_id=self.refusing, reason=form_data["reason"])
        self.refusing = ""
        await self._load()
        return done("You objected: it is not carried out." if self.is_objecting else "Declined.")

    @remote
    async def withdraw(self, approval_id: str) -> EventSpec:
        """Take back what one asked for."""
        await self._act(approval_answers.withdraw, approval_id=approval_id)
        await self._load()
        return done("Withdrawn.")

    async def _load(self) -> None:
        session = await self.get_state(SessionState)
        if not session.center_id:
            return
        reader = current_reader(session.user_locale, session.center_time_zone)
        found = await self._ask(approvals.list_approvals)
        self.to_answer = [_line(row, reader) for row in found.to_answer]
        self.waiting = [_line(row, reader) for row in found.waiting]
        self.past = [_line(row, reader) for row in found.past]
        self.is_loaded = True


def waiting_words(row: ApprovalRow, reader: Reader) -> str:
    """What waits, in a sentence."""
    until = formats.moment(row.until, reader.time_zone, reader.locale)
    if row.state is ApprovalState.NOTICE:
        return f"{row.asked_by} gave notice to {row.words}: without objection it is carried out on {until}."
    return f"{row.asked_by} asked to {row.words}: that waits for another admin until {until}."


def _line(row: ApprovalRow, reader: Reader) -> ApprovalLine:
    decided = formats.moment(row.decided_at, reader.time_zone, reader.locale) if row.decided_at else ""
    return ApprovalLine(
        id=row.id,
        words=row.words,
        asked_by=row.asked_by,
        asked=formats.moment(row.asked_at, reader.time_zone, reader.locale),
        until=formats.moment(row.until, reader.time_zone, reader.locale),
        day=formats.day(row.day, reader.locale) if row.day else "",
        standing=_STATES[row.state].format(who=row.decided_by) if row.state in _STATES else "",
        decided=decided,
        reason=row.reason,
        concerned=row.concerned,
        is_own=row.is_own,
        is_notice=row.state is ApprovalState.NOTICE,
        may_answer=row.may_answer,
    )


for _subject in ("approval", "member"):
    push.refresh_on(_subject, ApprovalsState.refresh, path=PATH)
