"""Deleting a center: how long it can be kept, and what ends with it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bizhub.domain.approvals import ApprovalRow

KEEPABLE = timedelta(days=30)
"""So long after it was deleted any admin can keep a center; then it is gone for good."""

REMINDED_BEFORE = timedelta(days=7)
"""So long before the end its admins are told once more."""


@dataclass(frozen=True, slots=True)
class WhatEnds:
    """How many things of each kind a center has; `invitations` are those that wait."""

    members: int
    ad_accounts: int
    groups: int
    invitations: int
    labels: int


@dataclass(frozen=True, slots=True)
class Deletion:
    """What ends with a center, and, where it was deleted, by whom and when it is gone.

    `waits` is what was asked for and not answered yet; `needs_approval`: another admin would have to answer.
    """

    ends: WhatEnds
    ends_at: datetime | None
    deleted_by: str
    waits: ApprovalRow | None
    needs_approval: bool


def ending_day(ends_at: datetime, time_zone: str) -> date:
    """The day on which a center is gone, in its own time zone."""
    return ends_at.astimezone(ZoneInfo(time_zone)).date()
