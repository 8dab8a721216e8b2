"""The words of a notification, made when it is shown, and the page where it leads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bizhub.domain.activity_words import FIELD_WORDS
from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.ends_soon import Ending
from bizhub.domain.notifications import Facts, Kind
from bizhub.domain.own_pages import own_page
from bizhub.domain.policy import AdAccountLevel

OPERATOR = "The operator of BizHub"
_ROLES = {"ADMIN": "an admin", "STANDARD": "a standard member"}
_FINANCE = {"MANAGER": "Manager", "ANALYST": "Analyst"}


@dataclass(frozen=True, slots=True)
class Writer:
    """How days and counts are written for the reader."""

    day: Callable[[date], str]
    number: Callable[[int], str]


def sentence(kind: Kind, facts: Facts, writer: Writer) -> str:
    """What somebody is told, in one sentence without its full stop."""
    known = {name: str(value) for name, value in facts.items()}
    known["by"] = known.get("by") or OPERATOR
    return _SENTENCES[kind](_Words(known, writer))


_PATHS: dict[Kind, str] = {
    Kind.MEMBER_REMOVED: "",
    Kind.MEMBER_RESTORED: "/overview",
    Kind.MEMBERSHIP_CHANGED: "/team/{user_id}",
    Kind.INVITATION_ACCEPTED: "/team",
    Kind.INVITATION_DECLINED: "/team",
    Kind.ACCESS_REQUESTED: "/team/requests",
    Kind.APPROVAL_NEEDED: "/team/approvals",
    Kind.APPROVAL_DECIDED: "/team/approvals",
    Kind.NOTICE_GIVEN: "/team/approvals",
    Kind.CENTER_ENDS: "/settings/delete",
    Kind.CENTER_ENDS_SOON: "/settings/delete",
    Kind.CENTER_KEPT: "/overview",
    Kind.RULES_CHANGED: "/settings/rules",
    Kind.ENDS_SOON: "/team/ends-soon",
    Kind.ACCOUNT_MANAGER: "/tickets",
    Kind.CENTER_TO_MANAGE: "",
    Kind.RECOVERY_BEGUN: "/recovery",
    Kind.RECOVERY_OVER: "/overview",
    Kind.VERIFICATION_SENT: "/verification",
    Kind.VERIFICATION_TAKEN_BACK: "/verification",
    Kind.VERIFICATION_APPROVED: "/verification",
    Kind.VERIFICATION_REFUSED: "/verification",
    Kind.VERIFICATION_ENDS: "/verification",
}
"""Where each kind leads; those that are not here lead to their ad account."""


def link(kind: Kind, facts: Facts, *, user_id: str, center_id: str, is_member: bool = True) -> str:
    """The page that shows it, of the right center; empty where there is none. `user_id` is who is told.

    Whoever is no member of the center any more has no page of it.
    """
    if kind is Kind.INVITED:
        return "/welcome"
    if facts.get("case_id"):  # told to the desk, which is in no center
        return own_page(f"/desk/case?case={facts['case_id']}")
    if kind is Kind.RECOVERY_ANSWERED:
        return own_page("/desk/recovery")  # at the desk nobody acts in a center
    if not is_member:
        return ""
    if facts.get("ticket_id"):
        return own_page(f"/tickets/{facts['ticket_id']}?center={center_id}")
    path = _PATHS.get(kind, f"/accounts/{facts['ad_account_id']}" if facts.get("ad_account_id") else "/accounts")
    return own_page(f"{path.format(user_id=user_id)}?center={center_id}")


@dataclass(frozen=True, slots=True)
class _Words:
    facts: Mapping[str, str]
    writer: Writer

    def __getitem__(self, name: str) -> str:
        return self.facts.get(name, "")

    @property
    def level(self) -> str:
        level = self["level"]
        return LEVEL_WORDS[AdAccountLevel(level)] if level else ""

    @property
    def what(self) -> str:
        """The ad accounts: by name when they are few, else their number."""
        count = int(self["count"] or 1)
        return self["ad_accounts"] if count <= 1 else f"{self.writer.number(count)} ad accounts"

    @property
    def until(self) -> str:
        return f", until {self.day('until')}" if self["until"] else ""

    def day(self, name: str) -> str:
        return self.writer.day(date.fromisoformat(self[name]))

    def quoted(self, name: str) -> str:
        return f": “{self[name]}”" if self[name] else ""


def _given(words: _Words) -> str:
    level = f"the level {words.level} on" if words.level else "access to"
    return f"{words['by']} gave you {level} {words.what} in {words['center']}{words.until}"


def _level_changed(words: _Words) -> str:
    level = f" to {words.level}" if words.level else ""
    return f"{words['by']} changed your level on {words.what} in {words['center']}{level}{words.until}"


def _access_changed(words: _Words) -> str:
    counts = [(name, int(words[name] or 0)) for name in ("given", "changed", "ended")]
    parts = [f"{words.writer.number(count)} {name}" for name, count in counts if count]
    return f"{words['by']} changed your access to ad accounts in {words['center']}: {', '.join(parts)}"


def _membership(words: _Words) -> str:
    known = words.facts
    parts = [f"you are now {_ROLES[known['role']]}"] if "role" in known else []
    if "finance_role" in known:
        finance = _FINANCE.get(known["finance_role"])
        parts.append(f"your finance role is now {finance}" if finance else "you have no finance role any more")
    if "until" in known:
        parts.append(f"your last day is {words.day('until')}" if known["until"] else "it has no last day any more")
    return f"{words['by']} changed your membership of {words['center']}: {', '.join(parts)}"


def _restored(words: _Words) -> str:
    count = int(words["levels"] or 0)
    held = f", with your {'level' if count == 1 else 'levels'} on {words.writer.number(count)} ad account"
    more = f"{held}{'' if count == 1 else 's'}" if count else ""
    return f"{words['by']} made you a member of {words['center']} again{more}"


def _about_request(verb: str) -> Callable[[_Words], str]:
    def write(words: _Words) -> str:
        about = f"the level {words.level} on {words.what} in {words['center']}{words.until}"
        return f"{words['by']} {verb} {about}{words.quoted('reason')}{words.quoted('answer')}"

    return write


def _decided(words: _Words) -> str:
    return f"In {words['center']}, you asked to {words['what']}. {words['answer']}{words.quoted('reason')}"


def _rules(words: _Words) -> str:
    changed = [word for name, word in FIELD_WORDS.items() if name in words.facts]
    return f"{words['by']} changed the rules of {words['center']}: {', '.join(changed)}"


def _ends_soon(words: _Words) -> str:
    own, others = int(words["own"] or 0), int(words["others"] or 0)
    if own == 1:
        parts = [f"Your {_ending(words, 'own')} ends with {words.day('own_day')}"]
    else:
        parts = [_many_end(words, "own", f"Your access in {words['center']}")] if own else []
    if others == 1:
        parts.append(f"{words['others_person']}’s {_ending(words, 'others')} ends with {words.day('others_day')}")
    elif others:
        access = "access" if parts else "Access"
        parts.append(_many_end(words, "others", f"{access} in {words['center']}", (" person", " people")))
    return "; also, ".join(parts)


def _ending(words: _Words, whose: str) -> str:
    """The one thing that ends."""
    kind, name, center = (words[f"{whose}_kind"], words[f"{whose}_name"], words["center"])
    if kind == Ending.MEMBERSHIP:
        return f"membership of {center}"
    if kind == Ending.PLACE:
        return f"place in the asset group {name} of {center}"
    return f"level {LEVEL_WORDS[AdAccountLevel(words[f'{whose}_gives'])]} on {name} in {center}"


def _many_end(words: _Words, whose: str, what: str, units: tuple[str, str] = ("", "")) -> str:
    more = int(words[f"{whose}_more"] or 0)
    rest = f" and {words.writer.number(more)} more{units[more > 1]}" if more else ""
    first = words.day(f"{whose}_day")
    return f"{what} ends soon, the first of it with {first}: {words[f'{whose}_names']}{rest}"


_SENTENCES: dict[Kind, Callable[[_Words], str]] = {
    Kind.INVITED: lambda words: f"{words['by']} invites you to join {words['center']} as {_ROLES[words.facts['role']]}",
    Kind.INVITATION_ACCEPTED: lambda words: f"{words['by']} accepted your invitation to {words['center']}",
    Kind.INVITATION_DECLINED: lambda words: f"{words['by']} declined your invitation to {words['center']}",
    Kind.MEMBERSHIP_CHANGED: _membership,
    Kind.MEMBER_REMOVED: lambda words: (
        f"{words['by']} took you out of {words['center']}; your role and your levels there have ended"
    ),
    Kind.MEMBER_RESTORED: _restored,
    Kind.ACCESS_GIVEN: _given,
    Kind.LEVEL_CHANGED: _level_changed,
    Kind.ACCESS_ENDED: lambda words: f"{words['by']} ended your access to {words.what} in {words['center']}",
    Kind.ACCESS_CHANGED: _access_changed,
    Kind.ACCESS_REQUESTED: _about_request("asks for"),
    Kind.REQUEST_GRANTED: _about_request("gave you what you asked for:"),
    Kind.REQUEST_REFUSED: _about_request("refused your request for"),
    Kind.APPROVAL_NEEDED: lambda words: (
        f"In {words['center']}, {words['by']} wants to {words['what']} and needs your approval"
    ),
    Kind.NOTICE_GIVEN: lambda words: (
        f"In {words['center']}, {words['by']} wants to {words['what']}: it is carried out on {words.day('until')} "
        "unless you object"
    ),
    Kind.APPROVAL_DECIDED: _decided,
    Kind.CENTER_ENDS: lambda words: (
        f"{words['by']} began to delete the center {words['center']}: on {words.day('day')} it is gone for good, "
        "unless an admin keeps it before"
    ),
    Kind.CENTER_ENDS_SOON: lambda words: (
        f"The center {words['center']} will be deleted on {words.day('day')}; until then any admin can keep it"
    ),
    Kind.CENTER_KEPT: lambda words: f"{words['by']} kept the center {words['center']}: it will not be deleted",
    Kind.RULES_CHANGED: _rules,
    Kind.ENDS_SOON: _ends_soon,
    Kind.AD_ACCOUNT_APPROVED: lambda words: f"The ad account {words.what} of {words['center']} is approved",
    Kind.AD_ACCOUNT_REFUSED: lambda words: (
        f"The ad account {words.what} of {words['center']} was refused. Correct it and send it again: {words['what']}"
    ),
    Kind.AD_ACCOUNT_LIMITED: lambda words: (
        f"The ad account {words.what} of {words['center']} is suspended{words.quoted('reason')}"
    ),
    Kind.AD_ACCOUNT_LIFTED: lambda words: f"The ad account {words.what} of {words['center']} is no longer suspended",
    Kind.TICKET_ASKED: lambda words: (
        f"{words['by']} asks the desk to change the company data of {words['center']} ({words['fields']})"
        f"{words.quoted('text')}"
    ),
    Kind.TICKET_WRITTEN: lambda words: f"{words['by']} wrote on a ticket of {words['center']}{words.quoted('text')}",
    Kind.TICKET_WITHDRAWN: lambda words: f"{words['by']} took back the ticket of {words['center']}",
    Kind.TICKET_APPROVED: lambda words: (
        f"The ticket of {words['center']} is approved: its company data have changed ({words['fields']})"
    ),
    Kind.TICKET_REJECTED: lambda words: f"The ticket of {words['center']} is rejected{words.quoted('text')}",
    Kind.ACCOUNT_MANAGER: lambda words: (
        f"{words['manager']} looks after {words['center']} at the desk from now on: tickets go there"
        if words["manager"]
        else f"Nobody looks after {words['center']} at the desk any more: tickets go to its queue"
    ),
    Kind.CENTER_TO_MANAGE: lambda words: (
        f"{words['by']} made you the account manager of {words['center']}: its tickets come to you"
        if words["manager"]
        else f"You are no longer the account manager of {words['center']}"
    ),
    Kind.RECOVERY_BEGUN: lambda words: (
        f"No admin of {words['center']} was here for a long time, so {words['by']} of the desk wants to make "
        f"{words['person']} an admin{words.quoted('reason')}. It is done on {words.day('until')} unless a member "
        "objects before"
    ),
    Kind.RECOVERY_OVER: lambda words: (
        f"The desk wanted to make {words['person']} an admin of {words['center']}: "
        f"{words['outcome']}{words.quoted('reason')}"
    ),
    Kind.RECOVERY_ANSWERED: lambda words: (
        f"You chose {words['person']} as an admin of {words['center']}: {words['outcome']}{words.quoted('reason')}"
    ),
    Kind.VERIFICATION_SENT: lambda words: (
        f"{words['by']} sent the {'appeal' if words['appeal'] else 'verification'} of {words['center']} to the desk"
    ),
    Kind.VERIFICATION_TAKEN_BACK: lambda words: f"{words['by']} took back the verification of {words['center']}",
    Kind.VERIFICATION_APPROVED: lambda words: (
        f"{words['center']} is verified until {words.day('until')}: it can create ad accounts now"
    ),
    Kind.VERIFICATION_REFUSED: lambda words: (
        f"The desk could not verify {words['center']} yet: {words['what']}. Send only this again, or appeal"
    ),
    Kind.VERIFICATION_ENDS: lambda words: (
        f"The verification of {words['center']} ends on {words.day('until')}; renew it before, so that nothing stops"
    ),
}
