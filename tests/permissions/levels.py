"""What each role and level may do, by hand from product.md 4, and the people who hold them in every way.

The cast of `who.py` has one person of each kind; here stands everybody who differs in role, finance role, level, or in
how the level came about. The verdicts know nothing of `domain/policy.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from tests.permissions.use_cases import USE_CASES, Our
from tests.permissions.who import Who

ROLES = ("ADMIN", "STANDARD")
FINANCE_ROLES = ("", "MANAGER", "ANALYST")
LEVELS = ("", "ANALYST", "OPERATOR", "ADMIN")

HELD = ("directly", "by import", "by a group", "twice", "until tomorrow")
"""Ways of holding a level; `twice` is ANALYST directly and the level by a group: the higher one counts."""
NOT_HELD = ("ended", "taken back", "not yet begun")
ELSEWHERE = ("foreign", "gone")
"""What is named is an ad account of another center, on which the same person holds the level; or does not exist."""
OVER = ("left", "membership over", "membership not yet begun")
"""The level stands, but who held it is no member now."""


@dataclass(frozen=True)
class Person:
    """One way of being somebody."""

    role: str
    finance: str
    level: str
    way: str

    def __str__(self) -> str:
        return f"{self.role} {self.finance or '-'} {self.level or '-'} {self.way}"

    @property
    def held(self) -> str:
        """The level that counts on the ad account that is named."""
        return self.level if self.way in HELD else ""

    @property
    def is_member(self) -> bool:
        return self.way not in OVER


def everybody() -> Iterator[Person]:
    """Each role with each finance role, level and way."""
    for role, finance, level, way in product(ROLES, FINANCE_ROLES, LEVELS, HELD + NOT_HELD + ELSEWHERE + OVER):
        if level or way in ("directly", "foreign", "gone", *OVER):  # without a level there is no way of holding it
            yield Person(role, finance, level, way)


ALL_LEVELS = frozenset(LEVELS)
ANY_LEVEL = frozenset({"ANALYST", "OPERATOR", "ADMIN"})
WORKING = frozenset({"OPERATOR", "ADMIN"})
LEADING = frozenset({"ADMIN"})
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """The levels with which an admin of the center and a standard member may do something."""

    admin: frozenset[str] = field(default=ALL_LEVELS)
    standard: frozenset[str] = field(default=NONE)


VERDICTS: dict[Who, Verdict] = {
    Who.SIGNED_IN: Verdict(standard=ALL_LEVELS),
    Who.MEMBER: Verdict(standard=ALL_LEVELS),
    Who.INSIDER: Verdict(standard=ALL_LEVELS),
    Who.NAMED_MEMBER: Verdict(standard=ALL_LEVELS),
    # The center: only its admins, whatever level they hold.
    Who.CENTER_ADMIN: Verdict(),
    Who.NAMED_ADMIN: Verdict(),
    Who.STANDING_ADMIN: Verdict(),
    Who.DOCUMENT_VIEWER: Verdict(),
    Who.GROUP_MEMBER: Verdict(),
    Who.RUNNER: Verdict(),
    Who.PERSON_ITSELF: Verdict(),
    # One ad account: an admin of the center sees each and leads its people, and does nothing else without a level.
    Who.ACCOUNT_VIEWER: Verdict(standard=ANY_LEVEL),
    Who.ACCOUNT_OPERATOR: Verdict(admin=WORKING, standard=WORKING),
    Who.ACCOUNT_ADMIN: Verdict(admin=LEADING, standard=LEADING),
    Who.ACCOUNT_PEOPLE: Verdict(standard=LEADING),
    # Some ad account of the center.
    Who.LABELLER: Verdict(standard=WORKING),
    Who.PEOPLE_CHOOSER: Verdict(standard=LEADING),
    # What belongs to somebody else.
    Who.UPLOADER: Verdict(admin=NONE),
    Who.PREPARER: Verdict(admin=NONE),
    Who.REQUESTER: Verdict(admin=NONE),
    Who.CONCERNED: Verdict(admin=NONE),
    Who.TOLD: Verdict(admin=NONE),
    Who.SESSION_OWNER: Verdict(admin=NONE),
    Who.PIN_OWNER: Verdict(admin=NONE),
    Who.INVITED: Verdict(admin=NONE),
    Who.DESK: Verdict(admin=NONE),
}
"""Finance roles change none of these: what they open has no use case yet."""

NEEDS_NO_CENTER = frozenset({Who.SIGNED_IN})
NAMES_NOTHING_IN_VAIN = frozenset({"pins.unpin_ad_account"})
"""Done for an ad account that is not there: what is asked for is so already."""
TRIED = sorted(name for name, row in USE_CASES.items() if row.who in VERDICTS)
"""Every use case for which it matters who somebody is: ANYBODY may call the others, or nobody."""


def may(person: Person, name: str, *, names_account: bool) -> bool:
    """Whether this person gets through, by the tables above."""
    who = USE_CASES[name].who
    if not person.is_member:
        return who in NEEDS_NO_CENTER
    if person.way in ELSEWHERE and names_account and name not in NAMES_NOTHING_IN_VAIN:
        return False
    verdict = VERDICTS[who]
    return person.held in (verdict.admin if person.role == "ADMIN" else verdict.standard)


class Named(dict[Our, str]):
    """The real IDs, with one ad account in the place of ours; it knows whether it was asked for."""

    was_asked = False

    def __getitem__(self, key: Our) -> str:
        self.was_asked = self.was_asked or key is Our.AD_ACCOUNT
        return super().__getitem__(key)
