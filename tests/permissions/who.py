"""The kinds of people in the tables, and who of the cast belongs to each kind."""

from enum import Enum


class Who(Enum):
    """The least that somebody must be to call something."""

    ANYBODY = "nobody has to be signed in"
    SIGNED_IN = "a person with an open session"
    MEMBER = "a member of the current center"
    LABELLER = "an admin, or who holds Operator or more on some ad account of the center"
    CENTER_ADMIN = "an admin of the current center"
    ACCOUNT_VIEWER = "an admin, or who holds any level on the ad account"
    ACCOUNT_OPERATOR = "who holds Operator or more on the ad account"
    ACCOUNT_ADMIN = "who holds Admin on the ad account"
    NAMED_MEMBER = "a member of the center that is named"
    INSIDER = "a member of the center that the named object belongs to"
    NAMED_ADMIN = "an admin of the center that the named object belongs to"
    UPLOADER = "who uploaded the named file, in the center where they did"
    ACCOUNT_PEOPLE = "an admin, or who holds Admin on the ad account"
    PEOPLE_CHOOSER = "an admin, or who holds Admin on some ad account of the center"
    PREPARER = "who has prepared the named bulk change"
    RUNNER = "an admin, or who has started the named bulk change"
    GROUP_MEMBER = "an admin, or who is in the named asset group"
    PERSON_ITSELF = "an admin, or the person who is named"
    STANDING_ADMIN = "an admin of the center that the named object belongs to, where it stands as it has to"
    REQUESTER = "who has sent the named request"
    CONCERNED = "who was given the named notice"
    TOLD = "whom the named notification told something"
    INVITED = "whose confirmed address was invited"
    SESSION_OWNER = "the person whose session is named"
    PIN_OWNER = "who has pinned the named ad account"
    DOCUMENT_VIEWER = "an admin of the center of the named document, or who works at the desk"
    DESK = "who works at the desk, with 2-step verification"
    PART = "nobody: a part of use cases, called by services only"


CAST = (
    "nobody", "disabled", "stranger", "intruder", "former", "member", "analyst", "operator", "account admin", "admin",
    "reviewer",
)  # fmt: skip
"""Who tries each use case.

`nobody` has no session, `disabled` an open one of a disabled user. `stranger` is the admin of another center and
knocks there, naming our objects; `intruder` is the same person naming our center. `former` was a member. The rest are
members of our center: four with the role Standard and no level, ANALYST, OPERATOR and ADMIN on our ad account, and one
with the role Admin and no level. The operator has uploaded a file, the member has a second session, the analyst a
pin on our ad account and a place in our asset group, asks for more, the account admin has made bulk changes, and the
stranger is invited; these are named too. The `reviewer` works at the desk, is in no center, and knocks at ours.
"""

_INSIDE = {"member", "analyst", "operator", "account admin", "admin"}

ALLOWED: dict[Who, frozenset[str]] = {
    Who.ANYBODY: frozenset(CAST),
    Who.SIGNED_IN: frozenset(set(CAST) - {"nobody", "disabled"}),
    # A stranger acts in the own center there: what is not about our objects is theirs to do.
    Who.MEMBER: frozenset(_INSIDE | {"stranger"}),
    Who.LABELLER: frozenset({"operator", "account admin", "admin", "stranger"}),
    Who.CENTER_ADMIN: frozenset({"admin", "stranger"}),
    Who.ACCOUNT_VIEWER: frozenset({"analyst", "operator", "account admin", "admin"}),
    Who.ACCOUNT_OPERATOR: frozenset({"operator", "account admin"}),
    Who.ACCOUNT_ADMIN: frozenset({"account admin"}),
    Who.NAMED_MEMBER: frozenset(_INSIDE),
    Who.INSIDER: frozenset(_INSIDE),
    Who.NAMED_ADMIN: frozenset({"admin"}),
    Who.ACCOUNT_PEOPLE: frozenset({"account admin", "admin"}),
    Who.PEOPLE_CHOOSER: frozenset({"account admin", "admin", "stranger"}),
    Who.PREPARER: frozenset({"account admin"}),
    Who.RUNNER: frozenset({"account admin", "admin"}),
    Who.GROUP_MEMBER: frozenset({"analyst", "admin"}),
    Who.PERSON_ITSELF: frozenset({"member", "admin"}),
    Who.STANDING_ADMIN: frozenset({"admin"}),
    Who.REQUESTER: frozenset({"analyst"}),
    Who.CONCERNED: frozenset({"analyst"}),
    Who.TOLD: frozenset({"account admin"}),
    # The same person, wherever they knock.
    Who.INVITED: frozenset({"stranger", "intruder"}),
    Who.UPLOADER: frozenset({"operator"}),
    Who.SESSION_OWNER: frozenset({"member"}),
    Who.PIN_OWNER: frozenset({"analyst"}),
    Who.DOCUMENT_VIEWER: frozenset({"admin", "reviewer"}),
    Who.DESK: frozenset({"reviewer"}),
}
