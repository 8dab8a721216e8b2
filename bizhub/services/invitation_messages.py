"""What is told of an invitation, by mail and in BizHub: to the invited person, and to who invited them."""

from sqlalchemy import bindparam, select

from bizhub.domain.notifications import Kind
from bizhub.domain.outbox import Channel
from bizhub.domain.policy import CenterRole
from bizhub.domain.team import INVITATION_LASTS
from bizhub.services import notifications
from bizhub.services.access import USER
from bizhub.services.outbox import queue_message
from bizhub.services.work import Work

_INVITED = select(USER.c.id).where(USER.c.email == bindparam("email"), USER.c.email_confirmed_at.is_not(None))
_ROLE_WORDS = {CenterRole.ADMIN: "an admin", CenterRole.STANDARD: "a member"}
_INVITATION = """Hello,

{inviter} invites you to join {center} on BizHub as {role}.
{message}
Open this link to accept or decline:
{address}/invitation?key={link}

It is good for {days} days and only for this e-mail address ({email}).
If you do not expect this invitation, do nothing.
"""
_ANSWER = """Hello {name},

{person} {answer} your invitation to {center} on BizHub.

The team of the center is here:
{address}/team?center={center_id}
"""


def send(work: Work, *, email: str, role: str, message: str, link: str) -> None:
    """Write the invitation to its address, and tell who signs in with it; no mail is delivered after it has expired."""
    inviter, center, settings = work.signed_in().name, work.in_center(), work.runtime.settings
    quoted = "".join(f"  {line}\n" for line in message.splitlines())
    body = _INVITATION.format(
        inviter=inviter,
        center=center.name,
        role=_ROLE_WORDS[CenterRole(role)],
        message=f"\n{inviter} writes:\n{quoted}" if quoted else "",
        address=settings.address,
        link=link,
        days=INVITATION_LASTS.days,
        email=email,
    )
    queue_message(
        work,
        channel=Channel.EMAIL,
        recipient=email,
        subject=f"{inviter} invites you to {center.name} on BizHub",
        body=body,
        center_id=center.id,
        expires_at=work.now + INVITATION_LASTS,
    )
    user_id = work.connection.execute(_INVITED, {"email": email}).scalar()
    if user_id is not None:
        notifications.tell(work, user_id, Kind.INVITED, {"role": role})


def tell_inviter(work: Work, *, inviter_id: int, name: str, email: str, center: tuple[int, str], answer: str) -> None:
    """Write to who invited somebody how they have answered."""
    body = _ANSWER.format(
        name=name,
        person=work.signed_in().name,
        answer=answer,
        center=center[1],
        center_id=center[0],
        address=work.runtime.settings.address,
    )
    queue_message(
        work,
        channel=Channel.EMAIL,
        recipient=email,
        subject=f"{work.signed_in().name} {answer} your invitation to {center[1]}",
        body=body,
        user_id=str(inviter_id),
        center_id=str(center[0]),
    )
