"""A lost device: another admin of a center vouches, and the person turns 2-step verification off with a link.

Vouching gives the admin nothing: the link goes to the person's own confirmed address, and asks for their password.
"""

import secrets
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, exists, insert, select, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.ids import new_id
from bizhub.domain.limits import VOUCHINGS, Rule
from bizhub.domain.people import Person
from bizhub.domain.policy import CenterRole, Permission
from bizhub.domain.two_step import VOUCHING_LASTS
from bizhub.models.two_step import LostDevice
from bizhub.services import limits, members, own_password, two_step, two_step_messages
from bizhub.services.access import MEMBERSHIP, USER, current_member_at
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, Work, begin, token_hash

LOST_DEVICE = cast(Table, LostDevice.__table__)  # type: ignore[attr-defined]

_LINK_BYTES = 32
_ONESELF = "Another admin of the center has to vouch for you."
_IS_OFF = "Their 2-step verification is off: the password alone is enough."
_NO_ADDRESS = "They have no confirmed address to which a link could go. The desk of this BizHub can help."
_GONE = "This link is not valid any more. Sign in with your second step, or ask an admin of your center again."
_HOW = ", because an admin of your center vouched for your lost device"


def vouch(runtime: Runtime, caller: Caller, *, user_id: str, password: str) -> None:
    """Vouch for another member's lost device; they get a link. Asks for the acting admin's own password."""
    with begin(runtime, caller, write=False) as work:
        _member(work, user_id)
    proved = own_password.prove(runtime, caller, password)
    with begin(runtime, caller, write=True) as work:
        own_password.require_same(work, proved)
        person = _member(work, user_id)
        limits.count_try(work, [Rule(f"vouch:person:{person.id}", VOUCHINGS)])
        cancel(work, int(person.id))
        link, center = secrets.token_urlsafe(_LINK_BYTES), work.in_center()
        values = {
            "id": new_id(),
            "user_id": int(person.id),
            "center_id": work.center_id,
            "vouched_by": work.user_id,
            "link_hash": token_hash(link),
            "created_at": work.now,
            "expires_at": work.now + VOUCHING_LASTS,
        }
        work.connection.execute(insert(LOST_DEVICE).values(values))
        work.audit(AuditEvent.MEMBER_VOUCH, object_type=members.OBJECT, object_id=person.id, object_name=person.name)
        two_step_messages.tell_of_vouching(work, person, admin=work.signed_in().name, center=center.name, link=link)


def redeem(work: Work, person: Person, link: str) -> None:
    """Turn 2-step verification off for whoever has typed their password and has the link. Raises Conflict."""
    good = update(LOST_DEVICE).where(
        LOST_DEVICE.c.link_hash == token_hash(link),
        LOST_DEVICE.c.user_id == int(person.id),
        LOST_DEVICE.c.used_at.is_(None),
        LOST_DEVICE.c.cancelled_at.is_(None),
        LOST_DEVICE.c.expires_at > work.now,
        _is_still_vouched(work),
    )
    if work.connection.execute(good.values(used_at=work.now)).rowcount != 1:
        raise Conflict(_GONE)
    two_step.remove(work, person, how=_HOW)


def cancel(work: Work, user_id: int) -> None:
    """Whoever has their second step has not lost it: what was vouched for them is void."""
    open_ones = update(LOST_DEVICE).where(
        LOST_DEVICE.c.user_id == user_id, LOST_DEVICE.c.used_at.is_(None), LOST_DEVICE.c.cancelled_at.is_(None)
    )
    work.connection.execute(open_ones.values(cancelled_at=work.now))


def _member(work: Work, user_id: str) -> Person:
    """The other member with 2-step verification on, with the confirmed addresses alone. Raises when there is none."""
    work.require(Permission.MEMBER_MANAGE)
    row = members.current(work, user_id)
    if row.user_id == work.user_id:
        raise InvalidInput(_ONESELF)
    if not two_step.is_on(work, row.user_id):
        raise Conflict(_IS_OFF)
    user = work.connection.execute(select(USER).where(USER.c.id == row.user_id)).one()
    email = user.email if user.email_confirmed_at is not None else ""
    phone = user.phone if user.phone_confirmed_at is not None else ""
    if not email and not phone:
        raise Conflict(_NO_ADDRESS)
    return Person(str(user.id), user.name, email or "", phone or "", user.locale)


def _is_still_vouched(work: Work) -> ColumnElement[bool]:
    """Whoever vouched is an admin of that center still, and the person a member: what was begun ends with either."""
    here = (MEMBERSHIP.c.center_id == LOST_DEVICE.c.center_id, MEMBERSHIP.c.user_id == USER.c.id)
    is_member = (*here, current_member_at(work.now))
    admin = exists().where(USER.c.id == LOST_DEVICE.c.vouched_by, MEMBERSHIP.c.role == CenterRole.ADMIN, *is_member)
    return and_(admin, exists().where(USER.c.id == LOST_DEVICE.c.user_id, *is_member))
