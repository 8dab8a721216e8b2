"""Answering what waits for a second admin: approved or not objected to, the use case itself runs again.

Everything is checked again then: who asked must still be an admin and holds the rights, whom it is about must be what
they were, and the last admin stays. What cannot be carried out any more says why, and nothing is changed.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, cast

from sqlalchemy import Row, bindparam, update

from bizhub.domain.approvals import (
    Answered,
    ApprovalState,
    CenterDelete,
    InvitationResend,
    InvitationSend,
    MemberEdit,
    MemberRemove,
    MemberRestore,
    RuleOff,
)
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import BizHubError, Busy, Conflict, NotFound, TooManyTries
from bizhub.domain.ids import parse_id
from bizhub.domain.policy import CenterRole, Permission, may_approve
from bizhub.services import (
    approval_messages,
    approval_rule,
    approvals,
    center_deletion,
    invitations,
    members,
    offboarding,
    sign_in_state,
)
from bizhub.services.ad_account_people import checked_reason
from bizhub.services.approvals import APPROVAL
from bizhub.services.work import Work

_ONE = approvals.ROWS.where(APPROVAL.c.id == bindparam("approval"))
_OVER = "This was answered or withdrawn in the meantime, or its time is over."


def approve(work: Work, *, approval_id: str) -> Answered:
    """Let what another admin asked for be done now; it has its own entry, which names them. Raises Conflict."""
    row = _answerable(work, approval_id)
    return _carry_out(work, row, ApprovalState.APPROVED, AuditEvent.APPROVAL_APPROVE)


def decline(work: Work, *, approval_id: str, reason: str = "") -> None:
    """Say no, optionally why. Raises Conflict."""
    row, words = _answerable(work, approval_id), checked_reason(reason)
    _decide(work, row, ApprovalState.DECLINED, words)
    _record(work, AuditEvent.APPROVAL_DECLINE, row, reason=words)
    _tell(work, row, f"{work.signed_in().name} has declined.", words)


def withdraw(work: Work, *, approval_id: str) -> None:
    """Take back what one asked for oneself. Raises Conflict."""
    work.require(Permission.TEAM_VIEW)
    row = _read(work, approval_id)
    if row.asked_by != work.user_id:
        raise NotFound
    _decide(work, row, ApprovalState.WITHDRAWN)
    _record(work, AuditEvent.APPROVAL_WITHDRAW, row)


def object_to(work: Work, *, approval_id: str, reason: str = "") -> None:
    """Object to what one was given notice of: it is not carried out. Raises Conflict."""
    work.require(Permission.TEAM_VIEW)
    row, words = _read(work, approval_id), checked_reason(reason)
    if row.concerned_id != work.user_id:
        raise NotFound
    _decide(work, row, ApprovalState.OBJECTED, words)
    _record(work, AuditEvent.APPROVAL_OBJECT, row, reason=words)
    _tell(work, row, f"{work.signed_in().name} has objected.", words)


def carry_out_notice(work: Work, *, approval_id: str, center_id: str) -> Answered:
    """Do what nobody objected to, once its time has come; called by the job, as who asked. Raises Conflict."""
    row = _read(work, approval_id, center_id)
    if row.until > work.now:
        raise Conflict("Its time has not come.")
    return _carry_out(work, row, ApprovalState.CARRIED_OUT, AuditEvent.APPROVAL_CARRY_OUT)


_BEFORE = {
    ApprovalState.OBJECTED: (ApprovalState.NOTICE,),
    ApprovalState.CARRIED_OUT: (ApprovalState.NOTICE,),
    ApprovalState.WITHDRAWN: (ApprovalState.OPEN, ApprovalState.NOTICE),
}


def _carry_out(work: Work, row: Row[Any], state: ApprovalState, event: AuditEvent) -> Answered:
    _decide(work, row, state)
    try:
        with work.attempt():
            _record(work, event, row)
            with _on_behalf(work, row):
                asked = approvals.arguments_of(row)
                _RUN[type(asked)](work, asked, row)
    except (TooManyTries, Busy):
        raise  # nothing is wrong with what was asked for: later it goes through
    except BizHubError as error:
        return _fail(work, row, error.message)
    is_approved = state is ApprovalState.APPROVED
    _tell(work, row, f"{work.signed_in().name} has approved: it is done." if is_approved else "It was carried out.")
    return Answered(row.words)


def _fail(work: Work, row: Row[Any], problem: str) -> Answered:
    failed = update(APPROVAL).where(APPROVAL.c.id == row.id).values(state=ApprovalState.FAILED, reason=problem)
    work.connection.execute(failed)
    _record(work, AuditEvent.APPROVAL_FAIL, row, error=problem)
    _tell(work, row, "It could not be carried out, and nothing was changed.", problem)
    return Answered(row.words, problem)


@contextmanager
def _on_behalf(work: Work, row: Row[Any]) -> Iterator[None]:
    """Act as who asked, with the rights they have now; entries name them, or who did not object, beside who acts."""
    acting = work.user, work.center
    work.user = sign_in_state.read_person(work.connection, row.asked_by)
    work.center = sign_in_state.read_membership(work.connection, row.center_id, row.asked_by, work.now, None)
    is_notice = row.state == ApprovalState.NOTICE
    work.approval = f"no objection by {row.concerned}" if is_notice else f"asked by {row.asker}"
    try:
        if work.user is None or work.center is None or work.role is not CenterRole.ADMIN:
            raise Conflict(f"{row.asker}, who asked for this, is not an admin of the center any more.")
        if work.center.bar is not None:
            raise Conflict(f"{row.asker}, who asked for this, has no 2-step verification, which the center asks for.")
        yield
    finally:
        work.user, work.center = acting
        work.approval = ""


def _edit_member(work: Work, asked: MemberEdit, row: Row[Any]) -> None:
    now = members.as_shown(work, _member(work, asked.user_id, row))
    if now != asked.seen:
        raise Conflict(f"{row.concerned} has another role or last day than when this was asked for.")
    if asked.until is not None:
        until = date.fromisoformat(asked.until) if asked.until else None
        members.set_member_end(work, user_id=asked.user_id, until=until, seen=now)
    if asked.role is not None or asked.finance_role is not None:
        role = now["role"] if asked.role is None else asked.role
        finance_role = now["finance_role"] if asked.finance_role is None else asked.finance_role
        members.change_role(work, user_id=asked.user_id, role=role, finance_role=finance_role, seen=now)


def _remove_member(work: Work, asked: MemberRemove, row: Row[Any]) -> None:
    if _member(work, asked.user_id, row).role != CenterRole.ADMIN:
        raise Conflict(f"{row.concerned} is not an admin any more.")
    if asked.hand_over_to:
        _member(work, asked.hand_over_to, row, who="Who was to take over")
    offboarding.offboard_member(work, user_id=asked.user_id, hand_over_to=asked.hand_over_to)


def _restore_member(work: Work, asked: MemberRestore, _row: Row[Any]) -> None:
    offboarding.restore_member(work, user_id=asked.user_id)


def _send_invitation(work: Work, asked: InvitationSend, _row: Row[Any]) -> None:
    [result] = invitations.invite(work, addresses=asked.email, wish=asked.wish)
    if result.problem:
        raise Conflict(result.problem)


def _resend_invitation(work: Work, asked: InvitationResend, _row: Row[Any]) -> None:
    invitations.resend_invitation(work, invitation_id=asked.invitation_id)


def _turn_rule_off(work: Work, _asked: RuleOff, _row: Row[Any]) -> None:
    approval_rule.set_two_admin_approval(work, is_on=False)


def _delete_center(work: Work, _asked: CenterDelete, _row: Row[Any]) -> None:
    center_deletion.delete_center(work, name=work.in_center().name)


_RUN: Mapping[type, Callable[[Work, Any, Row[Any]], object]] = {
    MemberEdit: _edit_member,
    MemberRemove: _remove_member,
    MemberRestore: _restore_member,
    InvitationSend: _send_invitation,
    InvitationResend: _resend_invitation,
    RuleOff: _turn_rule_off,
    CenterDelete: _delete_center,
}


def _member(work: Work, user_id: str, row: Row[Any], *, who: str = "") -> Row[Any]:
    try:
        return cast(Row[Any], members.current(work, user_id))
    except NotFound:
        raise Conflict(f"{who or row.concerned} is not a member of the center any more.") from None


def _answerable(work: Work, approval_id: str) -> Row[Any]:
    """One that somebody else asked for and that is not about the acting admin."""
    work.require(Permission.MEMBER_MANAGE)
    row = _read(work, approval_id)
    if not may_approve(acting=work.user_id, asked_by=row.asked_by, concerned=row.concerned_id):
        raise Conflict("Another admin answers this: you asked for it, or it is about you.")
    return row


def _read(work: Work, approval_id: str, center_id: str = "") -> Row[Any]:
    values = {"center": int(center_id) if center_id else work.center_id, "approval": parse_id(approval_id)}
    row = work.connection.execute(_ONE, values).one_or_none()
    if row is None:
        raise NotFound
    return row


def _decide(work: Work, row: Row[Any], state: ApprovalState, reason: str = "") -> None:
    """Store the answer, once: of two at the same time one finds it answered."""
    still = update(APPROVAL).where(
        APPROVAL.c.id == row.id,
        APPROVAL.c.state.in_(_BEFORE.get(state, (ApprovalState.OPEN,))),
        (APPROVAL.c.state == ApprovalState.NOTICE) | (APPROVAL.c.until > work.now),
    )
    by = None if state is ApprovalState.CARRIED_OUT else work.user_id
    values = {"state": state, "decided_by": by, "decided_at": work.now, "reason": reason}
    if work.connection.execute(still.values(**values)).rowcount != 1:
        raise Conflict(_OVER)


def _record(work: Work, event: AuditEvent, row: Row[Any], **more: str) -> None:
    approvals.audit(work, event, str(row.id), row.words, {"asked_by": row.asker, **more}, row.center_id)


def _tell(work: Work, row: Row[Any], answer: str, reason: str = "") -> None:
    center = sign_in_state.read_center(work.connection, row.center_id, work.now)
    name = "" if center is None else center.name
    approval_messages.tell(work, row=row, center=name, answer=answer, reason=reason)
