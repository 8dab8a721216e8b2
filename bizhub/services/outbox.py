"""The outbox: messages are written with the change they tell of, and delivered by a job until they arrive."""

import logging
from datetime import datetime
from functools import partial

from sqlalchemy import Table, bindparam, insert, select, update

from bizhub.adapters import clock
from bizhub.adapters.jobs import Job, job
from bizhub.adapters.mail import DeliveryFailed, carrier_for
from bizhub.domain.ids import new_id
from bizhub.domain.outbox import (
    LONGEST_SUBJECT,
    Channel,
    Message,
    MessageState,
    checked_recipient,
    checked_subject,
    next_try_at,
)
from bizhub.models.outbox import OutboxMessage
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work

_logger = logging.getLogger("bizhub.outbox")

MESSAGE: Table = OutboxMessage.__table__  # type: ignore[attr-defined]

_TOO_LATE = "It was not delivered before what it says had expired."
_INSERT = insert(MESSAGE)
_WAITING = select(MESSAGE).where(MESSAGE.c.id == bindparam("message_id"), MESSAGE.c.state == MessageState.QUEUED)
_ALL_WAITING = select(MESSAGE.c.id, MESSAGE.c.tries, MESSAGE.c.next_try_at).where(
    MESSAGE.c.state == MessageState.QUEUED
)


def queue_message(
    work: Work,
    *,
    channel: Channel,
    recipient: str,
    subject: str,
    body: str,
    user_id: str | None = None,
    center_id: str | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Write a message in this transaction and give back its ID; it leaves once the change is committed.

    A text message has no subject, and one that is too long, of long names, is cut. After `expires_at` (of the code or
    link in it) it is no longer delivered.
    """
    number = new_id()
    row = {
        "id": number,
        "center_id": None if center_id is None else int(center_id),
        "user_id": None if user_id is None else int(user_id),
        "channel": channel.value,
        "recipient": checked_recipient(channel, recipient),
        "subject": checked_subject(subject[:LONGEST_SUBJECT]),
        "body_text": body,
        "state": MessageState.QUEUED.value,
        "tries": 0,
        "next_try_at": work.now,
        "created_at": work.now,
        "expires_at": expires_at,
        "last_error": "",
    }
    work.connection.execute(_INSERT, row)
    work.after_commit(partial(_order_soon, work.runtime, str(number)))
    return str(number)


def drop_messages(work: Work, *, user_id: int, why: str) -> None:
    """Deliver nothing any more of what waits for a person."""
    waiting = update(MESSAGE).where(MESSAGE.c.user_id == user_id, MESSAGE.c.state == MessageState.QUEUED.value)
    values = {"state": MessageState.FAILED.value, "body_text": "", "last_error": why}
    work.connection.execute(waiting.values(values))


@job("deliver_message", queue="messages")
def deliver_message(current: Job, *, message_id: str, tries: int) -> dict[str, str]:
    """Try to deliver one message for the time after `tries` failures; order the next try when this one fails."""
    runtime: Runtime = current.runtime
    state, again_at = deliver(runtime, message_id, tries)
    if again_at is not None:
        _order(runtime, message_id, tries + 1, (again_at - clock.now()).total_seconds())
    return {"state": state}


@job("sweep_messages", queue="messages", every="*/5 * * * *", at_start=True)
def sweep_messages(current: Job) -> dict[str, int]:
    """Order the next try of every waiting message that has none ordered, or whose try broke down."""
    runtime: Runtime = current.runtime
    with runtime.database.transaction(write=False) as connection:
        waiting = connection.execute(_ALL_WAITING).all()
    for row in waiting:
        current.check()
        ordered = runtime.jobs.status(_job_id(str(row.id), row.tries))
        if ordered is None:
            _order(runtime, str(row.id), row.tries, (row.next_try_at - clock.now()).total_seconds())
        elif ordered.state.is_over:
            _order(runtime, str(row.id), row.tries, 0.0, again=f"-{current.id}")
    return {"waiting": len(waiting)}


def deliver(runtime: Runtime, message_id: str, tries: int) -> tuple[str, datetime | None]:
    """Deliver a message that has failed `tries` times; its state now, and when to try again.

    Killed between the carrier's yes and our note of it, it is delivered twice, with the same Message-ID.
    """
    with runtime.database.transaction(write=False) as connection:
        row = connection.execute(_WAITING, {"message_id": int(message_id)}).one_or_none()
    if row is None or row.tries != tries:
        return "not waiting for this try", None
    now = clock.now()
    if row.expires_at is not None and row.expires_at <= now:
        return _note(runtime, message_id, tries, state=MessageState.FAILED, error=_TOO_LATE), None
    channel = Channel(row.channel)
    message = Message(message_id, channel, row.recipient, row.subject, row.body_text, row.created_at)
    try:
        carrier_for(runtime.settings, channel).deliver(message)
    except DeliveryFailed as failure:
        return _failed(runtime, message_id, tries + 1, failure)
    except ValueError as error:  # a header or an address that cannot be written
        return _failed(runtime, message_id, tries + 1, DeliveryFailed(str(error), permanent=True))
    return _note(runtime, message_id, tries, state=MessageState.SENT, sent_at=clock.now()), None


def _failed(runtime: Runtime, message_id: str, tries: int, failure: DeliveryFailed) -> tuple[str, datetime | None]:
    again_at = None if failure.permanent else next_try_at(tries, clock.now())
    state = MessageState.FAILED if again_at is None else MessageState.QUEUED
    _logger.warning("Message %s was not delivered (try %d): %s", message_id, tries, failure)
    return _note(runtime, message_id, tries, state=state, error=str(failure), again_at=again_at), again_at


def _note(
    runtime: Runtime,
    message_id: str,
    tries: int,
    *,
    state: MessageState,
    error: str = "",
    again_at: datetime | None = None,
    sent_at: datetime | None = None,
) -> str:
    """Write down how it went; a message that is over says nothing any more."""
    values = {"state": state.value, "tries": tries, "last_error": error, "sent_at": sent_at}
    if state is MessageState.QUEUED:
        values["next_try_at"] = again_at
    else:
        values["body_text"] = ""
    with runtime.database.transaction(write=True) as connection:
        connection.execute(update(MESSAGE).where(MESSAGE.c.id == int(message_id)).values(values))
    return state.value


def _order_soon(runtime: Runtime, message_id: str) -> None:
    """Order the first try; the change is committed, so nothing here may fail it: the sweep comes by."""
    if not runtime.jobs.running:
        return
    try:
        _order(runtime, message_id, 0, 0.0)
    except Exception:
        _logger.exception("Message %s waits for the sweep", message_id)


def _order(runtime: Runtime, message_id: str, tries: int, delay_s: float, *, again: str = "") -> None:
    job_id = _job_id(message_id, tries) + again
    runtime.jobs.enqueue("deliver_message", job_id=job_id, delay_s=delay_s, message_id=message_id, tries=tries)


def _job_id(message_id: str, tries: int) -> str:
    """One job for each try, so that two orders of the same try are one."""
    return f"message-{message_id}-{tries}"
