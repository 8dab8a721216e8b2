"""Inviting people into a center: sent, sent again, taken back, and what became of each."""

import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, func, insert, or_, select, update

from bizhub.domain.addresses import AddressKind
from bizhub.domain.approvals import InvitationResend, InvitationSend, Waiting
from bizhub.domain.audit import AuditEvent
from bizhub.domain.center_rules import CenterRules
from bizhub.domain.errors import Conflict, InvalidInput, NotFound, refused_as_a_whole
from bizhub.domain.ids import new_id, new_ids, parse_id
from bizhub.domain.limits import INVITATIONS, Rule
from bizhub.domain.policy import TEAM_ROLES, CenterRole, FinanceRole, Permission
from bizhub.domain.team import (
    INVITATION_LASTS,
    LONGEST_MESSAGE,
    MOST_ADDRESSES,
    MOST_ADMINS,
    MOST_MEMBERS,
    AddressResult,
    InvitationRow,
    InvitationState,
    Wish,
)
from bizhub.models.team import Invitation
from bizhub.services import approvals, center_rules, invitation_grants, invitation_messages, limits, members, signals
from bizhub.services.access import MEMBERSHIP, USER
from bizhub.services.addresses import parse_address
from bizhub.services.invitation_grants import INVITATION_GRANT, Grant
from bizhub.services.work import Work, token_hash

INVITATION = cast(Table, Invitation.__table__)  # type: ignore[attr-defined]
OBJECT = "invitation"

_SHOWN = (InvitationState.PENDING, InvitationState.DECLINED)
_BETWEEN_ADDRESSES = re.compile(r"[\s,;]+")
_GRANTS = select(func.count()).where(INVITATION_GRANT.c.invitation_id == INVITATION.c.id).scalar_subquery()
_LIST = (
    select(INVITATION, USER.c.name.label("inviter"), _GRANTS.label("grants"))
    .join(USER, USER.c.id == INVITATION.c.invited_by)
    .where(INVITATION.c.center_id == bindparam("center"), INVITATION.c.state.in_(_SHOWN))
    .order_by(INVITATION.c.sent_at.desc(), INVITATION.c.id.desc())
)
_ONE = (
    select(INVITATION)
    .where(INVITATION.c.id == bindparam("invitation"), INVITATION.c.center_id == bindparam("center"))
    .with_for_update()
)
_MEMBER_WITH = (
    select(MEMBERSHIP.c.id)
    .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
    .where(
        MEMBERSHIP.c.center_id == bindparam("center"),
        MEMBERSHIP.c.ended_at.is_(None),
        or_(MEMBERSHIP.c.valid_until.is_(None), MEMBERSHIP.c.valid_until > bindparam("moment")),
        USER.c.email == bindparam("email"),
    )
)
_PENDING_WITH = update(INVITATION).where(
    INVITATION.c.center_id == bindparam("center"),
    INVITATION.c.email == bindparam("address"),
    INVITATION.c.state == InvitationState.PENDING,
)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A wish that holds: moments instead of days, the ad accounts as (number, level, end)."""

    role: str
    finance_role: str | None
    member_until: datetime | None
    message: str
    grants: Sequence[Grant]
    replaces: str


def invite(work: Work, *, addresses: str, wish: Wish) -> tuple[AddressResult, ...]:
    """Invite each address of a text; what became of each, in their order. A former invitation gives way.

    Raises InvalidInput for what concerns all of them; one bad address holds up no other.
    """
    center_rules.require_inviting(work)
    typed = list(dict.fromkeys(filter(None, _BETWEEN_ADDRESSES.split(addresses))))
    if not typed:
        raise InvalidInput("Type at least one e-mail address.", field="addresses")
    if len(typed) > MOST_ADDRESSES:
        raise InvalidInput(f"Invite at most {MOST_ADDRESSES} addresses at once.", field="addresses")
    checked = _checked(work, wish)
    rules = center_rules.rules_of(work, work.center_id)
    parsed = {text: email_or_problem(work, text, rules, CenterRole(checked.role)) for text in typed}
    good = list(dict.fromkeys(email for email, problem in parsed.values() if not problem))
    _refuse_too_many(work, checked.role, good, checked.replaces)
    for _ in good:
        limits.count_try(work, [Rule(f"invite:{work.center_id}", INVITATIONS)])
    became = {email: _send_or_ask(work, email, wish, checked) for email in good}
    if good:
        _tell(work)
    return tuple(
        AddressResult(email or text, problem) if problem else became[email] for text, (email, problem) in parsed.items()
    )


def list_invitations(work: Work) -> tuple[InvitationRow, ...]:
    """The invitations that wait, have expired or were declined, the last sent first."""
    work.require(Permission.MEMBER_MANAGE)
    rows = work.connection.execute(_LIST, {"center": work.center_id}).all()
    return tuple(_row(work, row) for row in rows)


def resend_invitation(work: Work, *, invitation_id: str) -> Waiting | None:
    """Send one again, with a new link and all of its time; approved and open, it waits no more. Raises Conflict."""
    center_rules.require_inviting(work)
    row = read_invitation(work, invitation_id)
    _, problem = email_or_problem(work, row.email, center_rules.rules_of(work, work.center_id), CenterRole(row.role))
    if problem:
        raise Conflict(problem)
    with refused_as_a_whole():
        _refuse_too_many(work, row.role, [row.email])
    is_open = row.state == InvitationState.PENDING and row.expires_at > work.now
    more = invitation_grants.words_of(work, row.finance_role, invitation_grants.grants_of(work, row.id))
    asked = InvitationResend(invitation_id, row.email, more)
    if row.role == CenterRole.ADMIN and not (is_open and approvals.is_approved(work, asked, since=row.created_at)):
        again = partial(resend_invitation, work, invitation_id=invitation_id)
        if waits := approvals.ask(work, asked, name=row.email, concerned=None, trial=again):
            return waits
    limits.count_try(work, [Rule(f"invite:{work.center_id}", INVITATIONS)])
    _take_back_pending(work, row.email, except_id=row.id)
    link = secrets.token_urlsafe(32)
    renewed = {"state": InvitationState.PENDING, "answered_at": None, "answered_by": None, **_sent(work, link)}
    work.connection.execute(update(INVITATION).where(INVITATION.c.id == row.id).values(renewed))
    work.audit(AuditEvent.INVITATION_RESEND, object_type=OBJECT, object_id=invitation_id, object_name=row.email)
    invitation_messages.send(work, email=row.email, role=row.role, message=row.message, link=link)
    _tell(work)
    return None


def revoke_invitation(work: Work, *, invitation_id: str) -> None:
    """Take an invitation back: its link opens nothing any more. Raises Conflict for one that was accepted."""
    work.require(Permission.MEMBER_MANAGE)
    row = read_invitation(work, invitation_id)
    work.connection.execute(update(INVITATION).where(INVITATION.c.id == row.id).values(_taken_back(work)))
    work.audit(AuditEvent.INVITATION_REVOKE, object_type=OBJECT, object_id=invitation_id, object_name=row.email)
    _tell(work)


def _checked(work: Work, wish: Wish) -> _Checked:
    if wish.role not in TEAM_ROLES:
        raise InvalidInput("Choose one of the list.", field="role")
    if wish.finance_role not in ("", *FinanceRole):
        raise InvalidInput("Choose one of the list.", field="finance_role")
    if len(wish.message) > LONGEST_MESSAGE:
        raise InvalidInput(f"Use at most {LONGEST_MESSAGE:,} characters.", field="message")
    until = None if wish.member_until is None else members.checked_end(work, wish.member_until, field="member_until")
    grants = invitation_grants.check_grants(work, wish)
    return _Checked(wish.role, wish.finance_role or None, until, wish.message.strip(), grants, wish.replaces)


def email_or_problem(work: Work, typed: str, rules: CenterRules, role: CenterRole) -> tuple[str, str]:
    """The address in its written form, and why it cannot be invited."""
    try:
        address = parse_address(typed)
    except InvalidInput:
        return "", "This is not an e-mail address. Look for a typing mistake."
    if address.kind is not AddressKind.EMAIL:
        return "", "Invitations go to e-mail addresses."
    values = {"center": work.center_id, "email": address.value, "moment": work.now}
    if work.connection.execute(_MEMBER_WITH, values).first() is not None:
        return address.value, "This person is a member already."
    return address.value, rules.why_not(address.value, role)


def _refuse_too_many(work: Work, role: str, emails: Sequence[str], replaces: str = "") -> None:
    """Members and invitations that wait may not become more than a center has; those that give way do not count."""
    member, waiting = MEMBERSHIP.c, INVITATION.c
    of_center, is_pending = waiting.center_id == work.center_id, waiting.state == InvitationState.PENDING
    stays = (waiting.email.not_in(emails), waiting.id != (parse_id(replaces) or 0))
    waits = (of_center, is_pending, waiting.expires_at > work.now, *stays)
    admins = (member.role == CenterRole.ADMIN,), (waiting.role == CenterRole.ADMIN,)
    for most, what, is_counted, (of_members, of_waiting) in (
        (MOST_MEMBERS, "members", True, ((), ())),
        (MOST_ADMINS, "admins", role == CenterRole.ADMIN, admins),
    ):
        there = work.connection.execute(
            select(func.count()).where(*members.in_force(work.center_id, work.now), *of_members)
        ).scalar_one()
        coming = work.connection.execute(select(func.count()).where(*waits, *of_waiting)).scalar_one()
        if is_counted and there + coming + len(emails) > most:
            counted = f"There now: {there:,}. Invited: {coming:,}."
            raise InvalidInput(f"A center has at most {most:,} {what}. {counted}", field="addresses")


def _send_or_ask(work: Work, email: str, wish: Wish, checked: _Checked) -> AddressResult:
    send = partial(_send_new, work, email, checked)
    if checked.role == CenterRole.ADMIN:
        try:
            asked = InvitationSend(email, wish, invitation_grants.words_of(work, checked.finance_role, checked.grants))
            waits = approvals.ask(work, asked, name=email, concerned=None, trial=send)
        except Conflict as refusal:
            return AddressResult(email, refusal.message)
        if waits is not None:
            return AddressResult(email, waits=waits.id)
    send()
    return AddressResult(email)


def _send_new(work: Work, email: str, checked: _Checked) -> None:
    if checked.replaces:
        with suppress(Conflict, NotFound):  # answered in the meantime: there is nothing to take back
            revoke_invitation(work, invitation_id=checked.replaces)
    _take_back_pending(work, email)
    number, link = new_id(), secrets.token_urlsafe(32)
    values = {
        "id": number, "center_id": work.center_id, "email": email, "invited_by": work.user_id, "role": checked.role,
        "finance_role": checked.finance_role, "member_until": checked.member_until, "message": checked.message,
        "state": InvitationState.PENDING, "created_at": work.now, **_sent(work, link),
    }  # fmt: skip
    work.connection.execute(insert(INVITATION).values(**values))
    rows = [
        {"id": own, "invitation_id": number, "ad_account_id": account, "level": level, "valid_until": until}
        for own, (account, level, until) in zip(new_ids(len(checked.grants)), checked.grants, strict=True)
    ]
    if rows:
        work.connection.execute(insert(INVITATION_GRANT), rows)
    after = {"role": checked.role, "finance_role": checked.finance_role or "", "ad_accounts": len(rows) or ""}
    until = {} if checked.member_until is None else {"valid_until": checked.member_until.isoformat()}
    work.audit(
        AuditEvent.INVITATION_SEND,
        object_type=OBJECT,
        object_id=str(number),
        object_name=email,
        after={name: value for name, value in {**after, **until}.items() if value},
    )
    invitation_messages.send(work, email=email, role=checked.role, message=checked.message, link=link)


def _sent(work: Work, link: str) -> dict[str, Any]:
    return {"link_hash": token_hash(link), "sent_at": work.now, "expires_at": work.now + INVITATION_LASTS}


def _taken_back(work: Work) -> dict[str, Any]:
    return {"state": InvitationState.REVOKED, "answered_at": work.now, "answered_by": work.user_id}


def _take_back_pending(work: Work, email: str, *, except_id: int = 0) -> None:
    """A new invitation takes the place of one that still waits, expired or not."""
    others = _PENDING_WITH.where(INVITATION.c.id != except_id).values(_taken_back(work))
    work.connection.execute(others, {"center": work.center_id, "address": email})


def read_invitation(work: Work, invitation_id: str) -> Row[Any]:
    """One of the current center that was not accepted or taken back; raises NotFound, Conflict."""
    values = {"invitation": parse_id(invitation_id), "center": work.center_id}
    row = work.connection.execute(_ONE, values).one_or_none()
    if row is None:
        raise NotFound
    if row.state not in _SHOWN:
        raise Conflict("This invitation was answered or taken back in the meantime.")
    return row


def _row(work: Work, row: Row[Any]) -> InvitationRow:
    return InvitationRow(
        id=str(row.id),
        email=row.email,
        role=CenterRole(row.role),
        finance_role=FinanceRole(row.finance_role) if row.finance_role else None,
        state=InvitationState(row.state),
        is_expired=row.state == InvitationState.PENDING and row.expires_at <= work.now,
        invited_by=row.inviter,
        created_at=row.created_at,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        member_until=row.member_until,
        grants=row.grants,
    )


def _tell(work: Work) -> None:
    work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), "member")))
