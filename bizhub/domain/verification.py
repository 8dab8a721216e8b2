"""Verification: proof of the business or the individual behind a center."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
