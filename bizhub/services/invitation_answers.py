"""Answering an invitation: only whoever has the invited address, confirmed, can accept or decline it."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.levels import Giver, Held, LevelChange, Pair, last_day
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import AdAccountLevel, CenterRole, FinanceRole
from bizhub.domain.team import InvitationOffer, InvitationState
from bizhub.services import (
    center_rules,
    invitation_messages,
    last_admin,
    levels,
    members,
    notifications,
    session_view,
    sign_in_state,
    signals,
)
from bizhub.services.access import AD_ACCOUNT, MEMBERSHIP, USER, center_stands_at
from bizhub.services.invitation_grants import INVITATION_GRANT
from bizhub.services.invitations import INVITATION, OBJECT
from bizhub.services.sign_in_state import CENTER
from bizhub.services.user_ending import hold_person
from bizhub.services.work import Work, token_hash

_OFFER = (
    select(
        INVITATION,
        CENTER.c.name.label("center"),
        CENTER.c.time_zone,
        USER.c.name.label("inviter"),
        USER.c.email.label("inviter_email"),
    )
    .join(CENTER, CENTER.c.id == INVITATION.c.center_id)
    .join(USER, USER.c.id == INVITATION.c.invited_by)
    .where(center_stands_at(bindparam("moment")))
)
_BY_LINK = _OFFER.where(INVITATION.c.link_hash == bindparam("link"))
_BY_ID = _OFFER.where(INVITATION.c.id == bindparam("invitation"))
_TO_ADDRESS = _OFFER.where(
    INVITATION.c.email == bindparam("email"),
    INVITATION.c.state == InvitationState.PENDING,
    INVITATION.c.expires_at > bindparam("moment"),
).order_by(INVITATION.c.sent_at.desc(), INVITATION.c.id.desc())
_CONFIRMED = select(USER.c.email).where(USER.c.id == bindparam("user"), USER.c.email_confirmed_at.is_not(None))
_GRANTS = (
    select(INVITATION_GRANT)
    .join(AD_ACCOUNT, AD_ACCOUNT.c.id == INVITATION_GRANT.c.ad_account_id)
    .where(INVITATION_GRANT.c.invitation_id == bindparam("invitation"), AD_ACCOUNT.c.center_id == bindparam("center"))
)
_OVER = "This invitation is not valid any more. Ask {inviter} to send it again."


def view_invitation(work: Work, *, link: str) -> InvitationOffer:
    """What a link offers, to whoever holds it, signed in or not; raises NotFound for a link that opens nothing."""
    row = work.connection.execute(_BY_LINK, {"link": token_hash(link), "moment": work.now}).one_or_none()
    if row is None or row.state != InvitationState.PENDING or row.expires_at <= work.now:
        raise NotFound("This invitation is not valid any more. Ask whoever invited you to send it again.")
    return _offer(row, is_for_me=work.user is not None and row.email == _own_email(work))


def list_own_invitations(work: Work) -> tuple[InvitationOffer, ...]:
    """The invitations that wait for the acting person's confirmed address, the last sent first."""
    email = _own_email(work)
    rows = work.connection.execute(_TO_ADDRESS, {"email": email, "moment": work.now}).all() if email else ()
    return tuple(_offer(row, is_for_me=True) for row in rows)


def accept_invitation(work: Work, *, invitation_id: str) -> str:
    """Become a member, with all that the invitation gives; the center's ID. Who is a member already stays as they are.

    Raises NotFound for what is not one's own, Conflict for what was answered, taken back or has expired.
    """
    row = _own(work, invitation_id)
    why_not = center_rules.rules_of(work, row.center_id).why_not(row.email, CenterRole(row.role))
    if why_not:
        raise Conflict(why_not)
    if row.member_until is not None and row.member_until <= work.now:
        raise Conflict(_OVER.format(inviter=row.inviter))
    _answer(work, row, InvitationState.ACCEPTED)
    _act_in(work, row)
    values = {"center": row.center_id, "person": work.user_id}
    there = work.connection.execute(members.CURRENT, values).one_or_none()
    if there is not None and (there.valid_until is None or there.valid_until > work.now):
        return str(row.center_id)
    if there is not None:
        # Their last day is over: who comes back begins with what the invitation gives.
        members.end_levels(work, work.user_id)
        work.connection.execute(update(MEMBERSHIP).where(MEMBERSHIP.c.id == there.id).values(ended_at=work.now))
    if row.role == CenterRole.ADMIN:
        members.refuse_too_many_admins(work)
    _join(work, row)
    _tell(work, row, "has accepted", Kind.INVITATION_ACCEPTED)
    session_view.remember_center(work, center_id=str(row.center_id))
    return str(row.center_id)


def decline_invitation(work: Work, *, invitation_id: str) -> None:
    """Say no; whoever invited is told."""
    row = _own(work, invitation_id)
    _answer(work, row, InvitationState.DECLINED)
    work.audit(
        AuditEvent.INVITATION_DECLINE,
        object_type=OBJECT,
        object_id=invitation_id,
        object_name=row.email,
        center_id=row.center_id,
    )
    _tell(work, row, "has declined", Kind.INVITATION_DECLINED)


def _own(work: Work, invitation_id: str) -> Row[Any]:
    """An invitation to the acting person's own confirmed address; nobody else changes the center or the person now."""
    work.signed_in()
    values = {"invitation": parse_id(invitation_id), "moment": work.now}
    row = work.connection.execute(_BY_ID, values).one_or_none()
    if row is None or row.email != _own_email(work):
        raise NotFound
    last_admin.lock_center(work, row.center_id)
    hold_person(work)
    return row


def _answer(work: Work, row: Row[Any], state: InvitationState) -> None:
    """Store the answer, once: of two at the same time one finds the invitation answered."""
    still = update(INVITATION).where(
        INVITATION.c.id == row.id, INVITATION.c.state == InvitationState.PENDING, INVITATION.c.expires_at > work.now
    )
    answered = {"state": state, "answered_at": work.now, "answered_by": work.user_id}
    if work.connection.execute(still.values(answered)).rowcount != 1:
        raise Conflict(_OVER.format(inviter=row.inviter))


def _act_in(work: Work, row: Row[Any]) -> None:
    """From here on the person acts in the center that they join."""
    work.center = sign_in_state.read_center(work.connection, row.center_id, work.now)


def _join(work: Work, row: Row[Any]) -> None:
    person = work.signed_in()
    role = {"role": row.role, "finance_role": row.finance_role, "valid_until": row.member_until}
    shared = {"center_id": row.center_id, "user_id": work.user_id, "valid_from": work.now, "added_by": row.invited_by}
    work.connection.execute(insert(MEMBERSHIP).values(id=new_id(), **role, **shared))
    after = {
        "role": row.role,
        "finance_role": row.finance_role or "",
        "invited_by": row.inviter,
        **_until(row.member_until),
    }
    work.audit(
        AuditEvent.MEMBER_ADD,
        object_type=members.OBJECT,
        object_id=person.id,
        object_name=person.name,
        after={name: value for name, value in after.items() if value},
    )
    values = {"invitation": row.id, "center": row.center_id}
    given = [
        LevelChange(Pair(grant.ad_account_id, work.user_id), Held(AdAccountLevel(grant.level), grant.valid_until))
        for grant in work.connection.execute(_GRANTS, values)
        if grant.valid_until is None or grant.valid_until > work.now
    ]
    levels.apply(work, given, giver=Giver(row.invited_by, row.inviter))


def _tell(work: Work, row: Row[Any], answer: str, kind: Kind) -> None:
    notifications.tell(work, row.invited_by, kind, center_id=row.center_id)
    if row.inviter_email:
        invitation_messages.tell_inviter(
            work,
            inviter_id=row.invited_by,
            name=row.inviter,
            email=row.inviter_email,
            center=(row.center_id, row.center),
            answer=answer,
        )
    work.after_commit(partial(signals.send, signals.CenterChanged(str(row.center_id), "member")))
    work.after_commit(partial(signals.send, signals.UserChanged(str(work.user_id))))


def _own_email(work: Work) -> str:
    return work.connection.execute(_CONFIRMED, {"user": work.user_id}).scalar() or ""


def _offer(row: Row[Any], *, is_for_me: bool) -> InvitationOffer:
    return InvitationOffer(
        id=str(row.id),
        center_name=row.center,
        inviter=row.inviter,
        email=row.email,
        role=CenterRole(row.role),
        finance_role=FinanceRole(row.finance_role) if row.finance_role else None,
        message=row.message,
        member_until=None if row.member_until is None else last_day(row.member_until, row.time_zone),
        expires_at=row.expires_at,
        is_for_me=is_for_me,
    )


def _until(moment: datetime | None) -> dict[str, str]:
    return {} if moment is None else {"valid_until": moment.isoformat()}
