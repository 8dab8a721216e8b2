"""Verification: proof of the business or the individual behind a center."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bizhub.domain.documents import DocumentRow
from bizhub.domain.errors import Conflict


class EntityKind(StrEnum):
    """Who stands behind a center."""

    BUSINESS = "BUSINESS"
    INDIVIDUAL = "INDIVIDUAL"


class SubmissionState(StrEnum):
    """Where one submission stands."""

    DRAFT = "DRAFT"
    REVIEWING = "REVIEWING"
    VERIFIED = "VERIFIED"
    FAILED = "FAILED"
    WITHDRAWN = "WITHDRAWN"


class VerificationStatus(StrEnum):
    """Where a center stands; read from its submissions and the clock."""

    NOT_SUBMITTED = "NOT_SUBMITTED"
    REVIEWING = "REVIEWING"
    VERIFIED = "VERIFIED"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"


class ReasonCode(StrEnum):
    """Why a field of a submission, or of an ad account, was refused."""

    WRONG_TYPE = "WRONG_TYPE"
    NAME_MISMATCH = "NAME_MISMATCH"
    NUMBER_MISMATCH = "NUMBER_MISMATCH"
    UNREADABLE = "UNREADABLE"
    INCOMPLETE = "INCOMPLETE"
    EXPIRED = "EXPIRED"
    WRONG_PERSON = "WRONG_PERSON"


@dataclass(frozen=True, slots=True)
class Problem:
    """What was wrong with one field, by its code, and in the reviewer's words."""

    field: str
    code: ReasonCode
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a center stands with its verification; `until` is when it expires or has expired."""

    status: VerificationStatus
    until: datetime | None = None

    @property
    def is_verified(self) -> bool:
        """Whether the center may do what only a verified one may."""
        return self.status is VerificationStatus.VERIFIED


VALUE_FIELDS = ("kind", "region", "document_type", "document_number", "name", "website")
"""What a submission says, in the order of the wizard; its documents are kept beside it."""
STEP_FIELDS: tuple[tuple[str, ...], ...] = (
    ("kind",), ("region", "document_type", "document_number", "name", "website"), (), (),
)  # fmt: skip
"""The fields of each step of the wizard: who, document, files, check and send."""
LONGEST_NUMBER = 60
LONGEST_APPEAL = 2_000
REMINDED_BEFORE = timedelta(days=30)

STATUS_WORDS: dict[VerificationStatus, str] = {
    VerificationStatus.NOT_SUBMITTED: "Not verified",
    VerificationStatus.REVIEWING: "In review",
    VerificationStatus.VERIFIED: "Verified",
    VerificationStatus.FAILED: "Not approved",
    VerificationStatus.EXPIRED: "Expired",
}
STATE_WORDS: dict[SubmissionState, str] = {
    SubmissionState.DRAFT: "Draft",
    SubmissionState.REVIEWING: "In review",
    SubmissionState.VERIFIED: "Approved",
    SubmissionState.FAILED: "Not approved",
    SubmissionState.WITHDRAWN: "Taken back",
}


class DraftOvertaken(Conflict):
    """Somebody else has changed the draft since the page was shown."""

    def __init__(self, who: str, fields: tuple[str, ...]) -> None:
        """Say who, and in which fields (in words)."""
        what = f": {', '.join(fields)}" if fields else ""
        super().__init__(f"{who} changed this in the meantime{what}. The page now shows what stands there.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A submission that is being written; `values` by VALUE_FIELDS, `version` is what the next change names.

    After a refusal `problems` are what was wrong, and only what is in `open` is sent again.
    """

    id: str
    version: int
    step: int
    values: dict[str, str]
    open: frozenset[str]
    problems: tuple[Problem, ...] = ()

    @property
    def is_correction(self) -> bool:
        """Whether the desk has refused it before."""
        return bool(self.problems)


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission as the history shows it; `document` is in words. Times are UTC, None until it happened."""

    id: str
    state: SubmissionState
    kind: EntityKind | None
    name: str
    document: str
    problems: tuple[Problem, ...]
    appeal: str
    submitted_at: datetime
    submitted_by: str
    decided_at: datetime | None
    expires_at: datetime | None
    file_names: dict[str, str]


@dataclass(frozen=True, slots=True)
class VerificationPage:
    """Where a center stands, what it is writing, and all that it has sent, the newest first.

    `place` is that in the queue, from 1; None while nothing waits. The flags say what may be done now.
    """

    standing: Standing
    kinds: tuple[EntityKind, ...]
    center_name: str
    draft: Draft | None = None
    place: int | None = None
    sent: tuple[SubmissionRow, ...] = ()
    may_start: bool = False
    may_correct: bool = False
    may_withdraw: bool = False


@dataclass(frozen=True, slots=True)
class ReviewedSubmission:
    """A submission as the desk sees it, with what the center says of itself; `number_verdict` is about check digits."""

    case_id: str
    state: SubmissionState
    kind: EntityKind | None
    region: str
    document: str
    number_label: str
    document_number: str
    number_verdict: str
    name: str
    website: str
    center_name: str
    company_name: str
    center_region: str
    center_website: str
    documents: tuple[DocumentRow, ...]
    problems: tuple[Problem, ...]
    failed_before: tuple[Problem, ...]
    appeal: str
    submitted_at: datetime | None
    submitted_by: str
    expires_at: datetime | None
    file_names: dict[str, str]


def months_later(moment: datetime, months: int) -> datetime:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
