"""Asset groups: a named set of ad accounts and members with one level."""

from dataclasses import dataclass
from datetime import datetime

from bizhub.domain.policy import AdAccountLevel

LONGEST_NAME = 100
MOST_GROUPS = 1_000
MOST_PAIRS = 50_000
"""Members times ad accounts of one group."""


@dataclass(frozen=True, slots=True)
class AssetGroupRow:
    """A group as the list shows it."""

    id: str
    name: str
    level: AdAccountLevel
    members: int
    ad_accounts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class GroupMember:
    """Somebody in a group; `until` is the first moment at which it has ended."""

    user_id: str
    name: str
    since: datetime
    until: datetime | None
    added_by: str


@dataclass(frozen=True, slots=True)
class GroupAdAccount:
    """An ad account in a group."""

    id: str
    name: str
    external_id: str
    since: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class AssetGroupDetail:
    """A group with everybody and everything in it; `may_change` is for the acting person."""

    row: AssetGroupRow
    members: tuple[GroupMember, ...]
    ad_accounts: tuple[GroupAdAccount, ...]
    may_change: bool
