"""Tickets as they are stored, read for the center and for the desk alike; who reads them has been let in before."""

import json
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, func, select

from bizhub.domain.desk import CaseKind
from bizhub.domain.tickets import (
    PAGE,
    TICKET_FIELD_WORDS,
    TICKET_FIELDS,
    TicketChange,
    TicketDetails,
    TicketMessageRow,
    TicketPage,
    TicketRow,
    TicketState,
)
from bizhub.models.ticket import TicketMessage
from bizhub.services import regions, review_cases
from bizhub.services.access import CENTER, USER
from bizhub.services.document_rows import TICKET
from bizhub.services.review_cases import CASE
from bizhub.services.work import Work

MESSAGE = cast(Table, TicketMessage.__table__)  # type: ignore[attr-defined]
COMPANY = tuple(CENTER.c[name] for name in TICKET_FIELDS)

_ASKER, _ANSWERER = USER.alias("asker"), USER.alias("answerer")
_ROWS = (
    select(TICKET, _ASKER.c.name.label("asker"), _ANSWERER.c.name.label("answerer"))
    .join(_ASKER, _ASKER.c.id == TICKET.c.asked_by)
    .outerjoin(_ANSWERER, _ANSWERER.c.id == TICKET.c.answered_by)
    .where(TICKET.c.center_id == bindparam("center"))
)
_ONE = _ROWS.where(TICKET.c.id == bindparam("ticket"))
_COUNT = select(func.count()).select_from(TICKET).where(TICKET.c.center_id == bindparam("center"))
_CONVERSATION = (
    select(MESSAGE, USER.c.name.label("writer"))
    .join(USER, USER.c.id == MESSAGE.c.user_id)
    .where(MESSAGE.c.ticket_id == bindparam("ticket"))
    .order_by(MESSAGE.c.id)
)


def company_of(work: Work, center_id: int, *, locked: bool = False) -> dict[str, str]:
    """The company data of a center as they are stored; `locked` until the commit."""
    query: Select[Any] = select(*COMPANY).where(CENTER.c.id == center_id)
    return {**work.connection.execute(query.with_for_update() if locked else query).mappings().one()}


def find(work: Work, center_id: int, number: int | None) -> Row[Any] | None:
    """A ticket of a center, with the names of who asked and who answered."""
    return work.connection.execute(_ONE, {"center": center_id, "ticket": number}).one_or_none()


def page_of(work: Work, center_id: int, page: int) -> TicketPage:
    """The tickets of a center, the newest first."""
    rows = _ROWS.order_by(TICKET.c.asked_at.desc(), TICKET.c.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    total = work.connection.execute(_COUNT, {"center": center_id}).scalar_one()
    found = work.connection.execute(rows, {"center": center_id})
    return TicketPage(tuple(_row(row) for row in found), total)


def details(work: Work, row: Row[Any]) -> TicketDetails:
    """A ticket with its conversation; what it asks for beside what has changed since."""
    is_open = row.state == TicketState.SUBMITTED
    now = company_of(work, row.center_id) if is_open else None
    place, reaches = (_waiting(work, row.id)) if is_open else (None, "")
    return TicketDetails(
        id=str(row.id),
        state=TicketState(row.state),
        changes=tuple(_change(name, asked, now) for name, asked in changes_of(row).items()),
        reason=row.reason,
        asked_by=row.asker,
        asked_at=row.asked_at,
        answered_by=row.answerer or "",
        answered_at=row.answered_at,
        answer=row.answer,
        messages=messages_of(work, row.id),
        place=place,
        reaches=reaches,
    )


def messages_of(work: Work, ticket: int) -> tuple[TicketMessageRow, ...]:
    """The conversation on a ticket, the first message first."""
    return tuple(
        TicketMessageRow(str(row.id), row.writer, row.from_desk, row.text, row.at)
        for row in work.connection.execute(_CONVERSATION, {"ticket": ticket})
    )


def changes_of(row: Row[Any]) -> dict[str, dict[str, str]]:
    """What a ticket asks for, as codes: field → before and after, in the order of the page."""
    stored = json.loads(row.changes)
    return {name: stored[name] for name in TICKET_FIELDS if name in stored}


def label_of(row: Row[Any]) -> str:
    """The fields that a ticket is about, in one line."""
    return ", ".join(TICKET_FIELD_WORDS[name] for name in changes_of(row))


def shown(name: str, value: str) -> str:
    """A field of the company data as people read it."""
    names = {"region": regions.region_name, "currency": regions.currency_name}
    return names[name](value) if name in names else value or "none"


def _waiting(work: Work, ticket: int) -> tuple[int | None, str]:
    """The place in the queue, or the name of the account manager whom it reaches."""
    query = select(USER.c.name).join(CASE, CASE.c.for_user_id == USER.c.id)
    own = (CASE.c.kind == CaseKind.TICKET, CASE.c.subject_id == ticket, CASE.c.closed_at.is_(None))
    manager = work.connection.execute(query.where(*own)).scalar()
    if manager is not None:
        return None, manager
    return review_cases.queue_place(work, kind=CaseKind.TICKET, subject_id=ticket), ""


def _change(name: str, asked: Mapping[str, str], now: Mapping[str, str] | None) -> TicketChange:
    is_overtaken = now is not None and now[name] != asked["before"]
    overtaken_by = shown(name, now[name]) if now is not None and is_overtaken else ""
    return TicketChange(
        name, TICKET_FIELD_WORDS[name], shown(name, asked["before"]), shown(name, asked["after"]), overtaken_by
    )


def _row(row: Row[Any]) -> TicketRow:
    labels = tuple(TICKET_FIELD_WORDS[name] for name in changes_of(row))
    return TicketRow(
        str(row.id), labels, TicketState(row.state), row.asker, row.asked_at, row.answerer or "", row.answered_at
    )
