"""Access explained: the chains that give somebody a level on an ad account, at any moment."""

from dataclasses import dataclass
from datetime import datetime

from bizhub.domain.levels import Via
from bizhub.domain.policy import AdAccountLevel, CenterRole


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One chain: the level it gives, since and until when, who gave it and why; through an asset group its name."""

    level: AdAccountLevel
    via: Via
    group_id: str
    group_name: str
    since: datetime
    until: datetime | None
    given_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class AccountAccess:
    """What a person holds on one ad account: the effective level, and every chain, the one that counts first."""

    ad_account_id: str
    name: str
    external_id: str
    level: AdAccountLevel
    chains: tuple[ChainLine, ...]


@dataclass(frozen=True, slots=True)
class PersonAccess:
    """What one person may do with an ad account; of an admin of the center the chains may be empty."""

    user_id: str
    name: str
    role: CenterRole
    level: AdAccountLevel
    chains: tuple[ChainLine, ...]


@dataclass(frozen=True, slots=True)
class PersonExplained:
    """A page of what a person holds at a moment, and on how many ad accounts in all; who they were in the center."""

    at: datetime
    is_now: bool
    user_id: str
    name: str
    role: CenterRole | None
    total: int
    rows: tuple[AccountAccess, ...]


@dataclass(frozen=True, slots=True)
class AccountExplained:
    """Everybody who holds a level on an ad account at a moment, and the admins of then, who see every ad account.

    `may_change` is for the acting person, now.
    """

    at: datetime
    is_now: bool
    may_change: bool
    ad_account_id: str
    name: str
    people: tuple[PersonAccess, ...]
    admins: tuple[str, ...]
