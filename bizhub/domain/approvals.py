"""Changes that wait for another admin: what was asked for, where it stands, and its words.

Each kind is a frozen dataclass of the arguments of its use case: that is what is stored until it is carried out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bizhub.domain.policy import CenterRole
from bizhub.domain.team import Wish

LASTS = timedelta(days=20)
"""How long another admin may take to answer."""

NOTICE_LASTS = timedelta(days=7)
"""How long the only person who could answer, whom it concerns, may take to object."""


class ApprovalState(StrEnum):
    """Where it stands; what is OPEN has lapsed when its time is over, stored or not."""

    OPEN = "OPEN"
    NOTICE = "NOTICE"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"
    OBJECTED = "OBJECTED"
    CARRIED_OUT = "CARRIED_OUT"
    FAILED = "FAILED"


WAITING = (ApprovalState.OPEN, ApprovalState.NOTICE)


@dataclass(frozen=True, slots=True)
class MemberEdit:
    """Another role, finance role or last day (ISO, empty for no end); None stays. `seen` is all three as they were."""

    user_id: str
    seen: dict[str, str]
    role: str | None = None
    finance_role: str | None = None
    until: str | None = None

    @property
    def subject(self) -> str:
        """Of two that wait, no one has the same subject."""
        return f"member:{self.user_id}"

    def words(self, name: str) -> str:
        """What it comes to, after “asked to”."""
        if self.role == CenterRole.ADMIN:
            return f"make {name} an admin"
        if self.role is not None:
            return f"take the role Admin from {name}"
        end = "end with a day" if self.until else "go on without an end"
        return f"let the membership of {name} {end}"

    @property
    def day(self) -> date | None:
        """The last day that is asked for."""
        return date.fromisoformat(self.until) if self.until else None


@dataclass(frozen=True, slots=True)
class MemberRemove:
    """Taking an admin out of the center, with a hand-over."""

    user_id: str
    hand_over_to: str = ""

    @property
    def subject(self) -> str:
        """As of a changed membership."""
        return f"member:{self.user_id}"

    def words(self, name: str) -> str:
        """What it comes to."""
        return f"remove {name} from the center"


@dataclass(frozen=True, slots=True)
class MemberRestore:
    """Making somebody who was an admin one again."""

    user_id: str

    @property
    def subject(self) -> str:
        """As of a changed membership."""
        return f"member:{self.user_id}"

    def words(self, name: str) -> str:
        """What it comes to."""
        return f"make {name} an admin again"


@dataclass(frozen=True, slots=True)
class InvitationSend:
    """Inviting an address as an admin; `more` are the words of what comes with the role (`Wish`, domain/team.py)."""

    email: str
    wish: Wish
    more: str = ""

    @property
    def subject(self) -> str:
        """Of the address."""
        return f"invitation:{self.email}"

    def words(self, name: str) -> str:
        """What it comes to."""
        return f"invite {name} as an admin{self.more}"


@dataclass(frozen=True, slots=True)
class InvitationResend:
    """Sending the invitation of an admin again that is open no more, or was never approved; `more` as of a new one."""

    invitation_id: str
    email: str
    more: str = ""

    @property
    def subject(self) -> str:
        """Of the address."""
        return f"invitation:{self.email}"

    def words(self, name: str) -> str:
        """What it comes to."""
        return f"invite {name} again as an admin{self.more}"


@dataclass(frozen=True, slots=True)
class RuleOff:
    """Asking for the approval of a second admin no longer."""

    @property
    def subject(self) -> str:
        """Of the rule."""
        return "center:two_admin_approval"

    def words(self, name: str) -> str:
        """What it comes to."""
        return "turn off two-admin approval"


@dataclass(frozen=True, slots=True)
class CenterDelete:
    """Deleting the center; the days in which it can be kept begin when it is approved."""

    @property
    def subject(self) -> str:
        """Of the center as a whole."""
        return "center:delete"

    def words(self, name: str) -> str:
        """What it comes to."""
        return "delete the center"


Asked = MemberEdit | MemberRemove | MemberRestore | InvitationSend | InvitationResend | RuleOff | CenterDelete
"""What can be asked for; what else needs two admins is added here, and to services/approval_answers."""

KINDS: Mapping[str, type[Asked]] = {
    "member:edit": MemberEdit,
    "member:remove": MemberRemove,
    "member:restore": MemberRestore,
    "invitation:send": InvitationSend,
    "invitation:resend": InvitationResend,
    "center:two_admin_approval_off": RuleOff,
    "center:delete": CenterDelete,
}
"""Stored name → kind; the names never change."""


def kind_of(asked: Asked) -> str:
    """The stored name of its kind."""
    return next(name for name, kind in KINDS.items() if kind is type(asked))


def makes_admin(asked: Asked) -> bool:
    """Whether somebody becomes an admin, or is invited to become one."""
    is_raised = isinstance(asked, MemberEdit) and asked.role == CenterRole.ADMIN
    return is_raised or isinstance(asked, MemberRestore | InvitationSend | InvitationResend)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change was not made but waits until then: for an answer or, with `is_notice`, for an objection of `name`."""

    id: str
    words: str
    name: str
    until: datetime
    is_notice: bool


@dataclass(frozen=True, slots=True)
class Extended:
    """The new last day of a membership, None where nothing ends; `waits`: another admin has to approve it first."""

    until: date | None
    waits: Waiting | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one that was approved; `problem` says why it could not be carried out, else it is empty."""

    words: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One as a person may see it; `day` is the last day that is asked for, the `may_…` are what they can do.

    `concerned` is the name of the member it is about, else empty. `makes_admin`: somebody becomes one.
    """

    id: str
    words: str
    day: date | None
    asked_by: str
    asked_at: datetime
    until: datetime
    state: ApprovalState
    decided_by: str
    decided_at: datetime | None
    reason: str
    concerned: str
    makes_admin: bool
    is_own: bool
    may_answer: bool
    may_object: bool

    @property
    def is_waiting(self) -> bool:
        """Whether it can still become something."""
        return self.state in WAITING


@dataclass(frozen=True, slots=True)
class ApprovalList:
    """What waits for this person, what else waits, and what is over; the newest first."""

    to_answer: tuple[ApprovalRow, ...]
    waiting: tuple[ApprovalRow, ...]
    past: tuple[ApprovalRow, ...]
