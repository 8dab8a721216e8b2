"""Where the current center stands with its verification, what was sent, and what can be done now."""

from dataclasses import dataclass
from typing import Annotated

import reflex as rx
from pydantic import Field
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.errors import BizHubError
from bizhub.domain.verification import (
    LONGEST_APPEAL,
    STATE_WORDS,
    STATUS_WORDS,
    Problem,
    Standing,
    SubmissionRow,
    SubmissionState,
    VerificationPage,
    VerificationStatus,
)
from bizhub.domain.verification_reasons import REASONS, field_words
from bizhub.services import formats, verification, verification_drafts
from bizhub.state import push
from bizhub.state.base import FormState
from bizhub.state.notices import done, go_to
from bizhub.state.reader import Reader, current_reader
from bizhub.state.remote import remote
from bizhub.state.session import SessionState

PATH = "/verification"
TONES = {
    VerificationStatus.NOT_SUBMITTED: "neutral", VerificationStatus.REVIEWING: "warn",
    VerificationStatus.VERIFIED: "good", VerificationStatus.FAILED: "bad", VerificationStatus.EXPIRED: "warn",
}  # fmt: skip
_STATE_TONES = {
    SubmissionState.REVIEWING: "warn", SubmissionState.VERIFIED: "good", SubmissionState.FAILED: "bad",
    SubmissionState.WITHDRAWN: "neutral",
}  # fmt: skip


@dataclass
class ProblemLine:
    """What was refused of one field: in a few words, what to do, and what the reviewer wrote."""

    field: str
    reason: str
    what_to_do: str
    note: str


@dataclass
class SentLine:
    """A submission of the history, in words for the reader."""

    id: str
    title: str
    state: str
    tone: str
    sent: str
    decided: str
    appeal: str
    problems: list[ProblemLine]


class AppealForm(TypedDict):
    """Why the desk should look again."""

    reason: Annotated[str, Field(max_length=LONGEST_APPEAL * 2)]


class VerificationState(FormState, rx.State):
    """The page: `standing` in words with its `tone`, `next` says what happens now; `problem` why nothing is shown.

    `reviewing` and `refused` are the IDs of what waits at the desk, and of what it has refused last.
    """

    standing: str = ""
    tone: str = "neutral"
    icon: str = ""
    next: str = ""
    place: str = ""
    has_draft: bool = False
    draft_id: str = ""
    is_correction: bool = False
    may_start: bool = False
    may_correct: bool = False
    is_verified: bool = False
    reviewing: str = ""
    refused: str = ""
    problems: list[ProblemLine] = []
    sent: list[SentLine] = []
    is_appealing: bool = False
    is_loaded: bool = False
    problem: str = ""

    @remote
    async def load(self) -> None:
        """Read everything again; standard members are told who looks after it."""
        self.errors, self.is_appealing = {}, False
        try:
            await self._load()
        except BizHubError as error:
            self.reset()
            self.problem = error.message

    @remote
    async def refresh(self) -> None:
        """Show what the desk, or another admin, has done meanwhile."""
        if self.is_loaded:
            await self._load()

    @remote
    async def start(self) -> EventSpec:
        """Begin, or go on with what was begun."""
        await self._act(verification_drafts.start_verification)
        return go_to(f"{PATH}?step=1")

    @remote
    async def correct(self) -> EventSpec:
        """Begin to send again what failed."""
        await self._act(verification_drafts.start_correction)
        return go_to(f"{PATH}?step=1")

    @remote
    async def drop(self) -> EventSpec:
        """Drop what was begun."""
        await self._act(verification_drafts.discard_draft, draft_id=self.draft_id)
        await self._load()
        return done("Dropped. What was sent before stays as it is.")

    @remote
    async def withdraw(self) -> EventSpec:
        """Take back what waits at the desk."""
        await self._act(verification.withdraw_verification, submission_id=self.reviewing)
        await self._load()
        return done("Taken back. Everything you typed is kept for the next try.")

    @remote
    async def open_appeal(self, opened: bool) -> None:  # what the dialog tells
        """Show or put away the form for an appeal."""
        self.is_appealing, self.errors = opened, {}

    @remote
    async def appeal(self, submission_id: str, form: AppealForm) -> EventSpec:
        """Ask the desk to look again at what it has refused."""
        await self._act(verification.appeal_verification, submission_id=submission_id, reason=form["reason"])
        self.is_appealing = False
        await self._load()
        return done("The desk will look again.")

    async def _load(self) -> None:
        found = await self._ask(verification.read_verification)
        session = await self.get_state(SessionState)
        reader = current_reader(session.user_locale, session.center_time_zone)
        status = found.standing.status
        self.standing, self.tone, self.icon = STATUS_WORDS[status], TONES[status], status.value
        self.next, self.is_verified = next_words(found.standing, reader), found.standing.is_verified
        self.place = _place_words(found, reader)
        self.has_draft = found.draft is not None
        self.draft_id = found.draft.id if found.draft else ""
        self.is_correction = found.draft is not None and found.draft.is_correction
        self.may_start, self.may_correct = found.may_start, found.may_correct
        self.sent = [_line(row, reader) for row in found.sent]
        self.reviewing = next((row.id for row in found.sent if row.state is SubmissionState.REVIEWING), "")
        last = next((row for row in found.sent if row.state is not SubmissionState.WITHDRAWN), None)
        failed = last if last is not None and last.state is SubmissionState.FAILED else None
        self.refused = failed.id if failed else ""
        self.problems = problem_lines(failed.problems, failed.file_names) if failed else []
        self.is_loaded, self.problem = True, ""


def problem_lines(problems: tuple[Problem, ...], file_names: dict[str, str]) -> list[ProblemLine]:
    """What was refused, in words."""
    return [
        ProblemLine(
            field_words(each.field, file_names), REASONS[each.code].label, REASONS[each.code].what_to_do, each.note
        )
        for each in problems
    ]


def next_words(standing: Standing, reader: Reader) -> str:
    """What a standing means for the center."""
    until = formats.moment(standing.until, reader.time_zone, reader.locale) if standing.until else ""
    return {
        VerificationStatus.NOT_SUBMITTED: (
            "Show who is behind this center: it takes a document and five minutes. A verified center can create ad "
            "accounts."
        ),
        VerificationStatus.REVIEWING: "The desk looks at it. You are told as soon as it has decided.",
        VerificationStatus.VERIFIED: f"This center can create ad accounts. Good until {until}.",
        VerificationStatus.FAILED: "Some of it could not be accepted. Send only that again, or appeal.",
        VerificationStatus.EXPIRED: f"It was good until {until}. Renew it to create ad accounts again.",
    }[standing.status]


def _place_words(found: VerificationPage, reader: Reader) -> str:
    if found.place is None:
        return ""
    if found.place == 1:
        return "It is the next in the queue."
    return f"Place {formats.number(found.place, reader.locale)} in the queue."


def _line(row: SubmissionRow, reader: Reader) -> SentLine:
    sent = formats.moment(row.submitted_at, reader.time_zone, reader.locale)
    decided = formats.moment(row.decided_at, reader.time_zone, reader.locale) if row.decided_at else ""
    return SentLine(
        row.id, f"{row.name}, {row.document}", STATE_WORDS[row.state], _STATE_TONES[row.state],
        f"Sent on {sent} by {row.submitted_by}", f"Decided on {decided}" if decided else "", row.appeal,
        problem_lines(row.problems, row.file_names),
    )  # fmt: skip


push.refresh_on("verification", VerificationState.refresh, path=PATH)
