"""The messages of what waits for a second admin: to who can answer, to who is given notice, and to who asked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bizhub.domain.notifications import Kind
from bizhub.domain.outbox import Channel
from bizhub.services import formats, notifications
from bizhub.services.outbox import queue_message
from bizhub.services.work import Work

_ASK = """Hello {name},

{person} wants to {words}. In {center} another admin has to approve that.

Approve or decline it until {until} here:
{address}/team/approvals?center={center_id}
"""
_NOTICE = """Hello {name},

In {center}, {person} wants to {words}. This is about you, and nobody else could approve it. It is therefore carried out
on {until}, unless you object before.

Object here:
{address}/team/approvals?center={center_id}
"""
_TELL = """Hello {name},

{answer} In {center} you had asked to {words}.
{reason}
{address}/team/approvals?center={center_id}
"""


def ask(work: Work, *, to: Iterable[Any], words: str, until: datetime) -> None:
    """Write to those who can answer; each row has `id`, `name` and `email`."""
    person = work.signed_in().name
    for row in to:
        _send(work, row.id, row.email, f"{person} needs your approval", _filled(work, _ASK, row.name, words, until))
        notifications.tell(work, row.id, Kind.APPROVAL_NEEDED, {"what": words})


def give_notice(work: Work, *, to: Any, words: str, until: datetime) -> None:
    """Write to the one whom it concerns, and who alone could have answered."""
    body = _filled(work, _NOTICE, to.name, words, until)
    _send(work, to.id, to.email, f"{work.signed_in().name} wants to {words}", body)
    facts = {"what": words, "until": until.astimezone(ZoneInfo(work.in_center().time_zone)).date().isoformat()}
    notifications.tell(work, to.id, Kind.NOTICE_GIVEN, facts)


def tell(work: Work, *, row: Any, center: str, answer: str, reason: str = "") -> None:
    """Write to who asked what became of it; `row` is of `approvals.ROWS`."""
    body = _TELL.format(
        name=row.asker,
        answer=answer,
        center=center,
        center_id=row.center_id,
        words=row.words,
        reason=f"\n  {reason}\n" if reason else "",
        address=work.runtime.settings.address,
    )
    _send(work, row.asked_by, row.asker_email, f"Your request to {row.words}", body, center_id=row.center_id)
    facts = {"what": row.words, "answer": answer.rstrip("."), "reason": reason}
    notifications.tell(work, row.asked_by, Kind.APPROVAL_DECIDED, facts, center_id=row.center_id)


def _filled(work: Work, template: str, name: str, words: str, until: datetime) -> str:
    center = work.in_center()
    return template.format(
        name=name,
        person=work.signed_in().name,
        words=words,
        center=center.name,
        center_id=center.id,
        until=f"{formats.moment(until, center.time_zone, 'en')} ({center.time_zone})",
        address=work.runtime.settings.address,
    )


def _send(work: Work, number: int, email: str | None, subject: str, body: str, *, center_id: int | None = None) -> None:
    if email:
        queue_message(
            work, channel=Channel.EMAIL, recipient=email, subject=subject, body=body, user_id=str(number),
            center_id=str(center_id or work.center_id),
        )  # fmt: skip
