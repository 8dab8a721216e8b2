"""Requests for a level on an ad account, from who has too little to who can give it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bizhub.domain.policy import AdAccountLevel

LASTS = timedelta(days=30)


class RequestState(StrEnum):
    """Where a request stands; a pending one lapses when its time is over."""

    PENDING = "PENDING"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request; `until` is the last day that is asked for, `answer` the words of who refused."""

    id: str
    person: str
    ad_account_id: str
    ad_account: str
    level: AdAccountLevel
    until: date | None
    reason: str
    state: RequestState
    asked_at: datetime
    lapses_at: datetime
    answered_by: str
    answer: str


@dataclass(frozen=True, slots=True)
class RequestOffer:
    """What somebody may ask for on an ad account: what they hold, the levels above it, and their last request."""

    name: str
    held: AdAccountLevel | None
    levels: tuple[AdAccountLevel, ...]
    last: RequestRow | None


@dataclass(frozen=True, slots=True)
class RequestList:
    """What the acting person can answer, and what they have asked for, the newest first."""

    to_answer: tuple[RequestRow, ...]
    own: tuple[RequestRow, ...]
