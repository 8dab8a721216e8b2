"""What the rules about a team come to, in plain dicts: stated from the specification, apart from the code."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

RANK = {"": 0, "ANALYST": 1, "OPERATOR": 2, "ADMIN": 3}
NEVER = datetime.max.replace(tzinfo=UTC)
INVITATION_DAYS, ANSWER_DAYS, NOTICE_DAYS = 14, 20, 7


def end_of(day: date | None) -> datetime:
    """When something ends that holds until a day, in a center whose time zone is UTC."""
    return NEVER if day is None else datetime.combine(day, time(), UTC) + timedelta(days=1)


@dataclass
class Member:
    """Somebody in the center."""

    role: str
    until: date | None = None


@dataclass
class Group:
    """An asset group; members until a day."""

    level: str
    members: dict[str, date | None] = field(default_factory=dict)
    accounts: set[str] = field(default_factory=set)


@dataclass
class Invitation:
    """What waits for somebody's answer."""

    role: str
    accounts: tuple[str, ...]
    level: str
    expires: datetime


@dataclass
class Waiting:
    """What waits for another admin, or for an objection; `seen` is the member as they were."""

    by: str
    concerned: str | None
    is_notice: bool
    until: datetime
    what: tuple[Any, ...]
    seen: Member | None = None


@dataclass
class Model:
    """The center: who is in it, what they hold, what waits."""

    now: datetime
    members: dict[str, Member] = field(default_factory=dict)
    direct: dict[tuple[str, str], tuple[str, date | None]] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    wants_two: bool = False
    entries: int = 0

    def is_member(self, person: str) -> bool:
        return person in self.members and end_of(self.members[person].until) > self.now

    def is_admin(self, person: str) -> bool:
        return self.is_member(person) and self.members[person].role == "ADMIN"

    def lasting_admins(self) -> set[str]:
        return {person for person in self.members if self.is_admin(person) and self.members[person].until is None}

    def someone_else_lasts(self, person: str) -> bool:
        return bool(self.lasting_admins() - {person})

    def way(self, actor: str, concerned: str | None) -> str:
        """How a change of who is an admin goes on: now, after an approval, or after a notice."""
        others = {person for person in self.members if self.is_admin(person)} - {actor}
        if not self.wants_two or not others:
            return "now"
        return "notice" if others == {concerned} else "approval"

    def waits(self, subject: str) -> bool:
        there = self.waiting.get(subject)
        return there is not None and (there.is_notice or there.until > self.now)

    def chains(self, person: str, account: str) -> list[tuple[str, datetime]]:
        """Level and end of everything that gives somebody something on an ad account now."""
        if not self.is_member(person):
            return []
        found = [self.direct.get((person, account), ("", None))]
        found += [
            (group.level, group.members[person])
            for group in self.groups.values()
            if person in group.members and account in group.accounts
        ]
        ends = [(level, end_of(until)) for level, until in found if level]
        return [(level, end) for level, end in ends if end > self.now]

    def level(self, person: str, account: str) -> str:
        return max((level for level, _ in self.chains(person, account)), key=RANK.__getitem__, default="")

    def held_directly(self, person: str, account: str) -> tuple[str, date | None]:
        level, until = self.direct.get((person, account), ("", None))
        return (level, until) if end_of(until) > self.now else ("", None)

    def may_give(self, actor: str, account: str, level: str, until: date | None) -> bool:
        if self.is_admin(actor):
            return True
        if self.level(actor, account) != "ADMIN":
            return False
        own = max(end for level, end in self.chains(actor, account) if level == "ADMIN")
        return not level or end_of(until) <= min(own, end_of(self.members[actor].until))

    def take_out(self, person: str) -> None:
        self.members.pop(person, None)
        self.direct = {key: held for key, held in self.direct.items() if key[0] != person}
        for group in self.groups.values():
            group.members.pop(person, None)
