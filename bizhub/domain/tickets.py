"""Tickets: what a center asks the desk to change of its company data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_REASON = 1_000
LONGEST_MESSAGE = 2_000
MOST_MESSAGES = 200
"""What one conversation takes; the desk can still decide, and the center still withdraw."""
PAGE = 20


class TicketState(StrEnum):
    """Where a ticket stands."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


TICKET_FIELDS = ("company_name", "website", "region", "currency", "time_zone")
"""What a center cannot change itself, in the order of its page."""

TICKET_FIELD_WORDS: dict[str, str] = {
    "company_name": "Company name",
    "website": "Website",
    "region": "Country",
    "currency": "Currency",
    "time_zone": "Time zone",
}

STATE_WORDS: dict[TicketState, str] = {
    TicketState.SUBMITTED: "Waiting for the desk",
    TicketState.APPROVED: "Approved",
    TicketState.REJECTED: "Rejected",
    TicketState.WITHDRAWN: "Withdrawn",
}

CONSEQUENCES: dict[str, str] = {
    "company_name": "Your center keeps its own name, which you change in the settings.",
    "region": "Currency and time zone stay as they are unless you ask for another one.",
    "currency": (
        "Ad accounts never change their currency: those of today and their figures stay as they are. Only ad accounts "
        "that are created afterwards get the new one. With several currencies, totals are shown for each of them, or "
        "converted when you ask for it."
    ),
    "time_zone": (
        "Ad accounts never change their time zone: figures stay on the days they are on. New ad accounts get the new "
        "one, and new end dates are counted in it. Access that has an end already ends at the very same moment, which "
        "may be another day in the new time zone."
    ),
}
"""What a change means for what is there already, by field."""


@dataclass(frozen=True, slots=True)
class CompanyData:
    """The company data as they stand, as codes; `has_manager`: tickets reach the account manager and not the queue."""

    values: dict[str, str]
    manager_name: str = ""
    open_ticket_id: str = ""


@dataclass(frozen=True, slots=True)
class TicketChange:
    """One field that is asked to change; what people read, and `now` where it has changed meanwhile."""

    field: str
    label: str
    before: str
    after: str
    overtaken_by: str = ""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket in the list of its center; `labels` are the fields it is about."""

    id: str
    labels: tuple[str, ...]
    state: TicketState
    asked_by: str
    asked_at: datetime
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class TicketPage:
    """One page of them, and how many there are in all."""

    rows: tuple[TicketRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class TicketMessageRow:
    """What somebody wrote on a ticket."""

    id: str
    who: str
    from_desk: bool
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketDetails:
    """A ticket with its conversation, the first message first.

    `place` is its place in the queue of the desk, `reaches` the account manager whom it goes to instead.
    """

    id: str
    state: TicketState
    changes: tuple[TicketChange, ...]
    reason: str
    asked_by: str
    asked_at: datetime
    answered_by: str
    answered_at: datetime | None
    answer: str
    messages: tuple[TicketMessageRow, ...]
    place: int | None = None
    reaches: str = ""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who works at the desk."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class TicketReview:
    """A ticket as the desk sees it; `manager_id` is empty where the center's tickets go to the queue."""

    ticket: TicketDetails
    center_id: str
    center_name: str
    manager_id: str
    reviewers: tuple[Reviewer, ...]
