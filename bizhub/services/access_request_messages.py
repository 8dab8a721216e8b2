"""What is told of a request for access, by mail and in BizHub: to those who can grant it, and to who asked."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from bizhub.domain.ad_accounts import LEVEL_WORDS
from bizhub.domain.notifications import Kind
from bizhub.domain.outbox import Channel
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.services import formats, notifications
from bizhub.services.access import GRANT, MEMBERSHIP, USER, current_member_at, valid_at
from bizhub.services.outbox import queue_message
from bizhub.services.work import Work

_MOST_TOLD = 20
_REQUEST = """Hello {name},

{person} asks for the level {level} on the ad account {ad_account} of {center}{until}.
{reason}
Grant or refuse it here:
{address}/team/requests?center={center_id}
"""
_ANSWER = """Hello {name},

{answerer} {answer}: the level {level} on the ad account {ad_account} of {center}.
{words}
{address}/accounts/{ad_account_id}?center={center_id}
"""
_ANSWERS = {
    Kind.REQUEST_GRANTED: "has given you what you asked for",
    Kind.REQUEST_REFUSED: "has refused your request",
}
_PEOPLE = (
    select(USER.c.id, USER.c.name, USER.c.email)
    .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
    .where(
        MEMBERSHIP.c.center_id == bindparam("center"),
        current_member_at(bindparam("moment")),
        USER.c.id != bindparam("asking"),
    )
    .order_by(USER.c.name, USER.c.id)
    .limit(_MOST_TOLD)
)
_HOLDERS = select(GRANT.c.user_id).where(
    GRANT.c.ad_account_id == bindparam("ad_account"),
    GRANT.c.center_id == bindparam("center"),
    GRANT.c.level == AdAccountLevel.ADMIN,
    valid_at(bindparam("moment")),
)


def ask(work: Work, *, ad_account: tuple[int, str], level: AdAccountLevel, until: date | None, reason: str) -> None:
    """Tell the admins of the center, and who holds Admin on the ad account; `until` is the last day asked for."""
    center, person = work.in_center(), work.signed_in()
    facts = {"ad_account_id": str(ad_account[0]), "ad_accounts": ad_account[1], "level": level.value, "reason": reason}
    if until is not None:
        facts["until"] = until.isoformat()
    for row in _granters(work, ad_account[0]):
        notifications.tell(work, row.id, Kind.ACCESS_REQUESTED, facts)
        if not row.email:
            continue
        body = _REQUEST.format(
            name=row.name,
            person=person.name,
            level=LEVEL_WORDS[level],
            ad_account=ad_account[1],
            center=center.name,
            center_id=center.id,
            until=f", until {formats.day(until, 'en')}" if until else "",
            reason=f"\n  {reason}\n" if reason else "",
            address=work.runtime.settings.address,
        )
        subject = f"{person.name} asks for access to {ad_account[1]}"
        _queue(work, row, subject, body)


def tell(work: Work, *, row: Any, kind: Kind, words: str) -> None:
    """Tell who asked how it was answered."""
    asked = {"ad_account_id": str(row.ad_account_id), "ad_accounts": row.ad_account, "level": row.level}
    notifications.tell(work, row.user_id, kind, {**asked, "answer": words})
    if not row.email:
        return
    center, answerer = work.in_center(), work.signed_in().name
    body = _ANSWER.format(
        name=row.person,
        answerer=answerer,
        answer=_ANSWERS[kind],
        level=LEVEL_WORDS[AdAccountLevel(row.level)],
        ad_account=row.ad_account,
        ad_account_id=row.ad_account_id,
        center=center.name,
        center_id=center.id,
        words=f"\n  {words}\n" if words else "",
        address=work.runtime.settings.address,
    )
    subject = f"Your request for access to {row.ad_account}"
    queue_message(
        work, channel=Channel.EMAIL, recipient=row.email, subject=subject, body=body, center_id=center.id,
        user_id=str(row.user_id),
    )  # fmt: skip


def _granters(work: Work, ad_account: int) -> Iterator[Any]:
    values = {"center": work.center_id, "moment": work.now, "asking": work.user_id, "ad_account": ad_account}
    may = (MEMBERSHIP.c.role == CenterRole.ADMIN) | USER.c.id.in_(_HOLDERS)
    yield from work.connection.execute(_PEOPLE.where(may), values)


def _queue(work: Work, row: Any, subject: str, body: str) -> None:
    queue_message(
        work, channel=Channel.EMAIL, recipient=row.email, subject=subject, body=body, center_id=str(work.center_id),
        user_id=str(row.id),
    )  # fmt: skip
