"""The desk: the people who operate this BizHub, and what waits for their decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bizhub.domain.errors import BizHubError

CLAIM_LASTS = timedelta(minutes=30)
"""A claimed case is free again when its reviewer has done nothing with it for so long."""


class CaseKind(StrEnum):
    """What a case is about."""

    VERIFICATION = "verification"
    AD_ACCOUNT = "ad_account"
    TICKET = "ticket"


KIND_WORDS: dict[CaseKind, str] = {
    CaseKind.VERIFICATION: "Verification",
    CaseKind.AD_ACCOUNT: "Ad account",
    CaseKind.TICKET: "Ticket",
}


class RecoveryState(StrEnum):
    """Where the appointment of an admin for an orphaned center stands."""

    WAITING = "WAITING"
    OBJECTED = "OBJECTED"
    CANCELLED = "CANCELLED"
    DONE = "DONE"
    FAILED = "FAILED"


class DeskNeedsTwoStep(BizHubError):
    """Somebody of the desk has not turned on 2-step verification, which the desk asks for."""

    def __init__(self) -> None:
        """Say what opens it."""
        super().__init__("The desk asks for 2-step verification. Turn it on under Profile to go on.")


@dataclass(frozen=True, slots=True)
class FoundCase:
    """An open case that the acting person has claimed, with the turn of its center held; numbers as in the tables."""

    id: int
    center_id: int
    center_name: str
    kind: CaseKind
    subject_id: int
    title: str
    opened_at: datetime
    opened_by: int
    first_by: int | None
    first_decision: str


class Show(StrEnum):
    """Which open cases a queue shows."""

    ALL = "all"
    FREE = "free"
    MINE = "mine"


class Outcome(StrEnum):
    """How a case was closed."""

    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class QueuedCase:
    """An open case of a queue; `reviewer` is who has it now, or ""; of `is_second` one reviewer has decided already."""

    id: str
    kind: CaseKind
    title: str
    center: str
    opened_at: datetime
    opened_by: str
    reviewer: str
    is_mine: bool
    is_second: bool
    is_for_me: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A part of a queue, the oldest first; `after` opens the next part, "" where there is none."""

    cases: tuple[QueuedCase, ...]
    after: str


@dataclass(frozen=True, slots=True)
class DeskCase:
    """One case as its reviewers see it, open or closed; `outcome` is None while it is open."""

    id: str
    kind: CaseKind
    subject_id: str
    title: str
    center_id: str
    center: str
    opened_at: datetime
    opened_by: str
    reviewer: str
    is_mine: bool
    free_at: datetime | None
    first_reviewer: str
    may_claim: bool
    outcome: Outcome | None
    closed_at: datetime | None
    closed_by: str


@dataclass(frozen=True, slots=True)
class KindFigures:
    """What waits of one kind and since when, and how many were decided in the last 30 days.

    `median_wait` is how long those had waited, of very many the last ones.
    """

    kind: CaseKind
    waiting: int
    oldest: datetime | None
    decided: int
    median_wait: timedelta | None


@dataclass(frozen=True, slots=True)
class ReviewerFigures:
    """How much somebody decided in the last 7 and 30 days, and how much they have in hand."""

    name: str
    last_7_days: int
    last_30_days: int
    in_hand: int


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """Work-load and waiting times, by kind and by reviewer."""

    kinds: tuple[KindFigures, ...]
    reviewers: tuple[ReviewerFigures, ...]


@dataclass(frozen=True, slots=True)
class DeskMember:
    """Somebody who works at the desk."""

    name: str
    address: str
    since: datetime
    has_two_step: bool
