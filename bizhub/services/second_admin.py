"""The wizard that gives a center a second admin: its draft, which outlives the page, and what became of it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bizhub.domain.approvals import Waiting
from bizhub.domain.errors import InvalidInput, NotFound, refused_as_a_whole
from bizhub.domain.policy import CenterRole, Permission, Way
from bizhub.domain.second_admin import AdminDraft, SecondAdmin
from bizhub.domain.team import LONGEST_MESSAGE, Wish
from bizhub.services import approvals, center_rules, invitations, last_admin, members
from bizhub.services.preferences import read_preference, write_preference
from bizhub.services.work import Work

_PREFERENCE = "second_admin"


def view_second_admin(work: Work) -> SecondAdmin:
    """The draft of the acting admin, and what was sent before."""
    work.require(Permission.MEMBER_MANAGE)
    sent = tuple(row for row in invitations.list_invitations(work) if row.role is CenterRole.ADMIN)
    listed = approvals.list_approvals(work)
    waiting = tuple(row for row in (*listed.to_answer, *listed.waiting) if row.makes_admin)
    lasting = len(last_admin.lasting_admins(work, work.center_id))
    return SecondAdmin(_draft(work), sent, waiting, lasting, approvals.way_now(work) is not Way.NOW)


def keep_second_admin(work: Work, *, values: Mapping[str, str]) -> AdminDraft:
    """Keep what was chosen or typed so far; a member takes the place of an address and the other way round.

    Raises NotFound for who is no member.
    """
    work.require(Permission.MEMBER_MANAGE)
    before = _draft(work)
    kept = {**asdict(before), **{name: values[name][: 4 * LONGEST_MESSAGE] for name in _FIELDS & values.keys()}}
    if values.get("user_id"):
        kept |= {"name": members.current(work, values["user_id"]).name, "address": "", "replaces": ""}
    elif values.get("address") or "user_id" in values:
        kept |= {"user_id": "", "name": ""}
    draft = AdminDraft(**kept)
    return draft if draft == before else _store(work, draft)


def check_second_admin(work: Work) -> None:
    """Raise InvalidInput where who was chosen cannot become an admin, or the message is too long."""
    work.require(Permission.MEMBER_MANAGE)
    draft = _draft(work)
    if not draft.who:
        raise InvalidInput("Choose a member, or type an e-mail address.", field="address")
    if draft.user_id and members.current(work, draft.user_id).role == CenterRole.ADMIN:
        raise InvalidInput(f"{draft.name} is an admin already.", field="address")
    if draft.address:
        rules = center_rules.rules_of(work, work.center_id)
        _, problem = invitations.email_or_problem(work, draft.address, rules, CenterRole.ADMIN)
        if problem:
            raise InvalidInput(problem, field="address")
    if len(draft.message) > LONGEST_MESSAGE:
        raise InvalidInput(f"Use at most {LONGEST_MESSAGE:,} characters.", field="message")


def send_second_admin(work: Work) -> Waiting | None:
    """Make the member an admin or invite the address; the answer is what waits for another admin, if it does.

    Raises InvalidInput as `check_second_admin` does, and Conflict for what the center does not take.
    """
    check_second_admin(work)
    draft = _draft(work)
    _store(work, AdminDraft())
    if draft.user_id:
        row = members.current(work, draft.user_id)
        wanted = {"role": CenterRole.ADMIN.value, "finance_role": row.finance_role or ""}
        with refused_as_a_whole():
            return members.change_role(work, user_id=draft.user_id, seen={}, **wanted)
    wish = Wish(role=CenterRole.ADMIN, message=draft.message, replaces=draft.replaces)
    with refused_as_a_whole():
        [result] = invitations.invite(work, addresses=draft.address, wish=wish)
    if result.problem:
        raise InvalidInput(result.problem, field="address")
    if not result.waits:
        return None
    row = next(row for row in approvals.list_approvals(work).waiting if row.id == result.waits)
    return Waiting(row.id, row.words, "", row.until, is_notice=False)


def change_address(work: Work, *, invitation_id: str) -> AdminDraft:
    """Begin again with the address and message of an invitation, which is good until the new one is sent.

    Raises NotFound, and Conflict for one that was answered.
    """
    work.require(Permission.MEMBER_MANAGE)
    row = invitations.read_invitation(work, invitation_id)
    return _store(work, AdminDraft(address=row.email, message=row.message, replaces=invitation_id))


def add_another(work: Work) -> AdminDraft:
    """Begin with nobody where an address was being changed: that invitation stays; any other draft is kept."""
    work.require(Permission.MEMBER_MANAGE)
    draft = _draft(work)
    return _store(work, AdminDraft()) if draft.replaces else draft


_FIELDS = frozenset({"user_id", "address", "message"})


def _draft(work: Work) -> AdminDraft:
    if work.view is not None:
        return AdminDraft()  # what somebody has not sent is nobody's to read who sees BizHub as they do
    stored: dict[str, Any] = read_preference(work, _PREFERENCE) or {}
    draft = AdminDraft(**stored.get(str(work.center_id), {}))
    try:
        return draft if not draft.user_id or members.current(work, draft.user_id) else AdminDraft()
    except NotFound:
        return AdminDraft(message=draft.message)


def _store(work: Work, draft: AdminDraft) -> AdminDraft:
    stored: dict[str, Any] = read_preference(work, _PREFERENCE) or {}
    write_preference(work, _PREFERENCE, {**stored, str(work.center_id): asdict(draft)})
    return draft
