"""The people of a center: what lists and pages show of members and invitations, and the rules about their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.errors import Conflict
from bizhub.domain.names import some_of
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole

MOST_ADDRESSES = 50
MOST_GRANTS = 50
LONGEST_MESSAGE = 1_000
INVITATION_LASTS = timedelta(days=14)
MOST_MEMBERS = 4_000
MOST_ADMINS = 20
MEMBERS_PAGE = 50
FINANCE_WORDS = {FinanceRole.MANAGER: "Finance manager", FinanceRole.ANALYST: "Finance analyst"}
FOUNDER = "Founder"
"""Stands where others have who invited them."""
ADMIN_MAY = (
    "Invite and remove people, and change their roles",
    "Give anybody a level on any ad account, also themselves; each time is recorded",
    "See the figures of all ad accounts and the whole activity",
    "Change the center’s name, its asset groups and its labels",
)
"""What somebody should know before they make another one an admin."""


class InvitationState(StrEnum):
    """Where an invitation stands; a pending one whose time is over has expired."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    REVOKED = "REVOKED"


class LastAdmin(Conflict):
    """The change would leave the center without an enabled admin who has no end date."""

    def __init__(self, center_name: str) -> None:
        """Say why, and what helps."""
        super().__init__(
            f"{center_name} would be left without an admin. Make somebody else an admin first: "
            "an admin with an end date does not count."
        )


class OnlyAdmin(Conflict):
    """Somebody whose sign-in would end is the only admin who counts of some centers."""

    def __init__(self, subject: str, center_names: Sequence[str]) -> None:
        """Name all of the centers; `subject` is "Max is" or "You are"."""
        super().__init__(f"{subject} the only admin of {' and '.join(center_names)}. Make another one admin first.")


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the list shows them; `levels` counts the ad accounts held at each level.

    `added_by` is empty for who made the center. `has_two_step` is for admins and the person; nobody else learns it.
    """

    user_id: str
    name: str
    address: str
    role: CenterRole
    finance_role: FinanceRole | None
    since: datetime
    until: datetime | None
    added_by: str
    last_seen: datetime | None
    is_disabled: bool
    levels: tuple[tuple[AdAccountLevel, int], ...] = ()
    has_two_step: bool = False


@dataclass(frozen=True, slots=True)
class MemberDetail:
    """A member as their page shows them, and how many levels on how many ad accounts end when they leave."""

    row: MemberRow
    held_levels: int
    held_ad_accounts: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class MembersPage:
    """One page of members, and how many there are in all and of them admins who count."""

    rows: tuple[MemberRow, ...]
    total: int
    lasting_admins: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What the invited shall be; `ad_account_ids` are those on which they get `level`, days of the center's zone.

    `replaces` is the ID of an invitation that is taken back when this one is sent.
    """

    role: str
    finance_role: str = ""
    member_until: date | None = None
    message: str = ""
    ad_account_ids: tuple[str, ...] = ()
    level: str = AdAccountLevel.ANALYST
    level_until: date | None = None
    replaces: str = ""


def brought_words(finance_role: str, level: str, ad_accounts: Sequence[str]) -> str:
    """What an invitation brings beside its role, to stand after "as an admin"; empty for nothing."""
    finance = f" and {FINANCE_WORDS[FinanceRole(finance_role)].lower()}" if finance_role else ""
    levels = f", with the level {LEVEL_WORDS[AdAccountLevel(level)]} on {some_of(ad_accounts)}" if ad_accounts else ""
    return finance + levels


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as the admins see it."""

    id: str
    email: str
    role: CenterRole
    finance_role: FinanceRole | None
    state: InvitationState
    is_expired: bool
    invited_by: str
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    member_until: datetime | None
    grants: int


@dataclass(frozen=True, slots=True)
class AddressResult:
    """What became of one typed address: a problem, or it waits for another admin, or the invitation went out.

    `waits` is the ID of what waits, else empty.
    """

    address: str
    problem: str = ""
    waits: str = ""


@dataclass(frozen=True, slots=True)
class InvitationOffer:
    """An invitation as the invited person sees it; `is_for_me`: the signed-in person has the invited address.

    `member_until` is the last day in the center's time zone.
    """

    id: str
    center_name: str
    inviter: str
    email: str
    role: CenterRole
    finance_role: FinanceRole | None
    message: str
    member_until: date | None
    expires_at: datetime
    is_for_me: bool
