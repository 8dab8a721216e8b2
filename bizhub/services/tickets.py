"""Tickets of a center: asking the desk to change the company data, the conversation, and taking it back.

Their documents are sent to a ticket that waits (services/documents.py).
"""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from bizhub.domain import edits
from bizhub.domain.audit import AuditEvent
from bizhub.domain.desk import CaseKind
from bizhub.domain.errors import Conflict, InvalidInput, NotFound
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.limits import TICKET_MESSAGES, TICKETS, Rule
from bizhub.domain.notifications import Kind
from bizhub.domain.policy import Permission
from bizhub.domain.ticket_input import checked_words
from bizhub.domain.tickets import (
    LONGEST_MESSAGE,
    LONGEST_REASON,
    MOST_MESSAGES,
    TICKET_FIELDS,
    CompanyData,
    TicketDetails,
    TicketPage,
    TicketState,
)
from bizhub.services import account_managers, limits, record, review_cases, ticket_news, ticket_rows
from bizhub.services.document_rows import TICKET
from bizhub.services.onboarding import checked_company_field
from bizhub.services.ticket_rows import MESSAGE
from bizhub.services.work import Work

OBJECT = "ticket"
_OPEN = select(TICKET.c.id).where(TICKET.c.state == TicketState.SUBMITTED)


def view_company(work: Work) -> CompanyData:
    """What a ticket begins with: the company data as they stand, whom it reaches, and the one that waits already."""
    work.require(Permission.TICKET_MANAGE)
    waiting = work.connection.execute(_OPEN.where(TICKET.c.center_id == work.center_id)).scalar()
    manager = account_managers.manager_of(work, work.center_id)
    values = ticket_rows.company_of(work, work.center_id)
    return CompanyData(values, "" if manager is None else manager.name, "" if waiting is None else str(waiting))


def ask_change(work: Work, *, asked: Mapping[str, str], seen: Mapping[str, str], reason: str) -> str:
    """Ask for other company data; the ticket's ID. `asked` and `seen` are fields as typed and as the page showed them.

    Raises InvalidInput at a field, Overtaken where the data have changed since, Conflict while a ticket waits.
    """
    work.require(Permission.TICKET_MANAGE)
    before = ticket_rows.company_of(work, work.center_id, locked=True)
    changed = _changed(work, asked, seen, before)
    words = checked_words(
        reason, longest=LONGEST_REASON, field="reason", empty="Say why, so that the desk can understand it."
    )
    if work.connection.execute(_OPEN.where(TICKET.c.center_id == work.center_id)).first() is not None:
        raise Conflict("A ticket of this center waits for the desk already. Write on it, or withdraw it first.")
    limits.count_try(work, [Rule(f"ticket:{work.center_id}", TICKETS)])
    number = new_id()
    changes = {name: {"before": before[name], "after": value} for name, value in changed.items()}
    asking = {"center_id": work.center_id, "reason": words, "asked_by": work.user_id, "asked_at": work.now}
    state = {"state": TicketState.SUBMITTED.value, "answer": ""}
    text = json.dumps(changes, ensure_ascii=False)
    work.connection.execute(insert(TICKET).values(id=number, changes=text, **asking, **state))
    manager, name = account_managers.manager_of(work, work.center_id), work.in_center().name
    review_cases.open_case(
        work, kind=CaseKind.TICKET, subject_id=number, title=name, for_user_id=None if manager is None else manager.id
    )
    old = {name: before[name] for name in changed}
    _record(work, AuditEvent.TICKET_SUBMIT, number, old, {**changed, "reason": words})
    _tell_both(work, Kind.TICKET_ASKED, _own(work, str(number)), words)
    return str(number)


def list_tickets(work: Work, *, page: int = 1) -> TicketPage:
    """A page of the center's tickets, from 1, the newest first."""
    work.require(Permission.TICKET_MANAGE)
    return ticket_rows.page_of(work, work.center_id, page)


def view_ticket(work: Work, *, ticket_id: str) -> TicketDetails:
    """A ticket of the center with its conversation."""
    work.require(Permission.TICKET_MANAGE)
    return ticket_rows.details(work, _own(work, ticket_id))


def write_message(work: Work, *, ticket_id: str, text: str) -> None:
    """Write on a ticket that waits; the same words sent twice in a row are one message."""
    work.require(Permission.TICKET_MANAGE)
    row = _waiting(work, ticket_id)
    if add_message(work, row, text, from_desk=False):
        ticket_news.tell_desk(work, Kind.TICKET_WRITTEN, center_id=work.center_id, ticket=row.id, fields="", words=text)


def withdraw_ticket(work: Work, *, ticket_id: str) -> None:
    """Take a ticket back that the desk has not decided on."""
    work.require(Permission.TICKET_MANAGE)
    row = _waiting(work, ticket_id)
    review_cases.withdraw_case(work, kind=CaseKind.TICKET, subject_id=row.id)
    ended = {"state": TicketState.WITHDRAWN.value, "answered_by": work.user_id, "answered_at": work.now}
    work.connection.execute(update(TICKET).where(TICKET.c.id == row.id).values(ended))
    _record(work, AuditEvent.TICKET_WITHDRAW, row.id)
    _tell_both(work, Kind.TICKET_WITHDRAWN, row)
    ticket_news.show_again(work, work.center_id, "document")  # which stay as they are from now on


def add_message(work: Work, row: Row[Any], text: str, *, from_desk: bool) -> bool:
    """Add to a conversation and record it; False where the same person has just sent the same words."""
    words = checked_words(text, longest=LONGEST_MESSAGE, field="text", empty="Type what you want to say.")
    own = select(MESSAGE).where(MESSAGE.c.ticket_id == row.id).order_by(MESSAGE.c.id.desc()).limit(1)
    last = work.connection.execute(own).one_or_none()
    if last is not None and (last.user_id, last.from_desk, last.text) == (work.user_id, from_desk, words):
        return False
    count = select(func.count()).select_from(MESSAGE).where(MESSAGE.c.ticket_id == row.id)
    if work.connection.execute(count).scalar_one() >= MOST_MESSAGES:
        raise InvalidInput(f"There are {MOST_MESSAGES} messages already, as many as may.", field="text")
    limits.count_try(work, [Rule(f"ticket_message:{work.user_id}", TICKET_MESSAGES)])
    said = {"ticket_id": row.id, "user_id": work.user_id, "from_desk": from_desk, "text": words, "at": work.now}
    work.connection.execute(insert(MESSAGE).values(id=new_id(), **said))
    name = ticket_rows.label_of(row)
    work.audit(
        AuditEvent.TICKET_MESSAGE, object_type=OBJECT, object_id=str(row.id), object_name=name,
        after={"text": words}, center_id=row.center_id,
    )  # fmt: skip
    ticket_news.show_again(work, row.center_id, OBJECT)
    return True


def _changed(
    work: Work, asked: Mapping[str, str], seen: Mapping[str, str], before: Mapping[str, str]
) -> dict[str, str]:
    """What is asked to be another than it is now, checked; a field left as it was shown needs no check."""
    unknown = set(asked) - set(TICKET_FIELDS)
    if unknown:
        raise InvalidInput("This is not changed with a ticket.", field=min(unknown))
    shown = {**before, **{name: value for name, value in seen.items() if name in before}}
    typed = {
        name: shown[name] if asked.get(name, shown[name]).strip() == shown[name]
        else checked_company_field(name, asked[name])
        for name in TICKET_FIELDS
    }  # fmt: skip
    own = str(work.center_id)
    who = partial(record.last_person, work.connection, work.center_id, AuditEvent.CENTER_EDIT_COMPANY, "center", own)
    changed = edits.changes(shown, typed, before, who=who)
    if not changed:
        raise InvalidInput("Change what is to be another than it is now.", field="changes")
    return {name: changed[name] for name in TICKET_FIELDS if name in changed}


def _own(work: Work, ticket_id: str) -> Row[Any]:
    row = ticket_rows.find(work, work.center_id, parse_id(ticket_id))
    if row is None:
        raise NotFound
    return row


def _waiting(work: Work, ticket_id: str) -> Row[Any]:
    """A ticket that nobody has decided on; else it is said who has."""
    row = _own(work, ticket_id)
    refuse_ended(row)
    return row


def refuse_ended(row: Row[Any]) -> None:
    """Raise Conflict for a ticket that has ended; `row` is one of ticket_rows."""
    if row.state == TicketState.WITHDRAWN:
        raise Conflict(f"{row.answerer} has taken this ticket back. Ask with a new one.")
    if row.state != TicketState.SUBMITTED:
        raise Conflict(f"{row.answerer} has decided on this ticket already. Load the page again.")


def _tell_both(work: Work, kind: Kind, row: Row[Any], words: str = "") -> None:
    """The other admins of the center, and the desk."""
    facts: dict[str, Any] = {"center_id": work.center_id, "ticket": row.id, "fields": ticket_rows.label_of(row)}
    ticket_news.tell_center(work, kind, words=words, **facts)
    ticket_news.tell_desk(work, kind, words=words, **facts)
    ticket_news.show_again(work, work.center_id, OBJECT)


def _record(
    work: Work, event: AuditEvent, number: int, before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:  # fmt: skip
    work.audit(
        event, object_type=OBJECT, object_id=str(number), object_name=work.in_center().name, before=before, after=after
    )
