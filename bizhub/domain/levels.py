"""Levels that people get, keep and lose on ad accounts: what is wished, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bizhub.domain.policy import AdAccountLevel, rank

LONGEST_REASON = 300
ENDS_SOON = timedelta(days=14)
EXTENSION = timedelta(days=30)
"""By how much one click extends what ends."""


class Via(StrEnum):
    """Through what a grant came: the words of `access_grant.via`."""

    DIRECT = "direct"
    GROUP = "group"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Pair:
    """A person and an ad account, by number."""

    ad_account: int
    user: int


@dataclass(frozen=True, slots=True)
class Held:
    """What stands now: a level and until when; `until` is the first moment at which it has ended."""

    level: AdAccountLevel
    until: datetime | None = None

    def gives_more_than(self, other: "Held") -> bool:
        """Whether it is a higher level, or the same one for longer."""
        if self.level is not other.level:
            return rank(self.level) > rank(other.level)
        return other.until is not None and (self.until is None or self.until > other.until)


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gave a level that takes effect when somebody else acts."""

    user: int
    name: str


@dataclass(frozen=True, slots=True)
class LevelChange:
    """What a person shall hold directly on an ad account from now on; None ends it."""

    pair: Pair
    wanted: Held | None


@dataclass(frozen=True, slots=True)
class LevelForm:
    """What the form of a level shows: what somebody holds directly, its last day, and the groups that give more."""

    person: str
    ad_account: str
    level: AdAccountLevel | None
    until: date | None
    groups: tuple[str, ...]


def end_of_day(day: date, time_zone: str) -> datetime:
    """The first moment after a day of a time zone, in that zone: until when something holds that ends with the day."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(time_zone))


def last_day(until: datetime, time_zone: str) -> date:
    """The last day on which something holds that ends at a moment; as the day's date in a time zone."""
    return (until - timedelta(microseconds=1)).astimezone(ZoneInfo(time_zone)).date()


def earliest(*ends: datetime | None) -> datetime | None:
    """The first of several ends; None, where nothing ends."""
    return min((end for end in ends if end is not None), default=None)


def ends_soon(until: datetime | None, now: datetime) -> bool:
    """Whether something that holds now ends within the next days."""
    return until is not None and until <= soon_after(now)


def extended(until: datetime, time_zone: str, now: datetime) -> date:
    """The last day after one click; what does not end soon keeps its own: two clicks on the same line extend once."""
    held = last_day(until, time_zone)
    return held + EXTENSION if ends_soon(until, now) else held


def soon_after(now: datetime) -> datetime:
    """The last moment of the next days: what ends by then ends soon."""
    return now + ENDS_SOON
