"""The job that sends codes: here, and only here, it is looked up whether an address is known."""

import json
import secrets
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, bindparam, delete, or_, select, update

from bizhub.adapters.job_registry import job
from bizhub.domain.addresses import AddressKind, address_from
from bizhub.domain.audit import Through
from bizhub.domain.codes import DIGITS, Purpose
from bizhub.domain.errors import BizHubError
from bizhub.domain.outbox import Channel
from bizhub.services.access import USER
from bizhub.services.codes import CODE, SEND_JOB, code_hash
from bizhub.services.outbox import queue_message
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, begin_job

_KEEP = timedelta(days=1)
_UNSENT = select(CODE.c.id).where(CODE.c.sent_at.is_(None), CODE.c.used_at.is_(None)).order_by(CODE.c.created_at)
_TO_SEND = select(CODE).where(CODE.c.id == bindparam("code"), CODE.c.sent_at.is_(None)).with_for_update()
_KNOWN = select(USER.c.id, USER.c.name, USER.c.disabled_at).where(
    or_(USER.c.email == bindparam("address"), USER.c.phone == bindparam("address"))
)

_SIGN_UP_SUBJECT = "Confirm your address for BizHub"
_SIGN_UP = """Welcome to BizHub.

Your code is {code}.

Type it on the page where you signed up. It is good for {minutes} minutes and works once.
If you did not sign up, do nothing: without the code nothing happens.
"""
_KNOWN_SUBJECT = "You already have a BizHub sign-in"
_KNOWN_TEXT = """Hello {name},

Somebody, perhaps you, tried to sign up to BizHub with this address. You have a sign-in already; sign in instead:
{address}/sign-in

If you have forgotten your password, choose a new one here:
{address}/reset

If it was not you, do nothing: nobody got in, and nothing was changed.
"""
_RESET_SUBJECT = "Choose a new BizHub password"
_RESET = """Hello {name},

Your code is {code}.

Type it on the page where you asked for a new password. It is good for {minutes} minutes and works once.
If you did not ask, do nothing: your password stays as it is. Never give this code to anybody.
"""


@job(SEND_JOB, queue="messages", every="*/5 * * * *", at_start=True)
def send_codes(current: Any) -> None:
    """Send what waits; also forgets what nobody confirmed within a day."""
    send_waiting_codes(current.runtime)


def send_waiting_codes(runtime: Runtime) -> int:
    """Send every code that was asked for and not sent yet, each in its own transaction; how many were looked at."""
    with begin_job(runtime, user_id=None, center_id=None, through=Through.SYSTEM, write=True) as work:
        work.connection.execute(delete(CODE).where(CODE.c.created_at < work.now - _KEEP))
        waiting = work.connection.execute(_UNSENT).scalars().all()
    for code_id in waiting:
        with begin_job(runtime, user_id=None, center_id=None, through=Through.SYSTEM, write=True) as work:
            _send(work, code_id)
    return len(waiting)


def _send(work: Work, code_id: int) -> None:
    row = work.connection.execute(_TO_SEND, {"code": code_id}).one_or_none()
    if row is None:
        return  # another run of the job was quicker
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    known = work.connection.execute(_KNOWN, {"address": row.address}).one_or_none()
    sent: dict[str, Any] = {"sent_at": work.now}
    if row.purpose == Purpose.SIGN_UP and known is not None:
        # The row stays without a code: whatever is typed is wrong, as it is for everybody else who guesses.
        _queue(work, row, _KNOWN_SUBJECT, _KNOWN_TEXT.format(name=known.name, address=work.runtime.settings.address))
    elif row.purpose == Purpose.SIGN_UP:
        sent["code_hash"] = code_hash(work, row.id, code)
        _queue(work, row, _SIGN_UP_SUBJECT, _SIGN_UP.format(code=code, minutes=_minutes(work)))
    elif known is not None and known.disabled_at is None:
        sent |= {"code_hash": code_hash(work, row.id, code), "payload": json.dumps({"user": str(known.id)})}
        _queue(work, row, _RESET_SUBJECT, _RESET.format(name=known.name, code=code, minutes=_minutes(work)))
    sent["expires_at"] = _expiry(work)
    work.connection.execute(update(CODE).where(CODE.c.id == row.id).values(**sent))


def _queue(work: Work, row: Row[Any], subject: str, body: str) -> None:
    channel = Channel.EMAIL if address_from(row.address).kind is AddressKind.EMAIL else Channel.SMS
    try:
        shown = subject if channel is Channel.EMAIL else ""
        queue_message(work, channel=channel, recipient=row.address, subject=shown, body=body, expires_at=_expiry(work))
    except BizHubError as problem:
        # One address that no message can carry must not hold up the others.
        structlog.get_logger(__name__).warning("A code could not be sent", channel=channel.value, why=problem.message)


def _expiry(work: Work) -> datetime:
    return work.now + timedelta(minutes=_minutes(work))


def _minutes(work: Work) -> int:
    return work.runtime.settings.code_minutes
