"""What people are told of what others did: the kinds, what is kept of each, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

KEPT = timedelta(days=90)
MOST_KEPT = 500
IN_PANEL = 20
PAGE = 50
NAMED = 3
"""How many ad accounts one notification names; the rest are counted."""


class Kind(StrEnum):
    """What somebody is told."""

    INVITED = "invited"
    INVITATION_ACCEPTED = "invitation_accepted"
    INVITATION_DECLINED = "invitation_declined"
    MEMBERSHIP_CHANGED = "membership_changed"
    MEMBER_REMOVED = "member_removed"
    MEMBER_RESTORED = "member_restored"
    ACCESS_GIVEN = "access_given"
    LEVEL_CHANGED = "level_changed"
    ACCESS_ENDED = "access_ended"
    ACCESS_CHANGED = "access_changed"
    ACCESS_REQUESTED = "access_requested"
    REQUEST_GRANTED = "request_granted"
    REQUEST_REFUSED = "request_refused"
    APPROVAL_NEEDED = "approval_needed"
    APPROVAL_DECIDED = "approval_decided"
    NOTICE_GIVEN = "notice_given"
    CENTER_ENDS = "center_ends"
    CENTER_ENDS_SOON = "center_ends_soon"
    CENTER_KEPT = "center_kept"
    RULES_CHANGED = "rules_changed"
    ENDS_SOON = "ends_soon"
    AD_ACCOUNT_APPROVED = "ad_account_approved"
    AD_ACCOUNT_REFUSED = "ad_account_refused"
    AD_ACCOUNT_LIMITED = "ad_account_limited"
    AD_ACCOUNT_LIFTED = "ad_account_lifted"
    TICKET_ASKED = "ticket_asked"
    TICKET_WRITTEN = "ticket_written"
    TICKET_WITHDRAWN = "ticket_withdrawn"
    TICKET_APPROVED = "ticket_approved"
    TICKET_REJECTED = "ticket_rejected"
    ACCOUNT_MANAGER = "account_manager"
    CENTER_TO_MANAGE = "center_to_manage"
    RECOVERY_BEGUN = "recovery_begun"
    RECOVERY_OVER = "recovery_over"
    RECOVERY_ANSWERED = "recovery_answered"
    VERIFICATION_SENT = "verification_sent"
    VERIFICATION_TAKEN_BACK = "verification_taken_back"
    VERIFICATION_APPROVED = "verification_approved"
    VERIFICATION_REFUSED = "verification_refused"
    VERIFICATION_ENDS = "verification_ends"


HAVE_AN_EMAIL_OF_THEIR_OWN = frozenset({
    Kind.INVITED, Kind.INVITATION_ACCEPTED, Kind.INVITATION_DECLINED, Kind.ACCESS_REQUESTED, Kind.REQUEST_GRANTED,
    Kind.REQUEST_REFUSED, Kind.APPROVAL_NEEDED, Kind.APPROVAL_DECIDED, Kind.NOTICE_GIVEN,
})  # fmt: skip
"""An e-mail of its own tells of it already; who has only a phone number gets the short message."""

TELL_ENOUGH = frozenset({Kind.MEMBER_REMOVED, Kind.MEMBER_RESTORED, Kind.REQUEST_GRANTED})
"""Where one of these is told, the levels that it moved are not told once more."""

TOLD_OF_ONES_OWN = frozenset({Kind.CENTER_ENDS})
"""What people are told even if they did it themselves: it might have been somebody at their keyboard."""

Facts = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that somebody is about to be told; what is said of one thing twice in a change becomes one."""

    user_id: int
    center_id: int
    kind: Kind
    facts: Facts


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told; `is_member`: they are in the center it is about."""

    id: str
    center_id: str
    is_member: bool
    kind: Kind
    facts: Facts
    at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Bell:
    """How much is unread, and the newest of all."""

    unread: int
    newest: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ToldPage:
    """One page of what somebody was told, and how much there is in all."""

    rows: tuple[Told, ...]
    total: int
