"""What a center asks of how its members sign in: 2-step verification and the age of a session."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bizhub.domain.errors import InvalidInput
from bizhub.domain.policy import Bar, CenterRole

GRACE_DAYS = 14
MOST_GRACE_DAYS = 30
SESSION_HOURS = (0, 8, 24, 168)
"""What a center may choose; 0 is as long as a session lasts in this BizHub."""
SESSION_WORDS = {8: "8 hours", 24: "1 day", 168: "7 days"}


class TwoStepFor(StrEnum):
    """Of whom a center asks 2-step verification."""

    NOBODY = ""
    ADMINS = "ADMINS"
    ALL = "ALL"


@dataclass(frozen=True, slots=True)
class SignInRules:
    """The rules; `two_step_from` is the moment from which nothing opens without, `days` the grace given for it."""

    two_step_for: TwoStepFor = TwoStepFor.NOBODY
    two_step_days: int = GRACE_DAYS
    two_step_from: datetime | None = None
    session_hours: int = 0

    def asks(self, role: CenterRole) -> bool:
        """Whether 2-step verification is asked of this role, now or soon."""
        is_for_all = self.two_step_for is TwoStepFor.ALL
        return is_for_all or (self.two_step_for is TwoStepFor.ADMINS and role is CenterRole.ADMIN)

    def bar(self, role: CenterRole, *, has_two_step: bool, session_began: datetime | None, now: datetime) -> Bar | None:
        """What keeps a member out; a job has no session, and so none that is too old."""
        if self.asks(role) and not has_two_step and (self.two_step_from is None or self.two_step_from <= now):
            return Bar.TWO_STEP
        longest = timedelta(hours=self.session_hours)
        return Bar.SESSION if session_began is not None and longest and session_began + longest <= now else None


@dataclass(frozen=True, slots=True)
class SignInRulesView:
    """The rules and, for admins, how many admins and members in all have no 2-step verification, and their own."""

    rules: SignInRules
    admins_without: int = 0
    members_without: int = 0
    has_own: bool = False


def grace_ends(days: int, now: datetime, time_zone: str) -> datetime:
    """The first moment of the day, in the center's time zone, from which a rule made now holds."""
    zone = ZoneInfo(time_zone)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=days), time(), zone)


def first_day(moment: datetime, time_zone: str) -> date:
    """The day on which a rule begins to hold, in the center's time zone."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def grace_days(text: str) -> int:
    """The typed number of days; raises InvalidInput."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 4 and int(plain) <= MOST_GRACE_DAYS):
        raise InvalidInput(f"Type a number of days from 0 to {MOST_GRACE_DAYS}.", field="two_step_days")
    return int(plain)
