"""Tickets at the desk: read, answered, and decided by the reviewer who has claimed the case."""

import json
from typing import Any

from sqlalchemy import Row, insert, select, update

from bizhub.domain.audit import AuditEvent
from bizhub.domain.desk import CaseKind, FoundCase
from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.notifications import Kind
from bizhub.domain.ticket_input import checked_words
from bizhub.domain.tickets import LONGEST_REASON, TICKET_FIELD_WORDS, TicketReview, TicketState
from bizhub.services import account_managers, review_cases, ticket_news, ticket_rows, tickets
from bizhub.services.access import CENTER
from bizhub.services.desk_gate import require_desk
from bizhub.services.document_rows import TICKET
from bizhub.services.onboarding import VERSION
from bizhub.services.review_cases import CASE
from bizhub.services.work import Work


def read_ticket(work: Work, *, case_id: str) -> TicketReview | None:
    """The ticket of a case, open or closed; None where the case is about something else."""
    require_desk(work)
    query = select(CASE.c.kind, CASE.c.subject_id, CASE.c.center_id, CENTER.c.name).join(
        CENTER, CENTER.c.id == CASE.c.center_id
    )
    case = work.connection.execute(query.where(CASE.c.id == parse_id(case_id))).one_or_none()
    if case is None:
        raise NotFound
    if case.kind != CaseKind.TICKET:
        return None
    row = _row(work, case.center_id, case.subject_id)
    manager = account_managers.manager_of(work, case.center_id)
    return TicketReview(
        ticket=ticket_rows.details(work, row),
        center_id=str(case.center_id),
        center_name=case.name,
        manager_id="" if manager is None else str(manager.id),
        reviewers=account_managers.list_reviewers(work),
    )


def approve_ticket(work: Work, *, case_id: str) -> bool:
    """Give the center the company data it asks for, as a new version; False while a second reviewer has to agree.

    Raises Conflict where the data have changed since it was asked.
    """
    case, row = _held(work, case_id)
    asked, now = ticket_rows.changes_of(row), ticket_rows.company_of(work, case.center_id, locked=True)
    changed = [name for name, values in asked.items() if now[name] != values["before"]]
    if changed:
        words = ", ".join(TICKET_FIELD_WORDS[name] for name in changed)
        raise Conflict(f"Changed since this was asked: {words}. Reject the ticket, so that the center can ask anew.")
    if not review_cases.settles(work, case, json.dumps({"outcome": TicketState.APPROVED.value})):
        return False
    after = {name: values["after"] for name, values in asked.items()}
    work.connection.execute(update(CENTER).where(CENTER.c.id == case.center_id).values(after))
    made = {"valid_from": work.now, "changed_by": work.user_id, "ticket_id": row.id}
    version = {"id": new_id(), "center_id": case.center_id, **now, **after, **made}
    work.connection.execute(insert(VERSION).values(version))
    _end(work, case, row, TicketState.APPROVED)
    work.audit(
        AuditEvent.CENTER_EDIT_COMPANY, object_type="center", object_id=str(case.center_id),
        object_name=case.center_name, center_id=case.center_id,
        before={name: now[name] for name in after}, after={**after, "asked_by": row.asker},
    )  # fmt: skip
    _record(work, AuditEvent.TICKET_APPROVE, case, {})
    _tell(work, Kind.TICKET_APPROVED, case, row)
    ticket_news.show_again(work, case.center_id, "center")
    return True


def reject_ticket(work: Work, *, case_id: str, reason: str) -> bool:
    """Change nothing, and say why; False while a second reviewer has to agree."""
    case, row = _held(work, case_id)
    empty = "Say why, and what the center can do."
    words = checked_words(reason, longest=LONGEST_REASON, field="reason", empty=empty)
    # Two reviewers agree on the outcome; the words are those of the second.
    if not review_cases.settles(work, case, json.dumps({"outcome": TicketState.REJECTED.value})):
        return False
    _end(work, case, row, TicketState.REJECTED, words)
    _record(work, AuditEvent.TICKET_REJECT, case, {"answer": words})
    _tell(work, Kind.TICKET_REJECTED, case, row, words)
    return True


def write_from_desk(work: Work, *, case_id: str, text: str) -> None:
    """Ask or tell the center something on its ticket."""
    case, row = _held(work, case_id)
    if tickets.add_message(work, row, text, from_desk=True):
        _tell(work, Kind.TICKET_WRITTEN, case, row, text)


def _held(work: Work, case_id: str) -> tuple[FoundCase, Row[Any]]:
    """A case that the acting reviewer has claimed, and its ticket, which waits."""
    case = review_cases.hold_claimed(work, case_id)
    if case.kind is not CaseKind.TICKET:
        raise NotFound
    ends = work.connection.execute(select(CENTER.c.ends_at).where(CENTER.c.id == case.center_id)).scalar()
    if ends is not None and ends <= work.now:
        raise Conflict(f"The center {case.center_name} is deleted. Its ticket needs no decision any more.")
    row = _row(work, case.center_id, case.subject_id)
    tickets.refuse_ended(row)
    return case, row


def _row(work: Work, center_id: int, ticket: int) -> Row[Any]:
    row = ticket_rows.find(work, center_id, ticket)
    if row is None:
        raise NotFound
    return row


def _end(work: Work, case: FoundCase, row: Row[Any], state: TicketState, answer: str = "") -> None:
    ended = {"state": state.value, "answered_by": work.user_id, "answered_at": work.now, "answer": answer}
    still = update(TICKET).where(TICKET.c.id == row.id, TICKET.c.state == TicketState.SUBMITTED)
    if work.connection.execute(still.values(ended)).rowcount != 1:
        raise Conflict("Somebody has decided on this ticket already. Load the page again.")
    review_cases.close_case(work, case, state.value)
    ticket_news.show_again(work, case.center_id, "document")  # which stay as they are from now on


def _record(work: Work, event: AuditEvent, case: FoundCase, after: dict[str, str]) -> None:
    work.audit(
        event, object_type=tickets.OBJECT, object_id=str(case.subject_id), object_name=case.center_name,
        after=after or None, center_id=case.center_id,
    )  # fmt: skip


def _tell(work: Work, kind: Kind, case: FoundCase, row: Row[Any], words: str = "") -> None:
    fields = ticket_rows.label_of(row)
    ticket_news.tell_center(work, kind, center_id=case.center_id, ticket=row.id, fields=fields, words=words)
    ticket_news.show_again(work, case.center_id, tickets.OBJECT)
