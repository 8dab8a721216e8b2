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
