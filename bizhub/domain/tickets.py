"""Tickets: what a center asks the desk to change of its company data."""

from enum import StrEnum


class TicketState(StrEnum):
    """Where a ticket stands."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


TICKET_FIELDS = ("company_name", "website", "region", "currency", "time_zone")
"""What a center cannot change itself, in the order of its page."""
